"""The public list of members: who is in it, the search, the files, and the page in a frame."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members import places
from members.models import Organisation
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, municipality

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 16)
PAGES = ("member_list", "member_list_embedded", "member_csv", "member_json")


@pytest.fixture(autouse=True)
def _fixed_day(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False)


def member(name: str, *, joined: date = date(2024, 1, 1), left: date | None = None, **values: Any) -> Organisation:
    organisation = OrganisationFactory.create(name=name, **values)
    MembershipFactory.create(organisation=organisation, joined=joined, left=left)
    return organisation


def names(client: Client, **query: str) -> list[str]:
    return [shown.name for shown in client.get(reverse("member_list"), query).context["members"]]


def test_list_has_members_of_today(client: Client) -> None:
    member("Først i dag", joined=TODAY)
    member("Begynner i morgen", joined=date(2026, 3, 17))
    member("Sluttet i dag", left=TODAY)
    member("Slutter i morgen", left=date(2026, 3, 17))
    OrganisationFactory.create(name="Aldri medlem")

    assert names(client) == ["Først i dag", "Slutter i morgen"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"q": "aas"}, ["Ås kunstlag"], id="other-letters"),
        pytest.param({"q": "SAMI"}, ["Sámi teáhter"], id="accents"),
        pytest.param({"q": "kunst tromso"}, ["Tromsø kunsthall"], id="name-and-place"),
        pytest.param({"q": "kunsthall"}, ["Tromsø kunsthall"], id="end-of-name"),
        pytest.param({"landsdel": "Nord-Norge"}, ["Sámi teáhter", "Tromsø kunsthall"], id="region"),
        pytest.param({"kunstfelt": "film", "landsdel": "Nord-Norge"}, ["Sámi teáhter"], id="both"),
        pytest.param({"q": "finnes ikke"}, [], id="nothing"),
        pytest.param({"q": "!"}, ["Sámi teáhter", "Tromsø kunsthall", "Ås kunstlag"], id="no-word"),
    ],
)
def test_list_is_searched(client: Client, query: dict[str, str], expected: list[str]) -> None:
    member("Ås kunstlag", municipality=municipality("Oslo"))
    member("Sámi teáhter", municipality=municipality("Kautokeino"), field="film")
    member("Tromsø kunsthall", municipality=municipality("Tromsø"))

    assert names(client, **query) == expected


@pytest.mark.parametrize("page", PAGES)
def test_unknown_choice_is_not_used(client: Client, page: str) -> None:
    member("Scene")

    response = client.get(reverse(page), {"landsdel": "Atlantis", "q": "x" * 101, "kunstfelt": ["film", "9" * 40]})

    assert (response.status_code, "Scene" in response.content.decode()) == (200, True)
    if response.context:
        assert sorted(response.context["form"].errors) == ["kunstfelt", "landsdel", "q"]


def test_hidden_email_is_nowhere(client: Client) -> None:
    member("Åpen", email="post@aapen.example")
    hidden = member("Skjult", email="kari@skjult.example", hides_email=True)
    ContactFactory.create(organisation=hidden, name="Kari Kontakt", email="kari@skjult.example", phone="22 22 22 22")

    for page in PAGES:
        content = client.get(reverse(page)).content.decode()
        assert "post@aapen.example" in content
        for words in ("kari@skjult.example", "Kari Kontakt", "22 22"):
            assert words not in content


def test_place_is_that_of_today(client: Client) -> None:
    moved = member("Scene", municipality=municipality("Oslo"))
    places.move(moved, municipality=municipality("Bergen"), from_day=TODAY, today=TODAY)

    (shown,) = client.get(reverse("member_list")).context["members"]

    assert (shown.place.name, shown.region) == ("Bergen", "Vestlandet")


def test_files_have_the_public_fields(client: Client) -> None:
    organisation = member("=Scene", website="https://scene.example", email="post@scene.example")

    (headings, row) = csv.reader(StringIO(client.get(reverse("member_csv")).content.decode("utf-8-sig")), delimiter=";")
    found = client.get(reverse("member_json")).json()

    assert headings == ["Virksomhet", "Organisasjonsnummer", "Kunstfelt", "Kommune", "Landsdel", "Nettside", "E-post"]
    assert row[:3] == ["'=Scene", organisation.number, "Musikk"]
    assert (found["day"], found["count"]) == ("2026-03-16", 1)
    assert found["members"] == [
        {
            "name": "=Scene",
            "number": organisation.number,
            "field": "musikk",
            "municipality": "Oslo",
            "region": "Østlandet",
            "website": "https://scene.example",
            "email": "post@scene.example",
        }
    ]


def test_files_follow_the_search(client: Client) -> None:
    member("Bergen scene", municipality=municipality("Bergen"))
    member("Oslo scene")

    assert client.get(reverse("member_json"), {"landsdel": "Vestlandet"}).json()["count"] == 1
    assert f"{reverse('member_csv')}?landsdel=Vestlandet" in client.get("/medlemmer/?landsdel=Vestlandet").text


def test_only_the_embedded_page_may_be_framed(client: Client) -> None:
    headers = {page: client.get(reverse(page)).headers for page in PAGES}

    framed = headers.pop("member_list_embedded")
    assert "frame-ancestors https://balansekunst.no https://*.balansekunst.no" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for others in headers.values():
        assert "frame-ancestors 'none'" in others["Content-Security-Policy"]
        assert others["X-Frame-Options"] == "DENY"


def test_embedded_page_has_no_navigation_or_cookies(client: Client) -> None:
    member("Scene", website="https://scene.example")

    response = client.get(reverse("member_list_embedded"))

    assert not response.cookies
    assert "Hovedmeny" not in response.text
    assert 'href="https://scene.example" rel="noopener" target="_blank"' in response.text


def test_empty_list_says_what_will_be_there(client: Client) -> None:
    assert "Ingen medlemmer ennå" in client.get(reverse("member_list")).text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
@pytest.mark.parametrize("page", PAGES)
def test_list_queries_do_not_grow(client: Client, page: str, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        member(f"Scene {number}", municipality=municipality(("Oslo", "Bergen", "Tromsø")[number]))

    with django_assert_num_queries(2):
        client.get(reverse(page), {"q": "scene"})
