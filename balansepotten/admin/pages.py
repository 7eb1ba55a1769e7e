"""Balansepotten on the pages of organisations in the admin, without what the user has a conflict of interest with."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from balansekunst.access import RUN_ROUNDS
from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Part, Rows
from balansekunst.admin.timeline import Messages
from balansekunst.mail import outbox
from balansepotten.admin import timeline_sources
from balansepotten.models import Application, Grant, Letter, ProjectReport
from members.models import Organisation

MOST_LETTERS = 5


@dataclass(frozen=True, kw_only=True)
class LettersPart(Part):
    """The newest letters about the page's row, which is at `path` of a letter."""

    path: str = "decision__application__organisation"

    def is_visible(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN_ROUNDS)

    def content(self, request: HttpRequest, row: Any) -> list[Letter]:
        letters = timeline_sources.sent_letters(request)
        if letters is None:
            return []
        found = letters.filter(**{self.path: row}).select_related("message", "decision__application")
        return list(found.defer("message__attachment", "message__body").order_by("-message__sent_at")[:MOST_LETTERS])


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
        *timeline_sources.facts(timeline_sources.of_organisation),
        *timeline_sources.histories(timeline_sources.of_organisation),
    )
