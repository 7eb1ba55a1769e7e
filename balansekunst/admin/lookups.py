"""The lookups that a list may be filtered by in its address."""

from typing import Any

from django.core.exceptions import FieldError
from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP
from django.db.models.sql import Query

# Other lookups fail in one of the databases, or take a pattern that it can work on without end.
LOOKUPS = {
    *("exact", "iexact", "in", "isnull", "gt", "gte", "lt", "lte"),
    *("contains", "icontains", "startswith", "istartswith", "endswith", "iendswith"),
}


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
