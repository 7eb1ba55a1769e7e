"""What a list can be filtered by in its address."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldError
from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP
from django.db.models.sql import Query
from django.http import HttpRequest

from balansekunst.admin.filters import names_of_day

# Other lookups fail in one of the databases, or take a pattern that it can work on without end.
LOOKUPS = {
    *("exact", "iexact", "in", "isnull", "gt", "gte", "lt", "lte"),
    *("contains", "icontains", "startswith", "istartswith", "endswith", "iendswith"),
}


class AllowedLookups(admin.ModelAdmin):
    """A list that is filtered by the rows' own fields, and by what it has filters for."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow LOOKUPS of the rows' own fields and of what `list_filter` names.

        Django also allows a relation to other rows, whose lists may be hidden from the user.
        """
        if self.date_hierarchy and lookup in names_of_day(self.date_hierarchy):
            return True
        if not set(lookups_of(self.model, lookup)) <= LOOKUPS:
            return False
        own = {"pk", *(field.name for field in self.opts.concrete_fields)}
        if lookup.partition(LOOKUP_SEP)[0] in own:
            return super().lookup_allowed(lookup, value, request)
        named = [name for each in self.get_list_filter(request) for name in parameters_of(each)]
        return any(lookup == name or lookup.startswith(f"{name}{LOOKUP_SEP}") for name in named)


def parameters_of(list_filter: Any) -> list[str]:
    """Return the names of the query parameters of an entry of `list_filter`."""
    if isinstance(list_filter, (list, tuple)):
        return [list_filter[0]]
    return [list_filter if isinstance(list_filter, str) else list_filter.parameter_name]


def lookups_of(model: type[Model], path: str) -> list[str]:
    """Return the lookups at the end of a path, such as `["year", "gte"]` of `call__opens_at__year__gte`."""
    try:
        return list(Query(model).solve_lookup_type(path)[0])
    except FieldError:
        return path.split(LOOKUP_SEP)[1:]
