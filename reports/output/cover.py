"""The picture of a published cover, small enough for the page to open at once wherever it is read."""

from io import BytesIO

from PIL import Image, ImageOps

MOST_BYTES = 28_000
SIZES, QUALITIES = (640, 480, 320), (75, 60, 45, 30)  # of a square in pixels, and of a JPEG


def cut(content: bytes) -> bytes:
    """Return the middle of a picture as a square JPEG of at most 640 pixels, the best one that is in MOST_BYTES."""
    with Image.open(BytesIO(content)) as picture:
        plain = picture.convert("RGB")
    made = (_jpeg(plain, size, quality) for size in SIZES for quality in QUALITIES)
    return next((one for one in made if len(one) <= MOST_BYTES), _jpeg(plain, SIZES[-1], QUALITIES[-1]))


def _jpeg(picture: Image.Image, size: int, quality: int) -> bytes:
    side, written = min(size, *picture.size), BytesIO()
    square = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    square.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()
