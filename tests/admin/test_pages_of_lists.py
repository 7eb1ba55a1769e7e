"""Pages of the lists far down: what a row shows is fetched for the rows of the page alone."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.models import Message
from balansemerket.models import Certification, Event
from balansepotten.models import Decision, Payment
from courses.models import Assignment
from members.models import Contact, Fee, Membership, MembershipApplication, Organisation
from radgivning.models import Enquiry
from tests.admin.conftest import MODELS, make
from tests.factories import CertificationFactory, EventFactory, MembershipFactory, OrganisationFactory
from tests.plans import sorts

ORGANISATIONS = reverse("admin:members_organisation_changelist")
CERTIFICATIONS = reverse("admin:balansemerket_certification_changelist")
# What grows with the members and the years, and is in an order of its own. Without an index in that order the database
# sorts all rows for each page.
LONG = [
    *(Organisation, Membership, Contact, Fee, MembershipApplication, Assignment, Certification, Event, Enquiry),
    *(Message, Decision, Payment),
]


def changelist(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def skipping_queries(client: Client, url: str, table: str) -> list[str]:
    """Return the queries of the second page of three that skip the rows of another."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, {"p": "2"}).status_code == 200
    return [query["sql"] for query in captured if f'FROM "{table}"' in query["sql"] and "OFFSET" in query["sql"]]


@pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label_lower) for model in MODELS])
def test_list_skips_primary_keys_only(everyone: Client, model: type[Model], monkeypatch: pytest.MonkeyPatch) -> None:
    make(model, 3)
    monkeypatch.setattr(admin.site.get_model_admin(model), "list_per_page", 1)

    found = skipping_queries(everyone, changelist(model), model._meta.db_table)

    assert len(found) == 1
    assert found[0].startswith(f'SELECT "{model._meta.db_table}"."{model._meta.pk.column}" AS "pk" FROM')
    assert model not in LONG or sorts(found[0]) == []


def test_pages_have_all_rows_in_order(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin.site.get_model_admin(Organisation), "list_per_page", 2)
    for name in ("Ås", "Alta", "Bø", "Alta", "Øst"):
        OrganisationFactory.create(name=name)

    pages = [staff_client.get(ORGANISATIONS, {"p": page}).context["cl"].result_list for page in ("1", "2", "3")]

    assert [[row.name for row in page] for page in pages] == [["Alta", "Alta"], ["Bø", "Øst"], ["Ås"]]
    assert len({row.pk for page in pages for row in page}) == 5


def test_last_page_skips_no_rows(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin.site.get_model_admin(Organisation), "list_per_page", 2)
    OrganisationFactory.create_batch(5)

    with CaptureQueriesContext(connection) as captured:
        rows = staff_client.get(ORGANISATIONS, {"p": "3"}).context["cl"].result_list

    assert len(rows) == 1
    assert [query["sql"] for query in captured if "OFFSET" in query["sql"]] == []


def test_latest_membership_is_in_list(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    for year in (2021, 2019):
        MembershipFactory.create(organisation=organisation, joined=date(year, 1, 1), left=date(year + 1, 1, 1))

    assert "01.01.2021\N{EN DASH}01.01.2022" in staff_client.get(ORGANISATIONS).text


@pytest.mark.parametrize(("column", "latest_first"), [pytest.param(4, [1, 0], id="date")])
def test_certifications_are_sorted_by_latest_event(staff_client: Client, column: int, latest_first: list[int]) -> None:
    found = [CertificationFactory.create(), CertificationFactory.create()]
    for row, day in ((0, date(2022, 1, 1)), (0, date(2023, 1, 1)), (1, date(2024, 1, 1))):
        EventFactory.create(certification=found[row], kind=Event.Kind.STARTED, date=day, valid_until=None)

    for sign, order in (("-", latest_first), ("", latest_first[::-1])):
        # The first column of a list is that of the checkboxes.
        listed = staff_client.get(CERTIFICATIONS, {"o": f"{sign}{column + 1}"}).context["cl"].result_list
        assert [found.index(row) for row in listed] == order
