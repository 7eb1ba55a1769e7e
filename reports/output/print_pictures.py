"""The report's pictures as they are printed: no larger than paper can show, and light enough to send all together."""

from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO

from PIL import Image

from reports.document import contents
from reports.document.writing import Node

# In pixels: 200 to the inch of a whole page's width.
WIDTH = 1650
BUDGET = 2_200_000
QUALITIES = (82, 70, 58)


def embedded(document: Node, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Return the pictures that the document shows as SVGs by file name, which is how the typesetter takes them.

    Raises KeyError for one that isn't among `pictures`.
    """
    names = sorted({picture["file"] for picture in contents.pictures(document)})
    return {name: _svg(*_scaled(pictures[name], BUDGET // len(names))) for name in names}


def _scaled(content: bytes, most: int) -> tuple[bytes, tuple[int, int]]:
    """Return the JPEG and its size in pixels: as it is, or smaller where it is large or heavy."""
    with Image.open(BytesIO(content)) as picture:
        if picture.width <= WIDTH and len(content) <= most:
            return content, picture.size
        picture.thumbnail((WIDTH, 2 * WIDTH))
        smaller = picture.convert("RGB")
    for quality in QUALITIES:
        written = _jpeg(smaller, quality)
        if len(written) <= most:
            return written, smaller.size
    share = (most / len(written)) ** 0.5
    smaller = smaller.resize((max(1, int(smaller.width * share)), max(1, int(smaller.height * share))))
    return _jpeg(smaller, QUALITIES[-1]), smaller.size


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()


def _svg(jpeg: bytes, size: tuple[int, int]) -> str:
    width, height = size
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/jpeg;base64,{b64encode(jpeg).decode()}"/></svg>'
    )
