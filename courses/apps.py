"""Topics, instructors and course assignments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Topics, instructors and course assignments."""

    name = "courses"
    verbose_name = _("Kurs")
    default_auto_field = "django.db.models.BigAutoField"
