"""The number of queries of lists and pages is small and doesn't grow with the rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansemerket.models import Certification, Event, Requirement, RequirementsVersion
from balansepotten.models import Application, Attachment
from courses.models import Assignment
from members.models import Organisation
from radgivning.models import Enquiry
from reports.models import AnnualReport
from tests.admin.conftest import MODELS, make
from tests.factories import BudgetLineFactory, ContactFactory, EventFactory, MembershipFactory

# Two of them begin and end the savepoint of the list's rows, whose keys are found first; two are for the columns that
# the user has chosen and the saved views.
MOST_OF_A_LIST = 14
MOST_OF_A_PAGE = 12
# What it takes to count the year beside its texts; whether an application is decided on the pages of its call; and the
# boxes of a course's other instructors.
COUNTED: dict[type[Model], int] = {AnnualReport: 45, Application: 1, Assignment: 1}
LOGGED: dict[type[Model], int] = {Enquiry: 3}  # what it takes to add to the access log
EACH_MODEL = pytest.mark.parametrize("model", [pytest.param(model, id=model._meta.label_lower) for model in MODELS])


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def queries_of(client: Client, url: str) -> list[str]:
    """Return the queries of a page, including the session's."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in captured]


@EACH_MODEL
def test_list_queries_do_not_grow(everyone: Client, model: type[Model]) -> None:
    make(model)
    queries_of(everyone, address(model, "changelist"))
    one = queries_of(everyone, address(model, "changelist"))
    make(model, 3)
    more = queries_of(everyone, address(model, "changelist"))

    assert len(more) == len(one)
    assert len(more) <= MOST_OF_A_LIST + LOGGED.get(model, 0), more


@pytest.mark.one_database
@EACH_MODEL
def test_change_page_queries_do_not_grow(everyone: Client, model: type[Model]) -> None:
    row = make(model)[0]
    queries_of(everyone, address(model, "change", row.pk))
    one = queries_of(everyone, address(model, "change", row.pk))
    make(model, 3)
    more = queries_of(everyone, address(model, "change", row.pk))

    assert len(more) == len(one)
    assert len(more) <= MOST_OF_A_PAGE + LOGGED.get(model, 0) + COUNTED.get(model, 0), more


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("model", "add"),
    [
        pytest.param(
            Organisation,
            lambda row, n: MembershipFactory.create(
                organisation=row, joined=date(2000 + n, 1, 1), left=date(2000 + n, 2, 1)
            ),
            id="memberships",
        ),
        pytest.param(Organisation, lambda row, _n: ContactFactory.create(organisation=row), id="contacts"),
        pytest.param(
            Certification,
            lambda row, n: EventFactory.create(
                certification=row,
                date=date(2024, 4, n),
                kind=Event.Kind.RENEWED,
                version=RequirementsVersion.objects.first(),
            ),
            id="events",
        ),
        pytest.param(
            RequirementsVersion,
            lambda row, n: Requirement.objects.create(version=row, position=n, text=f"Krav {n}"),
            id="requirements",
        ),
        pytest.param(Application, lambda row, _n: BudgetLineFactory.create(application=row), id="budget-lines"),
        pytest.param(
            Application,
            lambda row, n: Attachment.objects.create(application=row, file="fil", name=f"Fil {n}", size=1),
            id="attachments",
        ),
    ],
)
def test_change_page_queries_do_not_grow_with_inlines(
    everyone: Client, model: type[Model], add: Callable[[Model, int], Model]
) -> None:
    row = make(model)[0]
    add(row, 1)
    url = address(model, "change", row.pk)
    queries_of(everyone, url)
    one = queries_of(everyone, url)
    add(row, 2)
    add(row, 3)
    more = queries_of(everyone, url)

    assert len(more) == len(one)
    assert len(more) <= MOST_OF_A_PAGE + LOGGED.get(model, 0) + COUNTED.get(model, 0), more
