"""Rows of every kind for the people in `people`, and which of them each URL is asked about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from balansekunst.jobs.models import Job
from balansekunst.models import AccountChange, CalendarFeed, Message, SavedView
from balansekunst.secret_addresses import digest
from balansemerket import credentials, rounds, yearly
from balansemerket.models import Certification, Evidence, Round
from balansepotten import letter_jobs
from balansepotten.models import Application, Attachment, Decision, Grant, Letter, Payment, ProjectReport
from courses.models import Assignment, Booking, EvaluationQuestion, InstructorFeed, Topic
from members import kid, mailings
from members.models import Contact, Fee, MailingRecipient, MeetingPaper, PublicApplication
from radgivning.models import Enquiry
from reports.models import Correction, FrozenFigure, Picture, Publication
from reports.publication import publishing
from tests.access import hidden
from tests.access.people import make_people, organisation_of, person
from tests.admin.conftest import MODELS, make
from tests.courses.booked import booking_of
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    ContactFactory,
    CriterionFactory,
    DecisionFactory,
    DraftFactory,
    EnquiryFactory,
    EventFactory,
    FeeFactory,
    InstructorFactory,
    JurorFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.meeting_factories import MeetingFactory
from tests.reports.written import PUBLISHED_AT, written_report

NOW = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
OPEN, JUDGED, DECIDED, OF_OTHERS = 2027, 2026, 2025, 2024  # calls
PUBLISHED, DRAFTED = 2024, 2025  # reports
TOKEN = "hemmelig-adresse"  # noqa: S105 (of the pages and feeds that are found by one)
PICTURE = "kurs.jpg"
MADE_OTHERWISE = (Publication, FrozenFigure, Correction)
REPORT_TEXT = "{members.closing} medlemmer.\n\n{bilde kurs}\n\n{diagram members-regions}"


def build() -> None:
    """Make the rows, with one of each model in the admin."""
    make_people()
    hidden.build()
    _balansepotten()
    _members()
    _courses()
    _balansemerket()
    _account()
    Job.objects.create(
        kind=letter_jobs.ARCHIVE.key,
        input='{"letters": []}',
        asked_by=person("staff"),
        asked_at=NOW,
        status=Job.Status.DONE,
        file_name="brev.zip",
    )
    for _number in range(2):
        EnquiryFactory.create(adviser=person("adviser"))
    _reports()
    for model in MODELS:
        if model not in MADE_OTHERWISE:
            make(model)
    EvaluationQuestion.objects.all()[0].save()  # which gives it a history
    names = (f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)
    SavedView.objects.bulk_create(
        SavedView(name="Alle", listed=name, owner=person("staff"), shared=True) for name in names
    )


@contextmanager
def stored_files() -> Iterator[None]:
    """Store the files of the rows in this context: they are only in the memory of the process that made them."""
    picture = BytesIO()
    Image.new("RGB", (1600, 900)).save(picture, "JPEG")
    files: dict[str, bytes] = {f"report-pictures/{name}": picture.getvalue() for name in (PICTURE, "kurs-800.jpg")}
    for model in (Attachment, Evidence, MeetingPaper):
        rows: Any = model._default_manager
        files |= dict.fromkeys(rows.exclude(file="").values_list("file", flat=True), b"%PDF-1.7")
    stored = [
        default_storage.save(name, ContentFile(content))
        for name, content in files.items()
        if not default_storage.exists(name)
    ]
    yield
    for name in stored:
        default_storage.delete(name)


def _balansepotten() -> None:
    CallFactory.create(year=OPEN, opens_at=NOW - timedelta(days=5), deadline=NOW + timedelta(days=20))
    judged = CallFactory.create(year=JUDGED)
    CriterionFactory.create(call=judged)
    JurorFactory.create(call=judged, user=person("juror"))
    JurorFactory.create(call=CallFactory.create(year=OF_OTHERS), user=person("other_juror"))
    own = {"organisation": organisation_of("contact"), "ends_on": date(2025, 12, 1)}
    application = ApplicationFactory.create(call=judged, **own)
    DraftFactory.create(call=judged, **own)
    Attachment.objects.create(application=application, file=ContentFile(b"%PDF-", "plan.pdf"), name="plan.pdf", size=5)
    decided = CallFactory.create(
        year=DECIDED,
        opens_at=datetime(2025, 3, 1, tzinfo=UTC),
        deadline=datetime(2025, 4, 8, 21, 59, tzinfo=UTC),
        decided_on=date(2025, 6, 1),
        locked_at=datetime(2025, 6, 1, tzinfo=UTC),
        locked_by=person("management"),
    )
    granted = ApplicationFactory.create(
        call=decided, status=Application.Status.GRANTED, amount_awarded=100_000, number="2025-0001", **own
    )
    letter = Message.objects.create(
        recipient="kari@eksempel.example",
        subject="Svar",
        body="Svar",
        attachment=b"%PDF-",
        attachment_name="svar.pdf",
        status=Message.Status.SENT,
        sent_at=datetime(2025, 6, 2, tzinfo=UTC),
    )
    Letter.objects.create(decision=DecisionFactory.create(application=granted), message=letter)
    grant = Grant.objects.create(
        application=granted,
        report_due=date(2026, 2, 1),
        accepted_at=datetime(2025, 6, 9, tzinfo=UTC),
        accepted_by=person("contact"),
        account_number="86011117947",
    )
    ProjectReport.objects.create(grant=grant)
    Payment.objects.create(grant=grant, part=Payment.Part.FIRST, amount=66_666, due_on=date(2025, 7, 1))
    hidden.build_unsent(judged, decided)


def _members() -> None:
    organisation = organisation_of("contact")
    invoice = {"invoice_number": 7, "invoiced_on": date(2026, 2, 1), "kid": kid.make(7)}
    FeeFactory.create(membership=organisation.memberships.get(), **invoice)
    ContactFactory.create(organisation=organisation, user=UserFactory.create(name="Kim Kollega"))
    meeting = MeetingFactory.create(date=date(2026, 6, 10), agenda_sent_on=TODAY)
    meeting.papers.create(title="Budsjett", file=ContentFile(b"%PDF-", "budsjett.pdf"))
    PublicApplication.objects.create(
        digest=digest(TOKEN),
        form_key="0" * 32,
        submitted_at=NOW,
        verified_at=NOW,
        application=MembershipApplicationFactory.create(),
    )


def _courses() -> None:
    feed = {"token": TOKEN, "digest": digest(TOKEN)}
    InstructorFeed.objects.create(instructor=InstructorFactory.create(), **feed)
    CalendarFeed.objects.create(user=person("staff"), **feed)
    booking_of(organisation_of("contact"), digest=digest(TOKEN), form_key="1" * 32)
    AssignmentFactory.create(date=TODAY - timedelta(days=10), topics=Topic.objects.all()[:1])


def _balansemerket() -> None:
    credentials.make_key(at=NOW)
    contact, organisation = person("contact"), organisation_of("contact")
    holding = OrganisationFactory.create(name="Virksomhet med merket")
    ContactFactory.create(organisation=holding, user=contact)
    EventFactory.create(certification__organisation=holding, date=date(2026, 1, 10), valid_until=date(2027, 1, 9))
    work = rounds.begin(organisation, by=contact, on=TODAY)
    assert work.version
    requirement = work.version.requirements.filter(proof="evidence")[0]
    Evidence.objects.create(
        round=work, requirement=requirement, file=ContentFile(b"%PDF-", "plan.pdf"), name="plan.pdf", size=5
    )
    second = MembershipFactory.create(organisation__name="Virksomhet uten merket").organisation
    ContactFactory.create(organisation=second, user=contact)
    yearly.begin(second, by=contact, on=TODAY)


def _account() -> None:
    TOTP.activate(person("contact"), "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person("contact"))
    passkey = {"type": Authenticator.Type.WEBAUTHN, "data": {"name": "Nøkkel"}}
    Authenticator.objects.create(user=UserFactory.create(), **passkey)
    UserSession.objects.create(user=person("contact"), ip="127.0.0.1", session_key="annen", user_agent="Nettleser")
    AccountChange.objects.create(
        account=UserFactory.create(),
        kind=AccountChange.Kind.ROLE,
        value="rådgiver",
        asked_by=person("superuser"),
        asked_at=NOW,
    )


def _reports() -> None:
    report = written_report(year=PUBLISHED, text=REPORT_TEXT)
    Picture.objects.filter(report=report).update(is_cover=True)
    with stored_files():
        publication = publishing.publish(report, by=person("superuser"), at=PUBLISHED_AT)
    figure = publication.figures.filter(key="members.closing")[0]
    moved = {"old": figure.value, "new": figure.value + 1, "severity": "minor", "note": "Ett var glemt."}
    Correction.objects.create(figure=figure, corrected_at=NOW, corrected_by=person("superuser"), **moved)
    written_report(year=DRAFTED)


def examples() -> dict[str, tuple[Any, ...]]:
    """Return the values of parameters, by what the tables call them. They are the contact's own, if anyone's."""
    organisation, contact = organisation_of("contact"), person("contact")
    second = Contact.objects.filter(user=contact).latest("pk").organisation
    colleague = organisation.contacts.exclude(user=contact).get()
    applications = Application.objects.filter(organisation=organisation)
    granted = applications.get(call__year=DECIDED)
    work = Round.objects.get(organisation=organisation)
    documented = Round.objects.get(organisation=second)
    holder = Certification.objects.get(events__valid_until=date(2027, 1, 9)).uuid
    course = Assignment.objects.filter(date=TODAY - timedelta(days=10)).latest("pk")
    return {
        "": (),
        "organisation": (organisation.pk,),
        "second": (second.pk,),
        "fee": (Fee.objects.get(membership__organisation=organisation).pk,),
        "colleague": (organisation.pk, colleague.pk),
        "paper": (MeetingPaper.objects.latest("pk").uuid,),
        "number": (organisation.number,),
        "token": (TOKEN,),
        "recipient": (mailings.token_of(MailingRecipient.objects.latest("pk")),),
        "booking": (Booking.objects.get(digest=digest(TOKEN)).pk,),
        "course": (course.evaluation_key,),
        "status": (0,),
        "holding": (Certification.objects.get(uuid=holder).organisation_id,),
        "holder": (holder,),
        "badge": (holder, "jwt"),
        "round": (work.uuid,),
        "step": (work.uuid, "courses"),
        "evidence": (work.evidence.get().uuid,),
        "documentation": (documented.uuid,),
        "document": (documented.uuid, "docx"),
        "year": (JUDGED,),
        "open year": (OPEN,),
        "decided year": (DECIDED,),
        "payments": (DECIDED, "csv"),
        "application": (applications.get(call__year=JUDGED, status=Application.Status.SUBMITTED).uuid,),
        "draft": (applications.get(status=Application.Status.DRAFT).uuid,),
        "granted": (granted.uuid,),
        "attachment": (Attachment.objects.get(application__organisation=organisation).uuid,),
        "decision": (Decision.objects.get(application=granted).pk,),
        "letter": (Letter.objects.get(decision__application=granted).pk,),
        "payment": (Payment.objects.get(grant__application=granted).pk,),
        "enquiry": (Enquiry.objects.filter(adviser=person("adviser")).latest("pk").pk,),
        "month": (TODAY.year, TODAY.month),
        "published": (PUBLISHED,),
        "drafted": (DRAFTED,),
        "unwritten": (2023,),
        "published picture": (PUBLISHED, PICTURE),
        "drafted picture": (DRAFTED, PICTURE),
        "chart": (PUBLISHED, "members-regions", "svg"),
        "table": (PUBLISHED, "members-regions"),
        "file": (PUBLISHED, f"arsrapport-{PUBLISHED}.json"),
        "change": (AccountChange.objects.get(status=AccountChange.Status.ASKED).pk,),
        "passkey": (Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk,),
        "session": (UserSession.objects.get(session_key="annen").pk,),
        "key": ("MQ:1abc:def",),
        "reset": ("1", "abc-def"),
        "page of passwords": ("password",),
        "app": ("members",),
        "job": (Job.objects.get(asked_by=person("staff")).pk,),
    }
