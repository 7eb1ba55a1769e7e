"""The project package: settings, root URLs, and what all apps share."""
