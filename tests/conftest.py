"""Fixtures for the tests of every app: a fixed day, rows that take long to make, and a client for each role."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from io import StringIO
from typing import Any

import pytest
import stamina
import time_machine
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.http import HttpRequest
from django.test import Client, override_settings
from xdist.scheduler import LoadScopeScheduling

from balansekunst.access import PROTECTED_ROLES, Role
from balansekunst.models import AccountChange, User
from demo.filling import OFFICE
from members.models import Contact
from office.folder import import_folder, read_folder
from tests import register_server as register_server_module
from tests.factories import ContactFactory, MembershipFactory, UserFactory
from tests.saved_rows import (
    FIRST_ROW,
    Rows,
    flush_without_triggers,
    insert_rows,
    load_rows,
    number_rows_from,
    read_rows,
    rows_made_by,
    save_rows,
)

BACKEND = "balansekunst.access.RoleBackend"
POSTGRESQL_NEEDED = "needs PostgreSQL: DATABASE_URL=postgres://user:password@host/name uv run pytest"
# Folders and files whose tests need the same many rows, which take seconds to make, by the name of these rows. They run
# first, so that none of their tests may empty the tables.
SHARED = {
    "tests/demo/filled/": "demo",
    "tests/imports/test_bad_folder.py": "bad folder",
    "tests/imports/test_good_folder.py": "good folder",
}
# They start before others that empty the tables, so that no worker waits for them at the end.
LONGEST = tuple(f"tests/e2e/test_{name}" for name in ("demo", "life", "narrow", "office", "reading", "round"))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DEMO_DAY = date(2026, 11, 23)


class SharedScheduling(LoadScopeScheduling):
    """Distributes tests one by one, after the groups in `SHARED`, each of which one worker runs.

    The mark `xdist_group` does the same, but xdist 3.8 does not see it with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((group for path, group in SHARED.items() if nodeid.startswith(path)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharedScheduling:
    """Distribute the tests to the workers so that no two workers make the same rows."""
    return SharedScheduling(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores, since a worker waits while its browser draws a page."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add options for a second run, on another database, and for more random requests."""
    parser.addoption("--database-only", action="store_true", help="run no tests in a browser, or without a database")
    parser.addoption("--fuzz-cases", type=int, default=1000, help="how many random requests to send (tests/fuzz)")
    parser.addoption("--fuzz-seed", type=int, default=1, help="what they are made from")


def pytest_report_header(config: pytest.Config) -> str:
    return f"fuzz: {config.getoption('--fuzz-cases')} cases, seed {config.getoption('--fuzz-seed')}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the tests last that empty every table, even of the rows that migrations load."""
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not can_differ_by_database(item)])
        items[:] = filter(can_differ_by_database, items)
    items.sort(key=lambda item: (empties_tables(item), not item.nodeid.startswith(LONGEST)))


def pytest_sessionstart() -> None:
    """Repeat requests to registers without pauses."""
    stamina.set_testing(True, attempts=3, cap=True)


def pytest_collection_finish() -> None:
    """Collect garbage seldom, and never look at what has been imported: that took a sixth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


def can_differ_by_database(item: pytest.Item) -> bool:
    """Return whether the outcome of the test depends on the database, other than through pages in a browser."""
    fixtures = set(getattr(item, "fixturenames", ()))
    uses_database = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "django_db_setup"}
    return bool(uses_database) and not any(map(item.get_closest_marker, ("browser", "one_database")))


def empties_tables(item: pytest.Item) -> bool:
    """Return whether the test commits to the database: it has a live server, or transactions of its own."""
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"live_server", "transactional_db"} or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Rows:
    """Set up the database as pytest-django does, number its rows from `FIRST_ROW`, and return those of migrations."""
    # `_insert_migrated_rows` does what Django's slower `serialized_rollback` does. A browser's event loop makes Django
    # open other connections, so that this is set on their class.
    kind: Any = type(connections[DEFAULT_DB_ALIAS])
    kind._test_serialized_contents = "[]"
    vars(connections[DEFAULT_DB_ALIAS]).pop("_test_serialized_contents", None)
    kind.ops_class.execute_sql_flush = flush_without_triggers(kind.ops_class.execute_sql_flush)
    with django_db_blocker.unblock():
        number_rows_from(FIRST_ROW)
        return read_rows()


@pytest.fixture(autouse=True)
def _insert_migrated_rows(request: pytest.FixtureRequest) -> None:
    """Insert the rows that migrations load before a test that empties every table: the one before it did so too."""
    if empties_tables(request.node):
        request.getfixturevalue("transactional_db")
        insert_rows(request.getfixturevalue("django_db_setup"))


BuildRows = Callable[[str, Callable[[], object]], Rows]


@pytest.fixture(scope="session")
def build_rows(django_db_setup: Rows, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> BuildRows:
    """`build_rows(name, make)` returns the rows that `make()` adds, which another worker may have made already."""

    def build(name: str, make: Callable[[], object]) -> Rows:
        path = tmp_path_factory.getbasetemp().parent / f"{name}.rows" if "PYTEST_XDIST_WORKER" in os.environ else None
        if path and path.exists():
            return load_rows(path)
        with django_db_blocker.unblock():
            rows = rows_made_by(make, django_db_setup)
        if path:
            save_rows(rows, path)
        return rows

    return build


@pytest.fixture(scope="session")
def office_rows(build_rows: BuildRows) -> Rows:
    """The rows of the office's folder, imported once."""
    return build_rows("office", import_office)


def import_office() -> None:
    """Import the office's folder, which has no faults, and nothing to warn of."""
    report = import_folder(read_folder(OFFICE))
    assert (report.faults, report.warnings) == ([], [])


@pytest.fixture
def office(db: None, office_rows: Rows) -> None:
    """Insert the rows of the office's folder."""
    insert_rows(office_rows)


@pytest.fixture(scope="session")
def demo_rows(build_rows: BuildRows) -> Rows:
    """The rows of the demo as its command makes it on `DEMO_DAY`, late in a year."""
    return build_rows("demo", run_demo)


def run_demo() -> None:
    with override_settings(DEMO=True), time_machine.travel(datetime.combine(DEMO_DAY, time(11), tzinfo=UTC)):
        call_command("demo", no_server=True, stdout=StringIO())


@pytest.fixture
def register_server(monkeypatch: pytest.MonkeyPatch) -> register_server_module.RegisterServer:
    """Enhetsregisteret with the organisations that the test adds."""
    server = register_server_module.RegisterServer()
    monkeypatch.setattr(register_server_module, "handler", server)
    return server


@pytest.fixture(autouse=True)
def _postgresql_if_marked(request: pytest.FixtureRequest) -> None:
    """Skip a test marked `postgresql` on other databases."""
    if request.node.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip(POSTGRESQL_NEEDED)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Clear the limits of logging in, since all tests log in from one address, and the pages of other rows."""
    for cache in caches.all():
        cache.clear()
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def day() -> date:
    """A fixed day."""
    return date(2026, 3, 16)


@pytest.fixture
def moment() -> datetime:
    """Noon of that day in Oslo."""
    return datetime(2026, 3, 16, 11, 0, tzinfo=UTC)


def log_in(user: User, *, second_factor: bool = True) -> Client:
    """Return a client logged in as the user, with or without a second factor in its session."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    if second_factor:
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, user, method="mfa", type="totp")
        request.session.save()
    return client


