"""Balansemerket: versions of the requirements, certifications and their events."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BalansemerketConfig(AppConfig):
    """Balansemerket: versions of the requirements, certifications and their events."""

    name = "balansemerket"
    verbose_name = _("Balansemerket")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how certifications move when two organisations are merged, and the mark on My page."""
        from balansemerket import merging, my_page

        merging.register()
        my_page.register()
