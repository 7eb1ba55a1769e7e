"""What happens with an application, as sources of timelines: of itself, and of the organisation that applied.

Each leaves out what the user has a conflict of interest with, and drafts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.access import RUN_ROUNDS
from balansekunst.admin.timeline import MAIL, Facts, History, Kind, Source, may_view
from balansekunst.fields import kroner
from balansekunst.models import Message
from balansepotten import conflicts, drafts
from balansepotten.admin.conflicts import hidden
from balansepotten.models import (
    Application,
    Attachment,
    BudgetLine,
    Decision,
    Extension,
    Grant,
    Letter,
    Payment,
    ProjectReport,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

POT = Kind("balansepotten", gettext_lazy("Balansepotten"))
# Returns the condition on the page's row, from the path to the application of a source's rows.
Of = Callable[[str], Callable[[Any], Q]]


def of_organisation(path: str) -> Callable[[Any], Q]:
    name = f"{path}__organisation" if path else "organisation"
    return lambda row: Q(**{name: row.pk})


def of_application(path: str) -> Callable[[Any], Q]:
    return lambda row: Q(**{path or "id": row.pk})


def sent_letters(request: HttpRequest) -> QuerySet[Letter] | None:
    """Return the letters that were sent and that the user may read, or None if the user may read none."""
    if not request.user.has_perm(RUN_ROUNDS):
        return None
    readable = conflicts.without_conflict(request.user, "decision__application")
    return Letter.objects.filter(readable, message__status=Message.Status.SENT)


def about(words: "StrOrPromise", path: str = "") -> Callable[[Any], str]:
    """Return a function that puts the title of the row's application, at `path`, into `words`."""

    def title(row: Any) -> str:
        for name in filter(None, path.split(".")):
            row = getattr(row, name)
        return str(words) % {"application": row}

    return title


def decided(decision: Decision) -> str:
    """Return the outcome of the decision, in a sentence."""
    params = {"application": decision.application, "amount": kroner(decision.amount_awarded)}
    if decision.outcome == Decision.Outcome.GRANTED:
        return _("Vedtak: «%(application)s» fikk %(amount)s") % params
    return _("Vedtak: «%(application)s» fikk avslag") % params


def paid(payment: Payment) -> str:
    """Return what was paid, in a sentence."""
    params = {
        "amount": kroner(payment.amount),
        "part": payment.get_part_display(),
        "application": payment.grant.application,
    }
    return _("Betalt %(amount)s: %(part)s av støtten til «%(application)s»") % params


def facts(of: Of) -> Iterator[Source]:
    """Yield what happens with applications, of the row that `of` gives the condition on."""
    yield Facts(
        MAIL,
        of("decision__application"),
        Letter,
        "message__sent_at",
        about(gettext_lazy("Brev sendt om «%(application)s»"), "decision.application"),
        related=("decision__application",),
        visible=sent_letters,
        url=lambda row: reverse("letter_detail", args=[row.pk]),
    )
    yield Facts(
        POT,
        of(""),
        Application,
        "submitted_at",
        about(gettext_lazy("Søknaden «%(application)s» ble sendt")),
        who=lambda row: row.submitted_by,
        related=("submitted_by",),
    )
    yield Facts(
        POT,
        of("application"),
        Decision,
        "decided_at",
        decided,
        who=lambda row: row.decided_by,
        related=("application", "decided_by"),
    )
    for moment, person, words in (
        ("accepted_at", "accepted_by", gettext_lazy("Godtok støtten til «%(application)s»")),
        ("declined_at", "declined_by", gettext_lazy("Sa fra seg støtten til «%(application)s»")),
    ):
        yield Facts(
            POT,
            of("application"),
            Grant,
            moment,
            about(words, "application"),
            who=attrgetter(person),
            related=("application", person),
        )
    yield Facts(
        POT,
        of("grant__application"),
        Payment,
        "paid_on",
        paid,
        who=lambda row: row.paid_by,
        related=("grant__application", "paid_by"),
    )
    for moment, words in (
        ("submitted_at", gettext_lazy("Rapporten om «%(application)s» ble sendt")),
        ("approved_at", gettext_lazy("Rapporten om «%(application)s» ble godkjent")),
    ):
        yield Facts(
            POT,
            of("grant__application"),
            ProjectReport,
            moment,
            about(words, "grant.application"),
            related=("grant__application",),
        )


def histories(of: Of) -> Iterator[Source]:
    """Yield the changes of applications, grants, payments and reports."""
    yield History(
        POT,
        of(""),
        Application,
        name=lambda version: version.title,
        without=("organisation", "uuid", "created_at"),
    )
    yield History(
        POT,
        of("application"),
        Grant,
        name=lambda version: version.application,
        without=("application", "account_number"),
    )
    yield History(
        POT,
        of("grant__application"),
        Payment,
        name=lambda version: f"{version.get_part_display()}, {version.grant}",
        without=("grant",),
    )
    yield History(
        POT,
        of("grant__application"),
        ProjectReport,
        name=lambda version: version.grant,
        without=("grant",),
    )


@dataclass(frozen=True)
class PartHistory(History):
    """The versions of rows that belong to an application, at the path `application`, and have no list of their own.

    Those from before it was sent were a draft, as versions of the application itself were.
    """

    application: str = "application"

    def rows(self, request: HttpRequest) -> QuerySet[Any] | None:
        if not may_view(request, self.model):
            return None
        versions: QuerySet[Any] = self.model.history.all()  # type: ignore[attr-defined]
        versions = versions.exclude(hidden(request, self.application, f"{self.application}__call"))
        versions = versions.exclude(history_date__lt=F(f"{self.application}__submitted_at"))
        return versions.exclude(drafts.in_unreadable_report()) if self.model is Attachment else versions


def parts_of_application() -> Iterator[Source]:
    """Yield the changes of an application's parts, which are too many for the page of its organisation."""
    yield PartHistory(
        POT,
        of_application("application"),
        BudgetLine,
        name=lambda version: version.description,
        without=("application",),
    )
    yield PartHistory(
        POT,
        of_application("application"),
        Attachment,
        name=lambda version: version.name,
        without=("application", "uuid", "file"),
    )
    yield PartHistory(
        POT,
        of_application("grant__application"),
        Extension,
        name=lambda version: f"{version.due_after:%d.%m.%Y}",
        without=("grant",),
        application="grant__application",
    )
