"""The export in the 360Giving standard: fields, identifiers, types and formats of its schema."""

import csv
import json
import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from balansepotten import threesixty
from balansepotten.awards import Award
from balansepotten.threesixty import Publisher
from tests.factories import ApplicationFactory, CallFactory

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
REQUIRED = {
    "id": str,
    "title": str,
    "description": str,
    "currency": str,
    "amountAwarded": int,
    "awardDate": str,
    "recipientOrganization": list,
    "fundingOrganization": list,
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
PUBLISHER = Publisher("Balansekunst", "333333333", "https://balansekunst.example/")
AWARD = Award(
    year=2026,
    number="2026-0007",
    organisation="Ås kor",
    organisation_number="314141415",
    title="Rom for alle",
    category="workshop",
    county="Akershus",
    amount=50_000,
    decided_on=date(2026, 5, 28),
    changed_at=datetime(2026, 6, 2, 10, 0, tzinfo=UTC),
)


def package(*awards: Award, publisher: Publisher = PUBLISHER) -> dict:
    found = awards or [AWARD]
    modified = max(award.changed_at for award in found)
    content = "".join(threesixty.json_of(found, publisher=publisher, at=AT, modified=modified))
    data: dict = json.loads(content)
    assert content == json.dumps(data, ensure_ascii=False, indent=2)
    return data


def changed(**fields: object) -> dict:
    [grant] = package(Award(**{**AWARD.__dict__, **fields}))["grants"]
    return grant


def test_grant_has_what_the_standard_requires():
    [grant] = package()["grants"]

    assert {name: type(grant.get(name)) for name in REQUIRED} == REQUIRED


def test_grant_contains_award():
    [grant] = package()["grants"]

    assert grant["id"] == "NO-BRC-333333333-2026-0007"
    assert grant["description"] == "Støtte fra Balansepotten 2026 til «Rom for alle» (workshop)."
    assert (grant["currency"], grant["amountAwarded"]) == ("NOK", 50_000)
    assert grant["awardDate"] == "2026-05-28T00:00:00+02:00"
    assert grant["recipientOrganization"] == [
        {"id": "NO-BRC-314141415", "name": "Ås kor", "addressRegion": "Akershus", "addressCountry": "Norge"}
    ]
    assert grant["fundingOrganization"] == [{"id": "NO-BRC-333333333", "name": "Balansekunst"}]
    assert grant["url"] == "https://balansekunst.example/balansepotten/tildelinger/2026/"


def test_every_moment_is_written_in_full():
    data = package()
    [grant] = data["grants"]

    moments = [data["issued"], data["modified"], grant["awardDate"], grant["dateModified"]]
    assert [moment for moment in moments if not MOMENT.fullmatch(moment)] == []


def test_package_has_grants_in_order():
    grants = package(AWARD, Award(**{**AWARD.__dict__, "number": "2026-0008", "title": 'To\n"linjer"'}))["grants"]

    assert [grant["id"][-4:] for grant in grants] == ["0007", "0008"]
    assert grants[1]["title"] == 'To\n"linjer"'


def test_package_contains_publisher_and_licence():
    data = package()

    assert re.fullmatch(r"(\d+\.)(\d+)", data["version"])
    assert data["publisher"] == {
        "identifier": "NO-BRC-333333333",
        "name": "Balansekunst",
        "website": "https://balansekunst.example/",
    }
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["downloadURL"] == "https://balansekunst.example/balansepotten/360giving.json"
    assert (data["issued"], data["modified"]) == ("2026-11-23T13:00:00+01:00", "2026-06-02T12:00:00+02:00")


@pytest.mark.parametrize(
    ("prefix", "number", "identifier"),
    [
        pytest.param("", "2026-0007", "NO-BRC-333333333-2026-0007", id="none-registered"),
        pytest.param("360G-balansekunst", "2026-0007", "360G-balansekunst-2026-0007", id="registered"),
        pytest.param("360G-balansekunst", "2024/7 b", "360G-balansekunst-2024_2f_7_20_b", id="other-characters"),
    ],
)
def test_grant_identifier_uses_prefix_or_number(prefix, number, identifier):
    publisher = Publisher("Balansekunst", "333333333", "https://balansekunst.example", prefix)

    [grant] = package(Award(**{**AWARD.__dict__, "number": number}), publisher=publisher)["grants"]

    assert grant["id"] == identifier
    assert grant["fundingOrganization"][0]["id"] == "NO-BRC-333333333"


@given(st.text(), st.text())
@example("2023/001", "2023–001")
@example("2023/", "2023_2f_")
@example("a/b", "a//b")
def test_grant_identifiers_never_collide(one, other):
    assert (PUBLISHER.identify(one) == PUBLISHER.identify(other)) == (one == other)
    assert re.fullmatch(r"NO-BRC-\d{9}-[0-9A-Za-z_-]*", PUBLISHER.identify(one))


@pytest.mark.parametrize(
    ("length", "shown"),
    [pytest.param(139, 139, id="longest"), pytest.param(140, 139, id="one-more"), pytest.param(200, 139, id="most")],
)
def test_title_is_under_140_characters(length, shown):
    assert len(changed(title="x" * length)["title"]) == shown


def test_flat_rows_equal_grants():
    [grant] = package()["grants"]

    titles, row = threesixty.flat([AWARD], publisher=PUBLISHER)

    cells = dict(zip(titles, row, strict=True))
    assert cells["Identifier"] == grant["id"]
    assert cells["Amount Awarded"] == "50000"
    assert cells["Award Date"] == grant["awardDate"]
    assert cells["Recipient Org:Identifier"] == "NO-BRC-314141415"
    assert cells["Recipient Org:County"] == "Akershus"
    assert cells["Funding Org:Identifier"] == "NO-BRC-333333333"
    assert cells["Grant Programme:Title"] == "Balansepotten 2026"
    assert set(cells) >= {"Title", "Description", "Currency", "Recipient Org:Name", "Funding Org:Name", "Last Modified"}


def test_no_awards_are_no_rows():
    assert list(threesixty.flat([], publisher=PUBLISHER)) == []


@pytest.fixture
def granted(db):
    call = CallFactory.create(year=2024, decided_on=date(2024, 5, 28))
    return ApplicationFactory.create(call=call, status="granted", amount_awarded=50_000, number="2024-7")


def test_json_is_sent_with_full_addresses(client, granted, settings):
    settings.ORGANISATION_NUMBER = "314141415"

    response = client.get(reverse("threesixty_json"))

    data = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/json"
    assert data["downloadURL"] == "http://testserver/balansepotten/360giving.json"
    assert [grant["id"] for grant in data["grants"]] == ["NO-BRC-314141415-2024-7"]


def test_csv_has_commas_and_no_mark(client, granted):
    response = client.get(reverse("threesixty_csv"))

    rows = list(csv.reader(StringIO(response.content.decode())))
    assert rows[0][0] == "Identifier"
    assert len(rows) == 2


@pytest.mark.parametrize("name", ["threesixty_json", "threesixty_csv"])
def test_no_package_without_awards(client, db, name):
    assert client.get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", ["threesixty_json", "threesixty_csv"])
def test_no_package_without_funder_number(client, granted, settings, name):
    settings.ORGANISATION_NUMBER = ""

    assert client.get(reverse(name)).status_code == 404
    assert reverse(name) not in client.get(reverse("grant_list")).text
