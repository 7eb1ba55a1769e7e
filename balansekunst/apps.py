"""The project package as an installed app, and the admin's configuration."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.translation import gettext_lazy as _


class BalansekunstConfig(AppConfig):
    """What all apps share: users, the outbox, figures, fields."""

    name = "balansekunst"
    verbose_name = _("Balansekunst")
    default_auto_field = "django.db.models.BigAutoField"


class AdminConfig(DjangoAdminConfig):
    """Django's admin with the association's own site."""

    default_site = "balansekunst.admin_site.AdminSite"

    def ready(self) -> None:
        """Unregister models that have their own pages, or whose content is defined in code (balansekunst.access)."""
        from allauth.account.models import EmailAddress, EmailConfirmation
        from allauth.mfa.models import Authenticator
        from django.contrib import admin
        from django.contrib.auth.models import Group

        super().ready()
        for model in (Authenticator, EmailAddress, EmailConfirmation, Group):
            if admin.site.is_registered(model):
                admin.site.unregister(model)
