"""What tests of every app share: a fixed day, and a client logged in as each role."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.http import HttpRequest
from django.test import Client
from xdist.scheduler import LoadScopeScheduling

from balansekunst.access import Role
from balansekunst.models import User
from members.models import Contact
from tests.factories import ContactFactory, MembershipFactory, UserFactory

BACKEND = "balansekunst.access.RoleBackend"
FIRST_ROW = 4_700_000  # the number of the first row that a test makes in a table
POSTGRESQL_NEEDED = "needs PostgreSQL: DATABASE_URL=postgres://user:password@host/name uv run pytest"
# Folders and files whose tests look at the same many rows, which are made once and take seconds to make.
TOGETHER = (
    "tests/demo/filled/",
    "tests/imports/test_bad_folder.py",
    "tests/imports/test_good_folder.py",
)


class Sharing(LoadScopeScheduling):
    """Hands tests out one by one, and first of all, each to one worker, those that stand in `TOGETHER`.

    The mark `xdist_group` would say so too, but xdist 3.8 doesn't see it with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((shared for shared in TOGETHER if nodeid.startswith(shared)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """Share the tests out among the workers so that no two of them make the same rows."""
    return Sharing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run those tests last that empty every table when they are done, even of what migrations loaded."""
    items.sort(key=empties_tables)


def empties_tables(item: pytest.Item) -> bool:
    """Tell if the test commits to the database: it has a live server, or transactions of its own."""
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"live_server", "transactional_db"} or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Set up the database as ever, and keep what migrations loaded where every connection finds it.

    In a browser's test an event loop runs, and Django hands out other connection objects than it did at set-up.
    """
    at_set_up = connections[DEFAULT_DB_ALIAS]
    kind: Any = type(at_set_up)
    kind._test_serialized_contents = vars(at_set_up).get("_test_serialized_contents", "[]")
    with django_db_blocker.unblock():
        number_rows_from(FIRST_ROW)


def number_rows_from(first: int) -> None:
    """Let rows be numbered from far up, so that no row's number is also a number that a test looks for.

    A number written as an amount, with a space between its digits, is then found by whichever test follows the link.
    """
    for model in apps.get_models(include_auto_created=True):
        key = model._meta.pk
        if key.get_internal_type() in {"AutoField", "BigAutoField"}:
            with connection.cursor() as cursor:
                _number_from(cursor, model._meta.db_table, str(key.column), first)


def _number_from(cursor: Any, table: str, column: str, first: int) -> None:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", [f'"{table}"', column, first])
        return
    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first - 1])


@pytest.fixture(autouse=True)
def _postgresql_if_marked(request: pytest.FixtureRequest) -> None:
    """Skip a test marked `postgresql` on another database, and say how to run it."""
    if request.node.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip(POSTGRESQL_NEEDED)


@pytest.fixture
def day() -> date:
    """A fixed day, for what takes one."""
    return date(2026, 3, 16)


@pytest.fixture
def moment() -> datetime:
    """A fixed moment of the same day, at noon in Oslo."""
    return datetime(2026, 3, 16, 11, 0, tzinfo=UTC)


def log_in(user: User, *, second_factor: bool = True) -> Client:
    """Return a client logged in as the user, with a second factor shown in its session or not."""
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
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def staff(db: None) -> User:
    """One of the association's staff."""
    return user_in_role(Role.STAFF, "Ada Ansatt", is_staff=True)


@pytest.fixture
def management(db: None) -> User:
    """One of the association's managers, who reads the reports and does not enter the admin."""
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
