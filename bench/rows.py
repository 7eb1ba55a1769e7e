"""Rows for `bench.pages`: as many as asked of everything that has a long list, by one statement a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from balansekunst.models import Message, User
from balansekunst.operations import TextIndex
from balansemerket.models import Certification, Event
from balansepotten.models import Application, Call, ConflictOfInterest, Decision, Grant, Letter, Payment
from courses.models import Assignment, Topic
from members.models import Contact, Membership, Municipality, Organisation, Region
from radgivning.models import Enquiry

FIRST_DAY = date(2020, 1, 1)
DAYS = 365 * 6
YEARS = range(2020, 2026)
# A page of letters has all those of a call, so that their number does not follow that of the other rows.
LETTERS = 1000
KINDS = ["Teater", "Dansekompaniet", "Museet", "Festivalen", "Kunstlaget", "Ensemblet", "Forlaget", "Scenen", "Koret"]
PLACES = ["Ås", "Østfronten", "Ålesund", "Nordlys", "Bergkrystallen", "Havgapet", "Svartdalen", "Fjordgløtt", "Ærlig"]


def fill(rows: int, conflicted: User) -> None:
    """Fill the database with `rows` organisations, and what each has one of: evenly over places, topics and years.

    The user has a conflict of interest with an application in one call, with all of another, and is a contact in a
    third. Statistics are not collected, as they are not when rows have just been loaded. On PostgreSQL this needs a
    superuser, who may turn off the checks of foreign keys meanwhile.
    """
    _make_lists(rows)
    with _without_indexes():
        _fill_members()
        _fill_programmes()
        _fill_calls(rows)
        _fill_histories()
    _add_conflicts(conflicted)


def _make_lists(rows: int) -> None:
    """Make tables of the numbers of the rows, and of what a row gets by its number."""
    _execute("CREATE TEMP TABLE row (i integer PRIMARY KEY)")
    _execute(
        "WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < %s) "
        "INSERT INTO row SELECT i FROM counted",
        [rows],
    )
    _make_list("day", "date", [FIRST_DAY + timedelta(days=n) for n in range(DAYS)])
    _make_list(
        "place",
        "bigint",
        list(Municipality.objects.filter(valid_until=None).order_by("number").values_list("pk", flat=True)),
    )
    _make_list("topic", "bigint", list(Topic.objects.values_list("pk", flat=True)))
    _make_list("word", "text", [f"{kind} {place}" for place in PLACES for kind in KINDS])
    _make_list("field", "text", Organisation.Field.values)
    _make_list("category", "text", Application.Category.values)
    _make_list("caller", "text", Enquiry.Caller.values)
    _make_list("region", "text", Region.values)
    _make_list("year", "text", list(map(str, YEARS)))
    Call.objects.bulk_create(
        Call(
            year=year,
            pot=1_000_000_000,
            opens_at=datetime(year, 2, 1, tzinfo=UTC),
            deadline=datetime(year, 4, 8, tzinfo=UTC),
        )
        for year in YEARS
    )
    _make_list("call", "bigint", list(Call.objects.order_by("year").values_list("pk", flat=True)))


def _fill_members() -> None:
    _insert(
        Organisation,
        id="i",
        number="CAST(300000000 + i AS varchar(9))",
        name=f"{_pick('word')} || ' ' || i",
        field=_pick("field"),
        municipality=_pick("place"),
    )
    _insert(
        Membership,
        organisation="i",
        joined=_pick("day", every=7),
        left=f"CASE WHEN i % 9 = 0 THEN {_pick('day', every=7, later=60)} END",
        where=f"i % 9 > 0 OR i * 7 % {DAYS} + 60 < {DAYS}",
    )
    _insert(
        Contact,
        organisation="i",
        name=f"'Kari ' || {_pick('word')} || ' ' || i",
        email="'kari' || i || '@eksempel.example'",
    )


def _fill_programmes() -> None:
    _insert(
        Assignment,
        id="i",
        date=_pick("day", every=11),
        title="'Kurs ' || i",
        client="i",
        municipality=_pick("place"),
        form="'physical'",
        participants="i % 40",
        status="'held'",
        evaluation_key="CAST(i AS varchar(20))",
    )
    _insert(Assignment.topics.through, assignment="i", topic=_pick("topic"))
    _insert(Certification, id="i", uuid=_uuid(), organisation="i")
    _insert(
        Event,
        certification="i",
        kind="'awarded'",
        date=_pick("day", every=3),
        valid_until=_pick("day", every=3, later=60),
        where=f"i * 3 % {DAYS} + 60 < {DAYS}",
    )
    _insert(Enquiry, date=_pick("day"), channel="'telefon'", caller=_pick("caller"), region=_pick("region"))


def _fill_calls(rows: int) -> None:
    _insert(
        Application,
        id="i",
        uuid=_uuid(),
        call=_pick("call"),
        organisation="i",
        number=f"{_pick('year')} || '-' || i",
        title="'Prosjekt ' || i",
        category=_pick("category"),
        total_budget="200000",
        amount_applied="100000",
        amount_awarded="CASE i % 3 WHEN 0 THEN 50000 END",
        status="CASE i % 3 WHEN 0 THEN 'granted' ELSE 'rejected' END",
    )
    _insert(Grant, id="i", application="i", report_due=_pick("day"), where="i % 3 = 0")
    _insert(Payment, grant="i", part="'first'", amount="30000", due_on=_pick("day"), where="i % 3 = 0")
    step = len(YEARS) * max(rows // (LETTERS * len(YEARS)), 1)  # they are of one call, among its first and last rows
    of_letter = f"i % {step} = 0 AND i <= {LETTERS * step}"
    user = str(User.objects.values_list("pk", flat=True)[0])
    _insert(
        Decision,
        id="i",
        application="i",
        outcome="'rejected'",
        reason="'Potten er brukt opp.'",
        amount_applied="100000",
        decided_at="(SELECT deadline FROM balansepotten_call LIMIT 1)",
        decided_by=user,
        where=of_letter,
    )
    _insert(
        Message,
        id="i",
        recipient="'kari' || i || '@eksempel.example'",
        subject="'Svar'",
        body="'Hei.'",
        where=of_letter,
    )
    _insert(Letter, decision="i", message="i", where=of_letter)


def _fill_histories() -> None:
    """Add two versions of each row that is on the page of an organisation."""
    for model in (Organisation, Membership, Contact, Assignment, Event, Application, Grant, Payment):
        versions: Any = model.history.model
        columns = ", ".join(f'"{field.column}"' for field in versions.tracked_fields)
        into = f'INSERT INTO "{versions._meta.db_table}" ({columns}, history_date, history_type, history_change_reason)'
        for kind in ("+", "~"):
            chosen = f'SELECT {columns}, %s, %s, %s FROM "{model._meta.db_table}" ORDER BY id'  # noqa: S608 (own names)
            _execute(f"{into} {chosen}", [timezone.now(), kind, ""])


def _add_conflicts(user: User) -> None:
    calls = list(Call.objects.order_by("year"))  # the applications 1, 2 and 3 are in the second, third and fourth
    declared = {"user": user, "ground": "other", "declared_by": user, "declared_at": calls[0].deadline}
    ConflictOfInterest.objects.create(call=calls[1], **declared)
    ConflictOfInterest.objects.create(call=calls[2], application_id=2, **declared)
    Contact.objects.create(organisation_id=3, name=user.name, email=user.email.upper())


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Drop the indexes and triggers, and make them again over all rows at once."""
    if connection.vendor == "postgresql":
        connection.check_constraints()  # what waits to be checked would prevent changes of its table
        found = _fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        _execute("SET LOCAL session_replication_role = replica")
        _execute("SET LOCAL maintenance_work_mem = '1GB'")
    else:
        found = _fetch("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL")
    for name, definition in found:
        _execute(f'DROP {"TRIGGER" if definition.startswith("CREATE TRIGGER") else "INDEX"} "{name}"')
    yield
    for _name, definition in found:
        _execute(definition)
    if connection.vendor == "postgresql":
        _execute("SET LOCAL session_replication_role = origin")
        return
    searched = {model._meta.db_table: model.SEARCHED for model in apps.get_models() if hasattr(model, "SEARCHED")}
    for statement in (each for table, names in searched.items() for each in TextIndex(table, names).fill_sql()):
        _execute(statement)


