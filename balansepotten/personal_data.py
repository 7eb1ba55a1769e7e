"""What is stored about jurors, and when their accounts are needed."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from balansekunst.erasure import Person
from balansekunst.mail.outbox import about_any_of
from balansekunst.models import User
from balansekunst.personal_data.download import COLLECTORS, WITHHELD, Section, section_of
from balansekunst.personal_data.rules import NEEDED
from balansepotten.conflicts import has_conflict, without_conflict
from balansepotten.models import Application, Assessment, ConflictOfInterest, Grant, Juror, ProjectReport
from members.retention import NEEDED_CONTACTS


def jurors_of_open_rounds(_day: date) -> Q:
    """Accounts of jurors whose round is not decided."""
    return Q(Exists(Juror.objects.filter(user=OuterRef("pk"), call__locked_at=None)))


def contacts_with_work_to_do(_day: date) -> Q:
    """Accounts of contacts whose organisation waits for a decision, or has a project that is not reported."""
    return Q(Exists(_unfinished().filter(organisation__contacts__user=OuterRef("pk"))))


def organisations_with_work_to_do(_day: date) -> Q:
    """Rows whose organisation waits for a decision, or has a project that is not reported."""
    return Q(Exists(_unfinished().filter(organisation=OuterRef("organisation"))))


def _unfinished() -> QuerySet[Application]:
    unfinished = Grant.objects.exclude(report__status=ProjectReport.Status.APPROVED)
    waiting = Q(status__in=Application.COMPETING, call__locked_at=None) | Q(
        status=Application.Status.GRANTED, grant__in=unfinished.values("pk")
    )
    return Application.objects.filter(waiting)


def about_hidden_application(account: User) -> Q:
    """Return the condition on e-mails about an application that the person has a conflict of interest with.

    The applications of the person's own organisations are not hidden from them.
    """
    hidden = Application.objects.filter(has_conflict(account))
    return about_any_of(hidden.exclude(pk__in=Application.objects.of_contact(account).values("pk")))


def collect(person: Person) -> Iterator[Section]:
    """Yield the person's seats in juries, their conflicts of interest, and their assessments.

    A conflict is listed without its application, which it hides.
    """
    account = person.account
    yield section_of(Juror.objects.filter(user=account).select_related("call"), "call", title=_("Jurymedlem"))
    conflicts = ConflictOfInterest.objects.filter(user=account).select_related("call")
    yield section_of(conflicts, "call", "ground", "words", "declared_at")
    assessments = Assessment.objects.filter(without_conflict(account, "application"), juror__user=account)
    assessments = assessments.select_related("application")
    yield section_of(assessments, "application__number", "comment", "done_at")


def register() -> None:
    COLLECTORS.append(collect)
    NEEDED_CONTACTS.append(organisations_with_work_to_do)
    NEEDED.extend([jurors_of_open_rounds, contacts_with_work_to_do])
    WITHHELD.append(about_hidden_application)
