"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BalansepottenConfig(AppConfig):
    """The yearly grant scheme, from call to final report."""

    name = "balansepotten"
    verbose_name = _("Balansepotten")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how applications move in a merge, what My page shows, what is stored about jurors, and jobs."""
        from balansepotten import letter_jobs, merging, my_page, personal_data

        letter_jobs.register()
        merging.register()
        my_page.register()
        personal_data.register()
