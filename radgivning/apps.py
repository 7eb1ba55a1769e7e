"""The advice line: coded facts of each enquiry, and counts that can't point at anyone."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RadgivningConfig(AppConfig):
    """The advice line: coded facts of each enquiry, and counts that can't point at anyone."""

    name = "radgivning"
    verbose_name = _("Rådgivningstelefonen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Log the changes of accounts that can read enquiries, and delete what is old."""
        from balansekunst import account_changes
        from radgivning import access_log, retention

        retention.register()
        account_changes.LOGS.append(access_log.record_account_change)
