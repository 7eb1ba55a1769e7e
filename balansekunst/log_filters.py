"""What the program's own log leaves out."""

import logging
import re

FEED = re.compile(r"(/kalender/)[^/\s]+(\.ics)")


class WithoutFeedAddresses(logging.Filter):
    """Leaves the secret part of a calendar feed's address out of messages such as «Not Found»."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if FEED.search(message):
            record.msg, record.args = FEED.sub(r"\1…\2", message), ()
        return True
