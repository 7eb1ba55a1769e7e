"""What is stored about jurors, and when their accounts are needed."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from balansekunst.erasure import Person
from balansekunst.personal_data.download import COLLECTORS, Section, section_of
from balansekunst.personal_data.rules import NEEDED
from balansepotten.models import Assessment, ConflictOfInterest, Juror


def jurors_of_open_rounds(_day: date) -> Q:
    """Accounts of jurors whose round is not decided."""
    return Q(Exists(Juror.objects.filter(user=OuterRef("pk"), call__locked_at=None)))


def collect(person: Person) -> Iterator[Section]:
    """Yield the person's seats in juries, their conflicts of interest, and their assessments."""
    account = person.account
    yield section_of(Juror.objects.filter(user=account).select_related("call"), "call", title=_("Jurymedlem"))
    conflicts = ConflictOfInterest.objects.filter(user=account).select_related("call", "application")
    yield section_of(conflicts, "call", "application__number", "ground", "words", "declared_at")
    assessments = Assessment.objects.filter(juror__user=account).select_related("application")
    yield section_of(assessments, "application__number", "comment", "done_at")


def register() -> None:
    COLLECTORS.append(collect)
    NEEDED.append(jurors_of_open_rounds)
