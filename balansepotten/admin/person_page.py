"""What a person is part of in Balansepotten: seats in juries, on the pages of users and contacts."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.access import RUN_ROUNDS
from balansekunst.admin import object_page, timeline
from balansekunst.admin.object_page import Part
from balansekunst.admin.timeline import History
from balansekunst.models import User
from balansepotten.admin.timeline_sources import POT
from balansepotten.models import Juror
from members.models import Contact


class JurySeats(Part):
    """The juries that a person is in, the newest first."""

    def is_visible(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN_ROUNDS)

    def content(self, request: HttpRequest, row: User | Contact) -> list[Juror]:
        user = row.user_id if isinstance(row, Contact) else row.pk
        seats = Juror.objects.filter(user=user) if user else Juror.objects.none()
        return list(seats.select_related("call").order_by("-call__year"))


def seat_title(version: Any, _previous: Any) -> str:
    words = {"+": _("Invitert til juryen for %(call)s"), "-": _("Ute av juryen for %(call)s")}
    return words[version.history_type] % {"call": version.call} if version.history_type in words else ""


def register_pages() -> None:
    """Add seats in juries to the pages of users and contacts."""
    seats = JurySeats(
        key="jury",
        title=gettext_lazy("I juryen"),
        template="admin/balansepotten/_parts/jury_seats.html",
        is_optional=True,
    )
    object_page.register(User, seats)
    object_page.register(Contact, seats)
    timeline.register(
        User,
        History(POT, lambda row: Q(user=row.pk), Juror, lambda version: version.call, seat_title, without=("user",)),
    )
