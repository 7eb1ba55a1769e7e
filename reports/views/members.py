"""The public list of members, with a map: as a page, a page to embed, csv and JSON."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from balansekunst.figures import Number
from balansekunst.file_responses import file_response
from balansekunst.forms import LineField
from balansekunst.page_cache import cached_page
from members import public_list
from members.models import Organisation, Region
from members.public_list import PublicMember
from reports.charts import maps, svg

EMBEDDED_CSP = {**settings.SECURE_CSP, "frame-ancestors": settings.EMBEDDING_SITES}


class MemberSearchForm(forms.Form):
    """What the list is searched and filtered by."""

    use_required_attribute = False
    # Which field of the form is which parameter of the search.
    parameters: ClassVar = {"q": "text", "kunstfelt": "field", "landsdel": "region"}

    q = LineField(
        label=gettext_lazy("Søk etter navn eller sted"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kunstfelt = forms.ChoiceField(
        label=gettext_lazy("Kunstfelt"),
        required=False,
        choices=[("", gettext_lazy("Alle kunstfelt")), *Organisation.Field.choices],
    )
    landsdel = forms.ChoiceField(
        label=gettext_lazy("Landsdel"),
        required=False,
        choices=[("", gettext_lazy("Hele landet")), *Region.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.is_required = True  # nobody has to search: that «(valgfritt)» says nothing here

    def found[Member: PublicMember](self, members: list[Member]) -> list[Member]:
        """Return the members that are asked for. A filter with a fault is not used."""
        if not self.is_bound:
            return members
        self.full_clean()
        given = {name: self.cleaned_data.get(field, "") for field, name in self.parameters.items()}
        return public_list.search(members, **given)


@login_not_required
@require_safe
@cached_page()
def member_list(request: HttpRequest) -> HttpResponse:
    """Show the members of today, on a page for anyone."""
    return render(request, "reports/member_list.html", _context(request))


@login_not_required
@require_safe
@xframe_options_exempt
@csp_override(EMBEDDED_CSP)
@cached_page()
def member_list_embedded(request: HttpRequest) -> HttpResponse:
    """Show the same without the navigation, in a frame of the association's own web site."""
    return render(request, "reports/member_list_embedded.html", _context(request))


@login_not_required
@require_safe
@cached_page()
def member_csv(request: HttpRequest) -> HttpResponse:
    content = public_list.to_csv(_found(request)[1])
    return file_response(content, name="medlemmer.csv", content_type="text/csv; charset=utf-8")


@login_not_required
@require_safe
@cached_page()
def member_json(request: HttpRequest) -> HttpResponse:
    """Send the members as JSON, which pages of other sites may read too."""
    content = public_list.to_json(_found(request)[1], day=timezone.localdate())
    return HttpResponse(content, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


def _found(request: HttpRequest) -> tuple[MemberSearchForm, list[PublicMember], int]:
    """Return the form, the members that it asks for, and how many there are in all."""
    form = MemberSearchForm(request.GET or None)
    members = public_list.members_on(timezone.localdate())
    return form, form.found(members), len(members)


def _context(request: HttpRequest) -> dict[str, Any]:
    form, found, total = _found(request)
    return {
        "form": form,
        "members": found,
        "total": total,
        "query": request.GET.urlencode(),
        "is_searched": any(form.cleaned_data.values()) if form.is_bound else False,
        "map": draw_map(found, unit=_("medlemmer"), title=_("Hvor medlemmene hører hjemme")) if found else "",
    }


def draw_map(members: Iterable[PublicMember], *, unit: str, title: str) -> SafeString:
    """Return the map with a circle for each place, as SVG; "" without any."""
    counted = [(place, Number(count)) for place, count in public_list.count_places(members)]
    figure = maps.circles([(place.name, number, place.latitude, place.longitude) for place, number in counted], unit)
    drawn = svg.draw(
        figure,
        name="member-map",
        title=title,
        description="; ".join(f"{place.name}: {number}" for place, number in counted),
    )
    return mark_safe(drawn)  # noqa: S308 - svg.draw escapes all text
