"""The files of a published report: all of them come from what was published."""

import csv
import hashlib
import re
from dataclasses import replace
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import jsonschema
import pytest
from django.core.cache import caches
from PIL import Image

from balansekunst.fields import file_size
from balansekunst.figures import Hidden
from reports.counting.summary import Summary
from reports.document import annual_report
from reports.document.nodes import Cover, Section, Table
from reports.document.serialise import schema, to_json
from reports.models import AnnualReport
from reports.models import Section as WrittenSection
from reports.output import images
from reports.output.data import csv_tables
from tests.reports import published_reports as made
from tests.reports.documents import figure

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

REPORT = "/arsrapport/2024"
VALIDATOR = jsonschema.Draft202012Validator(schema())


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_json_is_the_published_bytes(client):
    publication = made.publish()

    response = client.get(f"{REPORT}/nedlasting/arsrapport-2024.json")

    assert hashlib.sha256(response.content).hexdigest() == publication.digest
    assert response["Content-Disposition"] == 'attachment; filename="arsrapport-2024.json"'
    assert response["Content-Type"] == "application/json"


def test_schema_is_served(client):
    response = client.get("/arsrapport/skjema/arsrapport-1.json")

    assert response["Content-Type"] == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(response.json())


def test_document_with_everything_is_valid():
    assert [error.message for error in VALIDATOR.iter_errors(to_json(made.made()))] == []


def test_report_of_the_office_is_valid(summary: Summary):
    """A report that is built of rows, with every chart that there is of the year."""
    report = AnnualReport.objects.create(year=2024, title="Årsrapport 2024", lead="{members.closing} sto *sammen*.")
    places = "\n".join(f"{{diagram {key}}}" for key in summary.charts)
    words = (
        "## Hvor\n\n> {members.joined} nye\n\n1. først\n\n{tall members.net balansepotten.awarded_nok}\n\n{mottakere}"
    )
    WrittenSection.objects.create(report=report, kind="members", title="Medlemmer", text=f"{words}\n\n{places}")

    built = to_json(annual_report.compose(report, summary, day=summary.year.day).document)

    assert [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(built)] == []
    assert len(built["sections"][0]["blocks"]) > len(summary.charts)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"year": "2024"}, id="year-as-text"),
        pytest.param({"cover": {"colour": "green", "picture": None}}, id="colour"),
        pytest.param(
            {"sections": [{"id": "del-x", "kind": "free", "title": "X", "blocks": [{"type": "video"}]}]}, id="block"
        ),
        pytest.param({"lead": [{"type": "text"}]}, id="empty-text"),
        pytest.param({"extra": 1}, id="more"),
    ],
)
def test_schema_refuses_another_document(change):
    assert not VALIDATOR.is_valid({**to_json(made.made()), **change})


def test_csv_opens_in_excel_with_plain_numbers(client):
    made.publish()

    response = client.get(f"{REPORT}/tabell/members-regions.csv")

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert rows(response.content)[:2] == [["Landsdel", "Medlemmer"], ["Østlandet", "133"]]
    assert rows(response.content)[-1] == ["Til sammen", "214"]
    assert response["Content-Disposition"] == 'attachment; filename="arsrapport-2024-etter-landsdel.csv"'


def test_csv_of_recipients_has_no_formula(client):
    made.publish()

    table = rows(client.get(f"{REPORT}/tabell/mottakere.csv").content)

    assert table[1] == ["'=Ås & Øy", "<b>Rom</b>", "workshop", "Akershus", "91000"]
    assert table[2] == ["Til sammen", "", "", "", "91000"]


def test_csv_of_key_figures_has_each_figure_once(client):
    made.publish()

    table = rows(client.get(f"{REPORT}/tabell/nokkeltall.csv").content)

    assert ["Nye medlemmer", "39"] in table
    assert len(table) == 1 + 3


