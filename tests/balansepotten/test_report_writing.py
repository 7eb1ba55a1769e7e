"""A project report is saved while it is written, and what colleagues and expired logins do to it loses nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from balansekunst.concurrent_edits import Change
from balansepotten import project_reports, unsaved
from balansepotten.budget import Line
from balansepotten.models import ProjectReport
from balansepotten.project_reports import ReportContent
from tests.balansepotten.test_grant_pages import sent_form

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _now(moment, time_machine):
    time_machine.move_to(moment)


@pytest.fixture
def page(accepted):
    return reverse("report_edit", args=[accepted.application.uuid])


@pytest.fixture
def url(accepted):
    return reverse("report_autosave", args=[accepted.application.uuid])


def save(report, **content):
    return project_reports.save(report, version=report.changed_at, content=ReportContent(**content))


def test_autosave_saves_and_returns_version(contact_client, accepted, url):
    first = contact_client.post(url, sent_form(accepted.report, done="Én")).json()
    second = contact_client.post(url, sent_form(accepted.report, done="To", **first["fields"])).json()

    report = ProjectReport.objects.get()
    assert report.done == "To"
    assert second == {
        "message": "Lagret kl.\xa012.00.",
        "fields": {"version": report.changed_at.isoformat()},
        "saved": [],
        "complete": True,
    }


@pytest.mark.parametrize(
    ("changes", "labels"),
    [
        pytest.param({"participants": "mange"}, "Antall deltakere", id="a number"),
        pytest.param({"cost-0-description": "Ny", "cost-0-amount": "mye"}, "Andre utgifter", id="a line"),
    ],
)
def test_autosave_leaves_out_invalid_fields(contact_client, accepted, url, changes, labels):
    save(accepted.report, values={"participants": 5}, others=[Line("cost", "Leie", 300)])
    report = ProjectReport.objects.get()

    answer = contact_client.post(url, sent_form(report, done="Tre samlinger.", **changes)).json()

    assert answer["message"] == f"Lagret kl.\xa012.00. Dette må rettes før det kan lagres: {labels}."
    assert answer["complete"] is False
    report.refresh_from_db()
    assert (report.done, report.participants) == ("Tre samlinger.", 5)
    assert report.account_lines.get(budgeted=0).description == "Leie"


def test_autosave_does_not_overwrite_colleague(contact_client, accepted, url):
    mine = sent_form(accepted.report, done="Mitt.")
    save(accepted.report, values={"done": "Kollegaens."})

    answer = contact_client.post(url, mine)

    assert (answer.status_code, ProjectReport.objects.get().done) == (409, "Kollegaens.")
    assert "lagret på nytt siden du åpnet den" in answer.json()["message"]


def test_autosave_of_sent_report_is_refused(contact_client, reported, url):
    answer = contact_client.post(url, sent_form(reported, done="For sent."))

    assert (answer.status_code, ProjectReport.objects.get().done) == (409, "Tre samlinger.")
    assert "kan ikke endres" in answer.json()["message"]


def test_autosave_by_others_is_refused(outsider_client, staff_client, accepted, url):
    for client in (outsider_client, staff_client):
        assert client.post(url, sent_form(accepted.report, done="Tatt over.")).status_code == 404

    assert ProjectReport.objects.get().done == ""


def test_unchanged_report_is_not_saved_again(contact_client, accepted, url):
    before = accepted.report.history.count()

    contact_client.post(url, sent_form(accepted.report))

    assert accepted.report.history.count() == before


@pytest.mark.parametrize("name", ["page", "url"])
def test_text_typed_after_login_expired_is_shown(request, client, accepted, user, page, name):
    response = client.post(request.getfixturevalue(name), sent_form(accepted.report, done="Skrevet uten innlogging."))
    assert response.status_code == (302 if name == "page" else 401)
    assert page in (response["Location"] if name == "page" else response.json()["login"].replace("%2F", "/"))
    client.force_login(user, backend="balansekunst.access.RoleBackend")

    shown = client.get(page)

    assert shown.context["form"]["done"].value() == "Skrevet uten innlogging."
    assert "her er det du hadde skrevet" in shown.text
    assert ProjectReport.objects.get().done == ""


def test_text_is_removed_when_saved(client, accepted, user, page, url):
    client.post(page, sent_form(accepted.report, done="Skrevet uten innlogging."))
    client.force_login(user, backend="balansekunst.access.RoleBackend")

    client.post(url, sent_form(accepted.report, done="Lagret."))

    assert unsaved.KEY not in client.session
    assert client.get(page).context["form"]["done"].value() == "Lagret."


def test_text_of_report_is_not_shown_in_application(client, accepted, user, page):
    client.post(page, sent_form(accepted.report, done="Skrevet uten innlogging."))
    client.force_login(user, backend="balansekunst.access.RoleBackend")

    client.get(reverse("application_edit", args=[accepted.application.uuid]))

    assert unsaved.KEY in client.session


def test_account_number_is_not_saved_with_text(client, accepted, page):
    client.post(page, sent_form(accepted.report, account_number="86011117947"))

    assert "account_number" not in client.session[unsaved.KEY]["fields"]


def test_colleagues_amounts_and_lines_are_taken_over(contact_client, accepted, page, colleague, login):
    accepted.report.save()  # as the program does, after its lines
    report = ProjectReport.objects.get()
    cost, own = report.account_lines.all()
    mine = sent_form(report, done="Mitt.", **{f"actual_{own.pk}": "19 000"})
    others = {f"actual_{cost.pk}": "100 000", "cost-0-description": "Leie", "cost-0-amount": "5 000"}
    login(colleague).post(page, sent_form(report, **others))

    response = contact_client.post(page, mine)

    assert response.context["changes"] == [
        Change("Honorar", "100\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr", is_contested=False),
        Change("Andre utgifter og inntekter", "Leie: 5\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr", is_contested=False),
    ]
    form = response.context["form"]
    assert (form["done"].value(), form[f"actual_{own.pk}"].value()) == ("Mitt.", "19 000")
    assert form.costs[0]["description"].value() == "Leie"
    assert "Av Kim Kollega, 16. mars 2026 kl.&nbsp;12.00." in response.text
    assert ProjectReport.objects.get().done == ""


def test_writing_is_one_version_until_ten_minutes_are_over(accepted, moment, time_machine):
    report, versions = accepted.report, []
    before = report.history.count()
    for minutes, text in ((1, "En"), (2, "En to"), (10, "En to tre")):
        time_machine.move_to(moment + timedelta(minutes=minutes), tick=False)
        report = project_reports.save(report, version=report.changed_at, content=ReportContent(values={"done": text}))
        versions.append([version.done for version in report.history.order_by("history_id")[before:]])

    assert versions == [["En"], ["En to"], ["En to", "En to tre"]]


def test_autosave_takes_few_queries(contact_client, accepted, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        contact_client.post(url, sent_form(accepted.report, done="Tre samlinger."))
