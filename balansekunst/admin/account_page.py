"""The page of a user: who they are, their roles, and what has happened with the account."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Part
from balansekunst.admin.timeline import Facts, History, Kind, may_view
from balansekunst.models import AccountChange, User

ACCOUNT = Kind("konto", gettext_lazy("Kontoen"))


class AccountPart(Part):
    """Who the user is, and their roles."""

    def is_visible(self, request: HttpRequest) -> bool:
        return True

    def content(self, request: HttpRequest, row: User) -> User:
        return row


def account_changes(request: HttpRequest) -> QuerySet[AccountChange] | None:
    return AccountChange.objects.all() if may_view(request, AccountChange) else None


def changed(change: AccountChange) -> str:
    """Return what was asked for, and what became of it."""
    params = {"kind": change.get_kind_display(), "value": change.value, "status": change.get_status_display()}
    return _("Bedt om: %(kind)s %(value)s (%(status)s)") % params


def register_pages() -> None:
    """Add the parts of a user's page that are about the account."""
    object_page.register(
        User,
        AccountPart(
            key="opplysninger", title=gettext_lazy("Opplysninger"), template="admin/balansekunst/_parts/account.html"
        ),
    )
    timeline.register(
        User,
        History(ACCOUNT, lambda row: Q(id=row.pk), User, name=lambda version: version.name or version.email),
        Facts(
            ACCOUNT,
            lambda row: Q(account=row),
            AccountChange,
            "asked_at",
            changed,
            who=lambda change: change.asked_by or "",
            related=("asked_by",),
            visible=account_changes,
            url=lambda _change: "",
        ),
    )
