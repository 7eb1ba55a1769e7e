"""The packages of workbooks: a zip archive of XML in one of two dialects, or an older container."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The container of old .xls files, and of workbooks that are encrypted with a password.
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
# The part that says where the workbook is in the package, in the names of the dialect.
RELATIONS = "_rels/.rels"
# The names of XML in «Strict Open XML», and those of the ordinary dialect that openpyxl reads.
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def check_container(data: bytes) -> None:
    """Raise ValidationError if the file has a password, or is an .xls file."""
    if not data.startswith(OLE_SIGNATURE):
        return
    if ENCRYPTED_PART in data:
        raise ValidationError(
            _("Arbeidsboken har et passord. Åpne den i Excel, fjern passordet, og lagre den på nytt som .xlsx.")
        )
    raise ValidationError(_("Dette er en eldre Excel-fil (.xls). Åpne den i Excel, og lagre den som .xlsx."))


def as_transitional(data: bytes) -> bytes:
    """Return a Strict workbook in the ordinary dialect, and any other as it is."""
    with ZipFile(BytesIO(data)) as packed:
        if not STRICT.search(packed.read(RELATIONS)):
            return data
        converted = BytesIO()
        with ZipFile(converted, "w", ZIP_DEFLATED) as other:
            for part in packed.infolist():
                other.writestr(part.filename, STRICT.sub(TRANSITIONAL, packed.read(part)))
    return converted.getvalue()
