"""The association in one program: settings, addresses, and what every app shares."""
