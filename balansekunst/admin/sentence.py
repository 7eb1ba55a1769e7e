"""What a list is filtered by, as a sentence whose parts can each be removed: «Medlemmer 31.12.2024 i Nord-Norge»."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db.models import DateField
from django.db.models.sql import Query
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balansekunst.admin.filters import FigureFilter, ParameterFilter, names_of_day

if TYPE_CHECKING:
    from django.http import HttpRequest

    from balansekunst.admin.change_list import NamedList

SAME: tuple[list[str], ...] = (["exact"], ["iexact"], ["in"], [])
NO = ("0", "False", "false", "")


@dataclass(frozen=True)
class Part:
    """A part of the sentence, and the URL of the list without it. A phrase follows what is before without a comma."""

    text: str
    without: str
    is_phrase: bool = False


def parts_of(listed: "NamedList", request: "HttpRequest") -> list[Part]:
    """Return what the list is filtered by: its filters, then other fields, then the search."""
    parts = [part for spec in listed.filter_specs for part in _part_of_filter(listed, spec)]
    expected = {name for spec in listed.filter_specs for name in spec.expected_parameters()}
    others = {name: value for name, value in listed.get_filters_params().items() if name not in expected}
    if day := _day_in_hierarchy(listed, others):
        parts.append(day)
    parts += [
        Part(_words(listed, request, name, values[-1]), listed.get_query_string({name: None}))
        for name, values in others.items()
        if not (listed.date_hierarchy and name in names_of_day(listed.date_hierarchy))
    ]
    if listed.query:
        search = _("med «%(text)s»") % {"text": listed.query}
        parts.append(Part(search, listed.get_query_string({SEARCH_VAR: None}), is_phrase=True))
    return parts


def in_words(parts: Iterable[Part]) -> str:
    """Return the parts as one text, without their links."""
    words = "".join(f"{' ' if part.is_phrase else ', '}{part.text}" for part in parts)
    return capfirst(words.lstrip(", "))


def _part_of_filter(listed: "NamedList", spec: Any) -> Iterator[Part]:
    """Yield the part of an active filter. That to a figure's rows is displayed with its number, above the list."""
    if isinstance(spec, FigureFilter) or not spec.used_parameters:
        return
    phrase = getattr(spec, "phrase", "")
    if isinstance(spec, ParameterFilter):
        shown = spec.display()
    else:
        # The first choice is that of no filter, which Django also selects for an unknown value.
        chosen = [choice["display"] for choice in list(spec.choices(listed))[1:] if choice["selected"]]
        if not chosen:
            value = next(iter(spec.used_parameters.values()))
            text = value[-1] if isinstance(value, list) else value
            unknown = _("%(title)s: «%(text)s» (ukjent)") % {"title": spec.title, "text": text}
            yield Part(unknown, _without(listed, spec))
            return
        shown = str(chosen[-1])
    words = str(phrase) % {"value": shown} if phrase else f"{spec.title}: {shown}"
    yield Part(words, _without(listed, spec), is_phrase=bool(phrase))


def _without(listed: "NamedList", spec: Any) -> str:
    return listed.get_query_string(dict.fromkeys(filter(None, spec.expected_parameters())))


def _day_in_hierarchy(listed: "NamedList", others: dict[str, Any]) -> Part | None:
    """Return the year, month or day that the links above the list have chosen."""
    names = names_of_day(listed.date_hierarchy) if listed.date_hierarchy else []
    chosen = [others[name][-1] for name in names if name in others]
    if not chosen:
        return None
    field: Any = listed.opts.get_field(listed.date_hierarchy)
    return Part(f"{field.verbose_name}: {'.'.join(reversed(chosen))}", listed.get_query_string(dict.fromkeys(names)))


def _words(listed: "NamedList", request: "HttpRequest", path: str, value: str) -> str:
    """Return what a parameter filters by that no filter shows, such as that of a link from another page."""
    try:
        lookups, names, _is_reference = Query(listed.model).solve_lookup_type(path)
        field: Any = listed.opts.pk if names[0] == "pk" else listed.opts.get_field(names[0])
    except (FieldError, FieldDoesNotExist):
        return f"{path}: {value}"
    name = str(field.verbose_name)
    if isinstance(field, DateField):
        value = _format_day(value)
    if lookups == ["isnull"]:
        return (_("med %(field)s") if value in NO else _("uten %(field)s")) % {"field": name}
    comparisons = {"lt": _("før %(value)s"), "lte": _("til %(value)s"), "gt": _("etter %(value)s")}
    if lookups and lookups[-1] in {*comparisons, "gte"}:
        words = comparisons.get(lookups[-1], _("fra %(value)s"))
        return f"{name} {words % {'value': value}}"
    if lookups in SAME and field.is_relation and names[1:] in (["id"], ["pk"], []):
        value = _name_of_row(field.related_model, request, value) or value
    elif lookups in SAME and field.choices:
        labels = dict(field.flatchoices)
        value = ", ".join(str(labels.get(each, each)) for each in value.split(","))
    return f"{name}: {value}"


def _format_day(value: str) -> str:
    """Return the day of a date or a moment as in the rest of the sentence."""
    try:
        return f"{datetime.fromisoformat(value):%d.%m.%Y}"
    except ValueError:
        return value


def _name_of_row(model: Any, request: "HttpRequest", key: str) -> str:
    """Return the name of the row with the key, if the user may see it in the row's own list."""
    if not admin.site.is_registered(model):
        return ""
    model_admin = admin.site.get_model_admin(model)
    if not model_admin.has_view_permission(request):
        return ""
    try:
        row = model_admin.get_queryset(request).filter(pk=key).first()
    except (ValueError, ValidationError, OverflowError):
        return ""
    return str(row) if row else ""
