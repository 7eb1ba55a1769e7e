"""Gunicorn's settings, which it reads when it starts in this folder."""

accesslog = "-"
logger_class = "balansekunst.server_log.ServerLog"
# Each worker accepts connections at once and answers eight at a time, so that a slow one doesn't stop the others. Each
# thread has a database connection of its own: two workers use 16 of the 100 that PostgreSQL allows by default.
threads = 8
