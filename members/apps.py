"""Places, organisations, memberships, contacts, requests to join and fees."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """Places, organisations, memberships, contacts, requests to join and fees."""

    name = "members"
    verbose_name = _("Medlemmer")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app does when others erase a person, delete, merge, report or log in, and its jobs."""
        from balansekunst.erasure import ERASERS, HELD, NAMED
        from members import invoices, mailing_jobs, merging_rules, my_page, personal_data, retention
        from members.erasure import erase, has_held_row, may_name
        from members.register import jobs

        ERASERS.append(erase)
        HELD.append(has_held_row)
        NAMED.append(may_name)
        invoices.register()
        jobs.register()
        mailing_jobs.register()
        merging_rules.register()
        my_page.register()
        personal_data.register()
        retention.register()
        if settings.MAIL_PROVIDER:
            from anymail.signals import tracking

            from members.mailings import handle_report

            tracking.connect(handle_report)
