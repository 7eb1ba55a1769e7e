"""Management opens the rows that every number is counted from, without changing them, and sees what waits for them."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from balansepotten import conflicts
from balansepotten.models import Application
from members.models import Membership
from reports.models import AnnualReport
from tests.conftest import log_in
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ConflictFactory,
    DecisionFactory,
    DraftFactory,
    FeeFactory,
    MembershipFactory,
    PaymentFactory,
)
from tests.reports.written import published

NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# Lists behind numbers that staff alone may open: they have the names and addresses of persons.
PERSONAL = {"/admin/courses/booking/"}


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def manager(management) -> Client:
    """A client logged in as a manager, with a second factor."""
    return log_in(management)


def links(client: Client, page: str) -> set[str]:
    """Return the addresses of the admin's lists that the page links to."""
    found = map(unescape, re.findall(r'href="([^"]+)"', client.get(page).text))
    return {url for url in found if url.startswith("/admin/") and "?" in url and urlsplit(url).path not in PERSONAL}


@pytest.mark.one_database
@pytest.mark.parametrize(
    "page",
    [
        pytest.param("/rapporter/2024/", id="year"),
        pytest.param("/rapporter/periode/?fra=2024-01-01&til=2024-06-30", id="period"),
        pytest.param("/rapporter/definisjoner/?fra=2024-01-01&til=2024-12-31", id="definitions"),
    ],
)
def test_numbers_open_the_same_lists_as_for_staff(office, manager, staff_client, page):
    mine = links(manager, page)
    # Who may open a list does not depend on the number that it is filtered by.
    each_list = {urlsplit(url).path: url for url in sorted(mine)}.values()

    assert len(mine) > 10
    assert mine == links(staff_client, page)
    assert {url: manager.get(url).status_code for url in each_list} == dict.fromkeys(each_list, 200)


def test_list_and_row_are_read_only(office, manager):
    for url in {urlsplit(url).path for url in links(manager, "/rapporter/2024/")}:
        page = manager.get(url)
        model = page.context["cl"].model
        row = next(iter(page.context["cl"].result_list))
        change = f"{url}{row.pk}/change/"
        before = model.objects.filter(pk=row.pk).values().get()

        assert 'class="addlink"' not in page.text
        assert manager.get(change).status_code == 200
        assert 'name="_save"' not in manager.get(change).text
        assert not re.search(r"<th[^>]*>\s*</th>", manager.get(change).text)
        assert manager.post(change, {"_save": "Lagre"}).status_code == 403
        assert manager.get(f"{url}add/").status_code == 403
        assert manager.post(f"{url}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        assert manager.get(f"{url}import/").status_code in (403, 404)
        assert model.objects.filter(pk=row.pk).values().get() == before


def test_application_with_conflict_is_hidden(manager, management):
    call = CallFactory.create(year=2025)
    hidden, seen = ApplicationFactory.create_batch(2, call=call)
    ConflictFactory.create(call=call, user=management, application=hidden)
    url = reverse("admin:balansepotten_application_changelist")

    assert [row.pk for row in manager.get(url).context["cl"].result_list] == [seen.pk]
    assert manager.get(f"{url}{hidden.pk}/change/").status_code == 302
    assert hidden.title not in manager.get(f"{url}{hidden.pk}/history/", follow=True).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("radgivning/enquiry/", 404, id="advice line"),
        pytest.param("members/contact/", 403, id="contacts"),
        pytest.param("balansekunst/user/", 403, id="user accounts"),
    ],
)
def test_other_lists_stay_closed(manager, path, status):
    assert manager.get(f"/admin/{path}").status_code == status


def waiting(client: Client) -> dict[str, str]:
    """Return the texts of what waits on the user's own page, with the addresses."""
    page = client.get(reverse("my_page"))
    return {f"{task.count} {task.words}": task.url for task in page.context["waiting"]}


def test_own_page_lists_what_waits(manager, management):
    closed = CallFactory.create(year=2025, opens_at=NOW.replace(year=2025), deadline=NOW.replace(month=2))
    ApplicationFactory.create_batch(2, call=closed)
    locked = CallFactory.create(year=2024, locked_at=NOW, locked_by=management)
    DecisionFactory.create(application__call=locked)
    PaymentFactory.create(grant__application__call=CallFactory.create(year=2023), due_on=date(2026, 3, 16))
    PaymentFactory.create(grant__application__call=CallFactory.create(year=2022), due_on=date(2026, 3, 17))
    AnnualReport.objects.create(year=2025, title="Årsrapport 2025")
    AnnualReport.objects.create(year=2026, title="Årsrapport 2026")

    found = waiting(manager)

    assert found == {
        "2 søknader i Balansepotten 2025 venter på vedtak": "/balansepotten/2025/fordeling/",
        "1 brev fra Balansepotten 2024 er ikke sendt": "/balansepotten/2024/brev/",
        "1 betaling fra Balansepotten 2023 forfaller": "/balansepotten/2023/runde/#betalinger",
        "1 årsrapport er ikke publisert ennå (2025)": "/rapporter/2025/publiser/",
    }
    assert {url: manager.get(url).status_code for url in found.values()} == dict.fromkeys(found.values(), 200)


