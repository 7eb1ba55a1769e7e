"""The picture that is shown where a report is shared: its cover with the title, the year and a key figure, as PNG."""

from pathlib import Path

from django.utils.translation import gettext as _

from balansekunst import typesetting
from balansekunst.typesetting import COLOURS
from reports.document.writing import Node
from reports.output import page

SOURCE = Path(__file__).parent.parent / "typst" / "share.typ"


def picture(document: Node) -> bytes:
    """Return the PNG, 1200 by 630 pixels. Raises TypesettingError."""
    year, kicker = str(document["year"]), page.kicker(document)
    first = next(iter(document["key_figures"]), {"shown": "", "label": ""})
    told = {
        "kicker": kicker or _("Årsrapport %(year)s") % {"year": year},
        "title": "" if kicker else document["title"],
        "year": year,
        "number": first["shown"],
        "label": first["label"],
        "cover": document["cover"]["colour"],
        **COLOURS,
    }
    return typesetting.picture(SOURCE, data=told, pixels_an_inch=72)
