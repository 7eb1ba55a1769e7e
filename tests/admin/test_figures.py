"""A figure's link opens exactly the rows that it counts."""

from datetime import date

import pytest
from django.contrib import messages
from django.test import Client
from django.urls import reverse

from balansekunst.figures import Period, figure_area
from balansemerket.models import Event
from members.models import Membership
from tests.factories import AssignmentFactory, EventFactory, MembershipFactory

MEMBERSHIPS = "admin:members_membership_changelist"


def test_private_figure_has_no_list() -> None:
    period = Period.year(2024)

    urls = {figure.list_url(period) for figure in figure_area("radgivning").in_period(period).with_rows}

    assert urls == {""}


def test_list_names_its_figure(everyone: Client) -> None:
    new = MembershipFactory.create(joined=date(2024, 5, 1))
    MembershipFactory.create(joined=date(2023, 12, 31))

    response = everyone.get(reverse(MEMBERSHIPS), {"tall": "2024-01-01/2024-12-31/joined"})

    assert list(response.context["cl"].queryset) == [new]
    assert "<strong>Nye medlemmer 2024</strong>: 1" in response.text


def test_list_shows_sum_of_figure(everyone: Client) -> None:
    AssignmentFactory.create_batch(2, date=date(2024, 5, 1), participants=15)
    assignments = reverse("admin:courses_assignment_changelist")

    places = everyone.get(assignments, {"tall": "2024-01-01/2024-12-31/places"})
    participants = everyone.get(assignments, {"tall": "2024-01-01/2024-12-31/participants"})

    assert "<strong>Steder med kurs 2024</strong>: 1" in places.text
    assert "<strong>Deltakere 2024</strong>: 30" in participants.text


def test_list_names_group_of_figure(everyone: Client) -> None:
    MembershipFactory.create(joined=date(2024, 5, 1))

    response = everyone.get(reverse(MEMBERSHIPS), {"tall": "2024-01-01/2024-12-31/by_region/Østlandet"})

    assert "<strong>Medlemmer etter landsdel 2024, Østlandet</strong>: 1" in response.text


def test_list_shows_dates_of_period(everyone: Client) -> None:
    response = everyone.get(reverse(MEMBERSHIPS), {"tall": "2024-01-01/2024-06-30/joined"})

    assert "Nye medlemmer 01.01.2024–30.06.2024" in response.text


def test_figure_combines_with_filters(everyone: Client) -> None:
    MembershipFactory.create(joined=date(2024, 5, 1), left=date(2025, 1, 1))
    still = MembershipFactory.create(joined=date(2024, 6, 1))

    response = everyone.get(reverse(MEMBERSHIPS), {"tall": "2024-01-01/2024-12-31/joined", "medlem": "2025-01-01"})

    assert list(response.context["cl"].queryset) == [still]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("tull", id="nonsense"),
        pytest.param("2024-01-01/2024-12-31", id="no-key"),
        pytest.param("2024-13-01/2024-12-31/joined", id="no-such-day"),
        pytest.param("0001-01-01/0001-12-31/joined", id="before-all-days"),
        pytest.param("2024-01-01/2024-12-31/ukjent", id="no-such-figure"),
        pytest.param("2024-01-01/2024-12-31/net", id="derived"),
        pytest.param("2024-01-01/2024-12-31/joined/Vestlandet", id="group-of-a-figure-without-groups"),
        pytest.param("2024-01-01/2024-12-31/by_region/Atlantis", id="no-such-group"),
        pytest.param("2024-01-01/2024-12-31/by_region/'; DROP TABLE", id="mischief"),
        pytest.param("\x01/\x01/\x01", id="nothing-to-read"),
    ],
)
def test_unreadable_figure_gives_warning(everyone: Client, text: str) -> None:
    membership = MembershipFactory.create()

    response = everyone.get(reverse(MEMBERSHIPS), {"tall": text})

    assert list(response.context["cl"].queryset) == [membership]
    assert [message.level for message in response.context["messages"]] == [messages.WARNING]


def test_figure_of_other_list_is_ignored(everyone: Client) -> None:
    event = EventFactory.create()

    response = everyone.get(reverse("admin:balansemerket_event_changelist"), {"tall": "2024-01-01/2024-12-31/holders"})

    assert list(response.context["cl"].queryset) == [event]


def test_enquiry_list_has_no_figures(adviser_client: Client) -> None:
    url = reverse("admin:radgivning_enquiry_changelist")

    response = adviser_client.get(url, {"tall": "2024-01-01/2024-12-31/contacts"})

    assert response.status_code == 400
    assert Membership.objects.count() == Event.objects.count() == 0
