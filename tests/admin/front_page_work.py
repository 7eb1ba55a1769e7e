"""Work that waits for the users of the admin's front page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from balansekunst.models import Message
from balansemerket.models import Event
from balansepotten.models import Call, Payment, ProjectReport
from courses.models import Assignment
from members import kid
from members.models import FeeRate
from reports.models import AnnualReport
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    CertificationFactory,
    CriterionFactory,
    DecisionFactory,
    DraftFactory,
    EnquiryFactory,
    EventFactory,
    FeeFactory,
    FeeRateFactory,
    GrantFactory,
    JurorFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    PaymentFactory,
    ReportFactory,
    UserFactory,
    assess,
)

NOW = datetime(2026, 3, 26, 11, 0, tzinfo=UTC)
OPENED = datetime(2026, 1, 5, tzinfo=UTC)
PAST = datetime(2026, 3, 1, tzinfo=UTC)


def work(number: int) -> None:
    """Create that many rows of each task, and one that isn't a task."""
    for year in range(2026 - number, 2027):
        AnnualReport.objects.create(year=year, title=f"Årsrapport {year}")
    membership_work(number)
    mark_work(number)
    pot_work(number)
    AssignmentFactory.create_batch(number, date=date(2026, 3, 25), status=Assignment.Status.BOOKED, participants=None)
    AssignmentFactory.create(date=date(2026, 3, 26), status=Assignment.Status.BOOKED, participants=None)
    late = NOW - timedelta(minutes=10, seconds=1)
    emails = [*[(status, late) for status in ("failed", "uncertain", "queued")][:number], ("drafted", late)]
    for status, at in (*emails, ("queued", late + timedelta(seconds=1))):
        Message.objects.create(recipient="til@eksempel.example", subject="Emne", body="!", status=status, drafted_at=at)
    for closed_on in (*[date(2026, 1, 1)] * number, None):
        EnquiryFactory.create(closed_on=closed_on, note="Kort notat.")


def membership_work(number: int) -> None:
    MembershipApplicationFactory.create_batch(number)
    MembershipApplicationFactory.create(status="declined", decided_on=date(2026, 3, 1))
    older, this = FeeRateFactory.create(year=2025), FeeRateFactory.create(year=2026)
    for each in range(1, number + 1):
        invoice = {"invoice_number": each, "invoiced_on": date(2026, 1, 5), "kid": kid.make(each)}
        FeeFactory.create(rate=older, due_on=date(2026, 3, 25), **invoice)
    FeeFactory.create(rate=older, due_on=date(2026, 3, 1), paid_on=date(2026, 3, 2))
    FeeFactory.create_batch(number, rate=this, due_on=date(2026, 3, 26))
    FeeFactory.create(rate=this, due_on=date(2026, 3, 1), paid_on=date(2026, 3, 2))


def mark_work(number: int) -> None:
    """Create marks that expire today, on the boundary days and outside them; renew one, and withdraw one."""
    for valid_until in (date(2026, 5, 25), date(2026, 1, 24)):
        EventFactory.create(date=date(2025, 5, 1), valid_until=valid_until)
    for place in range(number):
        soon, lapsed = (date(2026, 3, 26), date(2026, 3, 25)) if place == 0 else (date(2026, 5, 24), date(2026, 1, 25))
        EventFactory.create(date=date(2025, 5, 1), valid_until=soon)
        EventFactory.create(date=date(2025, 5, 1), valid_until=lapsed)
    renewed, withdrawn = CertificationFactory.create(), CertificationFactory.create()
    for certification in (renewed, withdrawn):
        EventFactory.create(certification=certification, date=date(2025, 5, 1), valid_until=date(2026, 3, 25))
    EventFactory.create(
        certification=renewed, kind=Event.Kind.RENEWED, date=date(2026, 3, 1), valid_until=date(2027, 3, 1)
    )
    EventFactory.create(
        certification=withdrawn, kind=Event.Kind.WITHDRAWN, date=date(2026, 3, 2), valid_until=None, version=None
    )


def pot_work(number: int) -> None:
    call = CallFactory.create()
    ApplicationFactory.create_batch(number, call=call)
    DraftFactory.create_batch(number, call=call)
    judged = CallFactory.create(year=2025, opens_at=OPENED, deadline=PAST)
    DraftFactory.create_batch(number, call=judged, help_requested_at=PAST)
    CriterionFactory.create(call=judged)
    case = ApplicationFactory.create(call=judged)
    JurorFactory.create_batch(number, call=judged)
    assess(JurorFactory.create(call=judged), case, 4)
    decided = CallFactory.create(
        year=2024, opens_at=OPENED, deadline=PAST, locked_at=PAST, locked_by=UserFactory.create()
    )
    for _ in range(number):
        application = ApplicationFactory.create(call=decided, status="granted", amount_awarded=80_000)
        DecisionFactory.create(application=application)
    JurorFactory.create(call=decided)
    grant_work(number)


def grant_work(number: int) -> None:
    """Create grants that wait for an answer, reports due, late, submitted or begun, and payments out and back."""
    old = CallFactory.create(year=2023, opens_at=OPENED, deadline=PAST)

    def grant(**fields: Any) -> Any:
        application = ApplicationFactory.create(
            call=old, status="granted", amount_applied=80_000, amount_awarded=80_000
        )
        return GrantFactory.create(application=application, **fields)

    answered = {"accepted_at": PAST, "accepted_by": UserFactory.create(), "account_number": "12345678903"}
    for place in range(number):
        grant()
        grant(**answered, report_due=date(2026, 3, 25))
        grant(**answered, report_due=date(2026, 3, 26) if place == 0 else date(2026, 4, 25))
        read = grant(**answered)
        ReportFactory.create(grant=read, submitted_at=PAST)
        ReportFactory.create(grant=grant(**answered), status=ProjectReport.Status.DRAFT, help_requested_at=PAST)
        PaymentFactory.create(grant=read, due_on=date(2026, 3, 26))
        PaymentFactory.create(grant=read, due_on=date(2026, 3, 25), part=Payment.Part.REFUND)
    calm = grant(**answered, report_due=date(2026, 4, 26))
    PaymentFactory.create(grant=calm, due_on=date(2026, 3, 27))
    PaymentFactory.create(grant=calm, due_on=date(2026, 3, 26), part=Payment.Part.REFUND)


def more_of_the_same() -> None:
    """Create three more of each task, and three more rows that are counted."""
    open_call, judged, old = (Call.objects.get(year=year) for year in (2026, 2025, 2023))
    MembershipApplicationFactory.create_batch(3)
    MembershipFactory.create_batch(3, joined=date(2026, 2, 1))
    FeeFactory.create_batch(3, rate=FeeRate.objects.get(year=2026), due_on=date(2026, 3, 1))
    EventFactory.create_batch(3, date=date(2025, 5, 1), valid_until=date(2026, 4, 1))
    AssignmentFactory.create_batch(3, date=date(2026, 3, 1))
    ApplicationFactory.create_batch(3, call=open_call)
    JurorFactory.create_batch(3, call=judged)
    for _ in range(3):
        GrantFactory.create(application=ApplicationFactory.create(call=old, status="granted", amount_awarded=80_000))
