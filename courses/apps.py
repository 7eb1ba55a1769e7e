"""Course assignments, their topics and instructors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Course assignments, their topics and instructors."""

    name = "courses"
    verbose_name = _("Kurs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how assignments move when organisations are merged, the courses on My page, and what is deleted."""
        from courses import my_page, retention
        from members.merging import RULES, Rule, reassign

        RULES["courses.Assignment.client"] = Rule(reassign)
        my_page.register()
        retention.register()
