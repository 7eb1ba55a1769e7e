"""Pictures as they are stored: without metadata, turned, small enough, and named by their bytes."""

import hashlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from reports import pictures

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F
TURNED_RIGHT = 6  # the camera was held upright: the right side of what is stored is down


def drawn(size=(300, 200), *, mode="RGB", colour="teal", kind="JPEG", name="bilde.jpg", **options):
    file = BytesIO()
    Image.new(mode, size, colour).save(file, kind, **options)
    return SimpleUploadedFile(name, file.getvalue())


def opened(stored):
    return Image.open(BytesIO(pictures.content(pictures.file_name(stored.name))))


def photographed():
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "Kamera", TURNED_RIGHT
    exif.get_ifd(GPS)[2] = (69.0, 0.0, 43.0)
    file = BytesIO()
    picture = Image.new("RGB", (300, 200), "white")
    picture.paste("red", (0, 0, 150, 200))
    picture.save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("gps.jpg", file.getvalue())


def test_picture_has_no_metadata():
    upload = photographed()
    assert Image.open(BytesIO(upload.read())).getexif().get_ifd(GPS)[2] == (69.0, 0.0, 43.0)
    upload.seek(0)

    stored = opened(pictures.store(upload))

    assert dict(stored.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(stored.info)


def test_picture_is_turned_by_orientation():
    stored = pictures.store(photographed())

    assert (stored.width, stored.height) == opened(stored).size == (200, 300)
    assert opened(stored).getpixel((100, 30))[1] < 60 < 200 < opened(stored).getpixel((100, 270))[1]


@pytest.mark.parametrize(
    ("size", "stored_size", "small_size"),
    [
        pytest.param((4000, 3000), (2000, 1500), (800, 600), id="wide"),
        pytest.param((1500, 3000), (1000, 2000), (800, 1600), id="tall"),
        pytest.param((2000, 10), (2000, 10), (800, 4), id="just-fits"),
        pytest.param((300, 200), (300, 200), (300, 200), id="small-is-not-made-larger"),
    ],
)
def test_picture_is_scaled_down(size, stored_size, small_size):
    stored = pictures.store(drawn(size))

    assert (stored.width, stored.height) == opened(stored).size == stored_size
    small = pictures.content(pictures.file_name(pictures.small(stored.name)))
    assert Image.open(BytesIO(small)).size == small_size


def test_picture_is_stored_once_by_digest():
    first, second = pictures.store(drawn()), pictures.store(drawn(name="et-annet-navn.jpg"))

    content = pictures.content(pictures.file_name(first.name))
    assert first == second
    assert first.name == f"report-pictures/{hashlib.sha256(content).hexdigest()}.jpg"
    assert len([name for name in default_storage.listdir(pictures.FOLDER)[1] if name[:64] in first.name]) == 2


@pytest.mark.parametrize(
    "upload",
    [
        pytest.param(lambda: drawn(mode="RGBA", colour=(0, 0, 0, 0), kind="PNG"), id="see-through"),
        pytest.param(lambda: drawn(mode="P", colour=0, kind="PNG", transparency=0), id="palette"),
        pytest.param(lambda: drawn(mode="LA", colour=(0, 0), kind="PNG"), id="grey"),
        pytest.param(lambda: drawn(mode="RGBA", colour=(0, 0, 0, 0), kind="WEBP", lossless=True), id="webp"),
    ],
)
def test_transparent_parts_become_white(upload):
    assert opened(pictures.store(upload())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("mode", "colour"), [pytest.param("CMYK", (255, 0, 0, 0), id="print"), pytest.param("L", 120, id="grey")]
)
def test_picture_is_converted_to_rgb(mode, colour):
    assert opened(pictures.store(drawn(mode=mode, colour=colour))).mode == "RGB"


@pytest.mark.parametrize(
    "profile",
    [
        pytest.param(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), id="srgb"),
        pytest.param(b"this is no profile", id="broken"),
    ],
)
def test_colour_profile_is_applied_and_removed(profile):
    stored = opened(pictures.store(drawn(colour=(200, 30, 30), icc_profile=profile)))

    assert "icc_profile" not in stored.info
    assert stored.getpixel((5, 5))[0] == pytest.approx(200, abs=6)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "tom", id="empty"),
        pytest.param(b"MZ" + b"\0" * 400, "kan ikke leses", id="program"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "kan ikke leses", id="svg"),
        pytest.param(b"GIF89a" + b"\0" * 40, "kan ikke leses", id="gif"),
        pytest.param(drawn().read()[:400], "kan ikke leses", id="cut-off"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "kan ikke leses", id="broken-png"),
    ],
)
def test_file_that_is_no_picture_is_refused(content, words):
    with pytest.raises(ValidationError) as refusal:
        pictures.store(SimpleUploadedFile("ferie.jpg", content))

    assert words in refusal.value.messages[0]
    assert "«ferie.jpg»" in refusal.value.messages[0]


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((10_001, 6_000), id="just-too-many"),
        pytest.param((30_000, 30_000), id="bomb"),
    ],
)
def test_picture_of_too_many_pixels_is_refused(size):
    file = BytesIO()
    Image.new("1", size).save(file, "PNG")
    assert len(file.getvalue()) < 200_000

    with pytest.raises(ValidationError, match="piksler"):
        pictures.store(SimpleUploadedFile("stort.png", file.getvalue()))


@pytest.mark.parametrize(
    ("size", "is_refused"),
    [
        pytest.param((20_000, 1), False, id="longest"),
        pytest.param((20_001, 1), True, id="wide"),
        pytest.param((1, 20_001), True, id="high"),
    ],
)
def test_long_picture_is_refused(size, is_refused):
    file = BytesIO()
    Image.new("1", size).save(file, "PNG")
    upload = SimpleUploadedFile("langt.png", file.getvalue())

    if not is_refused:
        assert pictures.store(upload).width == 2000
        return
    with pytest.raises(ValidationError, match="lengste siden"):
        pictures.store(upload)


def test_too_large_file_is_refused():
    upload = drawn()
    upload.size = pictures.MOST_BYTES + 1

    with pytest.raises(ValidationError, match=r"høyst 20.+MB"):
        pictures.store(upload)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("finnes-ikke.jpg", id="unknown"),
        pytest.param("../soknad.jpg", id="above"),
        pytest.param("..", id="dots"),
        pytest.param("bilde.png", id="another-kind"),
        pytest.param("", id="nothing"),
        pytest.param("a\0.jpg", id="null"),
    ],
)
def test_unknown_picture_is_not_found(name):
    with pytest.raises(FileNotFoundError):
        pictures.content(name)
