"""An application, with its budget, answers and attachments."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, KronerField, LineField, NameField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansekunst.stored_files import stored_in
from balansepotten.models.call_parts import Question, RejectionReason
from balansepotten.models.calls import Call, Theme
from balansepotten.querysets import ApplicationQuerySet
from members.models import Organisation


class Application(ConstrainedModel):
    """An organisation's application in a call; amounts are whole kroner.

    A draft has no number and may be incomplete; an organisation has at most one draft in a call, and can submit one
    application, or several if the call's setting allows it; any number can be imported. `number` is assigned on
    submission. `total_budget` is the sum of the costs in the budget, or imported. Imported applications have no
    `submitted_at`. Staff may read a draft while `help_requested_at` is set (balansepotten.drafts).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Utkast")
        SUBMITTED = "submitted", _("Sendt")
        GRANTED = "granted", _("Innvilget")
        REJECTED = "rejected", _("Avslag")
        DECLINED = "declined", _("Frasagt")
        WITHDRAWN = "withdrawn", _("Trukket")

    # A declined grant was granted: its decision stays, and its money is in the pot again.
    AWARDED = (Status.GRANTED, Status.DECLINED)
    DECIDED = (*AWARDED, Status.REJECTED)
    COMPETING = (Status.SUBMITTED, *DECIDED)

    class Category(models.TextChoices):
        WORKSHOP = "workshop", _("workshop")
        ONLINE_RESOURCE = "nettressurs", _("nettressurs")
        EXHIBITION = "utstilling", _("utstilling")
        ACCESSIBILITY = "tilgjengelighet", _("tilgjengelighet")
        COMPETENCE = "kompetanseheving", _("kompetanseheving")
        LEADERSHIP = "lederutvikling", _("lederutvikling")
        FESTIVAL = "festival", _("festival")
        CONFERENCE = "konferanse", _("konferanse")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, verbose_name=_("utlysning"), related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("søker"), related_name="applications")
    number = LineField(_("søknadsnummer"), max_length=20, blank=True)
    title = NameField(_("prosjekt"), blank=True)
    category = models.CharField(_("kategori"), max_length=20, choices=Category, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("tematisk satsing"), related_name="applications", blank=True)
    objectives = TextField(_("mål"), blank=True)
    target_group = TextField(_("målgruppe"), blank=True)
    expected_effect = TextField(_("forventet effekt"), blank=True)
    plan = TextField(_("plan"), blank=True)
    starts_on = DayField(_("prosjektet starter"), null=True, blank=True, years_ahead=5)
    ends_on = DayField(_("prosjektet slutter"), null=True, blank=True, years_ahead=5)
    partners = TextField(_("samarbeidspartnere"), blank=True)
    total_budget = KronerField(_("totalbudsjett"), null=True, blank=True)
    amount_applied = KronerField(_("søknadsbeløp"), null=True, blank=True)
    amount_proposed = KronerField(_("foreslått tildeling"), null=True, blank=True)
    amount_awarded = KronerField(_("tildelt beløp"), null=True, blank=True)
    rejection_reason = models.ForeignKey(
        RejectionReason,
        models.PROTECT,
        verbose_name=_("grunn til avslag"),
        related_name="applications",
        null=True,
        blank=True,
    )
    rejection_words = TextField(_("begrunnelse med egne ord"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    submitted_at = models.DateTimeField(_("sendt"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("sendt av"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    created_at = models.DateTimeField(_("påbegynt"), auto_now_add=True)
    changed_at = models.DateTimeField(_("sist lagret"), auto_now=True)
    help_requested_at = models.DateTimeField(_("ba om hjelp"), null=True, blank=True, editable=False)

    notified_status: str
    notified_amount: int | None

    SEARCHED = ("title", "number")

    objects = ApplicationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes])

    class Meta:
        verbose_name = _("søknad")
        verbose_name_plural = _("søknader")
        ordering = ["-call__year", "-number", "-id"]
        # Without the rows that have none: with them, SQLite scans the table where most have none.
        indexes = [
            models.Index(
                fields=["submitted_by"], name="application_submitted_by", condition=Q(submitted_by__isnull=False)
            ),
            # All that the list needs to find, count and sum its rows, without reading their long texts.
            models.Index(
                fields=["call", "number", "status", "help_requested_at", "amount_applied", "amount_awarded"],
                name="application_list",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="application_number_once",
                fields=["number"],
                condition=~Q(number=""),
                violation_error_message=_("En søknad har allerede dette nummeret."),
                violation_error_code="number",
            ),
            models.UniqueConstraint(
                name="application_draft_once",
                fields=["organisation", "call"],
                condition=Q(status="draft"),
                violation_error_message=_("Virksomheten har allerede et utkast i denne utlysningen."),
                violation_error_code="organisation",
            ),
            models.CheckConstraint(
                name="application_number_unless_draft",
                condition=Q(status="draft", number="") | (~Q(status="draft") & ~Q(number="")),
                violation_error_message=_("En søknad har et nummer når den er sendt, og ikke før."),
                violation_error_code="number",
            ),
            models.CheckConstraint(
                name="application_sent_has_amounts",
                condition=Q(status="draft")
                | Q(amount_applied__isnull=False, amount_applied__gt=0, total_budget__isnull=False),
                violation_error_message=_("En sendt søknad må ha et totalbudsjett og et søknadsbeløp over 0."),
                violation_error_code="amount_applied",
            ),
            models.CheckConstraint(
                name="application_budget_covers_amount",
                condition=Q(status="draft")
                | Q(total_budget__isnull=True)
                | Q(amount_applied__isnull=True)
                | Q(total_budget__gte=F("amount_applied")),
                violation_error_message=_("Søknadsbeløpet kan ikke være større enn totalbudsjettet."),
                violation_error_code="amount_applied",
            ),
            models.CheckConstraint(
                name="application_granted_has_amount",
                condition=Q(status__in=("granted", "declined"), amount_awarded__isnull=False, amount_awarded__gt=0)
                | (~Q(status__in=("granted", "declined")) & Q(amount_awarded__isnull=True)),
                violation_error_message=_("En innvilget eller frasagt søknad må ha et tildelt beløp, og bare den."),
                violation_error_code="amount_awarded",
            ),
            models.CheckConstraint(
                name="application_awarded_within_applied",
                condition=Q(amount_awarded__isnull=True)
                | Q(amount_applied__isnull=False, amount_awarded__lte=F("amount_applied")),
                violation_error_message=_("Det tildelte beløpet kan ikke være større enn søknadsbeløpet."),
                violation_error_code="amount_awarded",
            ),
            models.CheckConstraint(
                name="application_proposed_within_applied",
                condition=Q(amount_proposed__isnull=True)
                | Q(amount_applied__isnull=False, amount_proposed__gt=0, amount_proposed__lte=F("amount_applied")),
                violation_error_message=_("Forslaget må være mer enn 0, og kan ikke være større enn søknadsbeløpet."),
                violation_error_code="amount_proposed",
            ),
            models.CheckConstraint(
                name="application_awarded_as_proposed",
                condition=Q(amount_proposed__isnull=True)
                | Q(amount_awarded__isnull=True)
                | Q(amount_awarded=F("amount_proposed")),
                violation_error_message=_("Det tildelte beløpet må være det som er foreslått."),
                violation_error_code="amount_awarded",
            ),
            models.CheckConstraint(
                name="application_help_with_draft",
                condition=Q(status="draft") | Q(help_requested_at__isnull=True),
                violation_error_message=_("Bare den som skriver på et utkast, kan be om hjelp."),
            ),
            models.CheckConstraint(
                name="application_dates_in_order",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Prosjektet kan ikke slutte før det starter."),
                violation_error_code="ends_on",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Søknad uten tittel"))

    def get_absolute_url(self) -> str:
        """Return the page where a contact reads the application, or continues a draft."""
        return reverse("application_edit" if self.is_draft else "application_detail", args=[self.uuid])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def status_as_notified(self) -> Status:
        """The status that the applicant has been informed of, for rows read `with_notified_outcome`."""
        return self.Status(self.notified_status)

    def phase_at(self, moment: datetime) -> Call.Phase:
        """Return the phase of its call for the applicant, who may have a longer deadline than others."""
        return self.call.phase_at(moment, deadline=self.call.deadline_for(self.organisation_id))

    def can_change_at(self, moment: datetime) -> bool:
        """Return whether it is submitted and its call still open, so that the applicant may change it."""
        return self.status == self.Status.SUBMITTED and self.phase_at(moment) == Call.Phase.OPEN

    def own_attachments(self) -> "models.QuerySet[Attachment]":
        """Return the files submitted with it, without the accounts added after the project."""
        return self.attachments.filter(purpose=Attachment.Purpose.APPLICATION)

    def given_answers(self) -> "models.QuerySet[Answer]":
        """Return the answers to the call's own questions that are not empty."""
        return self.answers.exclude(text="").select_related("question")


class BudgetLine(ConstrainedModel):
    """A line of an application's budget, in whole kroner; parts of a draft's may be missing.

    The amount applied for is income in addition to these.
    """

    class Kind(models.TextChoices):
        INCOME = "income", _("inntekt")
        COST = "cost", _("utgift")

    application = models.ForeignKey(Application, models.CASCADE, verbose_name=_("søknad"), related_name="budget_lines")
    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    description = LineField(_("hva"), max_length=200, blank=True)
    amount = KronerField(_("beløp"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("budsjettlinje")
        verbose_name_plural = _("budsjettlinjer")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="budgetline_amount_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message=_("Et beløp kan ikke være mindre enn 0."),
                violation_error_code="amount",
            )
        ]

    def __str__(self) -> str:
        return self.description


class Answer(ConstrainedModel):
    """An applicant's answer to one of the call's own questions."""

    application = models.ForeignKey(Application, models.CASCADE, verbose_name=_("søknad"), related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, verbose_name=_("spørsmål"), related_name="answers")
    text = TextField(_("svar"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("svar")
        verbose_name_plural = _("svar")
        ordering = ["question__position", "question_id"]
        constraints = [
            models.UniqueConstraint(
                name="answer_once",
                fields=["application", "question"],
                violation_error_message=_("Spørsmålet er allerede besvart."),
                violation_error_code="question",
            )
        ]

    def __str__(self) -> str:
        return self.text


@stored_in("applications")
def attachment_path(attachment: "Attachment", _filename: str) -> str:
    """Return a random path for an attachment, since the original name may contain personal data."""
    return f"{attachment.application.uuid}/{uuid.uuid4()}"


class Attachment(ConstrainedModel):
    """A file of an application; `name` is the name it was uploaded under, and `size` is in bytes."""

    class Purpose(models.TextChoices):
        APPLICATION = "application", _("søknad")
        ACCOUNTS = "accounts", _("signert regnskap")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, verbose_name=_("søknad"), related_name="attachments")
    file = models.FileField(_("fil"), upload_to=attachment_path)
    purpose = models.CharField(_("hører til"), max_length=12, choices=Purpose, default=Purpose.APPLICATION)
    name = LineField(_("navn"), max_length=200)
    content_type = models.CharField(_("filtype"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("størrelse"), editable=False)
    uploaded_at = models.DateTimeField(_("lastet opp"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("vedlegg")
        verbose_name_plural = _("vedlegg")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
