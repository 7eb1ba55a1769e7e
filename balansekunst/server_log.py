"""Gunicorn's log, without requests that would reveal who reads about the advice line, and secret addresses."""

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

# The static files are left out too: the advice line's page has some of its own. The address of a calendar feed, of a
# request to join, or of a booking, is all that its reader has to know; those who evaluate a course are anonymous.
LEFT_OUT = (
    *("/radgivning", "/static/", "/kalender/"),
    *("/bli-medlem/innmelding/", "/bestill-kurs/bestilling/", "/evaluering/"),
)


class ServerLog(Logger):
    """Logs each request except those whose path starts with one of LEFT_OUT."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        if not environ["PATH_INFO"].startswith(LEFT_OUT):
            super().access(resp, req, environ, request_time)
