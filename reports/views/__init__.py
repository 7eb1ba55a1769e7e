"""The pages of reports, one module for each matter."""
