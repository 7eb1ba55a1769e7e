"""Files that people upload. Their type is detected from their content, never from their name.

Small files that are enormous when they are opened are refused by what their headers say, without opening them.
"""

import unicodedata
from io import BytesIO
from pathlib import PurePath
from typing import Any
from zipfile import BadZipFile, ZipFile

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME_LENGTH = 120
# Of an archive, and of a picture: 60 million pixels take some 250 MB of memory.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PIXELS, MAX_LENGTH = 60_000_000, 20_000

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
SUFFIXES = {
    "application/pdf": (".pdf",),
    f"{OFFICE}.wordprocessingml.document": (".docx",),
    f"{OFFICE}.spreadsheetml.sheet": (".xlsx",),
    f"{OPEN_DOCUMENT}.text": (".odt",),
    f"{OPEN_DOCUMENT}.spreadsheet": (".ods",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
# Some programs write a byte order mark or other bytes first, and readers look for the signature this far.
PDF_SIGNATURE, PDF_SIGNATURE_WITHIN = b"%PDF-", 1024
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
OFFICE_DOCUMENTS = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
}


class FilesInput(forms.FileInput):
    """Accept several files at a time, of the types that can be uploaded."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ",".join(end for ends in SUFFIXES.values() for end in ends)})


class FilesField(forms.Field):
    """The place of uploads and their errors in a form. The view stores the files one by one."""

    widget = FilesInput

    def __init__(self, *, label: Any, most: int) -> None:
        help_text = gettext_lazy("PDF, Word, Excel, OpenDocument, PNG eller JPG. Høyst %(most)s filer på 10\xa0MB.")
        super().__init__(label=label, help_text=help_text % {"most": most}, required=False)


def check(upload: UploadedFile) -> tuple[str, str]:
    """Return the name and the type under which to store the file.

    Raises ValidationError if it is too large, now or when it is opened, or empty, or its type is not accepted.
    """
    if not upload.size or upload.size > MAX_BYTES:
        reason = _("«%(name)s» er for stor: høyst 10\xa0MB.") if upload.size else _("«%(name)s» er tom.")
        raise ValidationError(reason, params={"name": upload.name})
    content = upload.read()
    content_type = content_type_of(content)
    if content_type is None:
        raise ValidationError(
            _("Filtypen til «%(name)s» støttes ikke. Bruk PDF, Word, Excel, OpenDocument, PNG eller JPG."),
            params={"name": upload.name},
        )
    if content_type.startswith("image/"):
        _check_picture(content, upload.name)
    elif content_type != "application/pdf":
        _check_archive(content, upload.name)
    upload.seek(0)
    return _named(upload.name or "", content_type), content_type


def content_type_of(content: bytes) -> str | None:
    """Return the detected type, or None if it is not accepted. Archives are not unpacked, only listed."""
    for signature, content_type in SIGNATURES.items():
        if content.startswith(signature):
            return content_type
    if content.startswith(b"PK\x03\x04"):
        return _packed_type_of(content)
    return "application/pdf" if PDF_SIGNATURE in content[:PDF_SIGNATURE_WITHIN] else None


def check_pixels(size: tuple[int, int], name: str | None) -> None:
    """Raise ValidationError if a picture of this size is very long, or has very many pixels."""
    if max(size) > MAX_LENGTH:
        words = _("«%(name)s» er for langt: høyst 20\xa0000 piksler på den lengste siden.")
        raise ValidationError(words, params={"name": name})
    if size[0] * size[1] > MAX_PIXELS:
        raise too_many_pixels(name)


def too_many_pixels(name: str | None) -> ValidationError:
    words = _("«%(name)s» har for mange piksler: høyst 60 millioner, som 10\xa0000 ganger 6\xa0000.")
    return ValidationError(words, params={"name": name})


def _check_picture(content: bytes, name: str | None) -> None:
    """Check the size in the header. A picture without a readable one is a file like others, and shows nothing."""
    from PIL import Image  # large, and not needed when the program starts

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            size = picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels(name) from error
    except (OSError, SyntaxError, ValueError):
        return
    check_pixels(size, name)


def _check_archive(content: bytes, name: str | None) -> None:
    with ZipFile(BytesIO(content)) as packed:
        size = sum(member.file_size for member in packed.infolist())
    if size > MAX_UNPACKED:
        words = _("«%(name)s» er for stor når den pakkes ut: høyst %(most)s\xa0MB.")
        raise ValidationError(words, params={"name": name, "most": MAX_UNPACKED // 1024**2})


def _packed_type_of(content: bytes) -> str | None:
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "[Content_Types].xml" in names:
        return next((kind for name, kind in OFFICE_DOCUMENTS.items() if name in names), None)
    return _open_document_type_of(content) if "content.xml" in names else None


def _open_document_type_of(content: bytes) -> str | None:
    """Return the type that an OpenDocument file states at its start, where the standard puts it uncompressed."""
    for content_type in (f"{OPEN_DOCUMENT}.spreadsheet", f"{OPEN_DOCUMENT}.text"):
        said = f"mimetype{content_type}".encode()
        if content[30 : 30 + len(said)] == said and content[30 + len(said) :][:2] == b"PK":
            return content_type
    return None


def _named(name: str, content_type: str) -> str:
    """Return the name without control characters, and with the extension of the detected type."""
    shown = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip()
    suffixes = SUFFIXES[content_type]
    path = PurePath(shown or _("vedlegg"))
    if path.suffix.lower() in suffixes:
        return f"{path.stem[:MAX_NAME_LENGTH]}{path.suffix}"
    return f"{path.name[:MAX_NAME_LENGTH]}{suffixes[0]}"
