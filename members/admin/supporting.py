"""The admin of supporting members."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.filters import DayFilter
from balansekunst.admin.lists import EditedAdmin
from members.models import SupportingMember
from members.supporting_sheet import SupportingMemberResource


class SupportingOnFilter(DayFilter):
    """Those who are supporting members on a day."""

    title = _("støttemedlem per dato")
    parameter_name = "medlem"
    phrase = _("støttemedlemmer %(value)s")
    name_of_rows = _("støttemedlemmer")

    def filter_rows(self, rows: Any, value: date) -> QuerySet[Any]:
        return rows.active_on(value)


@admin.register(SupportingMember)
class SupportingMemberAdmin(EditedAdmin):
    """Persons who support the association, in a register of their own."""

    purpose = _("Et støttemedlem er en person som støtter foreningen: med talerett på årsmøtet, men uten stemme.")
    first_rows = _("Her kommer personene som er støttemedlemmer. De telles aldri sammen med virksomhetene.")
    chapter = "medlemmene"
    resource_classes = [SupportingMemberResource]
    list_display = ["name", "email", "joined", "left"]
    list_filter = [SupportingOnFilter]
    search_fields = ["name", "email"]
    fields = ["name", "email", ("joined", "left")]
    figure_area = "members"
