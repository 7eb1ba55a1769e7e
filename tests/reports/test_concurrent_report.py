"""Two people write in the same report: nothing that either wrote is lost, and nobody overwrites the other unawares."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from balansekunst.access import Role
from reports.models import Quote, Section
from tests.conftest import log_in, user_in_role
from tests.factories import MembershipFactory
from tests.reports.test_report_admin import page_of, sent
from tests.reports.written import written_report

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WARNING = "Cato Kollega lagret noe annet her 16. mars kl.\xa012.00, etter at du åpnet siden."


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(datetime(2026, 3, 16, 11, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def report():
    MembershipFactory.create_batch(3, joined=date(2024, 2, 1))
    report = written_report()
    Section.objects.create(report=report, title="Kurs", kind="courses", order=200, text="Kursene.\nTo linjer.")
    return report


@pytest.fixture
def colleague_client(db):
    return log_in(user_in_role(Role.STAFF, "Cato Kollega", is_staff=True))


def texts(report):
    return {section.title: section.text for section in report.sections.all()}


def opened(client, report, *changes):
    """Return the page's form data with each of the changes, as people send it who open the page at the same time."""
    data = sent(client, report)
    return [data | changed for changed in changes]


def test_different_sections_are_merged(staff_client, colleague_client, report):
    mine, theirs = opened(
        staff_client, report, {"sections-0-text": "Mine medlemmer."}, {"sections-1-text": "Kollegaens kurs."}
    )
    colleague_client.post(page_of(report), theirs)

    staff_client.post(page_of(report), mine)

    assert texts(report) == {"Medlemmer": "Mine medlemmer.", "Kurs": "Kollegaens kurs."}


def test_different_fields_of_section_are_merged(staff_client, colleague_client, report):
    ours = {"sections-1-text": "Mine kurs.", "lead": "Min ingress."}
    mine, theirs = opened(staff_client, report, ours, {"sections-1-title": "Kurs og foredrag", "title": "Året"})
    colleague_client.post(page_of(report), theirs)

    staff_client.post(page_of(report), mine)

    report.refresh_from_db()
    assert texts(report)["Kurs og foredrag"] == "Mine kurs."
    assert (report.title, report.lead) == ("Året", "Min ingress.")


def test_same_field_is_refused_with_both_texts(staff_client, colleague_client, report):
    ours = {"sections-1-text": "Mitt.", "sections-0-text": "Mine medlemmer."}
    changed = {"sections-1-text": "Kollegaens <b>.", "sections-1-title": "Kurs i år"}
    mine, theirs = opened(staff_client, report, ours, changed)
    colleague_client.post(page_of(report), theirs)

    page = staff_client.post(page_of(report), mine)

    form = page.context["inline_admin_formsets"][0].formset.forms[1]
    assert page.status_code == 200
    assert WARNING in page.text
    assert '<div class="theirs">Kollegaens &lt;b&gt;.</div>' in page.text
    assert (form["text"].value(), form["title"].value()) == ("Mitt.", "Kurs i år")
    assert page.context["inline_admin_formsets"][0].formset.forms[0]["text"].value() == "Mine medlemmer."
    assert texts(report)["Kurs i år"] == "Kollegaens <b>."


def test_contested_values_are_shown_as_people_read_them(staff_client, colleague_client, report):
    contested = [
        ("colour", "rose", "sand", "sand"),
        ("lead", "Min ingress.", "", "Tomt"),
        ("sections-0-kind", "courses", "balansemerket", "Balansemerket"),
        ("sections-1-order", "40", "0", "0"),
        ("quotes-0-consent_on", "2026-03-01", "2026-03-02", "2. mars 2026"),
    ]
    ours = {name: value for name, value, _theirs, _shown in contested}
    mine, theirs = opened(staff_client, report, ours, {name: value for name, _ours, value, _shown in contested})
    colleague_client.post(page_of(report), theirs)

    page = staff_client.post(page_of(report), mine).text

    assert [shown for *_values, shown in contested if f'<div class="theirs">{shown}</div>' not in page] == []


