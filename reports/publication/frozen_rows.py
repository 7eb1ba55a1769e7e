"""The keys of the rows behind published figures: there may be millions, so the database stores and compares them.

Only some of those that differ are read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Func, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from balansekunst.figures import Figure
from reports.models import FrozenFigure

type SQL = tuple[str, list[Any]]

# SQLite before 3.44 has no ORDER BY in an aggregate, but makes the list in the order of the rows, which are sorted.
SORTED_LIST = {"postgresql": "jsonb_agg(pk ORDER BY pk)", "sqlite": "json_group_array(pk)"}
ELEMENTS = {"postgresql": "jsonb_array_elements", "sqlite": "json_each"}


class ListLength(Func):
    """The length of a JSON list; NULL where there is none."""

    function = "jsonb_array_length"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="json_array_length", **extra)


@dataclass(frozen=True)
class Keys:
    """The first keys of the rows, sorted, and how many rows there are."""

    first: tuple[int, ...] = ()
    count: int = 0


NO_KEYS = Keys()


def store(frozen: Sequence[FrozenFigure], figure: Figure) -> None:
    """Insert a figure's numbers, one for each group, with the sorted keys of the rows that are counted; one query."""
    live, params = _live(figure)
    numbers, number_params = _values(
        (place, one.publication_id, one.key, one.group, one.value) for place, one in enumerate(frozen)
    )
    sql = f"""
        WITH {live},
        sorted AS (SELECT DISTINCT name, pk FROM live ORDER BY name, pk),
        lists (name, pks) AS (SELECT name, {SORTED_LIST[connection.vendor]} FROM sorted GROUP BY name),
        numbers (place, publication, key, name, value) AS ({numbers})
        INSERT INTO reports_frozenfigure (publication_id, key, "group", value, rows)
        SELECT publication, key, numbers.name, value, COALESCE(pks, '[]')
        FROM numbers LEFT JOIN lists ON lists.name = numbers.name ORDER BY place
    """  # noqa: S608 (own names)
    _execute(sql, [*params, *number_params])


@dataclass(frozen=True)
class Comparison:
    """The rows behind a published figure, and those that it counts now. `name` is `area.figure`."""

    publication_id: int
    name: str
    figure: Figure

    def moved(self, most: int) -> tuple[dict[str, Keys], dict[str, Keys]]:
        """Return by group the rows that came and those that went, each with its `most` first keys; one query."""
        sql = """
            moved AS (
                SELECT name, pk, MAX(is_live) AS came FROM compared
                GROUP BY name, pk HAVING MIN(is_live) = MAX(is_live)
            ),
            placed AS (
                SELECT name, pk, came, COUNT(*) OVER (PARTITION BY name, came) AS number,
                ROW_NUMBER() OVER (PARTITION BY name, came ORDER BY pk) AS place FROM moved
            )
            SELECT came, name, number, pk FROM placed WHERE place <= %s ORDER BY came, name, pk
        """
        came: dict[str, Keys] = {}
        went: dict[str, Keys] = {}
        for is_live, group, count, key in self._fetch(sql, [most]):
            side = came if is_live else went
            side[group] = Keys((*side.get(group, NO_KEYS).first, key), count)
        return came, went

    def stayed(self, among: QuerySet[Any], most: int) -> dict[str, list[int]]:
        """Return by group the `most` first keys that are counted both times and are among these; one query."""
        chosen, params = _sql_of(among)
        sql = f"""
            stayed AS (
                SELECT name, pk FROM compared WHERE pk IN ({chosen})
                GROUP BY name, pk HAVING MIN(is_live) < MAX(is_live)
            ),
            placed AS (SELECT name, pk, ROW_NUMBER() OVER (PARTITION BY name ORDER BY pk) AS place FROM stayed)
            SELECT name, pk FROM placed WHERE place <= %s ORDER BY name, pk
        """  # noqa: S608 (own names)
        keys: dict[str, list[int]] = {}
        for group, key in self._fetch(sql, [*params, most]):
            keys.setdefault(group, []).append(key)
        return keys

    def _fetch(self, sql: str, params: Iterable[Any]) -> list[Any]:
        live, live_params = _live(self.figure)
        sql = f"""
            WITH {live},
            compared (name, pk, is_live) AS (
                SELECT name, pk, 1 FROM live UNION ALL SELECT frozen."group", CAST(element.value AS bigint), 0
                FROM reports_frozenfigure AS frozen, {ELEMENTS[connection.vendor]}(frozen.rows) AS element
                WHERE frozen.publication_id = %s AND frozen.key = %s
            ),
            {sql}
        """  # noqa: S608 (own names)
        return _execute(sql, [*live_params, self.publication_id, self.name, *params])


def _live(figure: Figure) -> SQL:
    """Return SQL for the keys of the rows that are counted, with the names of their groups; one may be there twice."""
    group = Cast(figure.by, TextField()) if figure.by else Value("", TextField())
    rows = figure.rows.order_by().annotate(figure_group=group).values_list("figure_group", "pk")
    counted, params = _sql_of(rows)
    if not figure.groups:
        return f"live (name, pk) AS ({counted})", params
    named = [(str(value), str(name)) for value, name in figure.groups().items()]
    names, name_params = _values(named or [(None, None)])  # there may be none
    # Otherwise SQLite computes the group of a row anew for each name.
    sql = f"""
        named (value, name) AS ({names}), counted (value, pk) AS MATERIALIZED ({counted}),
        live AS (SELECT named.name, counted.pk FROM counted JOIN named ON named.value = counted.value)
    """  # noqa: S608 (own names)
    return sql, [*name_params, *params]


def _sql_of(rows: QuerySet[Any]) -> SQL:
    """Return SQL for the rows, also for those that Django knows to be none."""
    sql, params = rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    return sql, list(params)


def _values(rows: Iterable[Sequence[Any]]) -> SQL:
    """Return SQL for a table of these values."""
    listed = list(rows)
    return "VALUES " + ", ".join(f"({', '.join(['%s'] * len(row))})" for row in listed), [*chain.from_iterable(listed)]


def _execute(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
