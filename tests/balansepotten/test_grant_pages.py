"""The recipient's pages: accepting the grant, and writing and submitting the report."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from balansekunst.concurrent_edits import Change
from balansekunst.models import Message
from balansepotten import grants, project_reports
from balansepotten.models import Attachment, Call, Decision, Grant, Letter, Payment, ProjectReport
from balansepotten.project_reports import ReportContent
from tests.factories import (
    ApplicationFactory,
    ContactFactory,
    DecisionFactory,
    MembershipFactory,
    UserFactory,
    agree_to_budget,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAGES = ("grant_detail", "grant_accept", "grant_account", "report_edit", "report_submit")
ACCOUNT = "1234 56 78903"


@pytest.fixture(autouse=True)
def _now(moment, time_machine):
    time_machine.move_to(moment, tick=False)


def address(name, grant):
    return reverse(name, args=[grant.application.uuid])


def sent_form(report, **changes):
    """Return what a browser sends when the report is saved unchanged."""
    rows = list(report.account_lines.all())
    data = {
        "version": report.changed_at.isoformat(),
        "done": report.done,
        "reached": report.reached,
        "participants": "" if report.participants is None else report.participants,
        **{f"actual_{line.pk}": "" if line.actual is None else line.actual for line in rows if line.budgeted},
    }
    for kind in ("cost", "income"):
        own_lines = [line for line in rows if line.kind == kind and not line.budgeted]
        data |= {f"{kind}-TOTAL_FORMS": len(own_lines) + 2, f"{kind}-INITIAL_FORMS": len(own_lines)}
        for place, line in enumerate(own_lines):
            data |= {f"{kind}-{place}-description": line.description, f"{kind}-{place}-amount": line.actual}
    return data | changes


def test_contact_accepts_with_an_account_number(granted, contact_client, user, moment):
    grant = grants.open_grant(granted)
    agree_to_budget(grant, by=user, at=moment)

    response = contact_client.post(
        address("grant_accept", grant), {"account_number": "1234.56.78903", "agreed": "on"}, follow=True
    )

    assert response.redirect_chain == [(address("grant_detail", grant), 302)]
    assert Grant.objects.get().account_number == "12345678903"
    assert Payment.objects.get().amount == 60_000
    assert ACCOUNT in response.text


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        pytest.param(
            {"account_number": "1234 56 78904", "agreed": "on"},
            "account_number",
            "Kontonummeret stemmer ikke",
            id="digit",
        ),
        pytest.param({"account_number": ACCOUNT}, "agreed", "Kryss av for at dere godtar tilsagnet.", id="not-agreed"),
    ],
)
def test_account_error_shown_at_field(granted, contact_client, user, moment, data, field, words):
    grant = grants.open_grant(granted)
    agree_to_budget(grant, by=user, at=moment)

    response = contact_client.post(address("grant_accept", grant), data)

    assert [error.startswith(words) for error in response.context["form"].errors[field]] == [True]
    assert response.text.count(words) == 2
    assert Grant.objects.get().accepted_at is None


def test_accepted_grant_is_not_accepted_again(accepted, contact_client):
    response = contact_client.get(address("grant_accept", accepted))

    assert (response.status_code, response.url) == (302, address("grant_detail", accepted))


def test_contact_changes_the_account(accepted, contact_client):
    contact_client.post(address("grant_account", accepted), {"account_number": "8601 11 17947"})

    accepted.refresh_from_db()
    assert accepted.account_number == "86011117947"


def test_account_form_open_between_acceptance_and_settlement(granted, contact_client, user, staff, moment):
    grant = grants.open_grant(granted)
    too_early = contact_client.get(address("grant_account", grant))
    agree_to_budget(grant, by=staff, at=moment)
    grants.accept(grant, account_number=ACCOUNT, by=user, at=moment)
    shown = contact_client.get(address("grant_account", grant))
    approved = {"status": "approved", "submitted_at": moment, "approved_at": moment, "approved_by": staff}
    ProjectReport.objects.update(**approved)
    too_late = contact_client.post(address("grant_account", grant), {"account_number": "8601 11 17947"})

    assert too_early.url == address("grant_accept", grant)
    assert f'value="{ACCOUNT}"' in shown.text
    assert [error[:23] for error in too_late.context["form"].non_field_errors()] == ["Kontonummeret kan endres"[:23]]


def test_award_withdrawn_meanwhile_shows_message(granted, contact_client):
    grant = grants.open_grant(granted)
    granted.status, granted.amount_awarded = "rejected", None
    granted.save()

    response = contact_client.post(address("grant_accept", grant), {"account_number": ACCOUNT, "agreed": "on"})

    assert response.context["form"].non_field_errors() == ["Tilsagnet gjelder ikke lenger."]


def test_withdrawn_award_has_no_deadline_to_extend(granted, staff_client):
    grant = grants.open_grant(granted)
    page = address("grant_handle", grant)
    assert address("grant_extend", grant) in staff_client.get(page).text
    granted.status, granted.amount_awarded = "rejected", None
    granted.save()

    assert address("grant_extend", grant) not in staff_client.get(page).text


@pytest.mark.parametrize(
    ("action", "name", "place"),
    [
        pytest.param("review", "report_submit", "", id="review"),
        pytest.param("cost", "report_edit", "#cost", id="another-cost"),
        pytest.param("income", "report_edit", "#income", id="another-income"),
    ],
)
def test_saving_leads_on(accepted, contact_client, action, name, place):
    response = contact_client.post(address("report_edit", accepted), sent_form(accepted.report, action=action))

    assert response.url == address(name, accepted) + place


def test_application_and_my_page_link_to_grant(accepted, contact_client):
    pages = [reverse("my_page"), reverse("application_detail", args=[accepted.application.uuid])]

    found = [contact_client.get(page).text for page in pages]

    assert [f'href="{address("grant_detail", accepted)}"' in page for page in found] == [True, True]
    assert ["Rapport innen 1. februar 2027" in page for page in found] == [True, True]


def test_sent_report_is_not_sent_again(reported, contact_client):
    url = address("report_submit", reported.grant)

    assert contact_client.get(url).url == address("grant_detail", reported.grant)


def test_account_number_not_in_logs_or_messages(granted, contact_client, caplog):
    caplog.set_level(0)
    grant = grants.open_grant(granted)

    contact_client.post(address("grant_accept", grant), {"account_number": ACCOUNT, "agreed": "on"})

    said = caplog.text + "".join(f"{one.subject}{one.body}{one.dedupe_key}" for one in Message.objects.all())
    assert [form for form in (ACCOUNT, "12345678903") if form in said] == []


def test_report_draft_saved_and_shown(accepted, contact_client):
    report = accepted.report
    cost, _own = report.account_lines.all()
    data = sent_form(
        report,
        done="Tre samlinger.",
        **{f"actual_{cost.pk}": "110 000", "cost-0-description": "Leie", "cost-0-amount": "5 000"},
    )

    response = contact_client.post(address("report_edit", accepted), data, follow=True)

    assert response.redirect_chain == [(address("report_edit", accepted), 302)]
    assert response.context["accounts"].costs == 115_000
    assert [(line.description, line.budgeted, line.actual) for line in report.account_lines.all()] == [
        ("Honorar", 120_000, 110_000),
        ("Egenandel", 20_000, None),
        ("Leie", 0, 5000),
    ]
    assert 'value="110\N{NO-BREAK SPACE}000"' in response.text


def test_valid_report_input_is_saved(accepted, contact_client):
    report = accepted.report
    cost = report.account_lines.first()
    data = sent_form(report, done="Tre samlinger.", participants="mange", **{f"actual_{cost.pk}": "omtrent 5"})

    response = contact_client.post(address("report_edit", accepted), data)

    assert set(response.context["form"].errors) == {"participants", f"actual_{cost.pk}"}
    assert "omtrent 5" in response.text
    assert "Tre samlinger." in response.text
    assert "Resten er lagret, men dette må rettes" in response.text
    assert ProjectReport.objects.get().done == "Tre samlinger."


def test_report_saved_meanwhile_shown_with_input(accepted, contact_client, moment, time_machine):
    report = accepted.report
    stale = sent_form(report, done="Mitt.")
    time_machine.move_to(moment + timedelta(minutes=1), tick=False)
    content = ReportContent({"done": "Kollegaens.", "reached": "Mange."})
    project_reports.save(report, version=report.changed_at, content=content)

    response = contact_client.post(address("report_edit", accepted), stale)

    assert response.context["changes"] == [
        Change("Hva dere gjorde", "Kollegaens.", is_contested=True),
        Change("Hvem dere nådde", "Mange.", is_contested=False),
    ]
    assert response.context["form"]["reached"].value() == "Mange."
    assert "Mitt." in response.text
    assert ProjectReport.objects.get().done == "Kollegaens."


def test_signed_accounts_attached_and_removed(accepted, contact_client):
    url, data = address("report_edit", accepted), sent_form(accepted.report)

    contact_client.post(url, data | {"uploads": SimpleUploadedFile("regnskap.pdf", b"%PDF-1.7\n")})
    attachment = Attachment.objects.get()
    refused = contact_client.post(url, data | {"uploads": SimpleUploadedFile("virus.pdf", b"MZ")})

    assert (attachment.purpose, attachment.name) == ("accounts", "regnskap.pdf")
    assert set(refused.context["form"].errors) == {"uploads"}
    contact_client.post(url, sent_form(ProjectReport.objects.get(), remove=str(attachment.uuid)))
    assert not Attachment.objects.exists()


def test_review_lists_missing_requirements(accepted, contact_client):
    page = contact_client.get(address("report_submit", accepted))

    assert len(page.context["missing"]) == 6
    assert "Send rapporten" not in page.text
    assert contact_client.post(address("report_submit", accepted)).context["problems"] == [
        requirement.text for requirement in page.context["missing"]
    ]


def test_complete_report_submitted_and_shown(written, contact_client):
    review = contact_client.get(address("report_submit", written.grant))
    response = contact_client.post(address("report_submit", written.grant), follow=True)

    assert "Send rapporten" in review.text
    assert response.redirect_chain == [(address("grant_detail", written.grant), 302)]
    assert "Rapporten er sendt" in response.text
    assert "Tre samlinger." in response.text
    assert contact_client.get(address("report_edit", written.grant)).status_code == 302


def test_returned_report_shows_corrections(reported, contact_client):
    project_reports.send_back(reported, words="Bilag 3 mangler.")

    assert "Bilag 3 mangler." in contact_client.get(address("grant_detail", reported.grant)).text
    assert "Bilag 3 mangler." in contact_client.get(address("report_edit", reported.grant)).text


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["other", "nobody", "staff", "management"])
def test_others_find_nothing(accepted, login, staff, management, name, method, who):
    other = UserFactory.create()
    ContactFactory(organisation=MembershipFactory().organisation, user=other, email=other.email)
    users = {"other": other, "nobody": UserFactory.create(), "staff": staff, "management": management}
    expected = 405 if (name, method) == ("grant_detail", "post") else 404

    response = getattr(login(users[who]), method)(address(name, accepted))

    assert response.status_code == expected
    assert accepted.application.title not in response.text


@pytest.mark.parametrize("name", PAGES)
def test_grant_pages_require_login(accepted, name):
    response = Client().get(address(name, accepted))

    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
def test_application_without_grant_has_no_pages(contact, contact_client, name):
    application = ApplicationFactory.create(organisation=contact.organisation)

    assert contact_client.get(reverse(name, args=[application.uuid])).status_code == 404


@pytest.mark.parametrize(
    ("status", "code"),
    [pytest.param("drafted", 404, id="letter-not-sent"), pytest.param("sent", 200, id="letter-sent")],
)
def test_grant_visible_once_letter_is_sent(granted, staff, contact_client, moment, status, code):
    Call.objects.update(locked_at=moment, locked_by=staff)
    decision = DecisionFactory.create(application=granted, outcome=Decision.Outcome.GRANTED)
    message = Message.objects.create(
        recipient="til@eksempel.example",
        subject="Svar",
        body="Dere får støtte.",
        status=status,
        sent_at=moment if status == "sent" else None,
    )
    Letter.objects.create(decision=decision, message=message)

    grant = grants.open_grant(granted)

    assert contact_client.get(address("grant_detail", grant)).status_code == code


def test_award_taken_back_says_so(accepted, contact_client):
    application = accepted.application
    application.status, application.amount_awarded = "rejected", None
    application.save()

    assert "gjelder ikke lenger" in contact_client.get(address("grant_detail", accepted)).text


@pytest.mark.parametrize(
    ("today", "words"),
    [
        pytest.param(date(2027, 2, 1), "Frist ", id="last-day"),
        pytest.param(date(2027, 2, 2), "Fristen var ", id="after"),
    ],
)
def test_due_date_shown(accepted, contact_client, time_machine, today, words):
    time_machine.move_to(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    contact_client.force_login(accepted.accepted_by, backend="balansekunst.access.RoleBackend")

    assert f"{words}<b>1. februar 2027</b>" in contact_client.get(address("grant_detail", accepted)).text
