"""Columns that lists about organisations share."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class HomeColumns(admin.ModelAdmin):
    """The municipality and landsdel of the home of a row's `organisation`."""

    @admin.display(description=_("kommune"), ordering="organisation__municipality__display_name")
    def municipality(self, row: Any) -> str:
        return str(row.organisation.municipality)

    @admin.display(description=_("landsdel"), ordering="organisation__municipality__county__region")
    def region(self, row: Any) -> str:
        return row.organisation.municipality.county.get_region_display()
