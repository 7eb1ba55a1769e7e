"""The append-only log of who has seen or changed what of the advice line."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import LineField
from radgivning.querysets import LogEntryQuerySet


class LogHead(models.Model):
    """The single row with the end of the log: adding an entry locks it, and a truncated log doesn't match it."""

    length = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="loghead_is_one", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return str(self.length)


class LogEntry(models.Model):
    """An entry: a person saw or changed an enquiry, or saw a list of them (then `enquiry` is empty).

    Changes of accounts that read enquiries have entries too, with the number of the account in `why`. Those that were
    made by a command on the server have no `user`.

    `digest` is SHA-256 over the entry and the digest before it (radgivning.access_log). The database refuses updates.
    `enquiry` is a number and not a foreign key: entries outlive enquiries.
    """

    class Action(models.TextChoices):
        LIST = "list", _("så listen")
        READ = "read", _("leste")
        ADD = "add", _("registrerte")
        CHANGE = "change", _("endret")
        DELETE = "delete", _("slettet")
        EXPORT = "export", _("lastet ned")
        ACCOUNT_ASKED = "asked", _("ba om kontoendring")
        ACCOUNT_DONE = "done", _("bekreftet kontoendring")
        ACCOUNT_REJECTED = "rejected", _("avviste kontoendring")

    number = models.PositiveBigIntegerField(_("nummer"), unique=True)
    at = models.DateTimeField(_("når"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("hvem"), related_name="+", null=True
    )
    action = models.CharField(_("hva"), max_length=10, choices=Action)
    enquiry = models.PositiveBigIntegerField(_("henvendelse"), null=True, blank=True)
    why = LineField(_("hvorfor"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("innsyn")
        verbose_name_plural = _("innsynslogg")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="logentry_has_user_unless_on_server",
                condition=models.Q(user__isnull=False) | models.Q(action="done"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_action_display()}"

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("The access log is append-only.")