def test_admin_lists_only_tasks_that_management_can_do(manager, management, staff_client):
    ApplicationFactory.create(call=CallFactory.create(year=2025, deadline=NOW - timedelta(days=9)))
    FeeFactory.create(rate__year=2026)
    index = reverse("admin:index")

    assert any("kontingent" in str(task.words) for task in staff_client.get(index).context["tasks"])
    assert [str(task.words) for task in manager.get(index).context["tasks"]] == [
        "søknad i Balansepotten 2025 venter på vedtak"
    ]


@pytest.mark.parametrize(
    ("deadline", "waits"),
    [
        pytest.param(datetime(2026, 3, 16, 10, 58, 59, tzinfo=UTC), True, id="over, with its grace period"),
        pytest.param(datetime(2026, 3, 16, 10, 59, 30, tzinfo=UTC), False, id="in the grace period"),
        pytest.param(datetime(2026, 3, 16, 11, 1, tzinfo=UTC), False, id="open"),
    ],
)
def test_round_waits_when_it_is_closed(manager, settings, deadline, waits):
    settings.DEADLINE_GRACE = timedelta(seconds=60)
    ApplicationFactory.create(call=CallFactory.create(year=2026, opens_at=NOW.replace(month=2), deadline=deadline))

    assert bool(waiting(manager)) is waits


def test_round_without_applications_does_not_wait(manager):
    closed = CallFactory.create(year=2025, opens_at=NOW.replace(year=2025), deadline=NOW.replace(month=2))
    DraftFactory.create(call=closed)
    ApplicationFactory.create(call=closed, status=Application.Status.WITHDRAWN)

    assert waiting(manager) == {}


def test_round_decided_elsewhere_does_not_wait(manager):
    closed = CallFactory.create(year=2025, opens_at=NOW.replace(year=2025), deadline=NOW.replace(month=2))
    ApplicationFactory.create(call=closed)
    ApplicationFactory.create(call=closed, status="granted", amount_awarded=1000)

    assert waiting(manager) == {}


def test_round_with_conflict_does_not_wait(manager, management):
    closed = CallFactory.create(year=2025, opens_at=NOW.replace(year=2025), deadline=NOW.replace(month=2))
    mine, _other = ApplicationFactory.create_batch(2, call=closed)
    conflicts.declare(closed, user=management, ground="work", by=management, at=NOW, application=mine)

    assert waiting(manager) == {}


def test_nothing_waits(manager, staff_client):
    assert "Ingenting venter på deg nå." in manager.get(reverse("my_page")).text
    assert "Dette venter på deg" not in staff_client.get(reverse("my_page")).text


def test_own_page_takes_few_queries(manager, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        manager.get(reverse("my_page"))
    for year in (2023, 2024, 2025):
        closed = CallFactory.create(
            year=year, opens_at=NOW.replace(year=year - 1), deadline=NOW.replace(year=year, month=2)
        )
        ApplicationFactory.create_batch(2, call=closed)

    with django_assert_max_num_queries(len(few)):
        assert len(waiting(manager)) == 3


@pytest.mark.parametrize("who", ["management", "staff"])
def test_drift_asks_for_second_factor(request, management, who):
    MembershipFactory.create(joined=date(2024, 2, 1))
    published(management)
    Membership.objects.update(joined=date(2023, 12, 31))
    client = log_in(request.getfixturevalue(who), second_factor=False)

    page = client.get(reverse("report_drift", args=[2024])).text

    assert f'href="{reverse("mfa_index")}?next=%2Frapporter%2F2024%2Favvik%2F"' in page
    assert "Radene vises bare for dem" not in page


def edits_shown(client: Client, page: str) -> list[tuple[str, str, datetime]]:
    """Return what the page says has moved, each with its rows and when they were edited."""
    moved = client.get(page).context["moved"]
    found = [
        (row["one"].key, trace.row, edit.at) for row in moved for trace in row["traced"].traces for edit in trace.edits
    ]
    assert found
    return found


def test_drift_shows_cause_and_date(manager, management, staff_client):
    MembershipFactory.create(joined=date(2024, 2, 1))
    published(management)
    membership = Membership.objects.get()
    membership.joined = date(2023, 12, 31)
    membership.save()
    page = reverse("report_drift", args=[2024])

    assert "16. mars 2026" in manager.get(page).text
    assert edits_shown(manager, page) == edits_shown(staff_client, page)
