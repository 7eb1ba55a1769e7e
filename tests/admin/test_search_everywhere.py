"""The search in all lists: what it finds, in which order, and for whom."""

import unicodedata
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.search import fields_of
from balansemerket.models import Certification
from balansepotten.models import Application
from courses.models import Assignment
from members import identities
from members.models import Contact, Organisation
from tests.conftest import log_in, user_in_role
from tests.factories import (
    AssignmentFactory,
    CertificationFactory,
    ConflictFactory,
    ContactFactory,
    DecisionFactory,
    DraftFactory,
    EnquiryFactory,
    GrantFactory,
    MembershipApplicationFactory,
    OrganisationFactory,
    ReportFactory,
)
from tests.plans import full_scans, plan_of

pytestmark = pytest.mark.django_db
SEARCH = reverse("admin:search")


def search(client: Client, text: str) -> dict[str, list[str]]:
    """Return the titles of the hits of each kind."""
    response = client.get(SEARCH, {"q": text})
    assert response.status_code == 200
    return {str(kind.label): [hit.title for hit in kind.hits] for kind in response.context["found"]}


def make_one_of_each(name: str) -> None:
    organisation = OrganisationFactory.create(name=name)
    ContactFactory.create(organisation=organisation)
    AssignmentFactory.create(client=organisation)
    CertificationFactory.create(organisation=organisation)
    MembershipApplicationFactory.create(name=name)
    ReportFactory.create(grant=GrantFactory.create(application__organisation=organisation))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("sami", id="without-accent"),
        pytest.param("SÁMI ås", id="words-in-any-order"),
        pytest.param("aas sami", id="aa"),
        pytest.param(unicodedata.normalize("NFD", "Ås"), id="letter-and-mark"),
        pytest.param("as", id="two-letters"),
        pytest.param("videns", id="beginning-of-word"),
        pytest.param("ensent", id="part-of-word"),
        pytest.param("314159265", id="number"),
        pytest.param("314 159 265", id="number-with-spaces"),
        pytest.param("hamar", id="place"),
        pytest.param("laget", id="earlier-name"),
        pytest.param("326000027", id="earlier-number"),
    ],
)
def test_organisation_is_found(staff_client: Client, text: str) -> None:
    formerly = "326000027 Kunstlaget"
    OrganisationFactory.create(name="Ås Sámi vidensenter", number="314159265", postal_place="Hamar", formerly=formerly)
    OrganisationFactory.create(name="Museet")

    assert search(staff_client, text) == {"Virksomheter": ["Ås Sámi vidensenter"]}


def test_each_kind_is_found(staff_client: Client) -> None:
    make_one_of_each("Festivalen")

    assert set(search(staff_client, "festival")) == {
        "Virksomheter",
        "Kontaktpersoner",
        "Innmeldinger",
        "Kursoppdrag",
        "Merkeløp",
        "Søknader",
        "Tilsagn",
        "Rapporter",
    }


def test_best_rows_come_first(staff_client: Client) -> None:
    in_order = ["Kor", "Kor i nord", "Nye kor", "Kammerkoret"]
    for name in reversed(in_order):
        OrganisationFactory.create(name=name)

    assert search(staff_client, "kor") == {"Virksomheter": in_order}


