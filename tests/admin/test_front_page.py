"""Tasks on the front page: by urgency, each with a link to a list of as many rows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.front_page import Urgency
from balansekunst.models import Message
from balansemerket.models import Event
from balansepotten import conflicts
from balansepotten.models import Application, Call, Payment, ProjectReport
from courses.models import Assignment
from members.models import FeeRate
from reports.models import AnnualReport
from tests.conftest import user_in_role
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    CertificationFactory,
    CriterionFactory,
    DecisionFactory,
    DraftFactory,
    EnquiryFactory,
    EventFactory,
    FeeFactory,
    FeeRateFactory,
    GrantFactory,
    JurorFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    PaymentFactory,
    ReportFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.django_db

INDEX = reverse("admin:index")
NOW = datetime(2026, 3, 26, 11, 0, tzinfo=UTC)
OPENED = datetime(2026, 1, 5, tzinfo=UTC)
PAST = datetime(2026, 3, 1, tzinfo=UTC)
LATE, WAITING, SOON = Urgency
QUERIES = 35  # the user and session, one a task, four for the year and the one before, and the latest actions


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def work(number: int) -> None:
    """Create that many rows of each task, and one that isn't a task."""
    for year in range(2026 - number, 2027):
        AnnualReport.objects.create(year=year, title=f"Årsrapport {year}")
    membership_work(number)
    mark_work(number)
    pot_work(number)
    AssignmentFactory.create_batch(number, date=date(2026, 3, 25), status=Assignment.Status.BOOKED, participants=None)
    AssignmentFactory.create(date=date(2026, 3, 26), status=Assignment.Status.BOOKED, participants=None)
    late = NOW - timedelta(minutes=10, seconds=1)
    emails = [*[(status, late) for status in ("failed", "uncertain", "queued")][:number], ("drafted", late)]
    for status, at in (*emails, ("queued", late + timedelta(seconds=1))):
        Message.objects.create(recipient="til@eksempel.example", subject="Emne", body="!", status=status, drafted_at=at)
    for closed_on in (*[date(2026, 1, 1)] * number, None):
        EnquiryFactory.create(closed_on=closed_on, note="Kort notat.")


def membership_work(number: int) -> None:
    MembershipApplicationFactory.create_batch(number)
    MembershipApplicationFactory.create(status="declined", decided_on=date(2026, 3, 1))
    older, this = FeeRateFactory.create(year=2025), FeeRateFactory.create(year=2026)
    FeeFactory.create_batch(number, rate=older, due_on=date(2026, 3, 25))
    FeeFactory.create(rate=older, due_on=date(2026, 3, 1), paid_on=date(2026, 3, 2))
    FeeFactory.create_batch(number, rate=this, due_on=date(2026, 3, 26))
    FeeFactory.create(rate=this, due_on=date(2026, 3, 1), paid_on=date(2026, 3, 2))


def mark_work(number: int) -> None:
    """Create marks that expire today, on the boundary days and outside them; renew one, and withdraw one."""
    for valid_until in (date(2026, 5, 25), date(2026, 1, 24)):
        EventFactory.create(date=date(2025, 5, 1), valid_until=valid_until)
    for place in range(number):
        soon, lapsed = (date(2026, 3, 26), date(2026, 3, 25)) if place == 0 else (date(2026, 5, 24), date(2026, 1, 25))
        EventFactory.create(date=date(2025, 5, 1), valid_until=soon)
        EventFactory.create(date=date(2025, 5, 1), valid_until=lapsed)
    renewed, withdrawn = CertificationFactory.create(), CertificationFactory.create()
    for certification in (renewed, withdrawn):
        EventFactory.create(certification=certification, date=date(2025, 5, 1), valid_until=date(2026, 3, 25))
    EventFactory.create(
        certification=renewed, kind=Event.Kind.RENEWED, date=date(2026, 3, 1), valid_until=date(2027, 3, 1)
    )
    EventFactory.create(
        certification=withdrawn, kind=Event.Kind.WITHDRAWN, date=date(2026, 3, 2), valid_until=None, version=None
    )


def pot_work(number: int) -> None:
    call = CallFactory.create()
    ApplicationFactory.create_batch(number, call=call)
    DraftFactory.create_batch(number, call=call)
    judged = CallFactory.create(year=2025, opens_at=OPENED, deadline=PAST)
    DraftFactory.create_batch(number, call=judged, help_requested_at=PAST)
    CriterionFactory.create(call=judged)
    case = ApplicationFactory.create(call=judged)
    JurorFactory.create_batch(number, call=judged)
    assess(JurorFactory.create(call=judged), case, 4)
    decided = CallFactory.create(
        year=2024, opens_at=OPENED, deadline=PAST, locked_at=PAST, locked_by=UserFactory.create()
    )
    for _ in range(number):
        application = ApplicationFactory.create(call=decided, status="granted", amount_awarded=80_000)
        DecisionFactory.create(application=application)
    JurorFactory.create(call=decided)
    grant_work(number)


