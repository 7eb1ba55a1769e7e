"""Made-up data to try the program on: `manage.py demo` fills a database with it."""
