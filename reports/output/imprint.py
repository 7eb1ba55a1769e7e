"""Where a printed document is from."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Imprint:
    """What is printed about a document that is not in it, as far as it is known.

    `published` is the day of publication, `printed` the day a draft was printed; `digest` is the SHA-256 of what was
    published, `address` its address on the web.
    """

    published: date | None = None
    printed: date | None = None
    digest: str = ""
    address: str = ""
