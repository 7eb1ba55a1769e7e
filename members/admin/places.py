"""The admin of counties and municipalities."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from balansekunst.admin_lists import EditedAdmin
from members.models import County, Municipality
from members.models.places import without_kommune
from members.sheets import CountyResource, MunicipalityResource


@admin.register(County)
class CountyAdmin(EditedAdmin):
    """Counties. The association decides which landsdel each belongs to."""

    resource_classes = [CountyResource]
    list_display = ["name", "number", "region"]
    list_filter = ["region"]
    search_fields = ["name", "number"]


@admin.register(Municipality)
class MunicipalityAdmin(EditedAdmin):
    """Municipalities, each with its point on the map."""

    resource_classes = [MunicipalityResource]
    list_display = ["display_name", "number", "county", "region", "valid_from", "valid_until"]
    list_filter = ["county__region", "county", ("valid_until", admin.EmptyFieldListFilter)]
    list_select_related = ["county"]
    search_fields = ["display_name", "other_names", "number"]
    fieldsets = [
        (None, {"fields": [("number", "county"), "name", "display_name", "other_names"]}),
        (_("På kartet"), {"fields": [("latitude", "longitude")]}),
        (_("Gyldighet"), {"fields": [("valid_from", "valid_until")]}),
    ]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, without_kommune(search_term))

    @admin.display(description=_("landsdel"), ordering="county__region")
    def region(self, municipality: Municipality) -> str:
        return municipality.county.get_region_display()