def test_hidden_number_is_in_words():
    table = Table(("Landsdel", "Medlemmer"), (("Østlandet", figure("", "", Hidden.SMALL, "færre enn 5")),))
    section = Section("del-x", "free", "X", (replace(made.bars(), table=table),))

    rows = csv_tables(made.made(sections=(section,)))["members-regions"].rows

    assert list(rows[1]) == ["Østlandet", "færre enn 5"]


@pytest.mark.parametrize("chart", [made.bars, made.pairs, made.pie, made.places], ids=lambda chart: chart.__name__)
def test_chart_as_svg_is_complete(chart):
    drawn = images.chart_svg(chart(), "Årsrapport 2024")

    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]

    assert root.find("{http://www.w3.org/2000/svg}title").text == chart().title
    assert root.find("{http://www.w3.org/2000/svg}desc").text == chart().description
    assert "Source Sans 3" in root.get("font-family")
    assert "Kilde: Balansekunst, Årsrapport 2024" in texts
    assert "var(" not in drawn


def test_chart_svg_escapes_text():
    drawn = images.chart_svg(replace(made.bars(), title="A & B <c> «d»", description='"<&>"'), "<&>")

    assert ElementTree.fromstring(drawn).findtext("{http://www.w3.org/2000/svg}title") == "A & B <c> «d»"  # noqa: S314


def test_chart_as_png_is_twice_as_large(client):
    made.publish()

    response = client.get(f"{REPORT}/diagram/courses-places.png")

    with Image.open(BytesIO(response.content)) as picture:
        assert (picture.format, picture.width) == ("PNG", 2 * images.CHART_WIDTH)


def test_plotly_figure_is_the_published_one(client):
    made.publish()

    response = client.get(f"{REPORT}/diagram/members-regions.json")

    assert response.json() == made.bars().figure
    assert "Content-Disposition" not in response


@pytest.mark.parametrize(
    ("title", "colour"), [("Årsrapport 2024", "accent"), ("Et år i vekst", "rose"), ("2024", "sand")]
)
def test_share_image_has_standard_size(client, title, colour):
    made.publish(made.made(title=title, cover=Cover(colour)))

    response = client.get(f"{REPORT}/deling.png")

    with Image.open(BytesIO(response.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_pdf_and_workbook_are_served(client, with_pictures):
    made.publish()

    pdf = client.get(f"{REPORT}/nedlasting/arsrapport-2024.pdf")
    workbook = client.get(f"{REPORT}/nedlasting/arsrapport-2024.xlsx")

    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Type"] == "application/pdf"
    assert "xl/workbook.xml" in ZipFile(BytesIO(workbook.content)).namelist()


def test_zip_has_everything_and_is_reproducible(client, with_pictures):
    publication = made.publish()
    address = f"{REPORT}/nedlasting/arsrapport-2024.zip"

    first = client.get(address).content
    for cache in caches.all():
        cache.clear()
    second = client.get(address).content

    packed = ZipFile(BytesIO(first))
    names = [name.removeprefix("arsrapport-2024/") for name in packed.namelist()]
    assert first == second
    assert names == sorted(names)
    assert {"arsrapport-2024.json", "arsrapport-2024.pdf", "arsrapport-2024.xlsx", "arsrapport-1.json"} <= set(names)
    assert sum(name.startswith("tabell/arsrapport-2024-") for name in names) == len(csv_tables(made.made()))
    assert sum(name.startswith("diagram/arsrapport-2024-") for name in names) == 2 * 4
    assert "tabell/arsrapport-2024-etter-landsdel.csv" in names
    assert [name for name in names if re.search(r"members|courses|mark|percent|regions|topics", name)] == []
    checksum = packed.read("arsrapport-2024/arsrapport-2024.json.sha256").decode()
    assert checksum == f"{publication.digest}  arsrapport-2024.json\n"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("nedlasting/arsrapport-2023.json", id="other-year"),
        pytest.param("nedlasting/arsrapport-2024.exe", id="other-kind"),
        pytest.param("nedlasting/arsrapport-2024.", id="no-kind"),
        pytest.param("nedlasting/..%2F..%2Fmanage.py", id="path"),
        pytest.param("diagram/members-unknown.svg", id="chart"),
        pytest.param("diagram/members-regions.gif", id="chart-kind"),
        pytest.param("tabell/unknown.csv", id="table"),
        pytest.param("bilde/annet.jpg", id="picture"),
        pytest.param("bilde/..%2Fhemmelig.jpg", id="picture-path"),
        pytest.param("bilde/forside.jpg", id="picture-that-is-gone"),
    ],
)
def test_unknown_file_is_not_found(client, path):
    made.publish()

    assert client.get(f"{REPORT}/{path}").status_code == 404


