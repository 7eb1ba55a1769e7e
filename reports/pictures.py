"""The pictures of a report: each is encoded anew as a JPEG, so that only what it shows is left.

A picture is named by the SHA-256 of its bytes, so a file is never overwritten, and none is deleted: published reports
need them. Each has a smaller one for phones.
"""

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from balansekunst.uploads import check_pixels, too_many_pixels

FOLDER = "report-pictures"
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 1024 * 1024
LONGEST, SMALL_WIDTH = 2000, 800
QUALITY = 82
FILE_NAME = re.compile(r"[\w-]+\.jpg", re.ASCII)


@dataclass(frozen=True)
class StoredPicture:
    """A picture in the storage: its `name` there, and its size in pixels."""

    name: str
    width: int
    height: int


def store(upload: UploadedFile) -> StoredPicture:
    """Store the picture, at most 2000 pixels long and wide and turned the right way, and a small one.

    The same picture is stored once. Raises ValidationError when it can't be read as a picture, or is too large.
    """
    picture = _read(upload)
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    content = _jpeg(picture)
    name = f"{FOLDER}/{hashlib.sha256(content).hexdigest()}.jpg"
    stored = StoredPicture(name, picture.width, picture.height)
    picture.thumbnail((SMALL_WIDTH, LONGEST), Image.Resampling.LANCZOS)
    _store(small(name), _jpeg(picture))
    _store(name, content)
    return stored


def small(name: str) -> str:
    """Return the name of the smaller picture beside the one of that name: with or without its folder."""
    return f"{name.removesuffix('.jpg')}-{SMALL_WIDTH}.jpg"


def content(file_name: str) -> bytes:
    """Return the picture's bytes, by the name of its file without its folder. Raises FileNotFoundError."""
    if not FILE_NAME.fullmatch(file_name):
        raise FileNotFoundError(file_name)
    with default_storage.open(f"{FOLDER}/{file_name}") as file:
        return file.read()


def file_name(name: str) -> str:
    """Return the name of a file in the storage without its folder."""
    return PurePath(name).name


def _read(upload: UploadedFile) -> Image.Image:
    """Return what the file shows, in plain colours and the right way up."""
    if not upload.size or upload.size > MOST_BYTES:
        words = _("«%(name)s» er for stor: høyst 20\xa0MB.") if upload.size else _("«%(name)s» er tom.")
        raise ValidationError(words, params={"name": upload.name})
    try:
        with Image.open(BytesIO(upload.read()), formats=FORMATS) as picture:
            check_pixels(picture.size, upload.name)
            return _plain(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(upload.name) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("«%(name)s» kan ikke leses som et bilde: JPEG, PNG eller WebP."), params={"name": upload.name}
        ) from error


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture in sRGB, turned by its orientation; transparent parts become white."""
    turned = ImageOps.exif_transpose(picture)
    if turned.has_transparency_data:
        rgba = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    return _srgb(turned).convert("RGB")


def _srgb(picture: Image.Image) -> Image.Image:
    """Return the picture converted to sRGB, if its colour profile can be read."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "CMYK", "L"}:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError):
        return picture


def _jpeg(picture: Image.Image) -> bytes:
    """Return the picture as a JPEG without metadata."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    written = BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return written.getvalue()


def _store(name: str, content: bytes) -> None:
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
