"""Made-up rows for tests: each is valid, on fixed days, and says nothing that its test doesn't ask for."""

import datetime as dt

import factory
from django.contrib.auth.hashers import make_password
from stdnum.no import orgnr

from balansekunst.models import User
from balansemerket.models import Certification, Event, Round
from balansepotten.models import (
    AdjustedBudget,
    Application,
    Assessment,
    BudgetLine,
    Call,
    ConflictOfInterest,
    Criterion,
    Decision,
    Grant,
    Juror,
    Payment,
    ProjectReport,
    RejectionReason,
)
from courses.models import Assignment, Instructor
from members.models import (
    Contact,
    Fee,
    FeePayment,
    FeeRate,
    Membership,
    MembershipApplication,
    Municipality,
    Organisation,
)
from radgivning.models import Enquiry
from tests.model_factory import ModelFactory


def organisation_number(n: int) -> str:
    """Return the n-th valid organisation number of the 3 series, which the register gives to no real one."""
    stem = 31_000_000
    for candidate in range(stem + n * 2, stem + n * 2 + 2):
        digits = str(candidate)
        for check in range(10):
            if orgnr.is_valid(f"{digits}{check}"):
                return f"{digits}{check}"
    message = f"no valid number at {n}"
    raise ValueError(message)


def municipality(name: str) -> Municipality:
    """Return the municipality of today that is shown under this name."""
    return Municipality.objects.get(display_name=name, valid_until=None)


class UserFactory(ModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@eksempel.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.LazyFunction(lambda: make_password(None))


class OrganisationFactory(ModelFactory):
    class Meta:
        model = Organisation

    number = factory.Sequence(organisation_number)
    name = factory.Sequence(lambda n: f"Virksomhet {n}")
    field = Organisation.Field.MUSIC
    municipality = factory.LazyFunction(lambda: municipality("Oslo"))


class MembershipFactory(ModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    joined = dt.date(2023, 1, 1)


class ContactFactory(ModelFactory):
    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Kontakt {n}")
    email = factory.Sequence(lambda n: f"kontakt{n}@eksempel.example")


class MembershipApplicationFactory(ModelFactory):
    class Meta:
        model = MembershipApplication

    received_on = dt.date(2026, 2, 1)
    number = factory.Sequence(lambda n: organisation_number(500_000 + n))
    name = factory.Sequence(lambda n: f"Søkende virksomhet {n}")
    field = Organisation.Field.FILM
    municipality = factory.LazyFunction(lambda: municipality("Bergen"))
    contact_name = "Kontakt Eksempel"
    contact_email = factory.Sequence(lambda n: f"innmelding{n}@eksempel.example")


class FeeRateFactory(ModelFactory):
    class Meta:
        model = FeeRate

    year = factory.Sequence(lambda n: 2001 + n % 90)
    size = Organisation.Size.SMALL
    amount = 5000


class FeeFactory(ModelFactory):
    class Meta:
        model = Fee

    membership = factory.SubFactory(MembershipFactory)
    rate = factory.SubFactory(FeeRateFactory)
    amount = factory.SelfAttribute("rate.amount")
    due_on = dt.date(2026, 3, 1)


class FeePaymentFactory(ModelFactory):
    class Meta:
        model = FeePayment

    fee = factory.SubFactory(FeeFactory)
    amount = 100_000
    paid_on = dt.date(2026, 2, 20)


class InstructorFactory(ModelFactory):
    class Meta:
        model = Instructor

    name = factory.Sequence(lambda n: f"Kursholder {n}")


class AssignmentFactory(ModelFactory):
    class Meta:
        model = Assignment
        skip_postgeneration_save = True

    date = dt.date(2024, 5, 14)
    title = factory.Sequence(lambda n: f"Kurs {n}")
    client = factory.SubFactory(OrganisationFactory)
    municipality = factory.LazyFunction(lambda: municipality("Tromsø"))
    form = Assignment.Form.PHYSICAL
    participants = 20
    instructor = factory.SubFactory(InstructorFactory)
    status = Assignment.Status.HELD

    @factory.post_generation
    def topics(self, create, topics, **kwargs):
        if create and topics:
            self.topics.set(topics)


class CertificationFactory(ModelFactory):
    class Meta:
        model = Certification

    organisation = factory.SubFactory(OrganisationFactory)


class EventFactory(ModelFactory):
    class Meta:
        model = Event

    certification = factory.SubFactory(CertificationFactory)
    kind = Event.Kind.AWARDED
    date = dt.date(2024, 3, 1)
    valid_until = dt.date(2025, 2, 28)
    reason = factory.LazyAttribute(lambda event: "Planen ble ikke fulgt." if event.kind == "withdrawn" else "")


class RoundFactory(ModelFactory):
    class Meta:
        model = Round

    organisation = factory.SubFactory(OrganisationFactory)
    started_on = dt.date(2026, 1, 12)


class CallFactory(ModelFactory):
    class Meta:
        model = Call
        django_get_or_create = ("year",)

    year = 2026
    pot = 1_500_000
    opens_at = dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC)
    deadline = dt.datetime(2026, 4, 8, 21, 59, tzinfo=dt.UTC)


class ApplicationFactory(ModelFactory):
    """A submitted application; `status` and amounts are for the test to say."""

    class Meta:
        model = Application

    call = factory.SubFactory(CallFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    number = factory.Sequence(lambda n: f"2026-{n:04d}")
    title = factory.Sequence(lambda n: f"Prosjekt {n}")
    category = Application.Category.WORKSHOP
    total_budget = 200_000
    amount_applied = 100_000
    status = Application.Status.SUBMITTED


class DraftFactory(ApplicationFactory):
    """An application that is only begun."""

    number = ""
    title = ""
    category = ""
    total_budget = None
    amount_applied = None
    status = Application.Status.DRAFT


class BudgetLineFactory(ModelFactory):
    class Meta:
        model = BudgetLine

    application = factory.SubFactory(DraftFactory)
    kind = BudgetLine.Kind.COST
    description = "Honorar"
    amount = 100_000


class CriterionFactory(ModelFactory):
    class Meta:
        model = Criterion

    call = factory.SubFactory(CallFactory)
    name = factory.Sequence(lambda n: f"Kriterium {n}")


class RejectionReasonFactory(ModelFactory):
    class Meta:
        model = RejectionReason

    call = factory.SubFactory(CallFactory)
    text = factory.Sequence(lambda n: f"Potten var for liten for alle gode søknader ({n}).")


class JurorFactory(ModelFactory):
    class Meta:
        model = Juror

    call = factory.SubFactory(CallFactory)
    user = factory.SubFactory(UserFactory)
    invited_at = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


class ConflictFactory(ModelFactory):
    """A conflict of interest with a whole round, or with `application`."""

    class Meta:
        model = ConflictOfInterest

    call = factory.SubFactory(CallFactory)
    user = factory.SubFactory(UserFactory)
    ground = ConflictOfInterest.Ground.FRIENDSHIP
    declared_by = factory.SelfAttribute("user")
    declared_at = dt.datetime(2026, 4, 9, 8, 0, tzinfo=dt.UTC)


def assess(juror: Juror, application: Application, *points: int, done: bool = True) -> Assessment:
    """Let the juror give the application these points, on the criteria of the call in their order."""
    done_at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC) if done else None
    assessment = Assessment.objects.create(juror=juror, application=application, done_at=done_at)
    for criterion, given in zip(juror.call.criteria.all(), points, strict=True):
        assessment.scores.create(criterion=criterion, points=given)
    return assessment


class DecisionFactory(ModelFactory):
    """An award of all that was applied for; the application is granted beforehand, as balansepotten.decisions does."""

    class Meta:
        model = Decision

    application = factory.SubFactory(
        "tests.factories.ApplicationFactory",
        status=Application.Status.GRANTED,
        amount_awarded=factory.SelfAttribute("amount_applied"),
    )
    outcome = Decision.Outcome.GRANTED
    amount_applied = factory.SelfAttribute("application.amount_applied")
    amount_awarded = factory.SelfAttribute("application.amount_awarded")
    decided_at = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)
    decided_by = factory.SubFactory(UserFactory)


