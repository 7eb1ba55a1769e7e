"""What happens to a round: it is begun, its steps are handed in, sent back and approved, and the mark is awarded.

The organisation's contacts write, and one who is marked as leader hands in. Staff answer.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansemerket import ledger, notifications, renewals, steps
from balansemerket.models import (
    Area,
    AreaReview,
    Certification,
    Comment,
    Event,
    Participation,
    RequirementsVersion,
    Risk,
    Round,
    RoundStep,
    Step,
)
from members.contacts import check_acts_for
from members.models import Organisation

Status = RoundStep.Status
# What goes on from the round before: what was examined, and the plan that is not carried out.
GOES_ON = ("area", "ground", "risk", "likelihood", "consequence", "cause", "measure", "responsible", "due_on")
MOST_RISKS = 100


def version_on(day: date) -> RequirementsVersion | None:
    """Return the newest requirements on the day."""
    return RequirementsVersion.objects.filter(valid_from__lte=day).first()


def begin_problem(organisation: Organisation, *, on: date) -> str:
    """Return why the organisation can't begin on the way to the mark, or ""."""
    if not Organisation.objects.members_on(on).filter(pk=organisation.pk).exists():
        return _("Balansemerket er for medlemmer.")
    if Round.objects.open().for_mark().filter(organisation=organisation).exists():
        return _("Dere er i gang fra før.")
    return ""


@transaction.atomic
def begin(organisation: Organisation, *, by: User, on: date) -> Round:
    """Begin on the way to the mark, or on its renewal, under the newest requirements of the day.

    A round that is open without the mark goes on with it. Raises ValidationError for strangers, for those who aren't
    members, and if it is begun already.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    check_acts_for(locked, by)
    if problem := begin_problem(locked, on=on):
        raise ValidationError(problem)
    version = version_on(on)
    if version is None:
        raise ValidationError(_("Det er ingen krav til merket ennå. Ta kontakt med oss."))
    work = Round.objects.open().filter(organisation=locked).first() or open_round(locked, on=on)
    work.version = version
    work.save()
    _register_start(locked, on)
    return work


def open_round(organisation: Organisation, *, on: date) -> Round:
    """Add a round with its steps and its empty answers, and the risks of the one before that are not done with."""
    work = Round(organisation=organisation, started_on=on)
    work.full_clean()
    before = Round.objects.filter(organisation=organisation).order_by("-started_on", "-pk").first()
    work.save()
    moment = work.created_at
    for step in Step:
        RoundStep.objects.create(round=work, step=step, since=moment)
    for course in Participation.Course:
        Participation.objects.create(round=work, course=course)
    going_on = _going_on(before) if before else []
    for area in Area:
        AreaReview.objects.create(round=work, area=area)
        of_area = [risk for risk in going_on if risk.area == area]
        for risk in of_area:
            Risk.objects.create(round=work, previous=risk, **{name: getattr(risk, name) for name in GOES_ON})
        if not of_area:
            Risk.objects.create(round=work, area=area)
    return work


def _going_on(before: Round) -> list[Risk]:
    finished = (Risk.Outcome.DONE, Risk.Outcome.DROPPED)
    return [risk for risk in before.risks.described() if risk.outcome not in finished]


def _register_start(organisation: Organisation, on: date) -> None:
    """Add to the ledger that the organisation begins, unless it has the mark or has begun already."""
    certification, _new = Certification.objects.get_or_create(organisation=organisation)
    events = list(certification.events.in_force().latest_first())
    has_mark = ledger.mark_after(events).is_valid_on(on)
    if not has_mark and not (events and events[0].kind == Event.Kind.STARTED):
        renewals.add(Event(certification=certification, kind=Event.Kind.STARTED, date=on))


def lock_step(work: Round, step: str) -> RoundStep:
    """Return the step, whose round nobody else changes meanwhile. Raises ValidationError if it can't be written."""
    locked = Round.objects.select_for_update().get(pk=work.pk)
    row: RoundStep = locked.steps.get(step=step)
    if not locked.is_open:
        raise ValidationError(_("Dette arbeidet er avsluttet, og kan ikke endres."))
    if not row.is_writable:
        raise ValidationError(_("Steget er levert i mellomtiden, og kan ikke endres nå."), code="handed_in")
    return row


@transaction.atomic
def add_risk(work: Round, area: Area, *, by: User) -> Risk:
    """Add an empty risk to write in. Raises ValidationError if there are `MOST_RISKS`."""
    check_acts_for(work.organisation, by)
    lock_step(work, Step.MAPPING)
    if work.risks.count() >= MOST_RISKS:
        raise ValidationError(_("Det er plass til %(most)d risikoer. Fjern en først."), params={"most": MOST_RISKS})
    return Risk.objects.create(round=work, area=area)


@transaction.atomic
def remove_risk(risk: Risk, *, by: User) -> None:
    """Remove a risk from the mapping."""
    check_acts_for(risk.round.organisation, by)
    lock_step(risk.round, Step.MAPPING)
    risk.delete()