def grant_work(number: int) -> None:
    """Create grants that wait for an answer, reports due, late, submitted or begun, and payments out and back."""
    old = CallFactory.create(year=2023, opens_at=OPENED, deadline=PAST)

    def grant(**fields: Any) -> Any:
        application = ApplicationFactory.create(call=old, status="granted", amount_awarded=80_000)
        return GrantFactory.create(application=application, **fields)

    answered = {"accepted_at": PAST, "accepted_by": UserFactory.create(), "account_number": "12345678903"}
    for place in range(number):
        grant()
        grant(**answered, report_due=date(2026, 3, 25))
        grant(**answered, report_due=date(2026, 3, 26) if place == 0 else date(2026, 4, 25))
        read = grant(**answered)
        ReportFactory.create(grant=read, submitted_at=PAST)
        ReportFactory.create(grant=grant(**answered), status=ProjectReport.Status.DRAFT, help_requested_at=PAST)
        PaymentFactory.create(grant=read, due_on=date(2026, 3, 26))
        PaymentFactory.create(grant=read, due_on=date(2026, 3, 25), part=Payment.Part.REFUND)
    calm = grant(**answered, report_due=date(2026, 4, 26))
    PaymentFactory.create(grant=calm, due_on=date(2026, 3, 27))
    PaymentFactory.create(grant=calm, due_on=date(2026, 3, 26), part=Payment.Part.REFUND)


SEVERAL = {
    "e-poster har ikke kommet fram": LATE,
    "kontingenter er forfalt": LATE,
    "merker har utløpt uten å bli fornyet": LATE,
    "rapporter fra Balansepotten er over fristen": LATE,
    "tilbakebetalinger til Balansepotten er over fristen": LATE,
    "innmeldinger venter på styret": WAITING,
    "kontingenter for 2026 er ikke betalt": WAITING,
    "kurs er over, men ikke registrert som gjennomført eller avlyst": WAITING,
    "jurymedlemmer er ikke ferdige med Balansepotten 2025": WAITING,
    "brev fra Balansepotten 2024 er ikke sendt": WAITING,
    "tilsagn fra Balansepotten er ikke besvart": WAITING,
    "søkere ber om hjelp med hvert sitt utkast": WAITING,
    "mottakere ber om hjelp med rapporten": WAITING,
    "årsrapporter er ikke publisert ennå": WAITING,
    "betalinger fra Balansepotten forfaller": WAITING,
    "rapporter fra Balansepotten venter på å bli lest": WAITING,
    "merker utløper innen 60 dager": SOON,
    "rapporter fra Balansepotten har frist innen 30 dager": SOON,
    "søknader i Balansepotten 2026, frist 8. april kl. 23.59": SOON,
    "utkast til søknader i Balansepotten 2026": SOON,
}
CLOSING = "utlysning stenger innen 14 dager"
ONE = {
    "e-post har ikke kommet fram",
    "kontingent er forfalt",
    "merke har utløpt uten å bli fornyet",
    "rapport fra Balansepotten er over fristen",
    "tilbakebetaling til Balansepotten er over fristen",
    "innmelding venter på styret",
    "kontingent for 2026 er ikke betalt",
    "kurs er over, men ikke registrert som gjennomført eller avlyst",
    "jurymedlem er ikke ferdig med Balansepotten 2025",
    "brev fra Balansepotten 2024 er ikke sendt",
    "tilsagn fra Balansepotten er ikke besvart",
    "søker ber om hjelp med et utkast",
    "mottaker ber om hjelp med rapporten",
    "årsrapport er ikke publisert ennå",
    "betaling fra Balansepotten forfaller",
    "rapport fra Balansepotten venter på å bli lest",
    "merke utløper innen 60 dager",
    "rapport fra Balansepotten har frist innen 30 dager",
    "søknad i Balansepotten 2026, frist 8. april kl. 23.59",
    "utkast til søknad i Balansepotten 2026",
}


def tasks_of(client: Client) -> list[Any]:
    return client.get(INDEX).context["tasks"]


def listed(client: Client, url: str) -> int:
    """Return how many rows of the task the page has."""
    context = client.get(url).context
    if "cl" in context:
        return context["cl"].result_count
    if "drafts" in context:
        return len(context["drafts"])
    if "due_soon" in context:
        return len(context["due_soon"])
    if "jurors" in context:
        return sum(not one.is_excluded and one.done < one.assessable for one in context["jurors"])
    return sum(row.state != "sent" for row in context["rows"])


