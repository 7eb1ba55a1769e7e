"""The texts of a report are saved while they are written, field by field, and never over somebody else's."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from reports.models import Section
from reports.publication import publishing
from tests.conftest import user_in_role
from tests.factories import MembershipFactory
from tests.reports.test_concurrent_report import texts
from tests.reports.test_report_admin import added, page_of, sent
from tests.reports.written import written_report

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SAVED = "Lagret kl.\xa012.00."


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(datetime(2026, 3, 16, 11, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def report():
    MembershipFactory.create_batch(3, joined=date(2024, 2, 1))
    report = written_report()
    Section.objects.create(report=report, title="Kurs", kind="courses", order=200, text="Kursene.")
    return report


def address(report):
    return reverse("admin:reports_annualreport_autosave", args=[report.pk])


def autosave(client, report, **changes):
    return client.post(address(report), sent(client, report, **changes)).json()


def test_changed_texts_are_saved_with_their_author(staff_client, staff, report):
    page = staff_client.get(page_of(report)).text
    assert f'data-autosave="{address(report)}"' in page
    assert ">Teksten lagres mens du skriver.<" not in page  # the script says so, if there is one

    answer = autosave(
        staff_client, report, **{"sections-0-text": "Nytt.", "lead": "Ingress.", "quotes-0-person": "Kari"}
    )

    assert answer == {
        "message": SAVED,
        "fields": {},
        "saved": ["lead", "sections-0-text", "quotes-0-person"],
        "complete": True,
    }
    report.refresh_from_db()
    assert (texts(report)["Medlemmer"], report.lead, report.quotes.get().person) == ("Nytt.", "Ingress.", "Kari")
    assert report.sections.first().history.first().history_user == staff


def test_writing_of_one_person_is_one_version(staff_client, login, report):
    section, other = report.sections.first(), login(user_in_role(Role.STAFF, "Kim Kollega", is_staff=True))
    before = section.history.count()
    for client, text in ((staff_client, "En"), (staff_client, "En to"), (other, "En to tre"), (staff_client, "Fire")):
        assert autosave(client, report, **{"sections-0-text": text})["complete"]
    with time_machine.travel(datetime(2026, 3, 16, 11, 10, tzinfo=UTC), tick=False):
        autosave(staff_client, report, **{"sections-0-text": "Fem"})

    versions = list(section.history.order_by("history_id"))[before:]

    assert [version.text for version in versions] == ["En to", "En to tre", "Fire", "Fem"]
    assert {version.history_change_reason for version in versions} == {"Lagret underveis"}


def test_saved_version_stays_when_writing_goes_on(staff_client, report):
    section = report.sections.first()
    autosave(staff_client, report, **{"sections-0-text": "En"})
    staff_client.post(page_of(report), sent(staff_client, report, **{"sections-0-text": "Lagret"}))
    autosave(staff_client, report, **{"sections-0-text": "To"})

    assert [version.text for version in section.history.order_by("-history_id")[:3]] == ["To", "Lagret", "En"]


def test_untouched_page_saves_nothing(staff_client, report):
    before = Section.history.count()

    assert autosave(staff_client, report)["saved"] == []
    assert Section.history.count() == before


def test_section_without_place_is_put_last_once(staff_client, report):
    blank = sent(staff_client, report, **{"sections-0-order": ""})

    first = staff_client.post(address(report), blank).json()
    again = {**blank, **{f"initial-{name}": blank[name] for name in first["saved"]}, **first["fields"]}
    second = staff_client.post(address(report), again).json()

    assert (first["message"], second["message"]) == (SAVED, SAVED)
    assert [section.title for section in report.sections.all()] == ["Kurs", "Medlemmer"]
    assert report.sections.get(title="Medlemmer").order == 210


def test_text_of_others_is_returned_and_not_overwritten(staff_client, report):
    mine = sent(staff_client, report, **{"sections-0-text": "Mitt."})
    report.sections.filter(title="Kurs").update(text="Kollegaens.")

    answer = staff_client.post(address(report), mine).json()

    assert (answer["fields"], answer["complete"]) == ({"sections-1-text": "Kollegaens."}, True)
    assert texts(report) == {"Medlemmer": "Mitt.", "Kurs": "Kollegaens."}


def test_contested_text_is_left_and_the_rest_saved(staff_client, report):
    mine = sent(staff_client, report, **{"sections-0-text": "Mitt.", "sections-1-text": "Mine kurs."})
    report.sections.filter(title="Kurs").update(text="Kollegaens.")

    answer = staff_client.post(address(report), mine).json()

    assert answer["message"] == (
        f"{SAVED} «Tekst» i «Kurs» er også endret av en annen: trykk «Lagre», så ser du begge."
    )
    assert (answer["saved"], answer["complete"]) == (["sections-0-text"], False)
    assert texts(report) == {"Medlemmer": "Mitt.", "Kurs": "Kollegaens."}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"sections-0-title": ""}, "«Tittel» i «Medlemmer» må rettes før det kan lagres.", id="required"),
        pytest.param(
            {"sections-0-order": "x"}, "«Rekkefølge» i «Medlemmer» må rettes før det kan lagres.", id="number"
        ),
        pytest.param({"title": ""}, "«Tittel» i «Årsrapport 2024» må rettes før det kan lagres.", id="of the report"),
        pytest.param(
            {"sections-1-DELETE": "on"},
            "Det du har lagt til, slettet eller endret ved bildene, lagres når du trykker «Lagre».",
            id="deletion",
        ),
        pytest.param(
            {"pictures-0-alt": "Folk"},
            "Det du har lagt til, slettet eller endret ved bildene, lagres når du trykker «Lagre».",
            id="picture",
        ),
        pytest.param(
            added("quotes", slug="ny", text="Fint", person="Kari"),
            "Det du har lagt til, slettet eller endret ved bildene, lagres når du trykker «Lagre».",
            id="new row",
        ),
    ],
)
def test_what_is_not_saved_is_said(staff_client, report, changes, words):
    answer = autosave(staff_client, report, **{"sections-0-text": "Nytt.", **changes})

    assert (answer["message"], answer["complete"]) == (f"{SAVED} {words}", False)
    assert texts(report) == {"Medlemmer": "Nytt.", "Kurs": "Kursene."}


def test_text_of_deleted_section_is_not_saved(staff_client, report):
    mine = sent(staff_client, report, **{"sections-1-text": "Mitt om kurs."})
    report.sections.filter(title="Kurs").delete()

    assert staff_client.post(address(report), mine).json()["complete"] is False


def test_published_report_is_refused_in_words(staff_client, management, report):
    mine = sent(staff_client, report, **{"sections-0-text": "For sent."})
    publishing.publish(report, by=management, at=datetime(2026, 3, 16, 10, 0, tzinfo=UTC))

    answer = staff_client.post(address(report), mine)

    assert answer.status_code == 409
    assert answer.json()["message"] == "Rapporten er publisert i mellomtiden. Det du skrev, er ikke lagret."


@pytest.mark.parametrize("second_factor", [pytest.param(None, id="nobody"), pytest.param(False, id="no second factor")])
def test_expired_login_is_said(client, login, staff, staff_client, report, second_factor):
    mine = sent(staff_client, report, **{"sections-0-text": "Nytt."})
    visitor = client if second_factor is None else login(staff, second_factor=second_factor)

    answer = visitor.post(address(report), mine)

    assert answer.status_code == 401
    assert answer.json() == {
        "message": "Ikke lagret: innloggingen har gått ut. Logg inn i en ny fane, og kom tilbake hit.",
        "login": "/admin/login/?next=%2Fadmin%2F",
        "new_tab": True,
    }
    assert texts(report)["Medlemmer"] != "Nytt."


@pytest.mark.parametrize(("who", "status"), [("management", 403), ("adviser", 403), ("contact", 401)])
def test_only_staff_save(request, login, staff_client, report, who, status):
    mine = sent(staff_client, report, **{"sections-0-text": "Mitt."})
    user = request.getfixturevalue(who)

    answer = login(user.user if who == "contact" else user).post(address(report), mine)

    assert answer.status_code == status
    assert texts(report)["Medlemmer"] != "Mitt."


def test_post_from_other_site_is_refused(staff, report, staff_client):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff, backend="balansekunst.access.RoleBackend")

    assert client.post(address(report), sent(staff_client, report)).status_code == 403


def test_reading_and_unknown_reports_are_refused(staff_client, report):
    assert staff_client.get(address(report)).status_code == 405
    assert staff_client.post(reverse("admin:reports_annualreport_autosave", args=[report.pk + 1])).status_code == 404
    assert staff_client.post(address(report), {}).status_code == 200
    assert report.sections.count() == 2
