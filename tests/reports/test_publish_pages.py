"""The pages of publishing, of what differs since, and of correcting: who may see them, and what they say."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection

from balansepotten.models import Application
from reports.models import Correction, Publication, Quote
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ConflictFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reports.written import PUBLISHED_AT, published, write, written_report
from tests.saved_rows import FIRST_ROW, insert_rows, number_rows_from

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
FIRST_PUBLISHED_ROW = FIRST_ROW + 100_000  # after the rows that tests make before they insert these
PUBLISH, DRIFT, CORRECT = "/rapporter/2024/publiser/", "/rapporter/2024/avvik/", "/rapporter/2024/rettelse/"


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def publisher(management, login):
    """A manager who has shown a second factor."""
    return login(management)


@pytest.fixture(scope="session")
def published_rows(build_rows):
    """A member, and a report of 2024 that counts it."""

    def publish():
        number_rows_from(FIRST_PUBLISHED_ROW)
        with time_machine.travel(PUBLISHED_AT, tick=False):
            MembershipFactory.create(organisation__name="Den gamle", joined=date(2024, 2, 1))
            published(UserFactory.create(name="Siv Sjef"))

    return build_rows("publication", publish)


@pytest.fixture
def publication(db, published_rows):
    insert_rows(published_rows)
    return Publication.objects.get()


@pytest.fixture
def tampered(publication):
    """Change the published content behind the back of what refuses it."""
    drop = "DROP TRIGGER reports_publication_refuses_update"
    on = " ON reports_publication" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{drop}{on}")
    Publication.objects.update(content=publication.content.replace("Årsrapport", "Aarsrapport"))


def late_member(staff):
    """Enter a member of 2024 after the report was published."""
    return write(
        MembershipFactory.build(organisation=OrganisationFactory.create(name="Sen"), joined=date(2024, 5, 1)), staff
    )


@pytest.mark.parametrize("url", [PUBLISH, DRIFT, CORRECT])
def test_stranger_is_asked_to_log_in(client, publication, url):
    assert client.get(url).headers["Location"] == f"/konto/login/?next={url}"


@pytest.mark.parametrize("url", [PUBLISH, DRIFT, CORRECT])
@pytest.mark.parametrize("who", ["contact_client", "adviser_client"])
def test_one_who_reads_no_reports_is_refused(request, publication, who, url):
    assert request.getfixturevalue(who).get(url).status_code == 403


@pytest.mark.parametrize("url", [PUBLISH, CORRECT])
def test_publishing_needs_a_second_factor(management_client, publication, url):
    assert management_client.get(url).status_code == 302
    assert management_client.post(url).status_code == 403
    assert not Correction.objects.exists()


@pytest.mark.parametrize("url", [PUBLISH, DRIFT, CORRECT])
def test_year_without_a_report_is_not_found(publisher, url):
    assert publisher.get(url.replace("2024", "2019")).status_code == 404


def test_manager_reads_what_differs_without_a_second_factor(management_client, publication):
    assert management_client.get(DRIFT).status_code == 200


def test_ready_report_is_published_by_one_click(publisher, management):
    written_report()
    assert "Publiser årsrapporten for 2024</button>" in publisher.get(PUBLISH).text

    response = publisher.post(PUBLISH)

    assert response.headers["Location"] == "/arsrapport/2024/"
    publication = Publication.objects.get()
    assert (publication.published_by, publication.published_at) == (management, NOW)
    names = [file["name"] for file in publisher.get("/arsrapport/2024/").context["all_files"]]
    assert all(re.search(r"\(\w+, \d+\xa0kB\)", name) for name in names), names


def test_second_click_shows_published_page(publisher, publication):
    response = publisher.post(PUBLISH)

    assert response.status_code == 409
    assert "Den var allerede publisert da du trykket" in response.text
    assert publication.digest in response.text
    assert Publication.objects.count() == 1


def test_blockers_link_to_their_rows(staff_client, publisher):
    report = written_report()
    Quote.objects.update(consent_on=None)
    place = f"/admin/reports/annualreport/{report.pk}/change/#quotes-group"

    page = staff_client.get(PUBLISH)

    assert "Inga har ikke samtykket" in page.text
    assert f'href="{place}"' in page.text
    assert "for 2024</button>" not in page.text
    assert place not in publisher.get(PUBLISH).text


def test_report_that_is_not_ready_is_not_published_by_a_click(publisher):
    written_report()
    Quote.objects.update(consent_on=None)

    response = publisher.post(PUBLISH)

    assert response.status_code == 409
    assert "Rapporten ble ikke publisert" in response.text
    assert not Publication.objects.exists()


def test_author_sees_why_they_are_blocked(staff, staff_client):
    written_report(staff)

    assert "Du har selv skrevet i rapporten. En annen må publisere den." in staff_client.get(PUBLISH).text
    assert staff_client.post(PUBLISH).status_code == 409
    assert not Publication.objects.exists()


def test_unchanged_report_says_since_when(management_client, publication):
    assert "Ingenting har endret seg siden 3. mars 2025" in management_client.get(DRIFT).text


def test_published_and_live_have_names_and_days(management_client, publication, staff):
    late_member(staff)

    page = management_client.get(DRIFT).text

    pairs = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)<small>([^<]+)</small>", page)
    assert ("Publisert", "1", "3. mars 2025") in pairs
    assert ("I registrene nå", "2", "16. mars 2026") in pairs
    assert len(pairs) % 2 == 0


def test_rows_are_shown_to_those_who_may_see_them(staff_client, publication, staff):
    late = late_member(staff)

    page = staff_client.get(DRIFT).text

    assert f'<a href="/admin/members/membership/{late.pk}/change/">Sen fra 01.05.2024</a>' in page
    assert "Ada Ansatt" in page


@pytest.mark.parametrize("who", ["management", "staff"])
def test_rows_are_not_shown_without_second_factor(request, login, publication, staff, who):
    late_member(staff)
    user = request.getfixturevalue(who)

    page = login(user, second_factor=False).get(DRIFT).text

    assert "Rader som kom til: 1" in page
    assert [word for word in ("Sen fra", "Ada Ansatt", "/admin/members/membership/") if word in page] == []


def test_grant_case_with_a_conflict_is_not_shown(staff_client, staff, management):
    call = CallFactory.create(year=2024)
    hidden = ApplicationFactory.create(call=call, title="Den skjulte")
    ConflictFactory.create(call=call, user=staff, application=hidden)
    with time_machine.travel(PUBLISHED_AT, tick=False):
        published(management)
    hidden.status = Application.Status.WITHDRAWN
    write(hidden, staff)

    page = staff_client.get(DRIFT).text

    assert "Rader som ikke vises for deg: 1" in page
    assert "Den skjulte" not in page
    assert hidden.organisation.name not in page


def test_number_is_corrected_from_the_list_of_what_differs(publisher, publication, staff, management):
    late_member(staff)
    figure = publication.figures.get(key="members.closing")
    link = f"{CORRECT}?tall={figure.pk}"
    assert f'href="{link}"' in publisher.get(DRIFT).text
    form = publisher.get(link).context["form"]
    assert (form["figure"].value(), form["new"].value()) == (figure.pk, 2)

    response = publisher.post(
        link,
        {"figure": figure.pk, "new": "2", "severity": "serious", "note": "Ett medlem ble ført for sent."},
        follow=True,
    )

    correction = Correction.objects.get()
    assert (correction.figure, correction.old, correction.new) == (figure, 1, 2)
    assert (correction.corrected_by, correction.corrected_at) == (management, NOW)
    assert "16. mars 2026 ble 1 rettet til 2. Alvorlig feil." in response.text
    assert "Rettet til 2 i årsrapporten" in response.text


@pytest.mark.parametrize("written", ["1550", "1 550", "1\xa0550", " 1550 "])
def test_number_is_read_as_people_write_it(publisher, publication, written):
    figure = publication.figures.get(key="members.closing")

    publisher.post(CORRECT, {"figure": figure.pk, "new": written, "severity": "minor", "note": "Feil"})

    assert Correction.objects.get().new == 1550


def test_number_below_zero_is_read(publisher, publication):
    figure = publication.figures.get(key="members.net")

    publisher.post(CORRECT, {"figure": figure.pk, "new": "\N{MINUS SIGN}2", "severity": "minor", "note": "Feil"})

    assert Correction.objects.get().new == -2


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({"new": "1"}, id="same"),
        pytest.param({"new": "mange"}, id="no-number"),
        pytest.param({"new": "9" * 30}, id="too-much"),
        pytest.param({"new": ""}, id="empty"),
        pytest.param({"note": ""}, id="no-note"),
        pytest.param({"severity": ""}, id="no-severity"),
        pytest.param({"figure": "0"}, id="unknown"),
        pytest.param({"figure": "x"}, id="unreadable"),
    ],
)
def test_invalid_correction_has_field_error(publisher, publication, bad):
    figure = publication.figures.get(key="members.closing")

    response = publisher.post(CORRECT, {"figure": figure.pk, "new": "2", "severity": "minor", "note": "Feil", **bad})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [next(iter(bad))]
    assert not Correction.objects.exists()


@pytest.mark.parametrize("asked", ["x", "²", "0", "99999999999999999999999"])
def test_unknown_figure_in_the_address_is_no_choice(publisher, publication, asked):
    assert publisher.get(f"{CORRECT}?tall={asked}").status_code == 200


def test_figure_of_another_report_is_not_corrected_here(publisher, publication, management):
    with time_machine.travel(PUBLISHED_AT, tick=False):
        other = published(management, year=2023).figures.get(key="members.closing")

    response = publisher.post(CORRECT, {"figure": other.pk, "new": "7", "severity": "minor", "note": "Feil"})

    assert list(response.context["form"].errors) == ["figure"]


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        pytest.param(0, "Alle tallene er fortsatt de samme.", id="none"),
        pytest.param(1, "6 tall er annerledes i registrene i dag.", id="some"),
    ],
)
def test_live_page_says_what_was_published(management_client, publication, staff, edits, words):
    for _ in range(edits):
        late_member(staff)

    page = management_client.get("/rapporter/2024/").text

    assert "Dette er registrene slik de er nå, ikke årsrapporten" in page
    assert publication.digest in page
    assert words in page
    assert f'href="{DRIFT}"' in page


def test_live_page_leads_to_publishing_a_draft(management_client):
    MembershipFactory.create(joined=date(2024, 5, 1))
    written_report()

    assert f'href="{PUBLISH}"' in management_client.get("/rapporter/2024/").text


def test_what_is_not_as_it_was_published_is_held_against_nothing(publisher, publication, tampered):
    for url in (DRIFT, CORRECT):
        response = publisher.get(url)
        assert response.status_code == 503
        assert "er ikke slik den ble publisert" in response.text
    assert "stemmer ikke med fingeravtrykket" in publisher.get("/rapporter/2024/").text


@pytest.mark.parametrize("model", ["publication", "frozenfigure", "correction"])
def test_admin_only_reads_what_is_published(staff_client, publication, management, model):
    figure = publication.figures.get(key="members.closing")
    correction = figure.corrections.create(
        old=1, new=2, severity="minor", note="Feil", corrected_at=PUBLISHED_AT, corrected_by=management
    )
    row = {"publication": publication, "frozenfigure": figure, "correction": correction}[model]
    base = f"/admin/reports/{model}/"

    assert staff_client.get(base).status_code == 200
    assert staff_client.get(f"{base}{row.pk}/change/").status_code == 200
    assert staff_client.get(f"{base}add/").status_code == 403
    assert staff_client.post(f"{base}{row.pk}/change/", {"digest": "0"}).status_code == 403
    assert staff_client.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_admin_shows_digest_and_whether_intact(staff_client, publication):
    page = staff_client.get(f"/admin/reports/publication/{publication.pk}/change/").text

    assert publication.digest in page
    assert "icon-yes" in page


def test_admin_shows_that_the_digest_does_not_hold(staff_client, publication, tampered):
    assert "icon-no" in staff_client.get(f"/admin/reports/publication/{publication.pk}/change/").text
