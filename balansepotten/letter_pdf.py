"""A letter as a PDF, with letterhead: the same bytes for the same content."""

from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from balansekunst import typesetting
from balansepotten.letter_text import Content

SOURCE = Path(__file__).parent / "typst" / "letter.typ"


def render(content: Content) -> bytes:
    """Return the PDF's bytes. Raises TypesettingError for anything that typst warns of."""
    words = {
        "association": "Balansekunst",
        "tagline": _("For et likestilt og mangfoldig kulturliv"),
        "email": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "unsigned": _("Brevet er sendt elektronisk, og har derfor ingen underskrift."),
    }
    return typesetting.render(SOURCE, told={"letter": content.as_data(), "words": words}, day=content.day)
