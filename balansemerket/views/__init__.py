"""The pages of Balansemerket."""
