"""The annual meeting (årsmøte): its deadlines, agenda and papers, and who votes for each member."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import DayField, EmailField, LineField, NameField, TextField
from balansekunst.history import HistoricalRecords
from balansekunst.models import ConstrainedModel
from balansekunst.stored_files import stored_in
from members.meeting_dates import agenda_due, is_late, proposals_due, summons_due
from members.models.mailings import Mailing
from members.models.organisations import Organisation


class Meeting(ConstrainedModel):
    """An annual meeting. The deadlines of the statutes are counted from its date (`members.meeting_dates`).

    `register_by` is the last day on which members register who votes for them, and `most_proxies` how many proxies of
    others a delegate may have, which the statutes don't say.
    """

    date = DayField(gettext_lazy("dato"), unique=True)
    begins_at = models.TimeField(gettext_lazy("klokkeslett"), null=True, blank=True)
    place = LineField(gettext_lazy("sted"), max_length=200, blank=True)
    register_by = DayField(
        gettext_lazy("påmeldingsfrist"), help_text=gettext_lazy("Siste dag medlemmene kan melde på en delegat.")
    )
    most_proxies = models.PositiveSmallIntegerField(
        gettext_lazy("fullmakter per delegat"),
        default=1,
        help_text=gettext_lazy("Så mange medlemmer kan gi fullmakt til den samme delegaten."),
    )
    agenda_sent_on = DayField(
        gettext_lazy("full saksliste sendt"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Medlemmene ser saklisten og papirene på Min side fra da av."),
    )
    summons = models.OneToOneField(
        Mailing,
        models.SET_NULL,
        verbose_name=gettext_lazy("innkalling"),
        related_name="meeting",
        null=True,
        editable=False,
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = gettext_lazy("årsmøte")
        verbose_name_plural = gettext_lazy("årsmøter")
        ordering = ["-date", "-id"]
        constraints = [
            models.CheckConstraint(
                name="meeting_register_by_not_after",
                condition=Q(register_by__lte=F("date")),
                violation_error_message=gettext_lazy("Påmeldingsfristen kan ikke være etter møtet."),
                violation_error_code="register_by",
            ),
            models.CheckConstraint(
                name="meeting_most_proxies_is_likely",
                condition=Q(most_proxies__lte=50),
                violation_error_message=gettext_lazy("Skriv et tall fra 0 til 50."),
                violation_error_code="most_proxies",
            ),
        ]

    def __str__(self) -> str:
        return _("Årsmøtet %(day)s") % {"day": f"{self.date:%d.%m.%Y}"}

    @property
    def summons_due(self) -> dt.date:
        return summons_due(self.date)

    @property
    def proposals_due(self) -> dt.date:
        return proposals_due(self.date)

    @property
    def agenda_due(self) -> dt.date:
        return agenda_due(self.date)

    @property
    def is_late(self) -> bool:
        """Whether it is held after the end of June, which is the last day of the statutes."""
        return is_late(self.date)


class AgendaItem(ConstrainedModel):
    """An item of the agenda. `shows` is a page of the program that it leads to."""

    class Page(models.TextChoices):
        REPORT = "report", gettext_lazy("årsrapporten for året før")
        FIGURES = "figures", gettext_lazy("tallene for året før")

    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name=gettext_lazy("årsmøte"), related_name="agenda")
    number = models.PositiveSmallIntegerField(gettext_lazy("sak nr."))
    title = LineField(gettext_lazy("sak"), max_length=200)
    text = TextField(gettext_lazy("saksframlegg"), blank=True)
    shows = models.CharField(gettext_lazy("lenke til"), max_length=10, choices=Page, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = gettext_lazy("sak")
        verbose_name_plural = gettext_lazy("saker")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                name="agendaitem_number_once",
                fields=["meeting", "number"],
                violation_error_message=gettext_lazy("Årsmøtet har allerede en sak med dette nummeret."),
                violation_error_code="number",
            )
        ]

    def __str__(self) -> str:
        return _("Sak %(number)s: %(title)s") % {"number": self.number, "title": self.title}


@stored_in("meetings")
def paper_path(_paper: "MeetingPaper", _filename: str) -> str:
    """Return a random path, since the original name may contain personal data."""
    return str(uuid.uuid4())


class MeetingPaper(ConstrainedModel):
    """A PDF that belongs to a meeting: a paper of the agenda, or its minutes."""

    class Kind(models.TextChoices):
        PAPER = "paper", gettext_lazy("sakspapir")
        MINUTES = "minutes", gettext_lazy("protokoll")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name=gettext_lazy("årsmøte"), related_name="papers")
    title = LineField(gettext_lazy("tittel"), max_length=200)
    kind = models.CharField(gettext_lazy("type"), max_length=10, choices=Kind, default=Kind.PAPER)
    file = models.FileField(gettext_lazy("fil"), upload_to=paper_path)

    history = HistoricalRecords()

    class Meta:
        verbose_name = gettext_lazy("møtepapir")
        verbose_name_plural = gettext_lazy("møtepapirer")
        ordering = ["kind", "title", "id"]

    def __str__(self) -> str:
        return self.title


class Registration(ConstrainedModel):
    """Who votes for a member at a meeting: a delegate of its own, or by proxy the delegate of another member.

    `members.meetings` locks the meeting before it saves one. The database refuses a proxy to one that is a proxy.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name=gettext_lazy("årsmøte"), related_name="registrations"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=gettext_lazy("virksomhet"), related_name="registrations"
    )
    name = NameField(gettext_lazy("delegat"), blank=True)
    email = EmailField(gettext_lazy("e-post"), blank=True)
    proxy = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=gettext_lazy("fullmakt til"),
        related_name="proxies",
        null=True,
        blank=True,
        help_text=gettext_lazy("Delegaten til et annet medlem, hvis virksomheten ikke sender sin egen."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = gettext_lazy("påmelding")
        verbose_name_plural = gettext_lazy("påmeldinger")
        ordering = ["organisation__name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="registration_once_a_member",
                fields=["meeting", "organisation"],
                violation_error_message=gettext_lazy("Virksomheten er allerede påmeldt dette årsmøtet."),
                violation_error_code="organisation",
            ),
            models.CheckConstraint(
                name="registration_delegate_or_proxy",
                condition=Q(proxy__isnull=False, name="", email="")
                | (Q(proxy__isnull=True) & ~Q(name="") & ~Q(email="")),
                violation_error_message=gettext_lazy(
                    "Skriv navn og e-post for delegaten, eller velg hvem som får fullmakt, men ikke begge deler."
                ),
                violation_error_code="name",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.organisation}: {self.name or self.proxy}" if self.proxy_id else f"{self.name}, {self.organisation}"
        )

    def clean(self) -> None:
        """Raise ValidationError if the organisation is no member on the day, or the proxy can't be given."""
        if not (self.meeting_id and self.organisation_id):
            return
        if not Organisation.objects.members_on(self.meeting.date).filter(pk=self.organisation_id).exists():
            message = _("%(organisation)s er ikke medlem %(day)s, og har ikke stemmerett.")
            params = {"organisation": self.organisation, "day": f"{self.meeting.date:%d.%m.%Y}"}
            raise ValidationError({"organisation": ValidationError(message, params=params)})
        if self.proxy:
            self._check_proxy(self.proxy)

    def _check_proxy(self, holder: "Registration") -> None:
        params = {"organisation": holder.organisation, "most": self.meeting.most_proxies}
        others = holder.proxies.exclude(pk=self.pk).count()
        if holder.meeting_id != self.meeting_id or holder.pk == self.pk:
            message = _("Velg delegaten til et annet medlem på det samme årsmøtet.")
        elif holder.proxy_id:
            message = _("%(organisation)s har selv gitt fullmakt, og kan ikke ta imot en.")
        elif others >= self.meeting.most_proxies:
            message = _(
                "Delegaten fra %(organisation)s har allerede så mange fullmakter som det er lov å ha (%(most)s)."
            )
        elif self.pk and (given := self.proxies.select_related("organisation").first()):
            params["organisation"] = given.organisation
            message = _("Delegaten deres har fullmakt fra %(organisation)s, som må velge en annen først.")
        else:
            return
        raise ValidationError({"proxy": ValidationError(message, params=params)})