def _pick(name: str, *, every: int = 1, later: int = 0) -> str:
    """Return SQL for the row's turn in a list, which goes on `every` so many places a row, from `later` on."""
    turn = f"(i * {every} + {later}) % {_length(name)}"
    return f"(SELECT value FROM {name} WHERE n = {turn})"  # noqa: S608 (own names)


def _uuid() -> str:
    """Return SQL for a UUID that is the row's number."""
    is_postgresql = connection.vendor == "postgresql"
    return "CAST(lpad(CAST(i AS text), 32, '0') AS uuid)" if is_postgresql else "printf('%032d', i)"


@cache
def _length(name: str) -> int:
    """Return the length of a list. Counted in each row, it would take most of the time."""
    [(length,)] = _fetch(f"SELECT count(*) FROM {name}")  # noqa: S608 (own names)
    return int(length)


def _make_list(name: str, kind: str, values: list[Any]) -> None:
    _execute(f"CREATE TEMP TABLE {name} (n integer PRIMARY KEY, value {kind})")
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {name} VALUES (%s, %s)", list(enumerate(values)))  # noqa: S608 (own names)


def _insert(model: type[models.Model], *, where: str = "true", **expressions: str) -> None:
    """Insert a row of the model for each number `i` in `row`; what has no expression gets the field's default."""
    columns, values, params = [], [], []
    for field in model._meta.local_concrete_fields:
        if field.primary_key and field.name not in expressions:
            continue
        columns.append(f'"{field.column}"')
        if field.name in expressions:
            values.append(expressions.pop(field.name).replace("%", "%%"))
        else:
            values.append("%s")
            params.append(field.get_db_prep_save(field.pre_save(model(), add=True), connection))
    if expressions:
        raise ValueError(f"{model.__name__} has no {', '.join(expressions)}")
    into = f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)})'
    chosen = f"SELECT {', '.join(values)} FROM row WHERE {where.replace('%', '%%')} ORDER BY row.i"  # noqa: S608 (own names)
    _execute(f"{into} {chosen}", params)


def _fetch(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _execute(sql: str, params: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
