"""Gunicorn's log, without the requests that would reveal who reads about the advice line."""

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

# The static files are left out too: that page has some of its own.
LEFT_OUT = ("/radgivning", "/static/")


class ServerLog(Logger):
    """Logs each request except those whose path starts with one of LEFT_OUT."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        if not environ["PATH_INFO"].startswith(LEFT_OUT):
            super().access(resp, req, environ, request_time)
