"""Places, organisations, memberships, contacts, requests to join and fees."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """Places, organisations, memberships, contacts, requests to join and fees."""

    name = "members"
    verbose_name = _("Medlemmer")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Erase persons of closed accounts from this app's rows too, and move its rows when organisations merge."""
        from balansekunst.erasure import ERASERS
        from members import merging_rules
        from members.erasure import erase

        ERASERS.append(erase)
        merging_rules.register()
