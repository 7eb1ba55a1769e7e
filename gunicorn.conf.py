"""Gunicorn's settings, which it reads when it starts in this folder."""

accesslog = "-"
logger_class = "balansekunst.server_log.ServerLog"