def test_tasks_are_shown_by_urgency(staff_client: Client) -> None:
    work(2)

    tasks = tasks_of(staff_client)

    assert {str(task.words): (task.count, task.urgency) for task in tasks} == {
        **{words: (2, urgency) for words, urgency in SEVERAL.items()},
        CLOSING: (1, SOON),
    }


def test_task_has_singular_text(staff_client: Client) -> None:
    work(1)

    tasks = tasks_of(staff_client)

    assert {(str(task.words), task.count) for task in tasks} == {(words, 1) for words in {*ONE, CLOSING}}


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_task_links_to_filtered_list(everyone: Client, number: int) -> None:
    work(number)

    tasks = tasks_of(everyone)

    assert len(tasks) == len(SEVERAL) + 2
    assert {str(task.words): listed(everyone, task.url) for task in tasks} == {
        str(task.words): task.count for task in tasks
    }


def test_most_urgent_task_is_first(staff_client: Client) -> None:
    work(1)

    page = staff_client.get(INDEX)

    assert [urgency for urgency, _tasks in page.context["by_urgency"]] == [LATE, WAITING, SOON]
    places = [page.text.index(f"<h3>{heading}</h3>") for heading in ("Over fristen", "Venter", "Snart")]
    assert places == sorted(places)


def test_adviser_sees_own_tasks_only(adviser_client: Client) -> None:
    work(2)

    response = adviser_client.get(INDEX)

    assert [(task.words, task.count) for task in response.context["tasks"]] == [("notater slettes innen en uke", 2)]
    assert [str(shortcut.words) for shortcut in response.context["shortcuts"]] == [
        "Før en henvendelse",
        "Mine henvendelser",
    ]
    assert "så langt" not in response.text


def test_superuser_sees_no_advice_line_tasks(superuser_client: Client) -> None:
    work(2)

    assert {str(task.words) for task in tasks_of(superuser_client)} == {*SEVERAL, CLOSING}


@pytest.mark.parametrize("who", [pytest.param(Role.STAFF, id="staff"), pytest.param(None, id="superuser")])
def test_conflict_is_excluded_from_task_counts(login: Callable[..., Client], who: Role | None) -> None:
    user = user_in_role(who, "Ada", is_staff=True) if who else UserFactory.create(is_staff=True, is_superuser=True)
    work(1)
    for application in Application.objects.all():
        conflicts.declare(application.call, user=user, ground="work", by=user, at=NOW, application=application)

    texts = {str(task.words) for task in tasks_of(login(user))}

    assert {words for words in texts if "Balansepotten" in words} == set()


def test_shortcuts_are_shown(staff_client: Client) -> None:
    before = [str(shortcut.words) for shortcut in staff_client.get(INDEX).context["shortcuts"]]
    CallFactory.create()
    AnnualReport.objects.create(year=2025, title="Årsrapport 2025")

    shortcuts = staff_client.get(INDEX).context["shortcuts"]

    assert "Ny utlysning" in before
    assert {str(shortcut.words) for shortcut in shortcuts} == {
        "Ny virksomhet",
        "Registrer et kurs",
        "Årets utlysning",
        "Årets tall",
        "Årsrapporten for 2025",
    }
    assert [staff_client.get(shortcut.url).status_code for shortcut in shortcuts] == [200] * len(shortcuts)


def test_empty_front_page_says_so(staff_client: Client) -> None:
    assert "Ingenting venter på deg nå." in staff_client.get(INDEX).text


def test_front_page_queries_do_not_grow(everyone: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert everyone.get(INDEX).status_code == 200
        return len(captured)

    work(1)
    queries()
    one = queries()
    more_of_the_same()

    assert (queries(), one) == (one, QUERIES)


def more_of_the_same() -> None:
    """Create three more of each task, and three more rows that are counted."""
    open_call, judged, old = (Call.objects.get(year=year) for year in (2026, 2025, 2023))
    MembershipApplicationFactory.create_batch(3)
    MembershipFactory.create_batch(3, joined=date(2026, 2, 1))
    FeeFactory.create_batch(3, rate=FeeRate.objects.get(year=2026), due_on=date(2026, 3, 1))
    EventFactory.create_batch(3, date=date(2025, 5, 1), valid_until=date(2026, 4, 1))
    AssignmentFactory.create_batch(3, date=date(2026, 3, 1))
    ApplicationFactory.create_batch(3, call=open_call)
    JurorFactory.create_batch(3, call=judged)
    for _ in range(3):
        GrantFactory.create(application=ApplicationFactory.create(call=old, status="granted", amount_awarded=80_000))


def test_app_page_shows_its_lists_only(staff_client: Client) -> None:
    work(1)

    page = staff_client.get(reverse("admin:app_list", args=["members"])).text

    assert ("Virksomheter" in page, "Kursoppdrag" in page, "Ingenting venter" in page, "så langt" in page) == (
        True,
        False,
        False,
        False,
    )
