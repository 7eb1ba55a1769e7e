"""Gunicorn's settings, which it reads when it starts in this folder."""

accesslog = "-"
logger_class = "balansekunst.server_log.ServerLog"
# Each worker accepts connections at once and answers four at a time, so that a slow one doesn't stop the others. More
# threads wait for one another's turn with the interpreter while they hold a lock of the database. Each has a database
# connection of its own.
threads = 4
