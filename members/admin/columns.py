"""Columns and filters that lists about organisations share: where the organisation belonged on the day of the list."""

from collections.abc import Callable
from functools import reduce
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.lists import ListAdmin
from members.models import Organisation, Region
from members.places import with_home_on, with_region_on
from members.querysets import valid_on


def organisation_column(name: str, path: str = "organisation") -> Callable[[Any, Any], str]:
    """Return a column with the field `name` of each row's organisation, which is at the path and fetched with it."""

    field: Any = Organisation._meta.get_field(name)

    @admin.display(description=_("org.nr.") if name == "number" else field.verbose_name, ordering=f"{path}__{name}")
    def column(_list: ListAdmin, row: Any) -> str:
        organisation = reduce(getattr, path.split("__"), row)
        return str(getattr(organisation, f"get_{name}_display", lambda: getattr(organisation, name))())

    return column


class HomeColumns(ListAdmin):
    """The municipality and landsdel of the row's organisation, at the path `home_of`, on the day of the list."""

    home_of = "organisation__"

    def with_columns(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        """Annotate the municipality and landsdel."""
        return with_home_on(super().with_columns(rows, request), self.day_of_list(request), self.home_of)

    @admin.display(description=_("kommune"), ordering="organisation__municipality__display_name")
    def home(self, row: Any) -> str:
        return row.home_name

    @admin.display(description=_("landsdel"), ordering="organisation__municipality__county__region")
    def region(self, row: Any) -> str:
        return str(Region(row.home_region).label)


class CountyFilter(admin.RelatedFieldListFilter):
    """The counties of today."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return field.get_choices(include_blank=False, limit_choices_to=valid_on(timezone.localdate()))


class RegionFilter(admin.SimpleListFilter):
    """The landsdel where the organisation of each row belonged on the day of the list."""

    title = _("landsdel")
    parameter_name = "landsdel"
    phrase = _("i %(value)s")

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.day = model_admin.day_of_list(request)

    def lookups(self, *_args: object) -> list[tuple[str, Any]]:
        return Region.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        return (
            self.with_region(queryset).filter(home_region=self.value()) if self.value() in Region.values else queryset
        )

    def with_region(self, rows: Any) -> QuerySet[Any]:
        return with_region_on(rows, self.day)
