"""The public register of holders of Balansemerket: as a page, a page to embed, csv and JSON."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from balansekunst.file_responses import file_response
from balansekunst.page_cache import cached_page
from balansemerket import register
from balansemerket.register import PublicHolder
from reports.views.members import EMBEDDED_CSP, MemberSearchForm, draw_map


class HolderSearchForm(MemberSearchForm):
    """What the register is searched and filtered by: the counties are those that have holders."""

    landsdel = None  # type: ignore[assignment]
    fylke = forms.ChoiceField(label=gettext_lazy("Fylke"), required=False)
    parameters: ClassVar = {"q": "text", "kunstfelt": "field", "fylke": "county"}

    def __init__(self, *args: Any, holders: Sequence[PublicHolder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counties = sorted({holder.county for holder in holders})
        choices: Any = [("", _("Hele landet")), *((county, county) for county in counties)]
        self.fields["fylke"].choices = choices  # type: ignore[attr-defined]


@login_not_required
@require_safe
@cached_page()
def holder_list(request: HttpRequest) -> HttpResponse:
    """Show the holders of today, on a page for anyone."""
    return render(request, "reports/holder_list.html", _context(request))


@login_not_required
@require_safe
@xframe_options_exempt
@csp_override(EMBEDDED_CSP)
@cached_page()
def holder_list_embedded(request: HttpRequest) -> HttpResponse:
    """Show the same without the navigation, in a frame of the association's own web site."""
    return render(request, "reports/holder_list_embedded.html", _context(request))


@login_not_required
@require_safe
@cached_page()
def holder_csv(request: HttpRequest) -> HttpResponse:
    content = register.to_csv(_found(request)[1], site=_site(request))
    return file_response(content, name="balansemerket.csv", content_type="text/csv; charset=utf-8")


@login_not_required
@require_safe
@cached_page()
def holder_json(request: HttpRequest) -> HttpResponse:
    """Send the holders as JSON, which pages of other sites may read too."""
    content = register.to_json(_found(request)[1], day=timezone.localdate(), site=_site(request))
    return HttpResponse(content, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _found(request: HttpRequest) -> tuple[HolderSearchForm, list[PublicHolder], int]:
    """Return the form, the holders that it asks for, and how many there are in all."""
    holders = register.holders_on(timezone.localdate())
    form = HolderSearchForm(request.GET or None, holders=holders)
    return form, form.found(holders), len(holders)


def _context(request: HttpRequest) -> dict[str, Any]:
    form, found, total = _found(request)
    return {
        "form": form,
        "holders": found,
        "total": total,
        "query": request.GET.urlencode(),
        "is_searched": any(form.cleaned_data.values()) if form.is_bound else False,
        "map": draw_map(found, unit=_("virksomheter"), title=_("Hvor virksomhetene hører hjemme")) if found else "",
    }
