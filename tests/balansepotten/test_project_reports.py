"""Saving, submitting, returning and approving reports, which settles the award."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from balansekunst.models import Message
from balansepotten import attachments, grants, project_reports
from balansepotten.budget import Line
from balansepotten.models import AccountLine, Attachment, Payment, ProjectReport
from balansepotten.project_reports import ReportContent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

Part, Status = Payment.Part, ProjectReport.Status
WORDS = {"done": "Tre samlinger.", "reached": "Unge.", "participants": 45}


def lines(report):
    return [(line.kind, line.description, line.budgeted, line.actual) for line in report.account_lines.all()]


def save(report, *, actual=None, others=(), **changes):
    content = ReportContent(WORDS | changes, actual or {}, list(others))
    return project_reports.save(report, version=report.changed_at, content=content)


def set_costs(report, costs):
    """Set the actual costs of the accounts; the income is 20 000 kr."""
    report.account_lines.filter(kind="cost").update(actual=costs)


def test_save_stores_texts_lines_and_others(accepted):
    report = accepted.report
    cost, own = report.account_lines.all()

    others = [Line("cost", "Leie", 5000), Line("income", "Billetter", 300)]
    saved = save(report, actual={cost.pk: 110_000, own.pk: 20_000}, others=others)

    assert (saved.done, saved.reached, saved.participants, saved.status) == ("Tre samlinger.", "Unge.", 45, "draft")
    budgeted = [("cost", "Honorar", 120_000, 110_000), ("income", "Egenandel", 20_000, 20_000)]
    assert lines(saved) == [*budgeted, ("income", "Billetter", 0, 300), ("cost", "Leie", 0, 5000)]

    again = save(saved, actual={cost.pk: None, own.pk: 20_000}, others=[Line("cost", "Leie", 6000)])

    assert lines(again) == [("cost", "Honorar", 120_000, None), budgeted[1], ("cost", "Leie", 0, 6000)]


def test_draft_saved_meanwhile_is_not_overwritten(accepted):
    stale = ProjectReport.objects.get()
    save(accepted.report, done="Fra en kollega.")

    with pytest.raises(ValidationError, match="lagret på nytt"):
        save(stale)
    assert ProjectReport.objects.get().done == "Fra en kollega."


def test_empty_report_returns_all_missing(accepted, user, moment):
    with pytest.raises(ValidationError) as refused:
        project_reports.submit(accepted.report, by=user, at=moment)

    assert refused.value.messages == [
        "Skriv hva dere gjorde.",
        "Skriv hvem dere nådde.",
        "Skriv hvor mange som deltok.",
        "Skriv hva «Honorar» ble, eller 0.",
        "Skriv hva «Egenandel» ble, eller 0.",
        "Legg ved det signerte regnskapet.",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda report: report.account_lines.update(description=""), "Skriv hva hver linje", id="no-words"),
        pytest.param(lambda report: report.account_lines.all().delete(), "Skriv hva prosjektet kostet", id="no-costs"),
        pytest.param(
            lambda _report: Attachment.objects.update(purpose="application"),
            "Legg ved det signerte regnskapet",
            id="file",
        ),
    ],
)
def test_incomplete_report_refused(written, user, moment, change, message):
    change(written)

    with pytest.raises(ValidationError, match=message):
        project_reports.submit(written, by=user, at=moment)


def test_nought_participants_is_an_answer(written, user, moment):
    written.participants = 0
    written.save()

    assert project_reports.submit(written, by=user, at=moment).status == Status.SUBMITTED


def test_submitted_report_confirmed_once_and_fixed(written, user, moment):
    sent = project_reports.submit(written, by=user, at=moment)
    again = project_reports.submit(written, by=user, at=moment + timedelta(days=1))

    assert (sent.status, sent.submitted_at) == (again.status, again.submitted_at) == (Status.SUBMITTED, moment)
    assert [message.subject for message in Message.objects.all()] == ["Vi har fått rapporten til Balansepotten"]
    with pytest.raises(ValidationError, match="kan ikke endres"):
        save(again)
    with pytest.raises(ValidationError, match="vedleggene kan ikke endres"):
        attachments.remove(Attachment.objects.get())


def test_only_a_contact_sends(written, moment):
    with pytest.raises(ValidationError, match="ikke kontaktperson"):
        project_reports.submit(written, by=UserFactory(), at=moment)


def test_accounts_attached_to_report_drafts_only(granted):
    pdf = SimpleUploadedFile("regnskap.pdf", b"%PDF-1.7\n")

    with pytest.raises(ValidationError, match="vedleggene kan ikke endres"):
        attachments.attach(granted, upload=pdf, purpose=Attachment.Purpose.ACCOUNTS)


def test_returned_report_can_be_resubmitted(reported, user, moment):
    report = project_reports.send_back(reported, words=" Bilag 3 mangler. ")

    assert (report.status, report.returned_words) == (Status.RETURNED, "Bilag 3 mangler.")
    message = Message.objects.latest("pk")
    assert message.subject == "Rapporten til Balansepotten må rettes"
    assert "Bilag 3 mangler." in message.body
    assert reported.grant.application.title not in message.subject
    assert save(report, done="Mer.").done == "Mer."
    for line in report.account_lines.all():
        line.actual = line.budgeted
        line.save()
    assert project_reports.submit(report, by=user, at=moment).status == Status.SUBMITTED


@pytest.mark.parametrize("words", ["", "  "])
def test_return_requires_text(reported, words):
    with pytest.raises(ValidationError, match="Skriv hva som må rettes"):
        project_reports.send_back(reported, words=words)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED, Status.APPROVED])
def test_actions_require_submitted_report(reported, staff, moment, status):
    approval = {"approved_at": moment, "approved_by": staff} if status == Status.APPROVED else {}
    ProjectReport.objects.update(status=status, **approval)

    with pytest.raises(ValidationError, match="ikke til behandling"):
        project_reports.approve(reported, by=staff, at=moment)
    with pytest.raises(ValidationError, match="ikke til behandling"):
        project_reports.send_back(reported, words="Mer.")
    assert list(Payment.objects.values_list("part", flat=True)) == ["first"]


@pytest.mark.parametrize(
    ("costs", "expected", "subject"),
    [
        pytest.param(
            120_000, (Part.LAST, 30_000, date(2026, 3, 30)), "Rapporten til Balansepotten er godkjent", id="all"
        ),
        pytest.param(80_000, None, "Rapporten til Balansepotten er godkjent", id="first-part-was-all"),
        pytest.param(
            70_000, (Part.REFUND, 10_000, date(2026, 4, 15)), "Vi ber om ubrukte penger tilbake", id="unspent"
        ),
    ],
)
def test_approval_settles_the_award(reported, staff, moment, costs, expected, subject):
    set_costs(reported, costs)

    project_reports.approve(reported, by=staff, at=moment)

    reported.refresh_from_db()
    assert (reported.status, reported.approved_at, reported.approved_by) == (Status.APPROVED, moment, staff)
    due = Payment.objects.exclude(part=Part.FIRST).values_list("part", "amount", "due_on")
    assert list(due) == ([expected] if expected else [])
    assert Message.objects.latest("pk").subject == subject


def test_refund_message_states_amount(reported, staff, moment):
    set_costs(reported, 70_000)

    project_reports.approve(reported, by=staff, at=moment)

    body = Message.objects.latest("pk").body.replace("\N{NO-BREAK SPACE}", " ")
    assert "Dere har fått 60 000 kr. Vi ber om å få 10 000 kr tilbake innen 15. april 2026." in body


def test_approval_requires_paid_first_part(written, user, staff, moment):
    report = project_reports.submit(written, by=user, at=moment)

    with pytest.raises(ValidationError, match="Første del er ikke registrert som betalt"):
        project_reports.approve(report, by=staff, at=moment)


def test_lowered_award_refunds_difference(reported, staff, moment):
    application = reported.grant.application
    application.amount_awarded = 45_000
    application.save()
    grants.follow_decision(application, at=moment)

    assert project_reports.approve(reported, by=staff, at=moment).refund == 15_000


def test_line_of_other_report_not_changed(accepted):
    line = AccountLine.objects.create(report=accepted.report, kind="cost", description="Leie", budgeted=0, actual=1)

    save(accepted.report, actual={line.pk: 99}, others=[Line("cost", "Leie", 1)])

    line.refresh_from_db()
    assert line.actual == 1
