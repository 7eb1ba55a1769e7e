"""A report as it was published. The database refuses to change any of it (migration 0001)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import LineField, TextField
from reports.models.drafts import AnnualReport


class Publication(models.Model):
    """The published report: `content` is the canonical JSON that the page, the PDF and every download print.

    `digest` is the SHA-256 of its bytes in UTF-8, as hexadecimal digits. Its primary key is the report's, so that the
    figures can be stored before it: the database refuses to add one to a publication that exists.
    """

    report = models.OneToOneField(
        AnnualReport, models.PROTECT, primary_key=True, related_name="publication", verbose_name=_("årsrapport")
    )
    year = models.PositiveSmallIntegerField(_("år"), unique=True)
    published_at = models.DateTimeField(_("publisert"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("av"))
    rules = models.CharField(_("reglenes utgave"), max_length=20)
    content = models.TextField(_("innhold"))
    digest = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("publisert årsrapport")
        verbose_name_plural = _("publiserte årsrapporter")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class FrozenFigure(models.Model):
    """A figure's number as it was published, and the keys of the rows behind it (none of the advice line).

    `key` is `area.figure`; a grouped figure has a row for each group.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="figures", verbose_name=_("publisert"))
    key = models.CharField(_("tall"), max_length=80)
    group = models.CharField(_("gruppe"), max_length=200, blank=True)
    value = models.BigIntegerField(_("verdi"))
    rows = models.JSONField(_("rader"), null=True)

    class Meta:
        verbose_name = _("publisert tall")
        verbose_name_plural = _("publiserte tall")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="frozenfigure_once", fields=["publication", "key", "group"])]

    def __str__(self) -> str:
        return f"{self.key} {self.group}".strip()

    @property
    def full_name(self) -> str:
        """The number's key in the document: `area.figure`, or `area.figure.group`."""
        return f"{self.key}.{self.group}" if self.group else self.key


class Correction(models.Model):
    """A note that a published number was wrong, with the right number. The published one stays readable."""

    class Severity(models.TextChoices):
        """How serious the error was, in the grades of Statistics Norway for errors in content."""

        VERY_SERIOUS = "very_serious", _("svært alvorlig feil")
        SERIOUS = "serious", _("alvorlig feil")
        MINOR = "minor", _("mindre alvorlig feil")

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="corrections", verbose_name=_("tall"))
    old = models.BigIntegerField(_("før"))
    new = models.BigIntegerField(_("etter"))
    severity = models.CharField(_("hvor alvorlig"), max_length=12, choices=Severity)
    note = TextField(_("hva som var feil"), max_length=600)
    corrected_at = models.DateTimeField(_("rettet"))
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("av"))

    class Meta:
        verbose_name = _("rettelse")
        verbose_name_plural = _("rettelser")
        ordering = ["corrected_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_changes_something",
                condition=~models.Q(old=models.F("new")),
                violation_error_message=_("Det nye tallet er det samme som det gamle."),
            ),
            models.CheckConstraint(
                name="correction_has_severity",
                condition=~models.Q(severity=""),
                violation_error_message=_("Velg hvor alvorlig feilen var."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure}: {self.old} → {self.new}"


class FileDigest(models.Model):
    """The SHA-256 and size of a file of a published report, stored when it is made: anyone can check a copy against it.

    `version` is 1 as the report was published, and one more after each correction and each withdrawn quote. The JSON
    is the same in all versions, and is not here: its digest is the publication's.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="file_digests", verbose_name=_("publisert")
    )
    version = models.PositiveSmallIntegerField(_("versjon"))
    ending = models.CharField(_("filtype"), max_length=20)
    digest = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("størrelse i byte"))

    class Meta:
        verbose_name = _("fingeravtrykk av fil")
        verbose_name_plural = _("fingeravtrykk av filer")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="filedigest_once", fields=["publication", "version", "ending", "digest"])
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}.{self.ending}: {self.digest[:8]}"


class SealedQuote(models.Model):
    """The words of a published quote. The report's content has only its `seal`, the SHA-256 of the words and a salt.

    The words and the salt are erased when the person withdraws the consent. Nothing else can be changed.
    """

    ERASED = ("salt", "text", "person", "role")

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="sealed_quotes", verbose_name=_("publisert")
    )
    seal = models.CharField(_("fingeravtrykk"), max_length=64)
    salt = models.CharField(_("salt"), max_length=32, blank=True, editable=False)
    text = TextField(_("sitat"), max_length=600, blank=True)
    person = LineField(_("hvem"), max_length=120, blank=True)
    role = LineField(_("stilling og virksomhet"), max_length=160, blank=True)
    note = LineField(_("merknad"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("trukket"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("av")
    )

    class Meta:
        verbose_name = _("publisert sitat")
        verbose_name_plural = _("publiserte sitater")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sealedquote_withdrawn_is_empty",
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, note="")
                | models.Q(
                    withdrawn_at__isnull=False, withdrawn_by__isnull=False, salt="", text="", person="", role=""
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.seal[:8]}"
