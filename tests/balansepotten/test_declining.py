"""A recipient declines: the decision stays, the money is in the pot again, and it is counted by itself."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from balansekunst.figures import Period
from balansekunst.models import Message
from balansepotten import awards, calls, decisions, declining, follow_up, grants, project_reports, reminders
from balansepotten.figures import AREA
from balansepotten.models import Application, Call, Decision, Grant, Letter, Payment, ProjectReport
from balansepotten.project_reports import ReportContent
from tests.factories import ApplicationFactory, DecisionFactory, UserFactory

pytestmark = pytest.mark.django_db

Status = Application.Status


@pytest.fixture(autouse=True)
def _now(moment, time_machine):
    time_machine.move_to(moment, tick=False)


def decline(grant, user, moment, reason=""):
    return declining.decline(grant, reason=reason, by=user, at=moment)


def test_declined_grant_stores_who_and_why(decided, user, moment):
    grant = decline(decided, user, moment, " Festivalen er avlyst. ")

    assert (grant.declined_at, grant.declined_by, grant.decline_reason) == (moment, user, "Festivalen er avlyst.")
    application = Application.objects.get(pk=grant.application_id)
    assert (application.status, application.amount_awarded, application.amount_proposed) == ("declined", 90_000, None)
    assert Decision.objects.get().outcome == "granted"
    version = application.history.latest()
    assert (version.status, version.history_user) == ("declined", user)


def test_declining_returns_money_to_pot(decided, user, moment, management):
    other = ApplicationFactory.create(call=decided.application.call, status="rejected", number="2026-802")
    rejection = DecisionFactory.create(
        application=other, outcome="rejected", amount_awarded=0, reason="Nei.", decided_by=management
    )
    with pytest.raises(ValidationError, match="mer enn potten"):
        decisions.change(rejection, amount=80_000, reason="Plass likevel.", by=management, at=moment)

    decline(decided, user, moment)
    decisions.change(rejection, amount=80_000, reason="Plass likevel.", by=management, at=moment)

    assert Call.objects.get().allocated == 80_000
    assert calls.overdrawn([2026]) == []
    assert Grant.objects.get(application=other)


def test_declining_cancels_payments_and_report(accepted, user, moment):
    grant = decline(accepted, user, moment)

    assert not Payment.objects.exists()
    assert (grant.accepted_at, grant.account_number) == (None, "")
    assert not Grant.objects.filter(follow_up.owes_report() | follow_up.awaiting_answer()).exists()
    grant.report_due = date(2026, 1, 1)
    grant.save()
    Message.objects.all().delete()
    assert reminders.remind_of_reports(moment) == 0
    report = ProjectReport.objects.get()
    with pytest.raises(ValidationError, match="sagt fra dere"):
        project_reports.save(report, version=report.changed_at, content=ReportContent())
    with pytest.raises(ValidationError, match="gjelder ikke lenger"):
        grants.accept(grant, account_number="12345678903", by=user, at=moment)


def test_declining_is_confirmed_to_all_contacts(decided, user, colleague, moment):
    decline(decided, user, moment, "Noe hemmelig")

    written = Message.objects.exclude(dedupe_key="letter")
    assert sorted(message.recipient for message in written) == sorted([user.email, colleague.email])
    assert all(message.subject.startswith("Dere har sagt fra dere støtten fra Balansepotten") for message in written)
    assert [message for message in written if "Noe hemmelig" in message.body] == []


def test_second_click_changes_nothing(decided, user, colleague, moment):
    decline(decided, user, moment)
    count = Message.objects.count()

    assert decline(decided, colleague, moment).declined_by == user
    assert Message.objects.count() == count


def test_paid_grant_is_not_declined(accepted, user, staff, day, moment):
    payment = grants.pay(accepted.payments.get(), on=day, by=staff)
    with pytest.raises(ValidationError, match="Noe er betalt"):
        decline(accepted, user, moment)

    grants.undo_payment(payment)
    assert decline(accepted, user, moment).declined_at


def test_reported_grant_is_not_declined(accepted, user, moment):
    ProjectReport.objects.update(status="submitted", submitted_at=moment)

    with pytest.raises(ValidationError, match="rapportert"):
        decline(accepted, user, moment)


def test_only_a_contact_declines(decided, staff, moment):
    for other in (UserFactory.create(), staff):
        with pytest.raises(ValidationError, match="ikke kontaktperson"):
            decline(decided, other, moment)


def test_changed_award_is_declined_after_its_letter(decided, user, management, moment):
    decisions.change(Decision.objects.get(), amount=50_000, reason="Ny sum.", by=management, at=moment)

    with pytest.raises(ValidationError, match="brevet om det er ikke sendt"):
        decline(decided, user, moment)


def test_staff_registers_with_a_reason(decided, staff, moment):
    with pytest.raises(ValidationError) as refused:
        declining.register_decline(decided, reason=" ", by=staff, at=moment)
    assert set(refused.value.message_dict) == {"reason"}

    grant = declining.register_decline(decided, reason="Ringte.", by=staff, at=moment)

    assert (grant.declined_by, grant.decline_reason) == (staff, "Ringte.")


def test_declined_grant_given_again_is_accepted_anew(decided, user, management, moment):
    decline(decided, user, moment)
    decision = Decision.objects.get()
    with pytest.raises(ValidationError, match="bare gis på nytt"):
        decisions.change(decision, amount=None, reason="Nei.", by=management, at=moment)

    decisions.change(decision, amount=90_000, reason="De ombestemte seg.", by=management, at=moment)

    grant = Grant.objects.get()
    assert (grant.declined_at, grant.declined_by, grant.decline_reason, grant.accepted_at) == (None, None, "", None)
    assert grant.application.status == Status.GRANTED
    assert Call.objects.get().allocated == 90_000


def test_declined_grant_given_again_is_known_by_its_letter(decided, user, management, moment):
    """The letter of the first decision is about what was declined."""
    decline(decided, user, moment)
    new = decisions.change(Decision.objects.get(), amount=80_000, reason="De ombestemte seg.", by=management, at=moment)

    known = Application.objects.with_notified_outcome().get()
    assert (known.notified_status, known.notified_amount) == (Status.DECLINED, None)
    assert awards.published_on(date(2026, 12, 31)) == []
    assert not Grant.objects.filter(follow_up.recipient_notified()).exists()
    with pytest.raises(ValidationError, match="brevet om det er ikke sendt"):
        grants.accept(Grant.objects.get(), account_number="12345678903", by=user, at=moment)

    message = Message.objects.create(
        recipient="a@b.example", subject="Svar", status=Message.Status.SENT, sent_at=moment, dedupe_key="new letter"
    )
    Letter.objects.create(decision=new, message=message)

    known = Application.objects.with_notified_outcome().get()
    assert (known.notified_status, known.notified_amount) == (Status.GRANTED, 80_000)
    assert [award.amount for award in awards.published_on(date(2026, 12, 31))] == [80_000]


def test_declined_grant_given_again_and_rejected_keeps_its_report(granted, user, moment):
    granted.amount_awarded = granted.amount_applied
    granted.save()
    accepted = grants.accept(grants.open_grant(granted), account_number="12345678903", by=user, at=moment)
    grant = decline(accepted, user, moment)
    application = Application.objects.get(pk=grant.application_id)
    application.status = Status.GRANTED
    application.save()
    grants.follow_decision(application, at=moment)
    application.status, application.amount_awarded = Status.REJECTED, None
    application.save()

    assert grants.follow_decision(application, at=moment) == grant
    assert ProjectReport.objects.get().grant == grant


def test_declined_grant_has_no_deadline_to_extend(decided, user, staff, moment):
    grant = decline(decided, user, moment)

    with pytest.raises(ValidationError, match="gjelder ikke lenger"):
        grants.extend(grant, until=date(2028, 1, 1), reason="Sykdom", by=staff, at=moment)


def test_year_counts_declined_among_granted(decided, user, moment):
    before = AREA.in_period(Period.year(2026)).values()

    decline(decided, user, moment)

    values = AREA.in_period(Period.year(2026)).values()
    changed = {key: (before[key], values[key]) for key in values if values[key] != before[key]}
    assert changed == {"declined": (0, 1), "declined_nok": (0, 90_000)}
    assert (values["granted"], values["awarded_nok"]) == (1, 90_000)


def test_declined_grant_has_no_public_recipient(decided, user, day, moment):
    assert len(awards.published_on(day)) == 1

    decline(decided, user, moment)

    assert awards.published_on(day) == []


def test_imported_declined_grant_has_no_recipient(call, day):
    call.decided_on = day
    call.save()
    ApplicationFactory.create(call=call, status="declined", amount_awarded=50_000)

    assert awards.published_on(day) == []
    assert AREA.in_period(Period.year(2026)).values()["granted"] == 1


def test_round_has_declined_amount_by_itself(decided, user, staff, day, moment):
    decline(decided, user, moment)

    [row] = follow_up.grant_rows(decided.application.call, user=staff, day=day)

    assert (row.awarded, row.declined, row.outstanding, row.state) == (0, 90_000, 0, "Frasagt")


def test_contact_declines_in_the_browser(decided, contact_client):
    page = reverse("grant_decline", args=[decided.application.uuid])
    assert page in contact_client.get(reverse("grant_detail", args=[decided.application.uuid])).text
    assert "90\xa0000" in contact_client.get(page).text.replace("&nbsp;", "\xa0")

    response = contact_client.post(page, {"reason": ""}, follow=True)

    assert response.redirect_chain == [(reverse("grant_detail", args=[decided.application.uuid]), 302)]
    assert "Dere har sagt fra dere støtten." in response.text
    assert page not in response.text
    letter = Letter.objects.get(kind=Letter.Kind.DECLINE)
    Message.objects.filter(pk=letter.message_id).update(status="sent", sent_at=letter.message.drafted_at)
    pdf = reverse("letter_pdf", args=[letter.pk])
    assert (
        contact_client.get(pdf)["Content-Disposition"]
        == f'attachment; filename="frasagt-{decided.application.number}.pdf"'
    )
    assert pdf in contact_client.get(reverse("grant_detail", args=[decided.application.uuid])).text
    my_page = contact_client.get(reverse("my_page")).text
    assert "Frasagt" in my_page
    assert pdf in my_page
    assert contact_client.get(page).status_code == 302
    assert contact_client.get(reverse("grant_accept", args=[decided.application.uuid])).status_code == 302


def test_paid_grant_shows_why_it_is_not_declined(accepted, contact_client, staff, day):
    page = reverse("grant_decline", args=[accepted.application.uuid])
    grants.pay(accepted.payments.get(), on=day, by=staff)

    assert contact_client.get(page).status_code == 302
    assert "Noe er betalt eller rapportert" in contact_client.post(page, {"reason": ""}).text
    assert page not in contact_client.get(reverse("grant_detail", args=[accepted.application.uuid])).text


def test_staff_registers_on_the_grant_page(decided, staff_client):
    page = reverse("grant_handle", args=[decided.application.uuid])
    address = reverse("grant_decline_register", args=[decided.application.uuid])
    assert staff_client.post(address, {"reason": ""}).context["failed"].errors.keys() == {"reason"}
    assert Grant.objects.get().declined_at is None

    response = staff_client.post(address, {"reason": "Ringte 3. juni."}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert "Ringte 3. juni." in response.text
    letter = Letter.objects.get(kind=Letter.Kind.DECLINE)
    detail = reverse("letter_detail", args=[letter.pk])
    assert detail in response.text
    assert "Frasagt støtte" in staff_client.get(detail).text
    assert address not in response.text
