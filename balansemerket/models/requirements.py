"""Versions of the requirements for the mark."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel


class Step(models.TextChoices):
    """The steps of the way to the mark, in their order."""

    COURSES = "courses", _("Kurs")
    MAPPING = "mapping", _("Kartlegging")
    MEASURES = "measures", _("Tiltak")
    MARK = "mark", _("Merke")


class RequirementsVersion(ConstrainedModel):
    """The requirements from a day on, until the next version, and how long a mark lasts that they give."""

    valid_from = DayField(
        _("gjelder fra"),
        unique=True,
        error_messages={"unique": _("En versjon gjelder allerede fra denne dagen.")},
    )
    name = LineField(_("navn"), max_length=100)
    validity_months = models.PositiveSmallIntegerField(
        _("gyldig i måneder"), default=12, help_text=_("Så lenge varer et merke som tildeles etter disse kravene.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kravversjon")
        verbose_name_plural = _("kravversjoner")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="requirementsversion_validity",
                condition=Q(validity_months__gte=1, validity_months__lte=60),
                violation_error_message=_("Merket må være gyldig i minst én måned, og høyst 60."),
                violation_error_code="validity_months",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Requirement(ConstrainedModel):
    """A requirement for the mark, the step in which it is met, and what counts as evidence.

    `proof` says what the program looks for: an answer in the round, or a file or link that belongs to the requirement
    (`balansemerket.steps`).
    """

    class Proof(models.TextChoices):
        COURSES = "courses", _("minst ett nettkurs er registrert")
        GATHERING = "gathering", _("samlingen er registrert")
        RISKS = "risks", _("hvert område er vurdert")
        MEASURES = "measures", _("hver risiko har et tiltak")
        MEETING = "meeting", _("planen er behandlet i et møte")
        TALKS = "talks", _("neste samtale er avtalt")
        EVIDENCE = "evidence", _("dokumentasjon er lagt ved")

    version = models.ForeignKey(
        RequirementsVersion, models.CASCADE, verbose_name=_("kravversjon"), related_name="requirements"
    )
    position = models.PositiveSmallIntegerField(_("nummer"))
    text = LineField(_("krav"), max_length=300)
    step = models.CharField(_("steg"), max_length=10, choices=Step, default=Step.MARK)
    proof = models.CharField(_("oppfylt når"), max_length=10, choices=Proof, default=Proof.EVIDENCE)
    evidence = TextField(
        _("hva som teller"), blank=True, help_text=_("Hva virksomheten kan vise fram for å oppfylle kravet.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("krav")
        verbose_name_plural = _("krav")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                name="requirement_position_once",
                fields=["version", "position"],
                violation_error_message=_("Kravversjonen har allerede et krav med dette nummeret."),
                violation_error_code="position",
            )
        ]

    def __str__(self) -> str:
        return self.text
