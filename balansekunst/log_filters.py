"""What the program's own log leaves out."""

import logging
import re

SECRET = re.compile(
    r"(/kalender/(?:kursholder/)?|/bli-medlem/innmelding/|/bestill-kurs/bestilling/|/evaluering/)"
    r"[^/\s]+?(?=\.ics|[/\s]|\Z)"
)


class WithoutSecretAddresses(logging.Filter):
    """Leaves secret addresses out of messages: of calendar feeds, requests to join, bookings and evaluations."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if SECRET.search(message):
            record.msg, record.args = SECRET.sub(r"\1…", message), ()
        return True
