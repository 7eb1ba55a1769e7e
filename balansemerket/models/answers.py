"""The answers in a round: the courses that were taken, the mapping of risks with its measures, and the evidence."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, LineField, TextField, URLField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansekunst.stored_files import stored_in
from balansemerket.models.requirements import Requirement
from balansemerket.models.rounds import Round
from balansemerket.querysets import RiskQuerySet


class Area(models.TextChoices):
    """The areas that an employer must examine, by the Equality and Anti-Discrimination Act, section 26."""

    RECRUITMENT = "recruitment", _("Rekruttering")
    PAY = "pay", _("Lønns- og arbeidsvilkår")
    PROMOTION = "promotion", _("Forfremmelse")
    DEVELOPMENT = "development", _("Utviklingsmuligheter")
    ACCOMMODATION = "accommodation", _("Tilrettelegging")
    BALANCE = "balance", _("Mulighet til å kombinere arbeid og familieliv")
    HARASSMENT = "harassment", _("Trakassering, seksuell trakassering og kjønnsbasert vold")


class Ground(models.TextChoices):
    """The grounds of discrimination that the Act names."""

    GENDER = "gender", _("kjønn")
    PREGNANCY = "pregnancy", _("graviditet, fødsel, adopsjon eller permisjon")
    CARE = "care", _("omsorgsoppgaver")
    ETHNICITY = "ethnicity", _("etnisitet")
    RELIGION = "religion", _("religion eller livssyn")
    DISABILITY = "disability", _("funksjonsnedsettelse")
    ORIENTATION = "orientation", _("seksuell orientering")
    IDENTITY = "identity", _("kjønnsidentitet eller kjønnsuttrykk")
    AGE = "age", _("alder")
    COMBINED = "combined", _("flere grunnlag sammen")


class Participation(ConstrainedModel):
    """How many of the organisation's people took one of the online courses."""

    class Course(models.TextChoices):
        HARASSMENT = "harassment", _("Forebygging av seksuell trakassering")
        NORMS = "norms", _("Normer, likestilling og mangfold")
        SUPPRESSION = "suppression", _("Hersketeknikker")

    round = models.ForeignKey(Round, models.CASCADE, verbose_name=_("årsrunde"), related_name="participations")
    course = models.CharField(_("nettkurs"), max_length=15, choices=Course)
    participants = models.PositiveIntegerField(_("så mange tok kurset"), null=True, blank=True)
    people = models.PositiveIntegerField(_("av så mange"), null=True, blank=True)
    completed_on = DayField(_("fullført"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("gjennomført nettkurs")
        verbose_name_plural = _("gjennomførte nettkurs")
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                name="participation_once",
                fields=["round", "course"],
                violation_error_message=_("Kurset er allerede registrert."),
                violation_error_code="course",
            ),
            models.CheckConstraint(
                name="participation_at_most_all",
                condition=Q(participants__isnull=True) | Q(people__isnull=True) | Q(participants__lte=F("people")),
                violation_error_message=_("Det kan ikke være flere som tok kurset, enn dere er."),
                violation_error_code="participants",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_course_display())

    @property
    def is_complete(self) -> bool:
        return bool(self.participants and self.people and self.completed_on)


class AreaReview(ConstrainedModel):
    """What the organisation found in an area where it found no risk. Each round has one for each area."""

    round = models.ForeignKey(Round, models.CASCADE, verbose_name=_("årsrunde"), related_name="area_reviews")
    area = models.CharField(_("område"), max_length=15, choices=Area)
    no_risk = TextField(
        _("ingen risiko, fordi"),
        blank=True,
        help_text=_("Fylles ut når dere har undersøkt området uten å finne noen risiko: hvordan dere gjorde det."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("undersøkt område")
        verbose_name_plural = _("undersøkte områder")
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                name="areareview_once",
                fields=["round", "area"],
                violation_error_message=_("Runden har allerede dette området."),
                violation_error_code="area",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_area_display())


class Risk(ConstrainedModel):
    """A risk of discrimination or a barrier to equality, why it is there, and what is done about it.

    A draft's may be empty: see `described`. `previous` is the same risk in the round before.
    """

    class Level(models.IntegerChoices):
        LOW = 1, _("liten")
        MEDIUM = 2, _("middels")
        HIGH = 3, _("stor")

    class Outcome(models.TextChoices):
        NOT_BEGUN = "not_begun", _("Ikke begynt")
        ONGOING = "ongoing", _("I gang")
        DONE = "done", _("Gjennomført")
        DROPPED = "dropped", _("Droppet")

    round = models.ForeignKey(Round, models.CASCADE, verbose_name=_("årsrunde"), related_name="risks")
    previous = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("risikoen i runden før"),
        related_name="following",
        null=True,
        blank=True,
        editable=False,
    )
    area = models.CharField(_("område"), max_length=15, choices=Area)
    ground = models.CharField(_("diskrimineringsgrunnlag"), max_length=15, choices=Ground, blank=True)
    risk = TextField(_("risiko eller hinder"), blank=True)
    likelihood = models.PositiveSmallIntegerField(_("sannsynlighet"), choices=Level, null=True, blank=True)
    consequence = models.PositiveSmallIntegerField(_("konsekvens"), choices=Level, null=True, blank=True)
    cause = TextField(_("årsak"), blank=True)
    measure = TextField(_("tiltak"), blank=True)
    responsible = LineField(
        _("hvem gjør det"), max_length=200, blank=True, help_text=_("En rolle, for eksempel daglig leder.")
    )
    due_on = DayField(_("ferdig innen"), null=True, blank=True, years_ahead=5)
    outcome = models.CharField(_("hvordan det gikk"), max_length=10, choices=Outcome, blank=True)
    result = TextField(_("resultat"), blank=True, help_text=_("Hva tiltaket førte til, og hva dere lærte."))

    objects = RiskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("risiko")
        verbose_name_plural = _("risikoer")
        ordering = ["round", "id"]

    def __str__(self) -> str:
        return self.risk or str(self.get_area_display())

    @property
    def score(self) -> int | None:
        """Likelihood times consequence: from 1, or None as long as one is not assessed."""
        return self.likelihood * self.consequence if self.likelihood and self.consequence else None


@stored_in("balansemerket")
def evidence_path(evidence: "Evidence", _filename: str) -> str:
    """Return a random path for a file, since the original name may contain personal data."""
    return f"{evidence.round.uuid}/{uuid.uuid4()}"


class Evidence(ConstrainedModel):
    """A file or a link that shows that a requirement is met; `name` is the file's own, and `size` is in bytes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, verbose_name=_("årsrunde"), related_name="evidence")
    requirement = models.ForeignKey(Requirement, models.PROTECT, verbose_name=_("krav"), related_name="evidence_given")
    file = models.FileField(_("fil"), upload_to=evidence_path, blank=True)
    link = URLField(_("lenke"), max_length=500, blank=True)
    name = LineField(_("navn"), max_length=200)
    content_type = models.CharField(_("filtype"), max_length=100, blank=True, editable=False)
    size = models.PositiveIntegerField(_("størrelse"), default=0, editable=False)
    added_at = models.DateTimeField(_("lagt ved"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("dokumentasjon")
        verbose_name_plural = _("dokumentasjon")
        ordering = ["requirement", "id"]
        constraints = [
            models.CheckConstraint(
                name="evidence_file_or_link",
                condition=(~Q(file="") & Q(link="")) | (Q(file="") & ~Q(link="")),
                violation_error_message=_("Legg ved en fil eller en lenke, ikke begge deler."),
                violation_error_code="link",
            )
        ]

    def __str__(self) -> str:
        return self.name
