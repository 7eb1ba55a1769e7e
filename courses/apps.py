"""Course assignments, their topics and instructors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Course assignments, their topics and instructors."""

    name = "courses"
    verbose_name = _("Kurs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how assignments follow others and are deleted, persons erased, and the courses on My page."""
        from courses import my_page, personal_data, reforms, retention
        from members.merging import RULES, Rule, reassign
        from members.register.place_taking_over import FOLLOWERS

        RULES["courses.Assignment.client"] = Rule(reassign)
        FOLLOWERS.append(reforms.follow)
        RULES["courses.Booking.organisation"] = Rule(reassign)
        personal_data.register()
        my_page.register()
        retention.register()
