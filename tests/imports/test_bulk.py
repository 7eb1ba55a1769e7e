"""Rows are saved together, as if each had been saved by itself, and by a number of statements that doesn't grow."""

from datetime import time
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from balansekunst.admin.lists import EditedAdmin
from balansekunst.imports import resources
from balansekunst.imports.batches import Batch
from balansekunst.imports.faults import Refused
from balansekunst.imports.sheets import Sheet
from balansekunst.imports.widgets import MomentWidget
from balansekunst.resources import UserResource
from balansemerket.resources import EventResource
from balansepotten.resources import ApplicationResource, CallResource
from members.models import Contact, County, Organisation
from members.resources import MembershipResource
from members.sheets import ContactResource
from office.folder import FILES, import_folder, read_folder
from tests.factories import ContactFactory, UserFactory
from tests.imports.folders import GOOD
from tests.imports.sheets import EXAMPLES, KNOWN, Cells, Example, register, register_call, sheet_of

pytestmark = pytest.mark.django_db

# An account has sessions and an address, so that each is saved by itself.
SAVED_TOGETHER = [example for example in EXAMPLES if example.resource is not UserResource]
# Whether applicants rely on a call is asked about each call.
CHANGED_TOGETHER = [e for e in SAVED_TOGETHER if e.change and e.resource is not CallResource]
# What differs between two imports of the same rows.
UNEQUAL = {"evaluation_key", "history_date", "uuid", "created_at", "changed_at", "password", "date_joined"}


def each(examples: list[Example]) -> Any:
    return pytest.mark.parametrize("example", [pytest.param(example, id=example.name) for example in examples])


def run(resource: type[resources.SheetResource], sheet: Sheet, **options: Any) -> Any:
    return resource().import_data(sheet, file_name="fil.xlsx", user=UserFactory.create(), **options)


def statements(example: Example, sheet: Sheet) -> int:
    imported, user = example.resource(), UserFactory.create()
    with CaptureQueriesContext(connection) as queries:
        result = imported.import_data(sheet, user=user)
    assert [*result.base_errors, *result.invalid_rows] == []
    return len(queries)


class RowByRow(Batch):
    """Saves each row as a form does, which sends signals and makes versions in the history one by one."""

    def write(self) -> None:
        for model in self._in_order():
            for row, related in self._related[model]:
                is_new = row.pk is None
                row._change_reason = self.reason  # type: ignore[attr-defined]
                row.skip_history_when_saving = True  # type: ignore[attr-defined]
                row.save()
                for name, others in related.items():
                    getattr(row, name).set(others)
                del row.skip_history_when_saving  # type: ignore[attr-defined]
                post_save.send(model, instance=row, created=is_new, raw=False, using="default")


