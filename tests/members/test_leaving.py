"""Leaving and coming back, why members left, and the figures of both."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from balansekunst.figures import Period
from members import figures, leaving
from members.models import Membership, Organisation
from members.querysets import years_before
from members.resources import MembershipResource
from tests.factories import MembershipFactory, OrganisationFactory
from tests.imports.sheets import organisation, sheet_of

Cause = Membership.LeaveCause
YEAR = Period.year(2024)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        pytest.param("Lagt ned", Cause.CLOSED, id="closed"),
        pytest.param("Virksomheten ble NEDLAGT i vår", Cause.CLOSED, id="closed, other words"),
        pytest.param("Slått sammen med et annet medlem", Cause.MERGED, id="merged"),
        pytest.param("Økonomi", Cause.COST, id="cost"),
        pytest.param("Har ikke betalt kontingenten", Cause.UNPAID, id="unpaid before cost"),
        pytest.param("Styret har ikke tid", Cause.CAPACITY, id="time"),
        pytest.param("Bruker ikke tilbudene", Cause.NO_USE, id="no use"),
        pytest.param("Var uenig i vedtaket", Cause.DISAGREEMENT, id="disagreement"),
        pytest.param("Følger med en annen forening", Cause.OTHER, id="unclear"),
        pytest.param(" Ikke oppgitt. ", "", id="not stated"),
        pytest.param("", "", id="blank"),
    ],
)
def test_cause_is_found_in_free_text(reason: str, cause: str) -> None:
    assert leaving.cause_of(reason) == cause


def test_cause_requires_end() -> None:
    membership = MembershipFactory.create(left=None)
    membership.leave_cause = Cause.COST
    with pytest.raises(ValidationError, match="Bare et medlemskap som er avsluttet"):
        membership.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        membership.save()


def test_former_member_rejoins_by_short_form(staff_client: Client) -> None:
    former = MembershipFactory.create(joined=date(2020, 1, 1), left=date(2024, 1, 1)).organisation
    page = reverse("admin:members_organisation_page", args=[former.pk])
    address = reverse("admin:members_organisation_innmelding", args=[former.pk])
    assert address in staff_client.get(page).text

    early = staff_client.post(address, {"joined": "01.06.2023"})
    done = staff_client.post(address, {"joined": "01.01.2025"}, follow=True)

    assert "overlapper medlemskapet" in early.text
    assert "medlem igjen fra 01.01.2025" in done.text
    assert [each.joined.year for each in former.memberships.order_by("joined")] == [2020, 2025]
    assert former.memberships.order_by("joined")[0].left == date(2024, 1, 1)
    assert address not in staff_client.get(page).text


def imported(**cells: Any) -> Membership:
    resource = MembershipResource()
    row = {**organisation(1), "Innmeldt": date(2020, 1, 1), "Utmeldt": None, **cells}
    result = resource.import_data(sheet_of([row]), raise_errors=True)
    assert not result.has_errors()
    return Membership.objects.get(joined=date(2020, 1, 1))


def test_import_maps_free_text_to_cause() -> None:
    left = {"Utmeldt": date(2024, 5, 1)}
    assert imported(**left, **{"Årsak til utmelding": "Økonomi"}).leave_cause == Cause.COST

    corrected = Membership.objects.get()
    corrected.leave_cause = Cause.NO_USE
    corrected.save()
    same_text = imported(**left, **{"Årsak til utmelding": "Økonomi"})
    assert same_text.leave_cause == Cause.NO_USE
    stated = imported(**left, **{"Årsak til utmelding": "Lagt ned", "Utmeldingsårsak": "Annet"})
    assert stated.leave_cause == Cause.OTHER
    assert imported(Utmeldt=None).leave_cause == ""


def test_figures_of_retention_count_periods() -> None:
    def member(joined: date, left: date | None = None, cause: str = "", of: Organisation | None = None) -> None:
        MembershipFactory.create(
            organisation=of or OrganisationFactory.create(), joined=joined, left=left, leave_cause=cause
        )

    member(date(2010, 1, 1))
    member(date(2021, 12, 31))
    member(date(2022, 6, 1), date(2024, 12, 31), Cause.COST)
    member(date(2023, 12, 31), date(2024, 5, 1))
    back = OrganisationFactory.create()
    member(date(2019, 1, 1), date(2023, 12, 31), Cause.CLOSED, back)
    member(date(2024, 1, 1), of=back)
    member(date(2024, 12, 31))

    values = figures.AREA.in_period(YEAR).values()

    assert (values["members_1_before"], values["remaining_1"], values["remaining_1_percent"]) == (4, 2, 50)
    assert (values["members_2_before"], values["remaining_2"], values["remaining_2_percent"]) == (4, 2, 50)
    assert (values["members_5_before"], values["remaining_5"], values["remaining_5_percent"]) == (2, 1, 50)
    assert values["joined_by_kind"] == {"medlem for første gang": 1, "har vært medlem før": 1}
    by_cause = {cause: count for cause, count in values["left_by_cause"].items() if count}
    assert by_cause == {"økonomi": 1, "ikke oppgitt": 1}
    assert sum(values["left_by_cause"].values()) == values["left"]
    by_years = values["by_years"]
    assert by_years == {"under 1 år": 2, "1–2 år": 0, "3–4 år": 1, "5–9 år": 0, "10 år eller mer": 1}
    assert sum(by_years.values()) == values["closing"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2024, 2, 29), date(2023, 2, 28), id="leap day"),
        pytest.param(date(2024, 12, 31), date(2023, 12, 31), id="last day"),
    ],
)
def test_years_before_is_same_day(day: date, expected: date) -> None:
    assert years_before(day, 1) == expected
