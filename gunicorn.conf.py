"""Gunicorn's settings, which it reads when it starts in this folder."""

# The program logs each request by itself (balansekunst.request_log). What gunicorn has to say is JSON too.
accesslog = None
logconfig_dict = {
    "filters": {"secrets": {"()": "balansekunst.log_filters.WithoutSecretAddresses"}},
    "formatters": {"json": {"()": "balansekunst.request_log.JSONFormatter"}},
    "handlers": {"json": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["secrets"]}},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["json"], "propagate": False},
        # Gunicorn turns it on by itself where there is a `logconfig_dict`.
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
    "root": {"level": "INFO", "handlers": ["json"]},
}
# Nobody asks for it, and the program's user may write nowhere that its socket could be.
control_socket_disable = True
# Each worker accepts connections at once and answers four at a time, so that a slow one doesn't stop the others. More
# threads wait for one another's turn with the interpreter while they hold a lock of the database. Each has a database
# connection of its own.
threads = 4
# No more than two that wait for a thread: otherwise one worker may have all connections that a proxy uses again and
# again, and the other none.
worker_connections = threads + 2