class GrantFactory(ModelFactory):
    """A grant of all that was applied for, which nobody has accepted yet."""

    class Meta:
        model = Grant

    application = factory.SubFactory(
        "tests.factories.ApplicationFactory",
        status=Application.Status.GRANTED,
        amount_awarded=factory.SelfAttribute("amount_applied"),
    )
    report_due = dt.date(2027, 2, 1)


def agree_to_budget(grant: Grant, *, by: User, at: dt.datetime) -> None:
    """Agree to the budget that the grant was applied with, as if its recipient had adjusted nothing."""
    adjusted = AdjustedBudget.objects.create(grant=grant, awarded=grant.amount, plan_changes="Ingenting.")
    for line in grant.application.budget_lines.all():
        adjusted.lines.create(kind=line.kind, description=line.description, amount=line.amount)
    agreed = {"status": AdjustedBudget.Status.AGREED, "submitted_at": at, "agreed_at": at, "agreed_by": by}
    AdjustedBudget.objects.filter(pk=adjusted.pk).update(**agreed)


class PaymentFactory(ModelFactory):
    class Meta:
        model = Payment

    grant = factory.SubFactory(GrantFactory)
    part = Payment.Part.FIRST
    amount = 60_000
    due_on = dt.date(2026, 7, 1)


class ReportFactory(ModelFactory):
    class Meta:
        model = ProjectReport

    grant = factory.SubFactory(GrantFactory)
    status = ProjectReport.Status.SUBMITTED
    submitted_at = dt.datetime(2027, 1, 15, tzinfo=dt.UTC)


class EnquiryFactory(ModelFactory):
    class Meta:
        model = Enquiry

    date = dt.date(2024, 6, 3)
    channel = Enquiry.Channel.PHONE
    caller = Enquiry.Caller.ORGANISATION
    region = "Østlandet"
