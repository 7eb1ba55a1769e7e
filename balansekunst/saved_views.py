"""What users have saved of the admin's lists: views under a name, and which columns a list has for them."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import LineField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from balansekunst.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views, for those who may open them."""

    def visible_to(self, user: "User | AnonymousUser") -> "SavedViewQuerySet":
        """Return the user's own views, and the shared ones. Who may see a list, the list itself decides."""
        return self.filter(Q(owner=user.pk) | Q(shared=True))


class SavedView(models.Model):
    """A name for what a list shows: its filters, search and order as a query string, and its columns.

    `listed` is the list's name in the admin, such as «members_organisation».
    """

    name = LineField(_("navn"), max_length=60)
    listed = models.CharField(_("liste"), max_length=100)
    query = models.TextField(_("filtre, søk og rekkefølge"), max_length=2000, blank=True)
    columns = models.JSONField(_("kolonner"), default=list)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("laget av"), related_name="+")
    shared = models.BooleanField(_("delt med alle som ser listen"), default=False)

    objects: ClassVar = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("lagret visning")
        verbose_name_plural = _("lagrede visninger")
        ordering = ["listed", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "listed", "name"],
                name="saved_view_name_once",
                violation_error_message=_("Du har allerede en visning med dette navnet."),
            ),
            models.UniqueConstraint(
                fields=["listed", "name"],
                condition=Q(shared=True),
                name="saved_view_shared_name_once",
                violation_error_message=_("En delt visning har allerede dette navnet. Velg et annet."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address that opens the list as the view has it."""
        return reverse(f"admin:{self.listed}_view", args=[self.pk])


class ListColumns(models.Model):
    """The columns that a list has for a user, if others than usual."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listed = models.CharField(_("liste"), max_length=100)
    columns = models.JSONField(_("kolonner"), default=list)

    class Meta:
        verbose_name = _("kolonner i en liste")
        verbose_name_plural = _("kolonner i lister")
        constraints = [models.UniqueConstraint(fields=["user", "listed"], name="list_columns_once")]

    def __str__(self) -> str:
        return self.listed
