"""Rows of all models in the admin, and users who may see them."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from balansekunst.access import Role
from balansekunst.models import Bounce, BulkChange, BulkChangeRow, ErasureRequest, LegalHold, Message, User
from balansekunst.personal_data import holds
from balansemerket.models import Certification, Event, Quote, RequirementsVersion, Round
from balansepotten.models import Application, Call, ConflictOfInterest, Decision, Grant, Payment, ProjectReport, Theme
from courses.models import Assignment, Booking, EvaluationQuestion, Instructor, PublicEvent, Topic
from members.models import (
    Contact,
    County,
    Fee,
    FeePayment,
    FeeRate,
    IdentityProposal,
    LeaveRequest,
    LikelyDuplicate,
    Mailing,
    MailingRecipient,
    Meeting,
    Membership,
    MembershipApplication,
    Municipality,
    Organisation,
    OrganisationMerge,
    PlaceChange,
    RegisterDifference,
    Registration,
    SupportingMember,
    Term,
)
from radgivning.models import Enquiry, Ground
from radgivning.models import Topic as EnquiryTopic
from reports.admin import PartAdmin
from reports.models import AnnualReport, Correction, FrozenFigure, Publication
from tests import factories, meeting_factories
from tests.conftest import give_role, log_in
from tests.courses.booked import booking_of
from tests.event_factories import PublicEventFactory
from tests.mark_factories import MarkQuoteFactory
from tests.member_requests import IdentityProposalFactory, LeaveRequestFactory

# Parts of a report have no list of their own: tests/reports/test_report_admin.py tests where their links go.
LISTED = [model for model, found in admin.site._registry.items() if not isinstance(found, PartAdmin)]
NOON = dt.datetime(2026, 3, 16, 11, tzinfo=dt.UTC)
MODELS = sorted(LISTED, key=lambda model: model._meta.label)


def _membership() -> Membership:
    return factories.MembershipFactory.create(left=dt.date(2025, 1, 1))


def _assignment() -> Assignment:
    return factories.AssignmentFactory.create(topics=Topic.objects.all()[:2])


def _organisation() -> Organisation:
    organisation = factories.OrganisationFactory.create()
    factories.MembershipFactory.create(organisation=organisation)
    factories.ContactFactory.create(organisation=organisation)
    return organisation


def _certification() -> Certification:
    certification = factories.CertificationFactory.create()
    factories.EventFactory.create(certification=certification, version=RequirementsVersion.objects.first())
    return certification


def _contact() -> Contact:
    contact = factories.ContactFactory.create()
    contact.user = factories.UserFactory.create(email=contact.email)
    contact.save()
    return contact


def _application() -> Application:
    application = factories.ApplicationFactory.create()
    application.themes.set(Theme.objects.all()[:2])
    factories.BudgetLineFactory.create(application=application)
    return application


def _conflict() -> ConflictOfInterest:
    application = factories.ApplicationFactory.create()
    return factories.ConflictFactory.create(call=application.call, application=application)


def _enquiry() -> Enquiry:
    enquiry = factories.EnquiryFactory.create(adviser=User.objects.filter(groups__name=Role.ADVISER).last())
    enquiry.topics.set(EnquiryTopic.objects.all()[:2])
    return enquiry


def _user() -> User:
    user = factories.UserFactory.create()
    for role in Role:
        give_role(user, role)
    return user


def _publication() -> Publication:
    year = 2000 + Publication.objects.count()
    report = AnnualReport.objects.create(year=year, title=f"Årsrapport {year}")
    FrozenFigure.objects.create(publication_id=report.pk, key="members.closing", value=1, rows=[1])
    return Publication.objects.create(
        report=report,
        year=year,
        published_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        published_by=factories.UserFactory.create(),
        content="{}",
        digest="0" * 64,
    )


def _frozen_figure() -> FrozenFigure:
    return _publication().figures.get()


def _correction() -> Correction:
    figure = _frozen_figure()
    publication = {"corrected_at": figure.publication.published_at, "corrected_by": figure.publication.published_by}
    return Correction.objects.create(figure=figure, old=1, new=2, severity="minor", note="Feil", **publication)


def _mailing() -> Mailing:
    return Mailing.objects.create(
        subject="Emne", body="Tekst", audience="Virksomheter", author=factories.UserFactory.create(), created_at=NOON
    )


def _recipient() -> MailingRecipient:
    contact, message = factories.ContactFactory.create(), MAKERS[Message]()
    return MailingRecipient.objects.create(
        mailing=_mailing(), organisation=contact.organisation, contact=contact, message_id=message.pk
    )


def _bulk_change() -> BulkChange:
    fee = factories.FeeFactory.create()
    made = {"made_by": factories.UserFactory.create(), "made_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}
    change = BulkChange.objects.create(kind="fee-payment", answers=[["Betalt", "01.03.2026"]], **made)
    BulkChangeRow.objects.create(change=change, row=fee.pk, changed=fee.pk, effects=[["Betalt", "", "01.03.2026"]])
    return change


def _numbered(model: type[Model], make_one: Callable[[int], Model]) -> Callable[[], Model]:
    """Return attributes of a row with a number, so that rows differ."""
    return lambda: make_one(model._default_manager.count() + 1)


MAKERS: dict[type[Model], Callable[[], Model]] = {
    PublicEvent: PublicEventFactory.create,
    EvaluationQuestion: lambda: EvaluationQuestion.objects.all()[0],
    Organisation: _organisation,
    Membership: _membership,
    Contact: _contact,
    MembershipApplication: factories.MembershipApplicationFactory.create,
    FeeRate: factories.FeeRateFactory.create,
    Meeting: meeting_factories.MeetingFactory.create,
    Registration: meeting_factories.RegistrationFactory.create,
    Term: _numbered(
        Term,
        lambda n: Term.objects.create(
            office=Term.Office.BOARD, person=f"Styremedlem {n}", first_day=dt.date(2025, 5, 1)
        ),
    ),
    SupportingMember: meeting_factories.SupportingMemberFactory.create,
    Fee: factories.FeeFactory.create,
    FeePayment: factories.FeePaymentFactory.create,
    LikelyDuplicate: lambda: LikelyDuplicate.objects.create(
        first=factories.OrganisationFactory.create(),
        second=factories.OrganisationFactory.create(),
        reason="nesten samme navn",
        found_on=NOON.date(),
    ),
    OrganisationMerge: lambda: OrganisationMerge.objects.create(
        target_id=1,
        target_name="Morild Scene",
        other_name="Morild Kulturhus",
        other_number="314159306",
        from_day=NOON.date(),
        made_by=factories.UserFactory.create(),
        made_on=NOON.date(),
    ),
    RegisterDifference: lambda: RegisterDifference.objects.create(
        organisation=factories.OrganisationFactory.create(), kind="legal_form", theirs="AS", found_on=NOON.date()
    ),
    PlaceChange: _numbered(
        PlaceChange,
        lambda n: PlaceChange.objects.create(
            level="municipality",
            kind="renumbered",
            day=dt.date(2026, 1, 1),
            numbers=f"{9000 + n}",
            before=f"{9000 + n} Vika",
            after=f"{9100 + n} Vika",
            links=[[f"{9000 + n}", "Vika", f"{9100 + n}", "Vika"]],
            found_on=NOON.date(),
        ),
    ),
    IdentityProposal: IdentityProposalFactory.create,
    LeaveRequest: LeaveRequestFactory.create,
    Mailing: _mailing,
    MailingRecipient: _recipient,
    County: _numbered(
        County, lambda n: County.objects.create(number=f"{60 + n}", name=f"Fylke {n}", region="Østlandet")
    ),
    Municipality: _numbered(
        Municipality,
        lambda n: Municipality.objects.create(
            number=f"{9000 + n}",
            name=f"Kommune {n}",
            display_name=f"Kommune {n}",
            county=County.objects.order_by("pk")[0],
            latitude=60,
            longitude=10,
            valid_from=dt.date(2020, 1, 1),
        ),
    ),
    Topic: _numbered(Topic, lambda n: Topic.objects.create(name=f"Emne {n}")),
    Instructor: factories.InstructorFactory.create,
    Assignment: _assignment,
    Booking: booking_of,
    RequirementsVersion: _numbered(
        RequirementsVersion,
        lambda n: RequirementsVersion.objects.create(name=f"Krav {n}", valid_from=dt.date(2050 + n, 1, 1)),
    ),
    Certification: _certification,
    Event: factories.EventFactory.create,
    Quote: MarkQuoteFactory.create,
    Round: factories.RoundFactory.create,
    Theme: _numbered(Theme, lambda n: Theme.objects.create(name=f"Satsing {n}")),
    Call: _numbered(Call, lambda n: factories.CallFactory.create(year=2030 + n)),
    Application: _application,
    ConflictOfInterest: _conflict,
    Decision: factories.DecisionFactory.create,
    Grant: factories.GrantFactory.create,
    Payment: factories.PaymentFactory.create,
    ProjectReport: factories.ReportFactory.create,
    Enquiry: _enquiry,
    EnquiryTopic: _numbered(EnquiryTopic, lambda n: EnquiryTopic.objects.create(name=f"Emne {n}")),
    Ground: _numbered(Ground, lambda n: Ground.objects.create(name=f"Grunn {n}")),
    AnnualReport: _numbered(AnnualReport, lambda n: AnnualReport.objects.create(year=2000 + n, title=f"Året {n}")),
    Publication: _publication,
    FrozenFigure: _frozen_figure,
    Correction: _correction,
    User: _user,
    BulkChange: _bulk_change,
    ErasureRequest: lambda: ErasureRequest.objects.create(account=factories.UserFactory.create(), asked_at=NOON),
    LegalHold: lambda: holds.begin(
        factories.OrganisationFactory.create(), reason="Tvist", by=factories.UserFactory.create(), at=NOON
    ),
    Bounce: lambda: Bounce.objects.create(email="til@eksempel.example", reason="Ukjent mottaker", bounced_at=NOON),
    Message: lambda: Message.objects.create(recipient="til@eksempel.example", subject="Emne", body="Tekst"),
}


def make(model: type[Model], number: int = 1) -> list[Model]:
    """Return that many new, different rows of the model."""
    return [MAKERS[model]() for _ in range(number)]


@pytest.fixture
def everyone(db: None) -> Client:
    """A client logged in as one who may see every list: superuser and adviser."""
    user = factories.UserFactory.create(name="Alle Tilganger", is_staff=True, is_superuser=True)
    give_role(user, Role.ADVISER)
    return log_in(user)
