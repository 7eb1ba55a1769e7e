"""What contacts ask the office for on Min side: another name or number of their organisation, and to leave."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import DayField, NameField, OrganisationNumberField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from members.models.organisations import Membership, Organisation
from members.querysets import LeaveRequestQuerySet


class IdentityProposal(ConstrainedModel):
    """A contact's proposal of a new name or number from a day; what does not change is empty.

    `members.proposals` adds the rows, and staff answer them there. One waits at a time.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("venter")
        ACCEPTED = "accepted", _("godtatt")
        REFUSED = "refused", _("avslått")
        WITHDRAWN = "withdrawn", _("trukket")

    ANSWERED = (Status.ACCEPTED, Status.REFUSED)

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, verbose_name=_("virksomhet"), related_name="identity_proposals"
    )
    name = NameField(_("nytt navn"), blank=True)
    number = OrganisationNumberField(_("nytt organisasjonsnummer"), blank=True)
    from_day = DayField(_("gjelder fra"), help_text=_("Første dag med det nye."))
    note = TextField(_("melding til oss"), blank=True, max_length=1000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("foreslått av"), related_name="+"
    )
    proposed_at = models.DateTimeField(_("foreslått"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    answer = TextField(_("svar"), blank=True, max_length=1000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("besvart av"),
        related_name="+",
        null=True,
        blank=True,
    )
    answered_at = models.DateTimeField(_("besvart"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("forslag om nytt navn eller nummer")
        verbose_name_plural = _("forslag om nye navn og numre")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="identityproposal_has_name_or_number",
                condition=~Q(name="", number=""),
                violation_error_message=_("Skriv et nytt navn, et nytt nummer eller begge."),
                violation_error_code="name",
            ),
            models.UniqueConstraint(
                name="identityproposal_one_waits",
                fields=["organisation"],
                condition=Q(status="waiting"),
                violation_error_message=_("Virksomheten har et forslag som venter på svar."),
            ),
            models.CheckConstraint(
                name="identityproposal_answer_is_complete",
                condition=Q(status__in=["accepted", "refused"], answered_by__isnull=False, answered_at__isnull=False)
                | Q(status__in=["waiting", "withdrawn"], answered_by__isnull=True, answered_at__isnull=True),
                violation_error_message=_("Et forslag som er besvart, har tidspunkt og hvem som svarte."),
            ),
            models.CheckConstraint(
                name="identityproposal_refusal_has_answer",
                condition=~Q(status="refused", answer=""),
                violation_error_message=_("Skriv hvorfor forslaget er avslått."),
                violation_error_code="answer",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.name, self.number)))


class LeaveRequest(ConstrainedModel):
    """A contact's request to leave: `wished_on` is the first day outside.

    It waits until it is withdrawn, or the membership has an end, which staff register by `members.leaving`.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, verbose_name=_("medlemskap"), related_name="leave_requests"
    )
    wished_on = DayField(_("ønsker å være utmeldt fra"), help_text=_("Første dag dere ikke lenger er medlem."))
    reason = TextField(_("hvorfor virksomheten melder seg ut"), blank=True, max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("bedt om av"), related_name="+"
    )
    asked_at = models.DateTimeField(_("bedt om"))
    withdrawn_on = DayField(
        _("trukket"), null=True, blank=True, help_text=_("Dagen virksomheten sa fra om at den likevel blir.")
    )

    objects = LeaveRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ønske om utmelding")
        verbose_name_plural = _("ønsker om utmelding")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="leaverequest_once",
                fields=["membership"],
                condition=Q(withdrawn_on__isnull=True),
                violation_error_message=_("Virksomheten har allerede bedt om å bli meldt ut."),
            )
        ]

    @property
    def is_waiting(self) -> bool:
        """Whether `waiting` has it. The membership should be fetched."""
        return self.withdrawn_on is None and self.membership.left is None

    def __str__(self) -> str:
        return _("%(organisation)s fra %(day)s") % {
            "organisation": self.membership.organisation,
            "day": f"{self.wished_on:%d.%m.%Y}",
        }
