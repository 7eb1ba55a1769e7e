from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from balansepotten import applications, attachments
from balansepotten.models import Attachment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PDF = b"%PDF-1.7\n..."


def packed(*files, compression=ZIP_DEFLATED):
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, text, *stored in files:
            archive.writestr(name, text, compress_type=ZIP_STORED if stored else compression)
    return content.getvalue()


def office(*names):
    return packed(("[Content_Types].xml", "<Types/>"), *((name, "<xml/>") for name in names))


def open_document(kind, *, stored=True):
    mimetype = ("mimetype", f"application/vnd.oasis.opendocument.{kind}")
    return packed((*mimetype, "stored") if stored else mimetype, ("content.xml", "<xml/>"))


WORD = office("word/document.xml")
BOMB = packed(("[Content_Types].xml", "<Types/>"), ("word/document.xml", b"\0" * 20_000_000))


def upload(content=PDF, name="plan.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        pytest.param(PDF, "Plan.pdf", "Plan.pdf", id="pdf"),
        pytest.param(PDF, "Plan.PDF", "Plan.PDF", id="pdf in capitals"),
        pytest.param(b"\xef\xbb\xbf" + PDF, "Plan.pdf", "Plan.pdf", id="pdf with byte order mark"),
        pytest.param(b"x" * 1019 + PDF, "Plan.pdf", "Plan.pdf", id="pdf within the first 1024 bytes"),
        pytest.param(WORD, "brev.docx", "brev.docx", id="docx"),
        pytest.param(office("xl/workbook.xml"), "tall.xlsx", "tall.xlsx", id="xlsx"),
        pytest.param(open_document("text"), "brev.odt", "brev.odt", id="odt"),
        pytest.param(open_document("spreadsheet"), "tall.ods", "tall.ods", id="ods"),
        pytest.param(b"\x89PNG\r\n\x1a\n...", "bilde.png", "bilde.png", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0...", "bilde.jpeg", "bilde.jpeg", id="jpg"),
        pytest.param(PDF, "plan.html", "plan.html.pdf", id="pdf that is called html"),
        pytest.param(PDF, "plan\u202efdp.exe", "planfdp.exe.pdf", id="a name that hides its end"),
        pytest.param(PDF, "a" * 200 + ".pdf", "a" * 120 + ".pdf", id="a long name"),
        pytest.param(PDF, "søknad «ås».pdf", "søknad «ås».pdf", id="Norwegian letters"),
        pytest.param(BOMB, "stor.docx", "stor.docx", id="much in little, not unpacked"),
    ],
)
def test_upload_gets_extension_of_detected_type(ready, content, name, expected):
    attachment = attachments.attach(ready, upload=upload(content, name))

    assert (attachment.name, attachment.size) == (expected, len(content))
    assert default_storage.open(attachment.file.name).read() == content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<!doctype html><script>alert(1)</script>", id="html"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param(b"MZ\x90\x00", id="program"),
        pytest.param(b"x" * 1020 + b"%PDF-1.7", id="pdf too far from the start"),
        pytest.param(packed(("hei.txt", "hei")), id="any zip"),
        pytest.param(office("ppt/presentation.xml"), id="pptx"),
        pytest.param(office("word/document.xml", "word/vbaProject.bin"), id="docx with macros"),
        pytest.param(open_document("presentation"), id="odp"),
        pytest.param(open_document("text-template"), id="odt template"),
        pytest.param(open_document("text", stored=False), id="odt that hides what it is"),
        pytest.param(WORD[:60], id="a broken zip"),
        pytest.param(b"PK\x03\x04", id="the start of a zip"),
    ],
)
def test_upload_of_other_type_refused(ready, content):
    with pytest.raises(ValidationError) as refusal:
        attachments.attach(ready, upload=upload(content, "plan.pdf"))

    assert refusal.value.messages == [
        "Filtypen til «plan.pdf» støttes ikke. Bruk PDF, Word, Excel, OpenDocument, PNG eller JPG."
    ]
    assert not ready.attachments.exists()


@pytest.mark.parametrize(
    ("size", "message"),
    [
        pytest.param(0, "«plan.pdf» er tom.", id="empty"),
        pytest.param(10 * 1024 * 1024 + 1, "«plan.pdf» er for stor: høyst 10\xa0MB.", id="a byte too large"),
    ],
)
def test_upload_of_wrong_size_refused(ready, size, message):
    with pytest.raises(ValidationError) as refusal:
        attachments.attach(ready, upload=upload(PDF.ljust(size, b" ") if size else b""))

    assert refusal.value.messages == [message]


def test_upload_of_maximum_size_accepted(ready):
    assert attachments.attach(ready, upload=upload(PDF.ljust(10 * 1024 * 1024))).size == 10 * 1024 * 1024


def test_one_file_too_many_is_refused(ready):
    for place in range(10):
        attachments.attach(ready, upload=upload(name=f"{place}.pdf"))

    with pytest.raises(ValidationError) as refusal:
        attachments.attach(ready, upload=upload())

    assert refusal.value.messages == ["«plan.pdf» ble ikke lagret: det er plass til 10 vedlegg."]
    assert ready.attachments.count() == 10


def test_removed_file_deleted_from_storage(ready, django_capture_on_commit_callbacks):
    attachment = attachments.attach(ready, upload=upload())
    name = attachment.file.name

    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(attachment)

    assert not Attachment.objects.exists()
    assert not default_storage.exists(name)


def test_files_of_submitted_application_fixed(ready, user, moment):
    attachment = attachments.attach(ready, upload=upload())
    applications.submit(ready, by=user, at=moment)

    with pytest.raises(ValidationError):
        attachments.remove(attachment)
    with pytest.raises(ValidationError):
        attachments.attach(ready, upload=upload())

    assert list(ready.attachments.all()) == [attachment]
