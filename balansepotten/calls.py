"""Creating and copying calls, and which changes are refused once applicants and jurors rely on a call."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.fields import kroner
from balansepotten import letter_templates
from balansepotten.deadlines import format_datetime
from balansepotten.models import Application, Call, Criterion, Juror, LetterTemplate, Question, RejectionReason, Score
from balansepotten.querysets import ApplicationQuerySet

LAST_YEAR = 2100
PARTS = ("criteria", "questions", "rejection_reasons", "letter_templates")
PUBLIC_TEXTS = ("introduction", "who_can_apply", "what_for")
MOVED_DATES = ("opens_at", "deadline", "decided_on")
# Fields that applicants rely on, and fields that the jury's scores depend on.
FIXED_FOR_APPLICANTS = ("year", "opens_at", "max_amount")
FIXED_FOR_JURY = ("highest_score",)
FIXED_PARTS: dict[type[Model], set[str]] = {
    Question: {"label", "required", "DELETE"},
    Criterion: {"name", "weight", "DELETE"},
}

CRITERIA = (
    (
        gettext_lazy("Relevans"),
        gettext_lazy("Prosjektet gjør kulturlivet mer likestilt og mangfoldig, på minst én tematisk satsing."),
        2,
    ),
    (
        gettext_lazy("Målgruppe og effekt"),
        gettext_lazy("Det er klart hvem prosjektet er for, hva som skal bli annerledes, og hvordan det vises."),
        2,
    ),
    (
        gettext_lazy("Gjennomføring"),
        gettext_lazy("Planen og budsjettet henger sammen, og søkeren kan gjøre det den sier."),
        1,
    ),
    (
        gettext_lazy("Nytte for andre"),
        gettext_lazy("Det prosjektet lærer, kan brukes av flere i kulturlivet."),
        1,
    ),
)
REASONS = (
    gettext_lazy("Andre prosjekter traff formålet med Balansepotten bedre, og potten rakk ikke til alle."),
    gettext_lazy("Prosjektet er vanlig drift, og støtten er for prosjekter og nye tiltak."),
    gettext_lazy("Det går ikke klart fram av søknaden hva prosjektet skal føre til, og for hvem."),
    gettext_lazy("Planen og budsjettet viser ikke godt nok hvordan prosjektet kan gjennomføres."),
)


@transaction.atomic
def copy(call: Call, *, year: int) -> Call:
    """Create the call of `year` from this one, with its parts and texts, and with its dates moved to that year.

    The jury is not copied. Raises ValidationError if the year has a call.
    """
    own = {field.name for field in Call._meta.concrete_fields if field.editable} - {"id", "year", *MOVED_DATES}
    new = Call(year=year, **{name: getattr(call, name) for name in own})
    for name in MOVED_DATES:
        setattr(new, name, _moved(getattr(call, name), year - call.year))
    new.full_clean()
    new.save()
    for name in PARTS:
        for part in getattr(call, name).all():
            values = {field.name: getattr(part, field.name) for field in part._meta.concrete_fields}
            getattr(new, name).create(**{key: value for key, value in values.items() if key not in ("id", "call")})
    return new


def next_free_year(call: Call) -> int:
    """Return the first later year without a call. Raises ValidationError if there is none."""
    taken = set(Call.objects.values_list("year", flat=True))
    for year in range(call.year + 1, LAST_YEAR + 1):
        if year not in taken:
            return year
    raise ValidationError(_("Det er ikke noe ledig år etter %(year)s."), params={"year": str(call.year)})


@transaction.atomic
def fill(call: Call) -> None:
    """Add the default criteria, rejection reasons and letter templates that the call does not have."""
    if not call.criteria.exists():
        for position, (name, description, weight) in enumerate(CRITERIA, 1):
            Criterion.objects.create(
                call=call, name=str(name), description=str(description), weight=weight, position=position
            )
    if not call.rejection_reasons.exists():
        for position, text in enumerate(REASONS, 1):
            RejectionReason.objects.create(call=call, text=str(text), position=position)
    for kind, body in letter_templates.DEFAULTS.items():
        LetterTemplate.objects.get_or_create(call=call, kind=kind, defaults={"body": body})


def weighted_criteria(call: Call) -> list[tuple[Criterion, int | None]]:
    """Return the criteria with the percentage of each, or None for all if they have the same weight."""
    criteria = list(call.criteria.all())
    if len({criterion.weight for criterion in criteria}) < 2:
        return [(criterion, None) for criterion in criteria]
    total = sum(criterion.weight for criterion in criteria)
    return [(criterion, (200 * criterion.weight + total) // (2 * total)) for criterion in criteria]


def run_here() -> QuerySet[Call]:
    """Return the calls that are assessed and decided in this program, so that no outcome may be imported."""
    words = Q(rejection_reason__isnull=False) | ~Q(rejection_words="")
    proposed = Application.objects.filter(words | Q(amount_proposed__isnull=False), call=OuterRef("pk"))
    jurors = Juror.objects.filter(call=OuterRef("pk"))
    return Call.objects.filter(Q(locked_at__isnull=False) | Exists(jurors) | Exists(proposed))


def check_change(call: Call, *, values: Mapping[str, Any], at: datetime) -> None:
    """Raise ValidationError, by field, unless the stored call may get the new `values`."""
    refused: dict[str, str] = {}
    if call.locked_at:
        words = _("Vedtaket er låst, og da kan bare tekstene på nettsiden endres.")
        refused = {name: words for name in values if name not in PUBLIC_TEXTS}
    elif _has_scores(call):
        words = _("Juryen har begynt å gi poeng, og da kan dette ikke endres.")
        refused = {name: words for name in values if name in (*FIXED_FOR_APPLICANTS, *FIXED_FOR_JURY, "deadline")}
    elif _has_applicants(call, at):
        words = _("Utlysningen har åpnet og noen har begynt å søke, og da kan dette ikke endres.")
        refused = {name: words for name in values if name in FIXED_FOR_APPLICANTS}
        if values.get("deadline", call.deadline) < call.deadline:
            words = _("Noen har begynt å søke. Fristen kan utsettes, men ikke settes tidligere enn %(deadline)s.")
            refused["deadline"] = words % {"deadline": format_datetime(call.deadline)}
        if values.get("several_applications", True) is False:
            refused["several_applications"] = _("Noen har begynt å søke, og da kan ikke antallet søknader begrenses.")
    if call.allocated and "deadline" in values:
        refused.setdefault("deadline", _("Fordelingen har begynt, og da kan ikke fristen endres."))
    if "pot" in values and call.pot_increases.exists():
        refused.setdefault("pot", _("Potten er økt med et vedtak, og endres bare med et nytt."))
    used = max(_awarded(Application.objects.filter(call=call)), call.allocated)
    if values.get("pot", used) < used:
        words = _("Det er tildelt eller foreslått %(used)s av potten. Den kan ikke være mindre.")
        refused.setdefault("pot", words % {"used": kroner(used)})
    if refused:
        raise ValidationError(dict(refused))


def check_parts(call: Call, *, part: type[Model], changed: Collection[str], at: datetime) -> None:
    """Raise ValidationError unless these fields of parts of the call may change; `DELETE` means deletion."""
    if not FIXED_PARTS.get(part, set()) & set(changed):
        return
    if call.locked_at:
        raise ValidationError(_("Vedtaket er låst, og da kan ikke dette endres."))
    if part is Criterion and _has_scores(call):
        raise ValidationError(
            _("Juryen har begynt å gi poeng. Da kan kriteriene få en ny forklaring, men ikke endres på annen måte.")
        )
    if part is Question and _has_applicants(call, at):
        raise ValidationError(
            _("Noen har begynt å søke. Da kan spørsmålene få en ny hjelpetekst, men ikke endres på annen måte.")
        )


def check_award(application: Application, *, amount: int) -> None:
    """Raise ValidationError unless the pot covers the amount in addition to all other awards."""
    call = application.call
    left = left_of_pot(call, besides=application)
    if amount > left:
        raise ValidationError(
            _("Potten på %(pot)s har bare %(left)s igjen."),
            code="pot",
            params={"pot": kroner(call.pot), "left": kroner(left)},
        )


def left_of_pot(call: Call, *, besides: Application | None = None) -> int:
    """Return what is not awarded to any application, or to any other one."""
    awarded = Application.objects.filter(call=call)
    return call.pot - _awarded(awarded.exclude(pk=besides.pk) if besides and besides.pk else awarded)


def overdrawn(years: Collection[int]) -> list[ValidationError]:
    """Return an error for each call of these years whose awards exceed the pot."""
    drawn = Sum("applications__amount_awarded", filter=~Q(applications__status=Application.Status.DECLINED))
    calls = Call.objects.filter(year__in=years).annotate(awarded=drawn)
    words = _("%(call)s: tildelingene er til sammen %(awarded)s, og potten er på %(pot)s.")
    return [
        ValidationError(words, params={"call": call, "awarded": kroner(call.awarded), "pot": kroner(call.pot)})
        for call in calls.order_by("year")
        if (call.awarded or 0) > call.pot
    ]


def _awarded(applications: ApplicationQuerySet) -> int:
    return applications.drawn_from_pot().aggregate(total=Sum("amount_awarded"))["total"] or 0


def _has_scores(call: Call) -> bool:
    return Score.objects.filter(criterion__call=call).exists()


def _has_applicants(call: Call, at: datetime) -> bool:
    """Return whether the call has opened and someone has started to apply; imported applications do not count."""
    here = Q(status=Application.Status.DRAFT) | Q(submitted_at__isnull=False)
    return at >= call.opens_at and call.applications.filter(here).exists()


def _moved[Day: (date, datetime)](day: Day | None, years: int) -> Day | None:
    """Return the same day of another year, at the same local time; 29 February becomes the 28th."""
    if day is None:
        return None
    local = timezone.make_naive(day) if isinstance(day, datetime) else day
    try:
        moved = local.replace(year=local.year + years)
    except ValueError:
        moved = local.replace(year=local.year + years, day=28)
    return timezone.make_aware(moved) if isinstance(moved, datetime) else moved
