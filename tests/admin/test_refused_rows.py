"""Rows of a form in the admin that are valid one by one, and that the database refuses together."""

from typing import Any

import pytest
from django.test import Client

from members.models import Organisation
from tests.admin.test_moves import change
from tests.factories import ContactFactory, OrganisationFactory, organisation_number

pytestmark = pytest.mark.django_db

NUMBER = organisation_number(820_002)
WORDS = "Dette kan ikke lagres sammen. Se om to rader overlapper, eller om det samme står to steder."


def rows(organisation: Organisation, prefix: str, *cells: dict[str, str]) -> dict[str, Any]:
    """Return new rows as a browser would send them."""
    sent: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(cells)}
    for place, row in enumerate(cells):
        sent |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
        sent[f"{prefix}-{place}-organisation"] = organisation.pk
    return sent


@pytest.mark.parametrize(
    ("prefix", "cells", "values"),
    [
        pytest.param(
            "memberships",
            [{"joined": "2020-01-01", "left": "2022-01-01"}, {"joined": "2021-12-31", "left": "2023-01-01"}],
            {},
            id="memberships that overlap",
        ),
        pytest.param("memberships", [{"joined": "2020-01-01"}, {"joined": "2021-01-01"}], {}, id="open memberships"),
        pytest.param(
            "contacts",
            [{"name": "Kari", "email": "post@eksempel.example"}, {"name": "Ola", "email": "post@eksempel.example"}],
            {},
            id="contacts of one address",
        ),
        pytest.param(
            "earlier_identities",
            [{"number": NUMBER, "until": "2020-01-01"}, {"number": NUMBER, "until": "2021-01-01"}],
            {},
            id="earlier number twice",
        ),
        pytest.param(
            "earlier_identities",
            [{"number": NUMBER, "until": "2020-01-01"}],
            {"number": NUMBER},
            id="present number as earlier",
        ),
    ],
)
def test_rows_that_do_not_fit_together_are_shown_again(
    staff_client: Client, prefix: str, cells: list[dict[str, str]], values: dict[str, str]
) -> None:
    organisation = OrganisationFactory.create()

    page = change(staff_client, organisation, **rows(organisation, prefix, *cells), **values, name="Nytt navn")

    assert page.status_code == 200
    assert page.context["adminform"].form.non_field_errors() == [WORDS]
    assert 'value="Nytt navn"' in page.text
    organisation.refresh_from_db()
    assert organisation.name != "Nytt navn"
    assert not getattr(organisation, prefix).exists()
    assert organisation.history.count() == 1


def test_refusal_is_logged_without_personal_data(staff_client: Client, caplog: pytest.LogCaptureFixture) -> None:
    cells = [{"name": "Kari", "email": "post@eksempel.example"}, {"name": "Ola", "email": "post@eksempel.example"}]

    organisation = OrganisationFactory.create()

    change(staff_client, organisation, **rows(organisation, "contacts", *cells))

    [record] = [record for record in caplog.records if record.name == "balansekunst.admin.forms"]
    assert "members.Organisation" in record.getMessage()
    assert "contact" in record.getMessage()
    assert record.exc_info is None
    assert "eksempel" not in record.getMessage()


def test_rows_that_fit_together_are_saved(staff_client: Client) -> None:
    organisation = OrganisationFactory.create()
    ContactFactory.create(organisation=organisation)
    new = rows(organisation, "memberships", {"joined": "2020-01-01", "left": "2022-01-01"}, {"joined": "2022-01-01"})

    assert change(staff_client, organisation, **new).status_code == 302
    assert organisation.memberships.count() == 2
