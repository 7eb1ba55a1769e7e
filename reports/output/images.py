"""Images made of a document: its pictures small enough for print, the cover's for the page, and the one for sharing."""

from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from balansekunst import typesetting
from balansekunst.typesetting import COLOURS
from reports.document import traversal
from reports.document.nodes import Document

SHARE_SOURCE = Path(__file__).parents[1] / "typst" / "share.typ"

# A whole page's width at 200 pixels an inch, and the bytes of all pictures of a PDF together, so that it can be mailed.
PRINT_WIDTH = 1650
PRINT_BYTES = 2_200_000
PRINT_QUALITIES = (82, 70, 58)
# The cover is on the page before anything else, so it must be light on a phone.
COVER_BYTES = 28_000
COVER_SIZES, COVER_QUALITIES = (640, 480, 320), (75, 60, 45, 30)


def for_print(document: Document, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Return the document's pictures by file name, as SVGs, which typst reads from its inputs.

    Raises KeyError for one that isn't among `pictures`.
    """
    names = sorted({picture.file for picture in traversal.pictures(document)})
    return {name: _svg(*_scaled(pictures[name], PRINT_BYTES // len(names))) for name in names}


def cover_square(content: bytes) -> bytes:
    """Return the middle of a picture as a square JPEG: the best one that has at most COVER_BYTES."""
    with Image.open(BytesIO(content)) as picture:
        plain = picture.convert("RGB")
    cuts = (_square(plain, size, quality) for size in COVER_SIZES for quality in COVER_QUALITIES)
    return next((cut for cut in cuts if len(cut) <= COVER_BYTES), _square(plain, COVER_SIZES[-1], COVER_QUALITIES[-1]))


def for_sharing(document: Document) -> bytes:
    """Return a PNG of 1200 by 630 pixels with the title, the year and a key figure. Raises TypesettingError."""
    year = str(document.year)
    first = next(iter(document.key_figures), None)
    words = {
        "kicker": document.kicker or _("Årsrapport %(year)s") % {"year": year},
        "title": "" if document.kicker else document.title,
        "year": year,
        "number": first.shown if first else "",
        "label": first.label if first else "",
        "cover": document.cover.colour,
    }
    return typesetting.picture(SHARE_SOURCE, data={**words, **COLOURS}, pixels_an_inch=72)


def _scaled(content: bytes, most: int) -> tuple[bytes, tuple[int, int]]:
    """Return the JPEG and its size in pixels: as it is, or smaller where it is large or heavy."""
    with Image.open(BytesIO(content)) as picture:
        if picture.width <= PRINT_WIDTH and len(content) <= most:
            return content, picture.size
        picture.thumbnail((PRINT_WIDTH, 2 * PRINT_WIDTH))
        smaller = picture.convert("RGB")
    for quality in PRINT_QUALITIES:
        written = _jpeg(smaller, quality)
        if len(written) <= most:
            return written, smaller.size
    share = (most / len(written)) ** 0.5
    smaller = smaller.resize((max(1, int(smaller.width * share)), max(1, int(smaller.height * share))))
    return _jpeg(smaller, PRINT_QUALITIES[-1]), smaller.size


def _square(picture: Image.Image, size: int, quality: int) -> bytes:
    side = min(size, *picture.size)
    square = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    return _jpeg(square, quality, optimize=True, progressive=True)


def _jpeg(picture: Image.Image, quality: int, **options: bool) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, **options)
    return written.getvalue()


def _svg(jpeg: bytes, size: tuple[int, int]) -> str:
    width, height = size
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/jpeg;base64,{b64encode(jpeg).decode()}"/></svg>'
    )
