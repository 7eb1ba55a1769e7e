"""Time the import of members: `uv run python -m bench.imports [ROWS] [DATABASE_URL ...]`.

Makes a scratch database on each server, or on that of DATABASE_URL, or in a file of SQLite. Imports a sheet of ROWS
members, by default 10 000, each with an organisation, a membership and a contact; again unchanged; with a change in
each row; with one error; and as a preview. Beside each is a plain import of the same three kinds of rows: the
`ModelResource` of django-import-export with its own options, one for each model, which writes the same histories and
validates nothing. Prints the seconds, the number of statements, and how many times faster ours is.
"""

import argparse
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from import_export.resources import modelresource_factory  # noqa: E402
from tablib import Dataset  # noqa: E402

from balansekunst.imports.sheets import Row, Sheet  # noqa: E402
from bench import scratch  # noqa: E402
from members.models import Contact, Membership, Municipality, Organisation  # noqa: E402
from members.resources import MembershipResource  # noqa: E402
from tests.factories import organisation_number  # noqa: E402

FIRST_DAY = date(2015, 1, 1)
DAYS = 365 * 10
HEADINGS = [column.column_name for column in MembershipResource.fields.values()]


# The fields of each model that the plain import reads, and how many of them identify a row.
PLAIN = {
    Organisation: (1, ["number", "name", "field", "municipality", "email", "website"]),
    Membership: (2, ["organisation", "joined", "left"]),
    Contact: (2, ["organisation", "name"]),
}


@dataclass
class Timing(AbstractContextManager["Timing"]):
    """The seconds and statements of a block."""

    seconds: float = 0
    statements: int = 0
    counting: Any = field(default=None, repr=False)

    def __enter__(self) -> "Timing":
        self.counting = connection.execute_wrapper(self._count)
        self.counting.__enter__()
        self.seconds -= time.perf_counter()
        return self

    def __exit__(self, *error: object) -> None:
        self.seconds += time.perf_counter()
        self.counting.__exit__(*error)

    def _count(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.statements += 1
        return execute(*arguments)


def main() -> None:
    """Time the imports on each of the databases, each in a process of its own."""
    arguments = argparse.ArgumentParser(prog="bench.imports", description=__doc__.splitlines()[0])
    arguments.add_argument("rows", nargs="?", type=int, default=10_000)
    arguments.add_argument("database", nargs="*")
    options = arguments.parse_args()
    scratch.run_on_each(options.database, "bench.imports", str(options.rows))
    if not options.database:
        setup_test_environment()
        with TemporaryDirectory() as folder, scratch.database(Path(folder)):
            report(options.rows)


def report(rows: int) -> None:
    members = members_of(rows)
    changed = [member | {"Nettside": "https://ny.example"} for member in members]
    faulty = [*members[:-1], members[-1] | {"Utmeldt": members[-1]["Innmeldt"]}]
    with transaction.atomic():
        plain = [import_plainly(each) for each in (members, members, changed)]
        transaction.set_rollback(True)
    ours = [import_sheet(members, dry_run=True), import_sheet(faulty, faults=1)]
    ours += [import_sheet(each) for each in (members, members, changed)]
    print(f"\n{connection.vendor}, {rows} members\n")  # noqa: T201
    print(f"{'':24}{'ours':>18}{'plain':>20}{'times faster':>16}")  # noqa: T201
    names = ("first, as a preview", "first, with one error", "first", "unchanged", "a change in each row")
    for name, our, other in zip(names, ours, [plain[0], plain[0], *plain], strict=True):
        print(  # noqa: T201
            f"{name:24}{our.seconds:8.1f} s {our.statements:5} SQL{other.seconds:8.1f} s {other.statements:6} SQL"
            f"{other.seconds / our.seconds:12.1f}"
        )


def members_of(rows: int) -> list[dict[str, Any]]:
    """Return the cells of each member, by headings of ours and names of fields."""
    places = list(Municipality.objects.filter(valid_until=None).order_by("number"))
    return [
        {
            "Organisasjonsnummer": organisation_number(row),
            "Navn": f"Virksomhet {row}",
            "Kunstfelt": str(Organisation.Field.labels[row % 7]),
            "field": Organisation.Field.values[row % 7],
            "Kommune": places[row % len(places)].display_name,
            "municipality": places[row % len(places)].pk,
            "E-post": f"post{row}@eksempel.example",
            "Nettside": f"https://eksempel{row}.example",
            "Kontaktperson": f"Kari Kontakt {row}",
            "Innmeldt": FIRST_DAY + timedelta(days=row * 7 % DAYS),
        }
        for row in range(rows)
    ]


def import_sheet(members: list[dict[str, Any]], *, dry_run: bool = False, faults: int = 0) -> Timing:
    sheet = Sheet(HEADINGS)
    sheet.rows += (Row(number, tuple(map(member.get, HEADINGS))) for number, member in enumerate(members, 2))
    with Timing() as timing:
        result = MembershipResource(preview=dry_run).import_data(
            sheet, dry_run=dry_run, rollback_on_validation_errors=True
        )
    check(len(result.invalid_rows) == faults and not result.has_errors())
    return timing


def import_plainly(members: list[dict[str, Any]]) -> Timing:
    """Import each of the models. Rows refer to an organisation by its key, which the first import gives."""
    names = {"number": "Organisasjonsnummer", "email": "E-post", "website": "Nettside", "joined": "Innmeldt"}
    timing = Timing()
    for model, (keys, fields) in PLAIN.items():
        organisations = dict(Organisation.objects.values_list("number", "pk"))
        dataset = Dataset(headers=fields)
        for member in members:
            cells = member | {field: member[heading] for field, heading in names.items()}
            cells |= {"name": member["Navn" if model is Organisation else "Kontaktperson"], "left": None}
            cells["organisation"] = organisations.get(cells["number"])
            dataset.append([cells[field] for field in fields])
        resource = modelresource_factory(model, meta_options={"fields": fields, "import_id_fields": fields[:keys]})()
        with timing:
            result = resource.import_data(dataset)
        check(not result.has_errors() and not result.has_validation_errors())
    return timing


def check(is_right: bool) -> None:  # noqa: FBT001
    if not is_right:
        raise AssertionError("An import gave another result")


if __name__ == "__main__":
    main()
