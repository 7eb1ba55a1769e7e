"""What the program's own log leaves out."""

import logging
import re

SECRET = re.compile(r"(/kalender/|/bli-medlem/innmelding/|/evaluering/)[^/\s]+?(?=\.ics|[/\s]|\Z)")


class WithoutSecretAddresses(logging.Filter):
    """Leaves the secret parts of addresses out of messages: of a calendar feed, a request to join, an evaluation."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if SECRET.search(message):
            record.msg, record.args = SECRET.sub(r"\1…", message), ()
        return True
