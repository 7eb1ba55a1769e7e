"""The project package as an installed app, and the admin's configuration."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from balansekunst.models import User


class BalansekunstConfig(AppConfig):
    """What all apps share: users, the outbox, figures, fields."""

    name = "balansekunst"
    verbose_name = _("Balansekunst")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the types of parameters of URLs, and what happens at the signals of other packages."""
        from allauth.mfa.signals import authenticator_removed

        from balansekunst import url_parameters  # noqa: F401
        from balansekunst.imports import tablib_xlsx
        from balansekunst.personal_data import rules  # noqa: F401

        tablib_xlsx.register()
        authenticator_removed.connect(_end_other_sessions)
        if settings.MAIL_PROVIDER:
            from anymail.signals import tracking

            from balansekunst.mail.bounces import handle_report

            tracking.connect(handle_report)


def _end_other_sessions(*, request: "HttpRequest", user: "User", **_kwargs: object) -> None:
    from balansekunst.sessions import end_other_sessions

    end_other_sessions(request, user)


class AdminConfig(DjangoAdminConfig):
    """Django's admin with the association's own site."""

    default_site = "balansekunst.admin.site.AdminSite"

    def ready(self) -> None:
        """Unregister models that have their own pages, or whose content is defined in code (balansekunst.access)."""
        from allauth.account.models import EmailAddress, EmailConfirmation
        from allauth.mfa.models import Authenticator
        from allauth.usersessions.models import UserSession
        from django.contrib import admin
        from django.contrib.auth.models import Group
        from django_tasks_db.models import DBTaskResult

        # Not by balansekunst/admin/__init__.py: the site is a module of that package, and importing the package first
        # would register the lists with a second site.
        from balansekunst.admin import accounts, bounces, bulk_changes, personal_data  # noqa: F401

        super().ready()
        for model in (Authenticator, DBTaskResult, EmailAddress, EmailConfirmation, Group, UserSession):
            if admin.site.is_registered(model):
                admin.site.unregister(model)
