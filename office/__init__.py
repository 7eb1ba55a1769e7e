"""The import of the office's workbooks, and the command that runs once a day."""
