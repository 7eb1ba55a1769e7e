"""Balansemerket: versions of the requirements, certifications and their events."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BalansemerketConfig(AppConfig):
    """Balansemerket: versions of the requirements, certifications and their events."""

    name = "balansemerket"
    verbose_name = _("Balansemerket")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how certifications are merged, the mark on My page, and what is stored about persons."""
        from balansemerket import merging, my_page, personal_data

        merging.register()
        my_page.register()
        personal_data.register()