def hand_in_problem(work: Round, progress: steps.StepProgress, *, by: User) -> str:
    """Return why the step can't be handed in by the user, or ""."""
    if not work.organisation.contacts.filter(user=by, is_leader=True).exists():
        return _("Bare en kontaktperson som er merket som «ledelsen», kan levere.")
    if not progress.row.is_writable:
        return _("Steget er allerede levert.")
    if not progress.is_complete:
        return _("Noe gjenstår. Se listen, og lever når alt er på plass.")
    if progress.step == Step.MARK and work.steps.exclude(step=Step.MARK).filter(status__in=RoundStep.WRITABLE).exists():
        return _("Lever de andre stegene først.")
    return ""


@transaction.atomic
def hand_in(work: Round, step: str, *, by: User, at: datetime, on: date) -> RoundStep:
    """Hand in a step, on behalf of the organisation's leaders. Raises ValidationError if something remains."""
    check_acts_for(work.organisation, by)
    row = lock_step(work, step)
    whole = Round.objects.with_answers().get(pk=work.pk)
    progress = steps.progress_of(whole, step, on=on)
    if progress is None or not whole.is_for_mark:
        raise ValidationError(_("Dette steget leveres ikke."))
    if problem := hand_in_problem(whole, progress, by=by):
        raise ValidationError(problem)
    row.status, row.since, row.handed_in_at, row.handed_in_by = Status.HANDED_IN, at, at, by
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def approve(work: Round, step: str, *, words: str = "", by: User, at: datetime) -> RoundStep:
    """Approve a step that is handed in, with a word if there is one, and inform the contacts."""
    row = _answer(work, step, Status.APPROVED, words, by=by, at=at)
    template = "step_approved" if row.round.steps.exclude(status=Status.APPROVED).exists() else "all_approved"
    notifications.notify(row, subject=_("Vi har godkjent et steg mot Balansemerket"), template=template, words=words)
    return row


@transaction.atomic
def send_back(work: Round, step: str, *, words: str, by: User, at: datetime) -> RoundStep:
    """Send a step back with what to change, and inform the contacts."""
    if not words:
        raise ValidationError({"words": _("Skriv hva som må rettes.")})
    row = _answer(work, step, Status.RETURNED, words, by=by, at=at)
    subject = _("Noe må rettes på veien til Balansemerket")
    notifications.notify(row, subject=subject, template="step_returned", words=words)
    return row


@transaction.atomic
def comment(work: Round, step: str, *, text: str, by: User, at: datetime, as_staff: bool) -> Comment:
    """Say something about a step. What staff say is sent to the contacts."""
    if not as_staff:
        check_acts_for(work.organisation, by)
    found = Comment(round=work, step=step, text=text, author=by, is_from_staff=as_staff, written_at=at)
    found.full_clean(exclude=["author"])
    found.save()
    if as_staff:
        row = work.steps.get(step=step)
        notifications.notify(row, subject=_("En kommentar om Balansemerket"), template="step_comment", words=text)
    return found


def _answer(work: Round, step: str, status: Status, words: str, *, by: User, at: datetime) -> RoundStep:
    locked = Round.objects.select_for_update().get(pk=work.pk)
    row: RoundStep = locked.steps.get(step=step)
    if not locked.is_open or row.status != Status.HANDED_IN:
        raise ValidationError(_("Steget venter ikke lenger på svar."), code="answered")
    row.status, row.since = status, at
    row.save()
    if words:
        Comment.objects.create(round=locked, step=step, text=words, author=by, is_from_staff=True, written_at=at)
    return row


def is_ready_for_mark(work: Round) -> bool:
    """Return whether each step is approved, so that the mark can be awarded. The steps should be prefetched."""
    return work.is_for_mark and work.is_open and all(row.status == Status.APPROVED for row in work.steps.all())


def award_proposal(work: Round, *, on: date) -> Event:
    """Return the unsaved award or renewal that the round gives, under the requirements that it was begun under."""
    certification = Certification.objects.get(organisation=work.organisation)
    mark = ledger.mark_after(event for event in certification.events.all() if event.date <= on)
    kind = Event.Kind.RENEWED if mark.awarded_on else Event.Kind.AWARDED
    return renewals.proposal(certification, on=on, kind=kind, version=work.version)


@transaction.atomic
def award(work: Round, *, on: date) -> Event:
    """Award the mark, or renew it, and close the round. Raises ValidationError unless each step is approved."""
    locked = Round.objects.select_for_update().get(pk=work.pk)
    if not is_ready_for_mark(locked):
        raise ValidationError(_("Alle stegene må være godkjent først."))
    event = award_proposal(locked, on=on)
    renewals.add(event)
    locked.closed_on = max(on, locked.started_on)
    locked.save()
    subject = _("Dere har fått Balansemerket") if event.kind == Event.Kind.AWARDED else _("Balansemerket er fornyet")
    notifications.notify(locked.steps.get(step=Step.MARK), subject=subject, template="awarded", event=event)
    return event
