"""Search finds the same rows on both databases, by an index that follows the rows."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.folding import fold_text
from balansekunst.operations import TextIndex
from balansekunst.search import forget_deleted, matching, rarity, search_words
from balansemerket.models import Certification, Event
from balansepotten.models import Application
from courses.models import Assignment, PublicEvent
from members.models import Contact, Fee, Membership, MembershipApplication, Municipality, Organisation
from tests.event_factories import PublicEventFactory
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    ContactFactory,
    MembershipApplicationFactory,
    OrganisationFactory,
)
from tests.plans import full_scans

pytestmark = pytest.mark.django_db
FACTORIES: dict[Any, Any] = {
    Organisation: OrganisationFactory,
    Contact: ContactFactory,
    Assignment: AssignmentFactory,
    Application: ApplicationFactory,
    MembershipApplication: MembershipApplicationFactory,
    PublicEvent: PublicEventFactory,
}
SEARCHED = [model for model in apps.get_models() if hasattr(model, "SEARCHED")]
NAMES = [
    "Ås kunstlag",
    "TEATER ØST",
    "ČÁJÁHUS",
    "Kunsthallen på Ås",
    'Huset «Hjørnet» "A-B"',
    "Strand 100%",
    "under_strek",
    "",
]
SEARCHES = ["ås", "kunst", "KUNST ås", "ås kunsthallen", "øst", "teater øst", "østteater", "čájá", "ČÁJ", "hjørnet"]
SEARCHES += [
    '"teater øst"',
    "'på ås'",
    "a-b",
    '"A-B"',
    "strand",
    "100%",
    "%",
    "r_s",
    "___",
    "aaa",
    "314",
    " ",
]


@pytest.mark.parametrize(
    ("words", "rarest"), [(["Virksomhet", "4711"], "4711"), (["kunst", "kunsthallen"], "kunsthallen")], ids=str
)
def test_number_is_rarer_than_word(words: list[str], rarest: str) -> None:
    assert max(words, key=rarity) == rarest


def found(text: str) -> set[str]:
    return {row.name for row in matching(Organisation.objects.all(), text, ["name", "number", "postal_place"])}


@pytest.mark.parametrize("text", [pytest.param(text, id=f"search-{n}") for n, text in enumerate(SEARCHES)])
def test_search_equals_comparison_of_texts(text: str) -> None:
    """A word of two letters has to begin a word; signs between letters are ignored."""
    names = [name or f"Nummer {place}" for place, name in enumerate(NAMES)]
    organisations = [
        OrganisationFactory.create(name=name, postal_place="Kunstby"[: place * 2]) for place, name in enumerate(names)
    ]
    words = [f" {word}" if len(word) < 3 else word for word in search_words(text)]

    expected = {
        row.name
        for row in organisations
        if all(
            any(word in f" {fold_text(value)}" for value in (row.name, row.number, row.postal_place)) for word in words
        )
    }
    if text.strip() and not words:
        expected = set()

    assert found(text) == expected


def test_no_row_has_thousands_of_words() -> None:
    OrganisationFactory.create(name="Festivalen")

    assert found("".join(f"festival{number} " for number in range(5000))) == set()


def test_search_follows_changes() -> None:
    organisation = OrganisationFactory.create(name="Festivalen")
    assert found("festival") == {"Festivalen"}

    Organisation.objects.filter(pk=organisation.pk).update(name="Museet")
    assert (found("festival"), found("museet")) == (set(), {"Museet"})

    organisation.refresh_from_db()
    organisation.postal_place = "Vardø"
    organisation.save()
    assert (found("vardø"), found("museet")) == ({"Museet"}, {"Museet"})

    organisation.delete()
    assert (found("vardø"), found("museet")) == (set(), set())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has the texts in the rows themselves")
def test_index_forgets_deleted_texts() -> None:
    contact = ContactFactory.create(name="Жжж")
    ContactFactory.create(name="Ola")
    assert matching(Contact.objects.all(), "жжж", ["name"]).exists()  # writes the index, as a commit does
    contact.delete()

    def is_left() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM members_contact_search_data")
            return any("ж".encode() in bytes(block) for (block,) in cursor.fetchall())

    before = is_left()
    forget_deleted()

    assert (before, is_left()) == (True, False)
    assert matching(Contact.objects.all(), "ola", ["name"]).exists()


def test_search_finds_own_and_related_rows_once() -> None:
    organisation = OrganisationFactory.create(name="Kunstlaget")
    contacts = [ContactFactory.create(organisation=organisation, name=name) for name in ("Kari Kunst", "Ola")]
    ContactFactory.create(name="Per", email="per@annen.example")

    rows = matching(Contact.objects.all(), "kunst", ["name", "email", "organisation__name"])
    both = matching(Contact.objects.all(), "kari kunstlag", ["name", "email", "organisation__name"])

    assert sorted(row.pk for row in rows) == sorted(row.pk for row in contacts)
    assert [row.name for row in both] == ["Kari Kunst"]


def test_search_of_rows_stays_within_them() -> None:
    visible, other = (
        ApplicationFactory.create(title="Kunst for alle"),
        ApplicationFactory.create(title="Kunst for noen"),
    )

    rows = matching(Application.objects.exclude(pk=other.pk), "kunst", ["title", "organisation__name"])

    assert list(rows) == [visible]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        pytest.param(model, field, id=f"{model._meta.label_lower}-{field}")
        for model in SEARCHED
        for field in model.SEARCHED
    ],
)
def test_index_of_each_field_follows_its_rows(model: Any, field: str) -> None:
    if model is Municipality:
        row = Municipality.objects.all()[0]
    else:
        # An assignment has a client either as an organisation or by name.
        row = FACTORIES[model].create(**({"client": None, "client_name": "Kor"} if field == "client_name" else {}))
    before, after = ("314159265", "326000027") if field == "number" else ("festa@eksempel.example", "museum@a.example")
    if model is Municipality and field == "number":
        before, after = "9971", "9972"

    def keys(text: str) -> list[int]:
        return list(matching(model.objects.all(), text, [field]).values_list("pk", flat=True))

    model.objects.filter(pk=row.pk).update(**{field: before})
    assert (keys(before), keys(after)) == ([row.pk], [])
    model.objects.filter(pk=row.pk).update(**{field: after})
    assert (keys(before), keys(after)) == ([], [row.pk])
    make_index_again(model)
    assert (keys(before), keys(after)) == ([], [row.pk])


def make_index_again(model: Any) -> None:
    index = TextIndex(model._meta.db_table, model.SEARCHED)
    connection.check_constraints()  # those that PostgreSQL has deferred prevent a change of the table
    with connection.cursor() as cursor:
        for statement in (*index.drop_sql(connection.vendor), *index.create_sql(connection.vendor)):
            cursor.execute(statement)


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(model, id=model._meta.label_lower)
        for model in (Organisation, Membership, Contact, Fee, Certification, Event, Assignment, Application)
    ],
)
@pytest.mark.parametrize("text", [pytest.param("festivalen", id="word"), pytest.param("ås 314159265", id="words")])
def test_search_in_list_scans_no_table(staff_client: Client, model: type[Model], text: str) -> None:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    tables = [each._meta.db_table for each in (Organisation, Contact, Assignment, Application)]

    with CaptureQueriesContext(connection) as captured:
        assert staff_client.get(url, {"q": text}).status_code == 200

    searching = [query["sql"] for query in captured if text.split()[-1] in query["sql"]]
    assert searching
    for sql in searching:
        assert full_scans(sql, *tables) == []


def test_searched_fields_of_lists_are_indexed() -> None:
    """A list is searched by texts of its own that all have an index, or by none."""
    for model in SEARCHED:
        fields = admin.site.get_model_admin(model).search_fields
        own = {field for field in fields if "__" not in field}
        assert own == set(model.SEARCHED)
