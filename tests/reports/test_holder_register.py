"""The public register of Balansemerket, and each holder's page, badge and diploma."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balansemerket.models import Certification, Event
from balansemerket.register import holders_on
from tests.factories import CertificationFactory, EventFactory, municipality
from tests.mark_factories import MarkQuoteFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def _fixed_day(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False)


def holder(name: str, *, until: date = date(2026, 6, 30), **organisation: Any) -> Certification:
    values = {f"organisation__{key}": value for key, value in organisation.items()}
    certification = CertificationFactory.create(organisation__name=name, **values)
    EventFactory.create(certification=certification, date=date(2025, 7, 1), valid_until=until)
    return certification


def page(name: str, certification: Certification) -> str:
    return reverse(name, args=[certification.uuid])


def test_register_is_searched(client: Client, django_assert_num_queries: Any) -> None:
    tromso = holder("Ås kunsthall", municipality=municipality("Tromsø"), field="music")
    holder("Scenen", municipality=municipality("Oslo"))
    holder("Utløpt", until=date(2026, 3, 15))
    with django_assert_num_queries(1):
        assert [found.name for found in holders_on(TODAY)] == ["Scenen", "Ås kunsthall"]

    def names(**query: str) -> list[str]:
        return [row["name"] for row in json.loads(client.get(reverse("holder_json"), query).content)["holders"]]

    assert (names(q="aas"), names(fylke="Oslo"), names(fylke="Atlantis")) == (
        ["Ås kunsthall"],
        ["Scenen"],
        ["Scenen", "Ås kunsthall"],
    )
    shown = client.get(reverse("holder_list"), {"fylke": "Troms", "kunstfelt": "music"})
    assert page("holder_detail", tromso) in shown.text
    assert "Viser 1 av 2" in shown.text
    assert "Scenen;" in client.get(reverse("holder_csv")).content.decode("utf-8-sig")
    framed = client.get(reverse("holder_list_embedded"))
    assert "frame-ancestors" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers


def test_page_of_holder_has_badge_quote_and_diploma(client: Client) -> None:
    certification = holder("Fossekall")
    MarkQuoteFactory.create(certification=certification, text="Endelig!")
    MarkQuoteFactory.create(certification=certification, text="Bare i rapporten", on_public_page=False)
    MarkQuoteFactory.create(certification=certification, text="Ikke godkjent", approved_on=None)
    MarkQuoteFactory.create(certification=certification, text="Angret seg", withdrawn_on=TODAY)

    shown = client.get(page("holder_detail", certification)).text

    assert "Har Balansemerket til og med 30. juni 2026." in shown
    assert "Endelig!" in shown
    assert not any(text in shown for text in ("Bare i rapporten", "Ikke godkjent", "Angret seg"))
    assert f"http://testserver{page('holder_badge_svg', certification)}" in shown
    svg, png = (client.get(page(f"holder_badge_{ending}", certification)) for ending in ("svg", "png"))
    assert (svg.content[:4], png.content[:8]) == (b"<svg", b"\x89PNG\r\n\x1a\n")
    assert svg.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(page("holder_diploma", certification)).content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("withdrawn", "text"),
    [
        pytest.param(False, "Merket gikk ut 1. mars 2026 og er ikke fornyet.", id="lapsed"),
        pytest.param(True, "Merket ble trukket 1. februar 2026.", id="withdrawn"),
    ],
)
def test_ended_mark_says_so(client: Client, withdrawn: bool, text: str) -> None:  # noqa: FBT001
    certification = holder("Fossekall", until=date(2026, 3, 1))
    if withdrawn:
        day = date(2026, 2, 1)
        EventFactory.create(certification=certification, kind=Event.Kind.WITHDRAWN, date=day, valid_until=None)
    MarkQuoteFactory.create(certification=certification, text="Endelig!")

    shown = client.get(page("holder_detail", certification)).text

    assert text in shown
    assert "Har ikke Balansemerket." in shown
    assert "Planen ble ikke fulgt." not in shown
    assert "Endelig!" not in shown
    assert client.get(page("holder_badge_svg", certification)).status_code == 200
    assert client.get(page("holder_diploma", certification)).status_code == 404


def test_mark_never_awarded_has_no_page(client: Client) -> None:
    certification = CertificationFactory.create()
    EventFactory.create(certification=certification, kind=Event.Kind.STARTED, valid_until=None)

    for name in ("holder_detail", "holder_badge_svg", "holder_badge_png", "holder_diploma"):
        assert client.get(page(name, certification)).status_code == 404
