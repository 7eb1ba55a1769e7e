"""The advice line: coded facts of each enquiry, and counts that can't point at anyone."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RadgivningConfig(AppConfig):
    """The advice line: coded facts of each enquiry, and counts that can't point at anyone."""

    name = "radgivning"
    verbose_name = _("Rådgivningstelefonen")
    default_auto_field = "django.db.models.BigAutoField"
