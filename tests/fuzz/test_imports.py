"""No cell of an imported file makes the program fail, or is shown as markup: a list's own export, with bad cells in it.

`--fuzz-cases` and `--fuzz-seed` ask for more, or others.
"""

import csv
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.test import Client
from openpyxl.utils.exceptions import IllegalCharacterError

from balansekunst.access import Role
from tests.admin.conftest import make
from tests.admin.test_files import CSV, EDITED, confirm, export, review, sheet
from tests.conftest import give_role, log_in
from tests.factories import UserFactory
from tests.fuzz.requests import BAD_TEXTS, MARKUP, fault_in

CASES_FOR_EACH_FILE = 500
CELLS: tuple[Any, ...] = (*BAD_TEXTS, -1, 2**70, 1e300, True, *(f"{MARKUP}{end}" for end in ("", "a" * 300, "@a.no")))


def with_bad_cells(rows: list[list[str]], random: Random) -> list[list[Any]]:
    """Return the rows with one to three other cells, at times in the headings."""
    changed: list[list[Any]] = [list(row) for row in rows]
    for _number in range(random.randint(1, 3)):
        row = random.choice(changed if random.random() < 0.2 else changed[1:])
        row[random.randrange(len(row))] = random.choice(CELLS)
    return changed


def file_of(rows: list[list[Any]], random: Random) -> tuple[str, bytes]:
    """Return the name and content of a file with the rows, of either kind."""
    text = StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    as_csv = "ark.csv", text.getvalue().encode("utf-8", "surrogatepass")
    if random.random() < 0.5:
        return as_csv
    try:
        return "ark.xlsx", sheet(*(tuple(row) for row in rows))
    except (IllegalCharacterError, UnicodeEncodeError):  # a workbook has no such characters
        return as_csv


def failure_of(client: Client, model: type[Model], name: str, content: bytes) -> str:
    """Return how the import failed, or an empty text; undo what it changed."""
    cache.clear()
    try:
        with transaction.atomic():
            responses = [review(client, model, name, content)]
            if responses[0].context and responses[0].context.get("confirm_form"):
                responses.append(confirm(client, model, responses[0]))
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 (whatever a view raises)
        return f"{type(error).__name__}: {str(error)[:200]}"
    return " ".join(filter(None, map(fault_in, responses)))


@pytest.mark.django_db
@pytest.mark.usefixtures("_without_log")
def test_no_imported_cell_fails(fuzz: tuple[int, int]) -> None:
    cases, seed = fuzz
    person = UserFactory.create(name="Alle Roller", is_staff=True, is_superuser=True)
    for role in Role:
        give_role(person, role)
    client, failures = log_in(person), []
    for model in EDITED:
        make(model, 2)
        rows = list(csv.reader(StringIO(export(client, model, CSV).decode("utf-8-sig")), delimiter=";"))
        for number in range(cases // CASES_FOR_EACH_FILE):
            random = Random(f"{seed} {model._meta.label} {number}")  # noqa: S311 (it has to be repeatable)
            name, content = file_of(with_bad_cells(rows, random), random)
            if failure := failure_of(client, model, name, content):
                failures.append(f"{model._meta.label} {number}: {failure}")

    assert not failures, "\n".join([f"seed {seed}, {len(failures)} failures", *failures])
