"""The versions of tables: higher after each change, however it is made, and never in the way of another transaction."""

import pytest
from django.db import connection, transaction

from balansekunst.models import User
from balansekunst.table_versions import EVENTS, TABLE, fold, renew, versions
from members.models import Organisation
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
ORGANISATIONS = Organisation._meta.db_table
CHANGE = f"UPDATE {ORGANISATIONS} SET name = name WHERE false"  # noqa: S608 (own name)


def test_each_transaction_makes_version_higher():
    before = versions()

    OrganisationFactory.create()

    assert versions()[ORGANISATIONS] > before[ORGANISATIONS]


def test_rolled_back_change_is_not_counted():
    before = versions()

    with transaction.atomic():
        OrganisationFactory.create()
        transaction.set_rollback(True)

    assert versions() == before


def test_login_of_publisher_is_not_counted():
    user = UserFactory.create()
    before = versions()

    user.save(update_fields=["last_login"])
    assert versions() == before
    User.objects.update(name="Nytt navn")
    assert versions() != before


def test_all_counted_tables_have_triggers():
    """SQLite drops the triggers of a table that a migration remakes."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    ends = [f"_{event.lower()}" for event in EVENTS] if connection.vendor == "sqlite" else [""]

    assert {f"{table}_counts{end}" for table in versions() for end in ends} <= found


def test_renewed_versions_are_new():
    before = versions()

    renew()

    assert all(before[table] < version for table, version in versions().items())


@pytest.mark.postgresql
def test_transactions_that_change_one_table_do_not_wait():
    other = connection.copy()
    with connection.cursor() as cursor, other.cursor() as second:
        cursor.execute(CHANGE)
        second.execute("BEGIN; SET LOCAL lock_timeout = '1s'")
        second.execute(CHANGE)
        second.execute("ROLLBACK")
    other.close()


@pytest.mark.postgresql
def test_folding_leaves_versions_as_they_are():
    with connection.cursor() as cursor:
        cursor.execute(CHANGE)
        cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s, %s)", [ORGANISATIONS, 2_000_000_000, 7])  # noqa: S608
        before = versions()

        fold()

        cursor.execute(f"SELECT session FROM {TABLE} WHERE table_name = %s", [ORGANISATIONS])  # noqa: S608
        sessions = {session for (session,) in cursor.fetchall()}
        cursor.execute("SELECT pg_backend_pid()")
        assert sessions == {0, cursor.fetchone()[0]}
    assert versions() == before