def test_best_of_too_many_rows_come_first(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("balansekunst.ranking.MOST_RANKED", 2)
    for name in ("Kammerkoret", "Nye kor", "Domkoret", "Kor i nord", "Kor"):
        OrganisationFactory.create(name=name)

    response = staff_client.get(SEARCH, {"q": "kor"})

    [kind] = response.context["found"]
    assert [hit.title for hit in kind.hits][:2] == ["Kor", "Kor i nord"]
    assert "over 2" in response.text


def test_more_rows_are_in_the_list(staff_client: Client) -> None:
    for number in range(6):
        OrganisationFactory.create(name=f"Teater {number}")

    [kind] = staff_client.get(SEARCH, {"q": "teater"}).context["found"]

    assert (len(kind.hits), kind.ranked.count) == (5, 6)
    assert staff_client.get(kind.list_url).context["cl"].result_count == 6


@pytest.mark.parametrize("text", ["", "a", "a b", "%", " «» "], ids=repr)
def test_short_text_is_not_searched_for(staff_client: Client, text: str) -> None:
    OrganisationFactory.create(name="A B")

    response = staff_client.get(SEARCH, {"q": text})

    assert response.context["found"] == []
    assert response.context["is_too_short"]


def test_nothing_is_found_in_plain_words(staff_client: Client) -> None:
    assert "Fant ingenting som inneholder «&lt;b&gt;tuba»." in staff_client.get(SEARCH, {"q": "<b>tuba"}).text


@pytest.mark.parametrize("role", [pytest.param(role, id=role) for role in (Role.STAFF, Role.ADVISER)])
def test_only_rows_that_may_be_opened_are_found(role: Role) -> None:
    make_one_of_each("Festivalen")
    EnquiryFactory.create(note="Festivalen")
    client = log_in(user_in_role(role, "En leser", is_staff=True))

    response = client.get(SEARCH, {"q": "festivalen"})

    urls = [hit.url for kind in response.context["found"] for hit in kind.hits]
    assert [url for url in urls if client.get(url).status_code != 200] == []
    assert bool(urls) == (role == Role.STAFF)


def test_conflict_of_interest_hides_rows_and_counts(staff_client: Client, staff: Any) -> None:
    grant = ReportFactory.create(grant=GrantFactory.create(application__title="Hemmelig")).grant
    DecisionFactory.create(application=grant.application)
    ConflictFactory.create(user=staff, call=grant.application.call, application=grant.application)

    assert search(staff_client, "hemmelig") == {}
    assert search(staff_client, grant.application.number) == {}


def test_draft_is_not_found(staff_client: Client) -> None:
    DraftFactory.create(title="Uferdig")

    assert search(staff_client, "uferdig") == {}


def test_deleted_and_erased_texts_are_not_found(staff_client: Client) -> None:
    contact = ContactFactory.create(name="Kari Nordmann", email="kari@eksempel.example")
    assert search(staff_client, "kari@eksempel.example") == {"Kontaktpersoner": ["Kari Nordmann"]}

    type(contact).objects.filter(pk=contact.pk).update(name="Konto 7", email="")
    assert search(staff_client, "nordmann") == {}
    contact.delete()
    assert search(staff_client, "konto") == {}


def test_queries_do_not_grow(staff_client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            search(staff_client, "festivalen teater")
        return len(captured)

    make_one_of_each("Festivalen teater 1")
    queries()
    one = queries()
    make_one_of_each("Festivalen teater 2")
    make_one_of_each("Festivalen teater 3")

    assert queries() == one <= 20


def test_earlier_name_is_found_after_a_change(staff_client: Client, staff: Any, day: Any) -> None:
    organisation = OrganisationFactory.create(name="Kunstlaget")
    identities.change(organisation, number=organisation.number, name="Kunsthuset", from_day=day, today=day, by=staff)

    assert search(staff_client, "kunstlaget") == {"Virksomheter": ["Kunsthuset"]}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite finds rows by an index only by a list")
@pytest.mark.parametrize("text", [pytest.param("teater", id="word"), pytest.param("teater kari", id="words")])
def test_search_has_as_many_parameters_for_one_row_as_for_many(staff_client: Client, text: str) -> None:
    """Databases and their drivers take long to read hundreds of parameters."""
    counts: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        counts[-1] += len(params or ()) if "UNION ALL" in sql else 0
        return execute(sql, params, many, context)

    for number in range(8):
        ContactFactory.create(name=f"Kari {number}", organisation__name=f"Teater {number}")
        if number in (0, 7):
            counts.append(0)
            with connection.execute_wrapper(count):
                assert search(staff_client, text)

    assert counts[0] == counts[1] > 0


def test_search_reads_no_whole_table(staff_client: Client) -> None:
    make_one_of_each("Festivalen")

    with CaptureQueriesContext(connection) as captured:
        search(staff_client, "festivalen")

    together = [query["sql"] for query in captured if '"members_contact"."organisation_id"' in query["sql"]]
    tables = [model._meta.db_table for model in (Organisation, Contact, Assignment, Certification, Application)]
    assert together
    assert [step for sql in together for step in full_scans(sql, *tables)] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the index of SQLite has all signs")
def test_common_word_is_found_at_the_beginning_by_an_index() -> None:
    [fields] = fields_of(Organisation, ["name"])
    sql, params = fields.texts_sql(["^ teater"], most=5)
    with connection.cursor() as cursor:
        plan = plan_of(cursor.mogrify(sql, params), "seqscan")

    assert "members_organisation_search_beginning" in "\n".join(plan)
