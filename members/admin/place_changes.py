"""The admin of the changes of municipalities and counties: a list where each is taken over or ignored."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.forms import LineField, NumberField
from balansekunst.front_page import TaskRows, Urgency
from members.admin.deciding import Click, DecidingAdmin, user_of
from members.models import PlaceChange, Region
from members.models.differences import EMPTY
from members.register import place_taking_over
from members.register.place_taking_over import Move, Naming, Plan
from members.register.resources import PlaceChangeResource

Kind, State = PlaceChange.Kind, PlaceChange.State
ORGANISATION, POINT = "organisation_", "point_"


class TakeOverForm(forms.Form):
    """What each place that begins is called, and where each organisation of a split one belongs.

    The fields are named as `place_taking_over.take_over` names them in its errors: `name_0301`, `organisation_1`.
    """

    def __init__(self, plan: Plan, data: Any = None) -> None:
        super().__init__(data)
        self.plan = plan
        for naming in plan.namings():
            for name, field in _naming_fields(naming).items():
                self.fields[f"{name}_{naming.code.number}"] = field
        names = {code.number: f"{code.number} {code.name}" for code in plan.news}
        for move in plan.moves():
            if len(move.choices) > 1:
                self.fields[f"{ORGANISATION}{move.organisation.pk}"] = _choice(move, names)

    def named(self) -> dict[str, dict[str, Any]]:
        """Return the answers about each place by its number."""
        found: dict[str, dict[str, Any]] = {}
        for key, value in self.cleaned_data.items():
            name, _underscore, number = key.rpartition("_")
            if key.startswith(POINT):
                place = self.plan.places[value]
                found.setdefault(number, {}).update(latitude=place.latitude, longitude=place.longitude)
            elif not key.startswith(ORGANISATION):
                found.setdefault(number, {})[name] = value
        return found

    def chosen(self) -> Mapping[int, str]:
        """Return the chosen municipality of each organisation."""
        answers = self.cleaned_data.items()
        return {int(key.removeprefix(ORGANISATION)): value for key, value in answers if key.startswith(ORGANISATION)}


def _naming_fields(naming: Naming) -> dict[str, forms.Field]:
    """Return the fields about a place that begins or has a new name, filled in with what is proposed."""
    proposal, of = naming.proposal(), f"{naming.code.number} {naming.code.name}"
    fields: dict[str, forms.Field] = {
        "name": LineField(label=_("Navn på %(place)s") % {"place": of}, max_length=60, initial=proposal["name"])
    }
    if "region" in proposal:
        if naming.present is None:
            fields["region"] = forms.ChoiceField(
                label=_("Landsdel for %(place)s") % {"place": of},
                choices=[("", "---------"), *Region.choices],
                initial=proposal["region"],
            )
        return fields
    fields["display_name"] = LineField(
        label=_("Visningsnavn på %(place)s") % {"place": of},
        max_length=80,
        initial=proposal["display_name"],
        help_text=_("Navnet med fylket i parentes der to kommuner heter det samme."),
    )
    fields["other_names"] = LineField(
        label=_("Navn på samisk og kvensk på %(place)s") % {"place": of},
        max_length=200,
        required=False,
        initial=proposal["other_names"],
        help_text=_("De offisielle navnene, skilt med komma."),
    )
    if naming.present is None and not naming.predecessors:
        fields["latitude"] = NumberField(label=_("Grader nord for %(place)s") % {"place": of})
        fields["longitude"] = NumberField(label=_("Grader øst for %(place)s") % {"place": of})
    elif naming.present is None and len(naming.predecessors) > 1:
        same = next((each for each in naming.predecessors if each.name == proposal["name"]), None)
        fields["point"] = forms.ChoiceField(
            label=_("Punktet på kartet for %(place)s") % {"place": of},
            choices=[(place.number, place.display_name) for place in naming.predecessors],
            initial=same.number if same else None,
            help_text=_("Kommunen med den største byen."),
        )
    return fields


def _choice(move: Move, names: Mapping[str, str]) -> forms.ChoiceField:
    hint = _("Enhetsregisteret sier %(place)s.") % {"place": move.hint} if move.hint else ""
    label = _("%(name)s, til nå i %(place)s") % {"name": move.organisation.name, "place": move.before.display_name}
    return forms.ChoiceField(
        label=label,
        choices=[("", "---------"), *((number, names[number]) for number in move.choices)],
        help_text=hint,
        error_messages={"required": _("Velg kommunen som virksomheten hører til nå.")},
    )


@admin.register(PlaceChange)
class PlaceChangeAdmin(DecidingAdmin):
    """Changes of municipalities and counties that ours don't show."""

    purpose = gettext_lazy(
        "Kommuner og fylker som er slått sammen, delt eller har fått nytt navn hos Statistisk sentralbyrå (Klass). "
        "Ingenting endres før du tar det over."
    )
    first_rows = gettext_lazy("Her kommer endringene, når kommunene er sjekket mot Klass.")
    chapter = "kommuner-og-fylker"
    resource_classes = [PlaceChangeResource]
    list_display = ["day", "level", "kind", "before", "after", "decide"]
    list_display_links = ["day"]
    optional_columns = ["found_on", "state", "decided_on", "decided_by"]
    list_filter = ["state", "level", "kind"]
    search_fields = ["before", "after"]
    fields = ["day", "level", "kind", "before", "after", "found_on", "state", "decided_by", "decided_on"]
    needed_permission = "members.change_municipality"

    def about(self, row: PlaceChange) -> str:
        return str(row)

    def tasks(self, moment: datetime, request: HttpRequest) -> Iterable[TaskRows]:
        yield self.task(
            Urgency.WAITING,
            lambda count: ngettext("endring i kommuner og fylker", "endringer i kommuner og fylker", count),
            PlaceChange.objects.filter(state=State.WAITING),
            state__exact=State.WAITING,
        )

    def clicks(self, row: PlaceChange) -> tuple[list[Click], list[Click]]:
        about = str(row)
        return (
            [(_("Ta over"), about, self.address("take_over", row))],
            [(_("Se bort fra"), about, self.address("ignore", row))],
        )

    def take_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a change over, with what the places are called and where the organisations of a split one belong."""
        row = self.waiting_row(request, pk)
        if row is None:
            return self.to_list()
        plan = Plan(row)
        form = TakeOverForm(plan, request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                place_taking_over.take_over(
                    row, by=user_of(request), today=timezone.localdate(), named=form.named(), chosen=form.chosen()
                )
            except ValidationError as error:
                _add(form, error)
            else:
                self.message_user(request, _("%(change)s er tatt over.") % {"change": row}, messages.SUCCESS)
                return self.to_list()
        return self.row_page(
            request,
            row,
            form,
            title=_("Ta over fra Klass"),
            button=_("Ta over"),
            subtitle=f"{row.day:%d.%m.%Y}: {row.before or EMPTY} \N{RIGHTWARDS ARROW} {row.after or EMPTY}",
            explanation=_explanation(plan),
        )

    @admin.action(description=gettext_lazy("Ta over de valgte"), permissions=["decide"])
    def take_over_rows(self, request: HttpRequest, queryset: QuerySet[PlaceChange]) -> None:
        """Take over what has nothing to ask, counties before their municipalities. The others have pages that ask."""
        rows = list(queryset.filter(state=State.WAITING).order_by("day", "level", "numbers"))
        asking = 0
        count = 0
        for row in rows:
            if Plan(row).is_plain():
                count += self.decide_each(request, [row], place_taking_over.take_over)
            else:
                asking += 1
        message = ngettext("%(count)d endring er tatt over.", "%(count)d endringer er tatt over.", count)
        if asking:
            message = f"{message} {_('De andre må du ta over én og én, med navn eller kommunen til hver virksomhet.')}"
        self.message_user(request, message % {"count": count}, messages.SUCCESS)


def _explanation(plan: Plan) -> str:
    """Return what happens, before it is done."""
    day = {"day": f"{plan.change.day:%d.%m.%Y}"}
    parts = [_("Endringen gjelder fra %(day)s. Tall for tidligere dager regnes med det gamle.") % day]
    moves = plan.moves()
    if settled := sum(len(move.choices) == 1 for move in moves):
        message = ngettext("%(count)d virksomhet flyttes.", "%(count)d virksomheter flyttes.", settled)
        parts.append(message % {"count": settled})
    if len(moves) > settled:
        parts.append(_("Velg hvor hver virksomhet hører til nå, for kommunen er delt."))
    return " ".join(parts)


def _add(form: forms.Form, error: ValidationError) -> None:
    """Show each error at its field, or above the form."""
    for name, problems in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
        form.add_error(name if name in form.fields else None, problems)
