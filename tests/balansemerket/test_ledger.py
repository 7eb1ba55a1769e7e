import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from balansekunst.figures import Period
from balansemerket.ledger import misplaced
from balansemerket.models import Certification, Event
from tests.factories import CertificationFactory, EventFactory

Kind = Event.Kind
AWARDED, RENEWED, STARTED, WITHDRAWN = Kind.AWARDED, Kind.RENEWED, Kind.STARTED, Kind.WITHDRAWN
FIRST = date(2024, 3, 1)
LAST = date(2024, 3, 31)
ONE_DAY = timedelta(days=1)
DAYS = [FIRST + timedelta(days=n) for n in range(24)]


def event(kind, day, until=None):
    return Event(kind=kind, date=day, valid_until=until)


AWARD = event(AWARDED, FIRST, LAST)
WITHDRAWAL = event(WITHDRAWN, date(2024, 3, 11))
HISTORIES = {"never": [], "has": [AWARD], "withdrawn": [AWARD, WITHDRAWAL]}


@pytest.mark.parametrize(
    ("history", "new", "message"),
    [
        pytest.param("never", event(STARTED, FIRST), None, id="start"),
        pytest.param("never", AWARD, None, id="first-award"),
        pytest.param("never", event(RENEWED, FIRST, LAST), "Merket må være tildelt før", id="renewal-without-award"),
        pytest.param("never", event(WITHDRAWN, FIRST), "har ikke merket denne dagen", id="withdrawal-without-mark"),
        pytest.param("has", event(STARTED, FIRST), None, id="start-on-day-of-award"),
        pytest.param("has", event(STARTED, LAST), "har merket denne dagen", id="start-on-last-day"),
        pytest.param("has", event(STARTED, LAST + ONE_DAY), None, id="start-when-expired"),
        pytest.param("has", event(AWARDED, LAST, LAST + ONE_DAY), "Merket ble tildelt 01.03.2024", id="second-award"),
        pytest.param("has", event(AWARDED, LAST + ONE_DAY, LAST + ONE_DAY), "Registrer en fornyelse", id="award-late"),
        pytest.param("has", event(RENEWED, FIRST, LAST + ONE_DAY), None, id="renewal-on-day-of-award"),
        pytest.param("has", event(RENEWED, LAST, LAST), "allerede gyldig til 31.03.2024", id="renewal-for-no-longer"),
        pytest.param("has", event(RENEWED, LAST, LAST + ONE_DAY), None, id="renewal-on-last-day"),
        pytest.param("has", event(RENEWED, LAST + 30 * ONE_DAY, LAST + 60 * ONE_DAY), None, id="late-renewal"),
        pytest.param("has", event(WITHDRAWN, FIRST), "har ikke merket denne dagen", id="withdrawal-on-day-of-award"),
        pytest.param("has", event(WITHDRAWN, FIRST + ONE_DAY), None, id="withdrawal-on-second-day"),
        pytest.param("has", event(WITHDRAWN, LAST), None, id="withdrawal-on-last-day"),
        pytest.param("has", event(WITHDRAWN, LAST + ONE_DAY), "har ikke merket denne dagen", id="withdrawal-expired"),
        pytest.param("withdrawn", event(STARTED, WITHDRAWAL.date), None, id="start-on-day-of-withdrawal"),
        pytest.param("withdrawn", event(AWARDED, WITHDRAWAL.date, LAST), None, id="award-on-day-of-withdrawal"),
        pytest.param("withdrawn", event(AWARDED, LAST, LAST), None, id="award-after-withdrawal"),
        pytest.param(
            "withdrawn", event(RENEWED, WITHDRAWAL.date, LAST + ONE_DAY), "ble trukket 11.03.2024", id="renewal-of-none"
        ),
        pytest.param("withdrawn", event(WITHDRAWN, LAST), "har ikke merket denne dagen", id="second-withdrawal"),
    ],
)
@pytest.mark.parametrize("reverse_order", [pytest.param(False, id="in-order"), pytest.param(True, id="reversed")])
def test_event_may_follow(history, new, message, reverse_order):
    events = [*HISTORIES[history], new][:: -1 if reverse_order else 1]

    problems = list(misplaced(events))

    if message is None:
        assert problems == []
    else:
        ((found, _field, error),) = problems
        assert found is new
        assert message in error.messages[0]


def test_event_after_misplaced_one_is_checked_without_it():
    renewal, award = event(RENEWED, FIRST, LAST), event(AWARDED, FIRST + ONE_DAY, LAST)

    assert [problem.entry for problem in misplaced([renewal, award])] == [renewal]


@st.composite
def sequences(draw):
    """Events of one certification within some days, at most one of a kind on a day."""
    keys = draw(st.lists(st.tuples(st.sampled_from(Kind), st.sampled_from(DAYS)), unique=True, max_size=9))
    return [
        event(kind, day, day + timedelta(days=draw(st.integers(0, 9))) if kind in Event.GIVES_PERIOD else None)
        for kind, day in keys
    ]


def in_order(events):
    """The order of a day is withdrawn, started, awarded, renewed."""
    return sorted(events, key=lambda each: (each.date, "wsar".index(each.kind[0])))


def letters(events):
    """The events as letters, with `l` where the mark expired and `!` for a renewal that isn't longer."""
    text, until = "", None
    for each in in_order(events):
        if until and until < each.date:
            text, until = f"{text}l", None
        is_shorter = each.kind == RENEWED and until and each.valid_until <= until
        text += "!" if is_shorter else each.kind[0]
        until = each.valid_until if each.kind in Event.GIVES_PERIOD else until if each.kind == STARTED else None
    return text


