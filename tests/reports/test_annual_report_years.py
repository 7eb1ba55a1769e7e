"""Which years there is a report of: what is shown of them, and what instead of one that can't be shown."""

import pytest

from tests.reports import published_reports as made

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAGE = "/arsrapport/2024/"
OTHER_DIGEST = "0" * 64


@pytest.mark.parametrize("path", ["", "deling.png", "nedlasting/arsrapport-2024.json", "diagram/members-regions.json"])
def test_nothing_is_shown_of_a_report_that_was_tampered_with(client, path):
    made.publish(digest=OTHER_DIGEST)

    response = client.get(f"{PAGE}{path}")

    assert response.status_code == 503
    assert "virksomheter sto sammen" not in response.text
    assert "vises ikke" in response.text


def test_year_without_a_report_leads_to_those_there_are(client):
    made.publish()

    response = client.get("/arsrapport/2023/")

    assert response.status_code == 404
    assert 'href="/arsrapport/2024/"' in response.text


def test_draft_is_hidden_from_anyone(client):
    made.AnnualReport.objects.create(year=2025, title="Hemmelig")

    response = client.get("/arsrapport/2025/")

    assert response.status_code == 404
    assert "/utkast/" not in response.text
    assert "Hemmelig" not in response.text


def test_those_who_write_are_led_to_the_draft(staff_client):
    made.AnnualReport.objects.create(year=2025, title="Hemmelig")

    assert 'href="/rapporter/2025/utkast/"' in staff_client.get("/arsrapport/2025/").text
    assert "/utkast/" not in staff_client.get("/arsrapport/2023/").text


def test_list_leads_to_each_report(client):
    made.publish()
    made.publish(made.made(year=2023, title="Et år i vekst"))

    html = client.get("/arsrapport/").text

    assert html.index('href="/arsrapport/2024/"') < html.index('href="/arsrapport/2023/"')
    assert "Et år i vekst" in html


def test_list_of_none_says_what_will_come(client):
    response = client.get("/arsrapport/")

    assert response.status_code == 200
    assert "Ingen årsrapporter ennå" in response.text


def test_list_hides_title_of_broken_report(client):
    made.publish(made.made(title="Noe annet"), digest=OTHER_DIGEST)

    html = client.get("/arsrapport/").text

    assert "Noe annet" not in html
    assert "Vises ikke akkurat nå" in html
