"""A made-up office to try the program on: `manage.py demo` fills a database with it."""