@pytest.fixture
def login() -> Callable[..., Client]:
    """`login(user)` gives a client logged in with a second factor, `login(user, second_factor=False)` one without."""
    return log_in


def user_in_role(role: Role, name: str, *, is_staff: bool) -> User:
    """Return a new user who has the role."""
    user = UserFactory.create(name=name, is_staff=is_staff)
    give_role(user, role)
    return user


def give_role(user: User, role: Role) -> None:
    """Give the user the role, as if a second person had confirmed it long ago: without e-mails and log entries."""
    kind, status = AccountChange.Kind.ROLE, AccountChange.Status
    change = AccountChange(account=user, kind=kind, value=role, asked_at=LONG_AGO, decided_at=LONG_AGO)
    if role in PROTECTED_ROLES:
        change.status = status.CONFIRMED
        change.save()
    user.groups.add(Group.objects.get(name=role))
    if role in PROTECTED_ROLES:
        change.status = status.DONE
        change.save()


@pytest.fixture
def staff(db: None) -> User:
    """One of the association's staff."""
    return user_in_role(Role.STAFF, "Ada Ansatt", is_staff=True)


@pytest.fixture
def management(db: None) -> User:
    """One of the association's managers, who reads the reports, and in the admin the rows behind them."""
    return user_in_role(Role.MANAGEMENT, "Liv Ledelse", is_staff=False)


@pytest.fixture
def adviser(db: None) -> User:
    """One who answers the advice line."""
    return user_in_role(Role.ADVISER, "Rolf Rådgiver", is_staff=True)


@pytest.fixture
def superuser(db: None) -> User:
    """One who runs the system."""
    return UserFactory.create(name="Dina Drift", is_staff=True, is_superuser=True)


@pytest.fixture
def contact(db: None) -> Contact:
    """A contact, with an account, of an organisation that has been a member since 2023."""
    user = UserFactory.create(name="Kari Kontakt")
    organisation = MembershipFactory.create().organisation
    return ContactFactory.create(organisation=organisation, name=user.name, email=user.email, user=user)


@pytest.fixture
def outsider(db: None) -> Contact:
    """A contact, with an account, of an organisation that is not a member."""
    user = UserFactory.create(name="Ove Utenfor")
    return ContactFactory.create(name=user.name, email=user.email, user=user)


@pytest.fixture
def staff_client(staff: User) -> Client:
    """A client logged in as staff."""
    return log_in(staff)


@pytest.fixture
def management_client(management: User) -> Client:
    """A client logged in as a manager."""
    return log_in(management, second_factor=False)


@pytest.fixture
def adviser_client(adviser: User) -> Client:
    """A client logged in as an adviser."""
    return log_in(adviser)


@pytest.fixture
def superuser_client(superuser: User) -> Client:
    """A client logged in as superuser."""
    return log_in(superuser)


@pytest.fixture
def contact_client(contact: Contact) -> Client:
    """A client logged in as the contact of a member."""
    assert contact.user
    return log_in(contact.user, second_factor=False)


@pytest.fixture
def outsider_client(outsider: Contact) -> Client:
    """A client logged in as the contact of an organisation that is not a member."""
    assert outsider.user
    return log_in(outsider.user, second_factor=False)