# A mark is awarded, and renewed also when it has expired. After a withdrawal all may begin again.
MARK = r"a(ls*r|r)*"
ORDER = re.compile(rf"s*({MARK}ws*)*({MARK}(ls*)?)?")


@given(sequences())
@settings(max_examples=400, derandomize=True, deadline=None)
def test_random_sequence_is_accepted_if_it_is_in_the_grammar(events):
    assert (not list(misplaced(events))) == bool(ORDER.fullmatch(letters(events)))


@given(sequences())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_events_that_are_not_misplaced_are_a_ledger_of_their_own(events):
    wrong = {id(problem.entry) for problem in misplaced(events)}

    assert list(misplaced([each for each in events if id(each) not in wrong])) == []


@pytest.mark.django_db
@given(sequences())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_random_ledger_gives_figures_of_day_by_day_count(events):
    wrong = {id(problem.entry) for problem in misplaced(events)}
    accepted = in_order([each for each in events if id(each) not in wrong])
    certification = CertificationFactory()
    for each in reversed(accepted):
        EventFactory(certification=certification, kind=each.kind, date=each.date, valid_until=each.valid_until)

    held = {day for day in DAYS if Certification.objects.held_on(day).filter(pk=certification.pk)}
    first_awards = Event.objects.awarded_in(Period(DAYS[0], DAYS[-1])).filter(certification=certification)

    ends = {day: [e.valid_until for e in accepted if e.date <= day and e.kind != STARTED][-1:] for day in DAYS}
    assert held == {day for day, until in ends.items() if until and until[0] and until[0] >= day}
    assert [e.date for e in first_awards] == [e.date for e in accepted if e.kind == AWARDED][:1]


def form_data(certification, *events):
    """What the page of a certification posts: the organisation and its events, the stored ones first."""
    stored = sum(each.pk is not None for each in events)
    data = {"organisation": certification.organisation_id, "_continue": ""}
    data |= {"events-TOTAL_FORMS": len(events), "events-INITIAL_FORMS": stored}
    for position, each in enumerate(events):
        fields = {"id": each.pk, "certification": certification.pk, "kind": each.kind, "version": each.version_id}
        fields |= {"date": each.date, "valid_until": each.valid_until}
        data |= {f"events-{position}-{name}": value or "" for name, value in fields.items()}
    return data


def change_page(certification):
    return reverse("admin:balansemerket_certification_change", args=[certification.pk])


def test_events_are_saved_together_in_any_order(staff_client):
    certification = CertificationFactory()
    events = [event(RENEWED, LAST, LAST + ONE_DAY), event(AWARDED, FIRST, LAST), event(STARTED, FIRST)]

    response = staff_client.post(change_page(certification), form_data(certification, *events))

    assert response.status_code == 302
    assert certification.events.count() == 3


def test_misplaced_event_is_refused_at_its_field(staff_client):
    certification = EventFactory(date=FIRST, valid_until=LAST).certification
    events = [certification.events.get(), event(AWARDED, LAST, LAST + ONE_DAY)]

    response = staff_client.post(change_page(certification), form_data(certification, *events))

    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors == [{}, {"kind": ["Merket ble tildelt 01.03.2024. Registrer en fornyelse i stedet."]}]
    assert certification.events.count() == 1


def test_award_that_was_renewed_cannot_be_deleted(staff_client):
    certification = EventFactory(date=FIRST, valid_until=LAST).certification
    EventFactory(certification=certification, kind=RENEWED, date=LAST, valid_until=LAST + ONE_DAY)
    award, renewal = certification.events.order_by("date")

    data = form_data(certification, award, renewal) | {"events-0-DELETE": "on"}
    response = staff_client.post(change_page(certification), data)

    assert "Merket må være tildelt før det kan fornyes." in response.content.decode()
    assert certification.events.count() == 2


def test_event_that_another_user_added_meanwhile_counts(staff_client):
    certification = CertificationFactory()
    data = form_data(certification, event(AWARDED, FIRST, LAST))
    EventFactory(certification=certification, date=LAST, valid_until=LAST + ONE_DAY)

    response = staff_client.post(change_page(certification), data)

    assert "Merket ble tildelt 01.03.2024. Registrer en fornyelse i stedet." in response.content.decode()
    assert certification.events.count() == 1


def test_single_event_cannot_be_changed(staff_client):
    event = EventFactory()

    page = staff_client.get(reverse("admin:balansemerket_event_change", args=[event.pk])).content.decode()
    added = staff_client.get(reverse("admin:balansemerket_event_add"))

    assert 'name="_save"' not in page
    assert change_page(event.certification) in page
    assert added.status_code == 403


def test_latest_event_of_a_day_is_the_award(staff_client):
    certification = EventFactory(date=FIRST, valid_until=LAST).certification
    EventFactory(certification=certification, date=WITHDRAWAL.date, valid_until=LAST)
    EventFactory(certification=certification, kind=WITHDRAWN, date=WITHDRAWAL.date, valid_until=None)

    page = staff_client.get(reverse("admin:balansemerket_certification_changelist")).content.decode()

    assert re.findall(r'<td class="field-latest_event[^>]*>(.*?)</td>', page) == ["Tildelt"]
