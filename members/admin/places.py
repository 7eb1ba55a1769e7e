"""The admin of counties and municipalities."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balansekunst.admin.forms import RowsInline
from balansekunst.admin.lists import EditedAdmin, ListAdmin
from balansekunst.dates import PlausibleDay
from balansekunst.forms import DateField
from members import places
from members.admin.columns import CountyFilter, RegionFilter
from members.admin.dated import DatedAdmin, DatedForm
from members.models import County, EarlierRegion, Municipality, Region
from members.models.places import BETWEEN_LANGUAGES, without_kommune
from members.places import with_county_region_on
from members.sheets import CountyResource, MunicipalityResource


class RegionColumn(ListAdmin):
    """The landsdel of the row's county, at the path `county`, on the day of the list."""

    county = ""

    def with_columns(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return with_county_region_on(super().with_columns(rows, request), self.day_of_list(request), self.county)

    @admin.display(description=_("landsdel"))
    def home(self, row: Any) -> str:
        return str(Region(row.home_region).label)


class CountyRegionFilter(RegionFilter):
    """The landsdel of the counties today."""

    def with_region(self, rows: Any) -> QuerySet[Any]:
        return with_county_region_on(rows, self.day)


class MunicipalityRegionFilter(RegionFilter):
    """The landsdel of the municipalities today."""

    def with_region(self, rows: Any) -> QuerySet[Any]:
        return with_county_region_on(rows, self.day, "county__")


class EarlierRegionInline(RowsInline):
    """The landsdeler that a county belonged to earlier. A change adds a row; mistakes are corrected here."""

    model = EarlierRegion


class CountyForm(DatedForm):
    """A county. Its landsdel changes from a day, or by the correction of a mistake."""

    dated = "region"
    changed_from = DateField(
        label=_("Landsdelen gjelder fra"),
        initial=timezone.localdate,
        required=False,
        validators=[PlausibleDay()],
        help_text=_("Når du endrer landsdelen: første dag i den nye. Tall for tidligere dager bruker den gamle."),
    )
    is_correction = forms.BooleanField(
        label=_("Landsdelen var feil"),
        required=False,
        help_text=_("Fylket har ikke byttet landsdel. Også tall for tidligere dager endres."),
    )


@admin.register(County)
class CountyAdmin(DatedAdmin, RegionColumn, EditedAdmin):
    """Counties. The association decides which landsdel each belongs to."""

    purpose = _("Fylket bestemmer hvilken landsdel en virksomhet eller et kurs telles i.")
    first_rows = _("Her kommer fylkene, også de som ikke finnes lenger.")
    chapter = "registrene"
    form = CountyForm
    is_register = True
    resource_classes = [CountyResource]
    unrestored_fields = ("region",)  # a change is corrected in the rows of earlier landsdeler
    list_display = ["name", "number", "home", "valid_from", "valid_until"]
    list_filter = [CountyRegionFilter, ("valid_until", admin.EmptyFieldListFilter)]
    search_fields = ["name", "number"]
    inlines = [EarlierRegionInline]
    fieldsets = [
        (None, {"fields": [("number", "name"), "region", ("changed_from", "is_correction")]}),
        (_("Gyldighet"), {"fields": [("valid_from", "valid_until")]}),
    ]

    def change_from(self, row: County, value: str, day: date) -> None:
        places.change_region(row, region=value, from_day=day)


@admin.register(Municipality)
class MunicipalityAdmin(RegionColumn, EditedAdmin):
    """Municipalities, each with its point on the map."""

    purpose = _("Kommunen er stedet en virksomhet hører til, eller der et kurs blir holdt.")
    first_rows = _("Her kommer kommunene, også de som ikke finnes lenger.")
    chapter = "registrene"
    is_register = True
    resource_classes = [MunicipalityResource]
    list_display = ["display_name", "number", "county", "home", "valid_from", "valid_until"]
    county = "county__"
    list_filter = [MunicipalityRegionFilter, ("county", CountyFilter), ("valid_until", admin.EmptyFieldListFilter)]
    list_select_related = ["county"]
    search_fields = ["display_name", "other_names", "number"]
    fieldsets = [
        (None, {"fields": [("number", "county"), "name", "display_name", "other_names"]}),
        (_("På kartet"), {"fields": [("latitude", "longitude")]}),
        (_("Gyldighet"), {"fields": [("valid_from", "valid_until"), "successors"]}),
    ]
    autocomplete_fields = ["successors"]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Show the numbers of the counties, since some of today have the name of an earlier one."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = lambda county: f"{county.name} ({county.number})"
        return field

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Any], bool]:
        """Search the list; for a field with suggestions, only what may be chosen in it."""
        if request.path == reverse("admin:autocomplete"):
            queryset = self._suggested(request.GET.get("model_name", ""), queryset)
        words = BETWEEN_LANGUAGES.sub(" ", without_kommune(search_term))
        return super().get_search_results(request, queryset, words)

    def _suggested(self, model: str, rows: Any) -> QuerySet[Any]:
        """Return the municipalities of today; where the day may be past, also names that are gone."""
        if model in ("organisation", "membershipapplication"):
            return rows.valid_on(timezone.localdate())
        return rows.last_of_name()
