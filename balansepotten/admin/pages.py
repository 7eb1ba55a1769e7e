"""Balansepotten on the pages of organisations in the admin, without what the user has a conflict of interest with."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.access import RUN_ROUNDS
from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Part, Rows
from balansekunst.admin.timeline import MAIL, Facts, History, Kind, Messages
from balansekunst.fields import kroner
from balansekunst.mail import outbox
from balansekunst.models import Message
from balansepotten import conflicts
from balansepotten.models import Application, Decision, Grant, Letter, Payment, ProjectReport
from members.models import Organisation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

POT = Kind("balansepotten", gettext_lazy("Balansepotten"))
MOST_LETTERS = 5


def sent_letters(request: HttpRequest) -> QuerySet[Letter] | None:
    """Return the letters that were sent and that the user may read, or None if the user may read none."""
    if not request.user.has_perm(RUN_ROUNDS):
        return None
    return Letter.objects.filter(
        conflicts.without_conflict(request.user, "decision__application"), message__status=Message.Status.SENT
    )


class LettersPart(Part):
    """The newest letters to the organisation."""

    def is_visible(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN_ROUNDS)

    def content(self, request: HttpRequest, row: Organisation) -> list[Letter]:
        letters = sent_letters(request)
        if letters is None:
            return []
        found = letters.filter(decision__application__organisation=row).select_related(
            "message", "decision__application"
        )
        return list(found.defer("message__attachment", "message__body").order_by("-message__sent_at")[:MOST_LETTERS])


def decided(decision: Decision) -> str:
    """Return the outcome of the decision, in a sentence."""
    params = {"application": decision.application, "amount": kroner(decision.amount_awarded)}
    if decision.outcome == Decision.Outcome.GRANTED:
        return _("Vedtak: «%(application)s» fikk %(amount)s") % params
    return _("Vedtak: «%(application)s» fikk avslag") % params


def about(words: "StrOrPromise", path: str = "") -> Any:
    """Return a function that puts the title of the row's application into `words`."""

    def title(row: Any) -> str:
        for name in filter(None, path.split(".")):
            row = getattr(row, name)
        return str(words) % {"application": row}

    return title


OF_GRANT = "grant__application__organisation"


def register_pages() -> None:
    """Add applications and what follows from them to the pages of organisations."""
    object_page.register(
        Organisation,
        Rows(
            key="soknader",
            title=gettext_lazy("Søknader til Balansepotten"),
            empty=gettext_lazy("Ingen søknader ennå."),
            model=Application,
            path="organisation",
            columns=("label", "year", "status", "applied", "awarded"),
            related=("call",),
        ),
        Rows(
            key="tilsagn",
            title=gettext_lazy("Tilsagn"),
            is_optional=True,
            model=Grant,
            path="application__organisation",
            columns=("about", "awarded", "accepted_at", "report_due"),
            ordering=("-application__number",),
            related=("application",),
            all_query=lambda organisation: {"q": organisation.name},
        ),
        LettersPart(
            key="brev",
            title=gettext_lazy("Brev"),
            template="admin/balansepotten/_parts/letters.html",
            is_optional=True,
        ),
        Rows(
            key="prosjektrapporter",
            title=gettext_lazy("Prosjektrapporter"),
            is_optional=True,
            model=ProjectReport,
            path=OF_GRANT,
            columns=("about", "status", "submitted_at", "participants"),
            ordering=("-grant__application__number",),
            related=("grant__application",),
            all_query=lambda organisation: {"q": organisation.name},
        ),
    )
    timeline.register(
        Organisation,
        Messages(where=lambda row: Q(about__in=outbox.references(Application.objects.filter(organisation=row)))),
        Facts(
            MAIL,
            lambda row: Q(decision__application__organisation=row),
            Letter,
            "message__sent_at",
            about(gettext_lazy("Brev sendt om «%(application)s»"), "decision.application"),
            related=("decision__application",),
            visible=sent_letters,
            url=lambda row: reverse("letter_detail", args=[row.pk]),
        ),
        Facts(
            POT,
            lambda row: Q(organisation=row),
            Application,
            "submitted_at",
            about(gettext_lazy("Søknaden «%(application)s» ble sendt")),
            who=lambda row: row.submitted_by,
            related=("submitted_by",),
        ),
        Facts(
            POT,
            lambda row: Q(application__organisation=row),
            Decision,
            "decided_at",
            decided,
            who=lambda row: row.decided_by,
            related=("application", "decided_by"),
        ),
        Facts(
            POT,
            lambda row: Q(application__organisation=row),
            Grant,
            "accepted_at",
            about(gettext_lazy("Godtok støtten til «%(application)s»"), "application"),
            who=lambda row: row.accepted_by,
            related=("application", "accepted_by"),
        ),
        Facts(
            POT,
            lambda row: Q(application__organisation=row),
            Grant,
            "declined_at",
            about(gettext_lazy("Sa fra seg støtten til «%(application)s»"), "application"),
            who=lambda row: row.declined_by,
            related=("application", "declined_by"),
        ),
        Facts(
            POT,
            lambda row: Q(**{OF_GRANT: row}),
            Payment,
            "paid_on",
            lambda row: (
                _("Betalt %(amount)s: %(part)s av støtten til «%(application)s»")
                % {"amount": kroner(row.amount), "part": row.get_part_display(), "application": row.grant.application}
            ),
            who=lambda row: row.paid_by,
            related=("grant__application", "paid_by"),
        ),
        Facts(
            POT,
            lambda row: Q(**{OF_GRANT: row}),
            ProjectReport,
            "submitted_at",
            about(gettext_lazy("Rapporten om «%(application)s» ble sendt"), "grant.application"),
            related=("grant__application",),
        ),
        Facts(
            POT,
            lambda row: Q(**{OF_GRANT: row}),
            ProjectReport,
            "approved_at",
            about(gettext_lazy("Rapporten om «%(application)s» ble godkjent"), "grant.application"),
            who=lambda row: row.approved_by,
            related=("grant__application", "approved_by"),
        ),
        History(
            POT,
            lambda row: Q(organisation=row.pk),
            Application,
            name=lambda version: version.title,
            without=("organisation", "uuid", "created_at"),
        ),
        History(
            POT,
            lambda row: Q(application__organisation=row.pk),
            Grant,
            name=lambda version: version.application,
            without=("application", "account_number"),
        ),
        History(
            POT,
            lambda row: Q(grant__application__organisation=row.pk),
            Payment,
            name=lambda version: f"{version.get_part_display()}, {version.grant}",
            without=("grant",),
        ),
        History(
            POT,
            lambda row: Q(grant__application__organisation=row.pk),
            ProjectReport,
            name=lambda version: version.grant,
            without=("grant",),
        ),
    )
