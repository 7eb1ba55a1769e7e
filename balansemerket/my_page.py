"""The mark of an organisation on My page, and its way to it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst import my_page
from balansekunst.my_page import Part, Place, Task, Visit
from balansemerket import ledger, reminders, steps, yearly
from balansemerket.models import Event, Round, RoundStep

MOST_YEARS = 5


def mark(visit: Visit) -> dict[str, Any]:
    rows = (
        Event.objects.in_force()
        .filter(certification__organisation=visit.organisation)
        .select_related("version", "certification")
    )
    events = list(rows.latest_first())
    found = ledger.mark_after(event for event in events if event.date <= visit.day)
    url = events[0].certification.get_absolute_url() if events else ""
    own = (each for each in visit.once(_rounds) if each.organisation_id == visit.organisation.pk)
    work = next((each for each in own if each.is_for_mark), None)
    return {
        "mark": found,
        "events": events,
        "has_mark": found.is_valid_on(visit.day),
        "time_to_begin": found.valid_until is None or reminders.is_time_to_renew(found.valid_until, visit.day),
        "mark_url": url,
        "organisation": visit.organisation,
        "round": work,
        "all_steps": steps.progress(work, on=visit.day) if work else [],
    }


def documentation(visit: Visit) -> dict[str, Any] | None:
    """Return the yearly documentation of a member, and whether the next year's can be begun."""
    organisation = visit.organisation
    rounds = list(Round.objects.filter(organisation=organisation)[:MOST_YEARS])
    if not (rounds or organisation.is_member):
        return None
    newest = rounds[0] if rounds else None
    problem = yearly.problem_of(newest, is_member=organisation.is_member, on=visit.day)
    return {"organisation": organisation, "rounds": rounds, "may_begin": not problem}


def tasks(visit: Visit) -> Iterator[Task]:
    """Yield the steps that were sent back, each round in which something remains, and a new year's work."""
    for work in visit.once(_rounds):
        rows = list(work.steps.all())
        if not work.is_for_mark:
            yield from _new_year(work, visit)
            continue
        returned = next((row for row in rows if row.status == RoundStep.Status.RETURNED), None)
        if returned:
            yield Task(
                title=_("Rett opp og lever på nytt"),
                about=_("Balansemerket: %(step)s") % {"step": returned.get_step_display()},
                button=_("Se hva som må rettes"),
                url=reverse("step_edit", args=[work.uuid, returned.step]),
                organisation=str(work.organisation),
                when=_("Sendt tilbake %(day)s") % {"day": date_format(returned.since, "j. F Y")},
            )
        elif any(row.is_writable for row in rows):
            yield Task(
                title=_("Fortsett på veien til merket"),
                about=_("Balansemerket"),
                button=_("Fortsett"),
                url=work.get_absolute_url(),
                organisation=str(work.organisation),
                when=_("Påbegynt %(day)s") % {"day": date_format(work.started_on, "j. F Y")},
            )


def _new_year(work: Round, visit: Visit) -> Iterator[Task]:
    """Yield following up last year's measures and beginning on the next year, once it may be begun."""
    is_member = any(each.pk == work.organisation_id and each.is_member for each in visit.organisations)
    if not yearly.problem_of(work, is_member=is_member, on=visit.day):
        yield Task(
            title=_("Følg opp tiltakene, og begynn på et nytt år"),
            about=_("Arbeidet for likestilling"),
            button=_("Skriv hvordan tiltakene gikk"),
            url=reverse("documentation_results", args=[work.uuid]),
            organisation=str(work.organisation),
            when=_("Påbegynt %(day)s") % {"day": date_format(work.started_on, "j. F Y")},
        )


def _rounds(visit: Visit) -> list[Round]:
    found = Round.objects.open().filter(organisation__in=[each.pk for each in visit.organisations])
    return list(found.with_answers())


def register() -> None:
    template = "balansemerket/_parts/my_mark.html"
    my_page.register(Part(order=40, place=Place.ORGANISATION, template=template, load=mark))
    template = "balansemerket/_parts/my_documentation.html"
    my_page.register(Part(order=45, place=Place.ORGANISATION, template=template, load=documentation))
    my_page.register_tasks(tasks)