def shown_again(page):
    """Return the data of the page that is shown after an error, as a browser would send it."""
    formsets = [shown.formset for shown in page.context["inline_admin_formsets"]]
    forms = [page.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    data = {"_save": "Lagre"}
    for form in forms:
        for name in form.fields:
            field = form[name]
            if name == "file" or field.value() is None or field.value() is False:
                continue
            data[field.html_name] = field.value()
            if field.field.show_hidden_initial:
                data[field.html_initial_name] = form.data.get(field.html_initial_name, "")
    return data


def test_second_save_overwrites_knowingly(staff_client, colleague_client, report):
    changed = {"sections-1-text": "Kollegaens.", "sections-1-title": "Kurs i år"}
    mine, theirs = opened(staff_client, report, {"sections-1-text": "Mitt."}, changed)
    colleague_client.post(page_of(report), theirs)
    page = staff_client.post(page_of(report), mine)

    staff_client.post(page_of(report), {**shown_again(page), "sections-1-text": "Kollegaens. Mitt."})

    assert texts(report)["Kurs i år"] == "Kollegaens. Mitt."


def test_third_save_in_between_is_shown_too(staff_client, colleague_client, report):
    mine, theirs = opened(staff_client, report, {"sections-1-text": "Mitt."}, {"sections-1-text": "Kollegaens."})
    colleague_client.post(page_of(report), theirs)
    page = staff_client.post(page_of(report), mine)
    colleague_client.post(page_of(report), sent(colleague_client, report, **{"sections-1-text": "Nyere."}))

    again = staff_client.post(page_of(report), shown_again(page))

    assert '<div class="theirs">Nyere.</div>' in again.text
    assert texts(report)["Kurs"] == "Nyere."


def test_same_text_is_no_conflict(staff_client, colleague_client, report):
    mine = sent(staff_client, report, **{"sections-1-text": "Det samme.\r\nTo linjer."})
    Section.objects.filter(title="Kurs").update(text="Det samme.\nTo linjer.")

    assert staff_client.post(page_of(report), mine).status_code == 302


def test_untouched_page_changes_nothing(staff_client, colleague_client, report):
    mine, theirs = opened(staff_client, report, {}, {"sections-1-text": "Kollegaens.", "lead": "Ingress."})
    colleague_client.post(page_of(report), theirs)
    versions = Section.history.count()

    assert staff_client.post(page_of(report), mine).status_code == 302

    report.refresh_from_db()
    assert (texts(report)["Kurs"], report.lead, Section.history.count()) == ("Kollegaens.", "Ingress.", versions)


def test_page_without_what_it_began_with_overwrites_nothing(staff_client, report):
    mine = sent(staff_client, report, **{"sections-1-text": "Mitt."})
    mine = {name: value for name, value in mine.items() if not name.startswith("initial-")}

    page = staff_client.post(page_of(report), mine)

    assert page.status_code == 200
    assert texts(report)["Kurs"] == "Kursene.\nTo linjer."
    assert '<div class="theirs">Kursene.\nTo linjer.</div>' in page.text


def test_text_of_deleted_section_is_shown(staff_client, colleague_client, report):
    mine = sent(staff_client, report, **{"sections-1-text": "Mitt om kurs."})
    report.sections.filter(title="Kurs").delete()

    page = staff_client.post(page_of(report), mine)

    assert page.status_code == 200
    assert "er slettet av en annen i mellomtiden" in page.text
    assert ">\nMitt om kurs.</textarea>" in page.text
    assert staff_client.post(page_of(report), {**mine, "sections-1-DELETE": "on"}).status_code == 302


def test_section_added_by_other_remains(staff_client, report):
    mine = sent(staff_client, report, **{"sections-0-text": "Mitt."})
    Section.objects.create(report=report, title="Først", order=1)

    staff_client.post(page_of(report), mine)

    assert texts(report) == {"Først": "", "Medlemmer": "Mitt.", "Kurs": "Kursene.\nTo linjer."}


def test_quotes_are_merged(staff_client, colleague_client, report):
    mine, theirs = opened(staff_client, report, {"quotes-0-person": "Kari"}, {"quotes-0-text": "Nytt sitat."})
    colleague_client.post(page_of(report), theirs)

    staff_client.post(page_of(report), mine)

    assert Quote.objects.values_list("person", "text").get() == ("Kari", "Nytt sitat.")
