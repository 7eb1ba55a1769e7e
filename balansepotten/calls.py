"""How a call comes about, and what of it stands fast once people lean on it."""

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
from balansepotten.deadlines import spoken
from balansepotten.models import Application, Call, Criterion, Juror, LetterTemplate, Question, RejectionReason, Score

LAST_YEAR = 2100
PARTS = ("criteria", "questions", "rejection_reasons", "letter_templates")
TEXTS = ("introduction", "who_can_apply", "what_for")
MOVED = ("opens_at", "deadline", "decided_on")
# What those who apply have read, and what the jury has scored by.
PROMISED = ("year", "opens_at", "max_amount")
SCORED_BY = ("highest_score",)
ASKED: dict[type[Model], set[str]] = {
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
    """Make the call of `year` from this one, with all its parts and texts, and its dates moved to that year.

    Nobody is in its jury yet. Raises ValidationError when the year has a call already.
    """
    own = {field.name for field in Call._meta.concrete_fields if field.editable} - {"id", "year", *MOVED}
    new = Call(year=year, **{name: getattr(call, name) for name in own})
    for name in MOVED:
        setattr(new, name, _moved(getattr(call, name), year - call.year))
    new.full_clean()
    new.save()
    for name in PARTS:
        for part in getattr(call, name).all():
            values = {field.name: getattr(part, field.name) for field in part._meta.concrete_fields}
            getattr(new, name).create(**{key: value for key, value in values.items() if key not in ("id", "call")})
    return new


def next_free_year(call: Call) -> int:
    """Return the first year after the call's that has no call. Raises ValidationError when there is none."""
    taken = set(Call.objects.values_list("year", flat=True))
    for year in range(call.year + 1, LAST_YEAR + 1):
        if year not in taken:
            return year
    raise ValidationError(_("Det er ikke noe ledig år etter %(year)s."), params={"year": str(call.year)})


@transaction.atomic
def fill(call: Call) -> None:
    """Give a call the usual criteria, reasons for rejecting and letters, where it has none of its own."""
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
    """Return the criteria, each with the percent that it counts for, or None where all count the same."""
    criteria = list(call.criteria.all())
    if len({criterion.weight for criterion in criteria}) < 2:
        return [(criterion, None) for criterion in criteria]
    total = sum(criterion.weight for criterion in criteria)
    return [(criterion, (200 * criterion.weight + total) // (2 * total)) for criterion in criteria]


def run_here() -> QuerySet[Call]:
    """Return the calls that are judged and decided here, so that no outcome comes from anywhere else."""
    words = Q(rejection_reason__isnull=False) | ~Q(rejection_words="")
    proposed = Application.objects.filter(words | Q(amount_proposed__isnull=False), call=OuterRef("pk"))
    jurors = Juror.objects.filter(call=OuterRef("pk"))
    return Call.objects.filter(Q(locked_at__isnull=False) | Exists(jurors) | Exists(proposed))


def check_change(call: Call, *, values: Mapping[str, Any], at: datetime) -> None:
    """Raise ValidationError, at each field, unless the call as it is kept may get the new `values`."""
    refused: dict[str, str] = {}
    if call.locked_at:
        words = _("Vedtaket er låst, og da kan bare tekstene på nettsiden endres.")
        refused = {name: words for name in values if name not in TEXTS}
    elif _has_scores(call):
        words = _("Juryen har begynt å gi poeng, og da kan dette ikke endres.")
        refused = {name: words for name in values if name in (*PROMISED, *SCORED_BY, "deadline")}
    elif _has_applicants(call, at):
        words = _("Utlysningen har åpnet og noen har begynt å søke, og da kan dette ikke endres.")
        refused = {name: words for name in values if name in PROMISED}
        if values.get("deadline", call.deadline) < call.deadline:
            words = _("Noen har begynt å søke. Fristen kan utsettes, men ikke settes tidligere enn %(deadline)s.")
            refused["deadline"] = words % {"deadline": spoken(call.deadline)}
    if call.allocated and "deadline" in values:
        refused.setdefault("deadline", _("Fordelingen har begynt, og da kan ikke fristen endres."))
    used = max(_awarded(call.applications.all()), call.allocated)
    if values.get("pot", used) < used:
        words = _("Det er tildelt eller foreslått %(used)s av potten. Den kan ikke være mindre.")
        refused.setdefault("pot", words % {"used": kroner(used)})
    if refused:
        raise ValidationError(dict(refused))


def check_parts(call: Call, *, part: type[Model], changed: Collection[str], at: datetime) -> None:
    """Raise ValidationError unless these fields of parts of the call may change; `DELETE` is to take one away."""
    if not ASKED.get(part, set()) & set(changed):
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
    """Raise ValidationError unless the application's call can pay the amount besides all else that is awarded."""
    call = application.call
    left = call.pot - _awarded(call.applications.exclude(pk=application.pk))
    if amount > left:
        raise ValidationError(
            _("Potten på %(pot)s har bare %(left)s igjen."), params={"pot": kroner(call.pot), "left": kroner(left)}
        )


def overdrawn(years: Collection[int]) -> list[ValidationError]:
    """Return a fault for each call of these years in which more is awarded than there is in the pot."""
    calls = Call.objects.filter(year__in=years).annotate(awarded=Sum("applications__amount_awarded"))
    words = _("%(call)s: tildelingene er til sammen %(awarded)s, og potten er på %(pot)s.")
    return [
        ValidationError(words, params={"call": call, "awarded": kroner(call.awarded), "pot": kroner(call.pot)})
        for call in calls.order_by("year")
        if (call.awarded or 0) > call.pot
    ]


def _awarded(applications: QuerySet[Application]) -> int:
    return applications.aggregate(total=Sum("amount_awarded"))["total"] or 0


def _has_scores(call: Call) -> bool:
    return Score.objects.filter(criterion__call=call).exists()


def _has_applicants(call: Call, at: datetime) -> bool:
    """Tell if the call has opened and someone has begun to apply here: what came in a workbook doesn't count."""
    here = Q(status=Application.Status.DRAFT) | Q(submitted_at__isnull=False)
    return at >= call.opens_at and call.applications.filter(here).exists()


def _moved[Day: (date, datetime)](day: Day | None, years: int) -> Day | None:
    """Return the same day of another year, at the same time by the clock in Oslo; 29 February becomes the 28th."""
    if day is None:
        return None
    local = timezone.make_naive(day) if isinstance(day, datetime) else day
    try:
        moved = local.replace(year=local.year + years)
    except ValueError:
        moved = local.replace(year=local.year + years, day=28)
    return timezone.make_aware(moved) if isinstance(moved, datetime) else moved