def test_files_without_report_are_not_found(client):
    for path in ("nedlasting/arsrapport-2024.pdf", "diagram/members-regions.svg", "deling.png", "bilde/forside.jpg"):
        assert client.get(f"{REPORT}/{path}").status_code == 404


@pytest.mark.parametrize("name", ["forside.jpg", "forside-800.jpg", "kurs.jpg"])
def test_pictures_are_public_and_immutable(client, with_pictures, name):
    made.publish()

    response = client.get(f"{REPORT}/bilde/{name}")

    assert response.content == with_pictures
    assert (response["Content-Type"], "immutable" in response["Cache-Control"]) == ("image/jpeg", True)


def test_cover_image_is_small(client, with_pictures):
    made.publish()

    response = client.get(f"{REPORT}/forside.jpg")

    with Image.open(BytesIO(response.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 640))


@pytest.mark.parametrize(
    "size",
    [pytest.param((1600, 900), id="wide"), pytest.param((900, 1600), id="tall"), pytest.param((90, 60), id="tiny")],
)
def test_cover_image_is_light(size):
    written = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(written, "JPEG", quality=95)

    content = images.cover_square(written.getvalue())

    with Image.open(BytesIO(content)) as picture:
        assert picture.width == picture.height <= min(size)
    assert len(content) <= images.COVER_BYTES


def test_cover_without_picture_is_not_found(client):
    made.publish(made.made(cover=Cover("sand")))

    assert client.get(f"{REPORT}/forside.jpg").status_code == 404


def test_pdf_with_missing_picture_is_withheld(client):
    made.publish()

    response = client.get(f"{REPORT}/nedlasting/arsrapport-2024.pdf")

    assert response.status_code == 503
    assert "vises ikke" in response.text


@pytest.mark.parametrize(
    "path",
    [
        "nedlasting/arsrapport-2024.json",
        "diagram/members-regions.svg",
        "tabell/mottakere.csv",
        "diagram/members-shares.json",
    ],
)
def test_unchanged_file_is_not_modified(client, path):
    publication = made.publish()
    first = client.get(f"{REPORT}/{path}")

    again = client.get(f"{REPORT}/{path}", headers={"If-None-Match": first["ETag"]})
    made.correct(publication, "members.joined", 39, 38)
    corrected = client.get(f"{REPORT}/{path}", headers={"If-None-Match": first["ETag"]})

    assert publication.digest in first["ETag"]
    assert not first.cookies
    assert (again.status_code, corrected.status_code) == (304, 200)


def test_files_are_read_only(client):
    made.publish()

    assert client.post(f"{REPORT}/nedlasting/arsrapport-2024.json").status_code == 405
    assert client.head(f"{REPORT}/nedlasting/arsrapport-2024.json").status_code == 200


def test_download_links_say_type_and_known_size(client):
    publication = made.publish()

    before = client.get(f"{REPORT}/").text
    size = len(client.get(f"{REPORT}/nedlasting/arsrapport-2024.xlsx").content)
    after = client.get(f"{REPORT}/").text

    assert f">Data (JSON, {file_size(len(publication.content.encode()))})</a>" in before
    assert ">Regneark (xlsx)</a>" in before
    assert f">Regneark (xlsx, {file_size(size)})</a>" in after
    assert ">Last ned rapporten (PDF)</a>" in after
    assert ">Alt i én fil (zip)</a>" in after