@pytest.fixture
def as_reference(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`as_reference(resource)` returns a resource that checks each row in the database, and saves it by itself."""

    def as_reference(resource: type[resources.SheetResource]) -> type[resources.SheetResource]:
        class Reference(resource):  # type: ignore[misc,valid-type]
            def save(self, rows: list[Any]) -> None:
                monkeypatch.setattr(resources, "Batch", RowByRow)
                for row in rows:
                    self.save_carefully(row)
                monkeypatch.undo()

        return Reference

    return as_reference


def stored(app: str) -> dict[str, list[str]]:
    """Return the rows of the app and their histories, with the place of each row instead of its key."""
    models = list(apps.get_app_config(app).get_models(include_auto_created=True))
    found = {model: list(model._base_manager.order_by("pk")) for model in models}
    places = {model: {row.pk: place for place, row in enumerate(rows)} for model, rows in found.items()}
    return {model._meta.label: sorted(str(values(row, places)) for row in rows) for model, rows in found.items()}


def values(row: Any, places: dict[type[Model], dict[Any, int]]) -> Cells:
    is_link = row._meta.auto_created or hasattr(row, "m2m_history_id")
    found: Cells = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name == "id":
            found["id"] = None if is_link else places[getattr(row, "instance_type", type(row))].get(value)
        elif field.name == "history" and value:
            found["history"] = (row.history.history_type, row.history.history_change_reason)
        elif field.is_relation:
            found[field.name] = places.get(field.related_model, {}).get(value, value)
        elif not (field.primary_key or field.name in UNEQUAL):
            found[field.name] = value
    return found


def outcome(resource: type[resources.SheetResource], *sheets: Sheet) -> list[Any]:
    """Return what is stored and reported after each of the imports, and undo them."""
    found: list[Any] = []
    with transaction.atomic():
        user = UserFactory.create(email="den.som@importerer.example", name="Ada Ansatt")
        for sheet in sheets:
            imported = resource()
            result = imported.import_data(sheet, file_name="fil.xlsx", user=user)
            invalid = [(row.number, row.error_dict) for row in result.invalid_rows]
            rows = [(row.import_type, list(row.diff)) for row in result.rows if not row.validation_error]
            found += [dict(result.totals), rows, invalid, imported.changes]
            found.append(stored(resource._meta.model._meta.app_label))
        transaction.set_rollback(True)
    return found


def test_every_sheet_has_an_example() -> None:
    edited = [found for found in admin.site._registry.values() if isinstance(found, EditedAdmin)]
    imported = {resource for found in edited for resource in found.resource_classes}
    imported |= {resource for found in FILES.values() for resource in found}

    assert {example.resource for example in EXAMPLES} == imported


@pytest.mark.one_database
@each(SAVED_TOGETHER)
def test_statements_of_new_rows_do_not_grow(example: Example) -> None:
    example.prepare()

    with transaction.atomic():
        few = statements(example, example.sheet(2))
        transaction.set_rollback(True)

    assert statements(example, example.sheet(6)) == few


@each(CHANGED_TOGETHER)
def test_statements_of_changed_rows_do_not_grow(example: Example) -> None:
    example.prepare()
    run(example.resource, example.sheet(6))

    with transaction.atomic():
        few = statements(example, example.sheet(2, example.change))
        transaction.set_rollback(True)

    assert statements(example, example.sheet(6, example.change)) == few


@pytest.mark.one_database
@each(EXAMPLES)
def test_unchanged_rows_take_no_statements(example: Example) -> None:
    example.prepare()
    run(example.resource, example.sheet(6))

    assert statements(example, example.sheet(6)) == statements(example, example.sheet(1)) <= 10


@each(EXAMPLES)
def test_rows_are_stored_as_one_by_one(example: Example, as_reference: Any) -> None:
    example.prepare()
    # One by one, a changed event of the mark is refused: an import cancels it and adds another.
    change = {} if example.resource is EventResource else example.change
    sheets = [example.sheet(3), example.sheet(4), example.sheet(4, change), example.sheet(5)]

    together = outcome(example.resource, *sheets)

    assert together == outcome(as_reference(example.resource), *sheets)
    assert together[0]["new"] == 3


def faulty_sheets() -> list[Any]:
    examples = {example.resource: example for example in EXAMPLES}
    contacts, members, applications = (
        [examples[resource].cells(n) for n in range(6)]
        for resource in (ContactResource, MembershipResource, ApplicationResource)
    )
    contacts[2] |= {"Organisasjonsnummer": KNOWN[0], "E-post": "kari0@eksempel.example"}
    contacts[4] |= {"E-post": "ikke en adresse"}
    members[3] |= {"Organisasjonsnummer": members[1]["Organisasjonsnummer"]}
    members[5] |= {"Utmeldt": members[5]["Innmeldt"]}
    applications[1] |= {"Tildelt beløp": 30_000}
    applications[4] |= {"Søknadsbeløp": 60_000}
    return [
        pytest.param(ContactResource, contacts, [4, 6], id="contacts"),
        pytest.param(MembershipResource, members, [3, 7], id="members"),
        pytest.param(ApplicationResource, applications, [3, 6], id="applications"),
    ]


@pytest.mark.parametrize(("resource", "rows", "faults"), faulty_sheets())
def test_faults_are_reported_as_one_by_one(
    resource: Any, rows: list[Cells], faults: list[int], as_reference: Any
) -> None:
    register_call()

    together = outcome(resource, sheet_of(rows))

    assert together == outcome(as_reference(resource), sheet_of(rows))
    assert sorted(number for number, _errors in together[2]) == faults


def test_one_fault_takes_few_statements() -> None:
    register()
    example = next(example for example in EXAMPLES if example.resource is ContactResource)
    cells = example.cells(0)
    rows = [cells | {"Navn": f"Kari {n}", "E-post": f"kari{n}@eksempel.example"} for n in range(256)]
    rows[200] |= {"E-post": "kari100@eksempel.example"}

    with CaptureQueriesContext(connection) as queries:
        result = ContactResource().import_data(sheet_of(rows))

    assert [row.number for row in result.invalid_rows] == [202]
    assert len(queries) < 100


def test_one_fault_has_only_its_neighbours_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "TOGETHER", 16)
    written: list[int] = []

    class Counting(ContactResource):
        def add_to_batch(self, row: Any, batch: Batch) -> None:
            written.append(row.number)
            super().add_to_batch(row, batch)

    register()
    cells = next(example for example in EXAMPLES if example.resource is ContactResource).cells(0)
    rows = [cells | {"Navn": f"Kari {n}", "E-post": f"kari{n}@eksempel.example"} for n in range(64)]
    rows[63] |= {"E-post": "kari0@eksempel.example"}

    result = Counting().import_data(sheet_of(rows))

    assert [row.number for row in result.invalid_rows] == [65]
    assert written.count(2) == 1
    assert len(written) < 64 + 2 * 16


def test_changed_contact_loses_account() -> None:
    register()
    organisation = Organisation.objects.get(number=KNOWN[0])
    contacts = [ContactFactory.create(organisation=organisation, name=name) for name in ("Ada", "Bo")]
    contacts[0].user = UserFactory.create(email=contacts[0].email)
    contacts[0].save()
    changed = [
        {"Organisasjonsnummer": KNOWN[0], "Navn": contact.name, "E-post": f"ny.{contact.email}"} for contact in contacts
    ]

    result = run(ContactResource, sheet_of(changed))

    assert result.totals["update"] == 2
    assert list(Contact.objects.order_by("name").values_list("email", "user")) == [
        (row["E-post"], None) for row in changed
    ]
    assert [contact.history.count() for contact in contacts] == [3, 2]


def test_refusal_of_database_is_reported_at_row() -> None:
    example = EXAMPLES[0]

    class Broken(example.resource):  # type: ignore[name-defined]
        def clean_row(self, row: Any) -> None:
            if row.number == 3:
                raise DatabaseError("broken")

    result = run(Broken, example.sheet(3), rollback_on_validation_errors=True)

    assert [(row.number, row.error.messages) for row in result.invalid_rows] == [
        (3, ["Raden kan ikke lagres (broken)."])
    ]
    assert not County.objects.filter(number="90").exists()


def test_moment_before_all_calendars_is_refused_at_its_cell() -> None:
    with pytest.raises(ValidationError, match=r"Datoen «01\.01\.0001 00:10» finnes ikke"):
        MomentWidget(time(23, 59)).read("01.01.0001 00:10")


def test_row_that_fails_is_refused_for_other_sheets() -> None:
    class Broken(MembershipResource):
        def clean_row(self, row: Any) -> None:
            raise DatabaseError("broken")

    refused = Refused()
    example = next(each for each in EXAMPLES if each.resource is MembershipResource)
    sheet = example.sheet(1)
    Broken(refused).import_data(sheet)

    assert refused.includes(Organisation, sheet.rows[0].cells[sheet.headers.index("Organisasjonsnummer")])


def test_only_changed_fields_of_a_row_are_updated() -> None:
    first, second = County.objects.order_by("pk")[:2]
    County.objects.filter(pk=second.pk).update(name="Lagret imens")
    first.name, second.region = "Nytt navn", "Midt-Norge"

    batch = Batch("Import")
    batch.update(first, {"name"})
    batch.update(second, {"region"})
    batch.write()

    assert list(County.objects.order_by("pk").values_list("name", flat=True)[:2]) == ["Nytt navn", "Lagret imens"]


def test_office_folder_takes_few_statements() -> None:
    folder = read_folder(GOOD)

    counts = []
    for _time in ("first", "unchanged"):
        with CaptureQueriesContext(connection) as queries:
            import_folder(folder)
        counts.append(len(queries))

    assert len(folder) == 751
    assert counts[0] < 150
    assert counts[1] < 50
