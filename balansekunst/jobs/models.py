"""The record of work off the request."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.encryption import EncryptedTextField

# A job that runs and has shown no progress for so long was interrupted: its worker was killed.
INTERRUPTED = timedelta(minutes=15)


class Job(models.Model):
    """Work that somebody asked for, which a worker does (`jobs.work`).

    `kind` is the key of a `JobKind`, and `input` its arguments as JSON, which may name a search for a person. `attempt`
    counts how often it was begun: only the latest attempt may record progress or a result. `message` is the result or
    the error in words, without personal data, and `link` the page with what was done. `file`, as Base64, is only for
    the one who asked: a file to download, or without `file_name` the preview of an import.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("i kø")
        RUNNING = "running", _("i gang")
        DONE = "done", _("ferdig")
        FAILED = "failed", _("stoppet")

    kind = models.CharField(_("hva"), max_length=40)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("bedt om av"), related_name="jobs"
    )
    asked_at = models.DateTimeField(_("bedt om"), db_index=True)
    input = EncryptedTextField(_("hva det gjelder"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempt = models.PositiveIntegerField(_("forsøk"), default=0)
    active_at = models.DateTimeField(_("sist i gang"), null=True)
    done = models.PositiveIntegerField(_("gjort"), default=0)
    total = models.PositiveIntegerField(_("i alt"), default=0)
    message = models.TextField(_("resultat"), blank=True)
    link = models.CharField(_("side"), max_length=300, blank=True)
    file_name = models.CharField(_("filnavn"), max_length=150, blank=True)
    file = EncryptedTextField(_("fil"), blank=True)

    class Meta:
        verbose_name = _("arbeid i bakgrunnen")
        verbose_name_plural = _("arbeid i bakgrunnen")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="job_file_only_when_done",
                condition=models.Q(file_name="") | models.Q(status="done"),
                violation_error_message=_("Bare arbeid som er ferdig, har en fil."),
            ),
            models.CheckConstraint(
                name="job_running_has_time",
                condition=~models.Q(status="running") | models.Q(active_at__isnull=False),
                violation_error_message=_("Arbeid som er i gang, har et tidspunkt."),
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def arguments(self) -> dict[str, Any]:
        return json.loads(self.input)

    @property
    def is_finished(self) -> bool:
        return self.status in (self.Status.DONE, self.Status.FAILED)

    def is_interrupted(self, at: datetime) -> bool:
        """Return whether the worker was killed, and nothing has recorded it yet."""
        return bool(self.status == self.Status.RUNNING and self.active_at and self.active_at < at - INTERRUPTED)
