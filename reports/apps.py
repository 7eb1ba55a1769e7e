"""The year's figures from all the programmes: pages, charts, PDF, workbook and JSON."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """The year's figures from all the programmes: pages, charts, PDF, workbook and JSON."""

    name = "reports"
    verbose_name = _("Rapporter")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Withdraw quotes about the mark from published reports too, and say which years have a report."""
        from balansemerket import quotes
        from members import meetings
        from reports.publication import publishing, sealing

        quotes.WITHDRAWALS.append(sealing.withdraw_mark_quote)
        meetings.REPORT_CHECKS.append(publishing.is_published)
