"""A folder with errors in some rows: each is reported once, at its cell, and nothing else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from office.folder import FILES, Place, Report, import_folder, read_folder
from tests.imports.folders import BAD, DATA
from tests.saved_rows import insert_rows

pytestmark = pytest.mark.one_database
FAULTS = json.loads((DATA / "bad-faults.json").read_text(encoding="utf-8"))


def place(fault: dict[str, Any]) -> Place:
    return Place(fault["file"], fault["sheet"] or "", fault["row"], fault["column"])


def row_counts() -> dict[type[models.Model], int]:
    return {model: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture(scope="module", params=["empty", "filled"])
def report(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Report]:
    """The report of importing the folder, before and after the good one."""
    with django_db_blocker.unblock(), transaction.atomic():
        if request.param == "filled":
            insert_rows(request.getfixturevalue("office_rows"))
        before = row_counts()
        report = import_folder(read_folder(BAD))
        assert row_counts() == before
        yield report
        transaction.set_rollback(True)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['file']}-{fault['row']}-{fault['column']}")
def test_bad_folder_fault_is_reported_once(report: Report, fault: dict[str, Any]) -> None:
    assert [one.place for one in report.faults].count(place(fault)) == 1


def test_bad_folder_reports_only_faults(report: Report) -> None:
    order = list(FILES)
    expected = sorted(map(place, FAULTS), key=lambda at: (order.index(at.file), at.row))

    assert [fault.place for fault in report.faults] == expected


def test_bad_folder_lines_have_place_and_expectation(report: Report) -> None:
    lines = [str(fault) for fault in report.faults]

    assert lines[0] == (
        "medlemmer.xlsx, Medlemmer, rad 19, Organisasjonsnummer: "
        "«310000001» er ikke et organisasjonsnummer: ni sifre, der det siste er et kontrollsiffer."
    )
    assert lines[-1] == (
        "radgivning.csv, rad 4, Landsdel: «Svalbard» er ikke et av valgene. "
        "Skriv Sørlandet, Midt-Norge, Nord-Norge, Vestlandet, Østlandet eller ukjent / vil ikke si."
    )
