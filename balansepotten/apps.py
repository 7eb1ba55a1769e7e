"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BalansepottenConfig(AppConfig):
    """The yearly grant scheme, from call to final report."""

    name = "balansepotten"
    verbose_name = _("Balansepotten")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Move applications when two organisations are merged."""
        from balansepotten import merging

        merging.register()
