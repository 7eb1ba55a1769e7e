from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import ApplicationFactory, DraftFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


def test_my_page_shows_organisations_and_applications(contact_client, contact, call):
    draft = DraftFactory(call=call, organisation=contact.organisation)
    sent = ApplicationFactory(call=call, organisation=contact.organisation)
    ApplicationFactory(call=call, organisation=OrganisationFactory())

    context = contact_client.get(reverse("my_page")).context

    assert [(organisation, organisation.is_member) for organisation in context["organisations"]] == [
        (contact.organisation, True)
    ]
    assert {project.application for project in context["projects"]} == {draft, sent}
    assert [task.about for task in context["tasks"]] == [str(draft)]
    assert [shown.call for shown in context["open_calls"]] == [call]


@pytest.mark.parametrize(
    ("left", "is_member"),
    [
        pytest.param(date(2026, 3, 16), False, id="today is the first day outside"),
        pytest.param(date(2026, 3, 17), True, id="today is the last day inside"),
    ],
)
def test_my_page_shows_membership_today(contact_client, contact, left, is_member):
    contact.organisation.memberships.update(left=left)

    shown = contact_client.get(reverse("my_page")).context["organisations"]

    assert [organisation.is_member for organisation in shown] == [is_member]


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        pytest.param("staff", ["admin:index", "report_list"], [], id="staff"),
        pytest.param("adviser", ["admin:index"], ["report_list"], id="adviser"),
        pytest.param("management", ["admin:index", "report_list"], [], id="management"),
    ],
)
def test_my_page_links_by_role(request, login, who, there, not_there):
    text = login(request.getfixturevalue(who)).get(reverse("my_page")).text

    for name in there:
        assert f'href="{reverse(name)}"' in text
    for name in not_there:
        assert f'href="{reverse(name)}"' not in text
    assert "Du er ikke kontaktperson" not in text


@pytest.mark.parametrize("count", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_my_page_queries_do_not_grow(contact_client, contact, call, count, django_assert_num_queries):
    ApplicationFactory.create_batch(count, call=call, organisation=contact.organisation)

    with django_assert_num_queries(24):
        response = contact_client.get(reverse("my_page"))

    assert len(response.context["projects"]) == count


def test_draft_not_sent_in_time_says_so(login, contact, call, time_machine):
    DraftFactory(call=call, organisation=contact.organisation)

    time_machine.move_to(call.closes_at, tick=False)
    in_time = login(contact.user).get(reverse("my_page")).text
    time_machine.move_to(call.closes_at + timedelta(microseconds=1), tick=False)

    assert "Ikke sendt i tide" not in in_time
    assert "Ikke sendt i tide" in login(contact.user).get(reverse("my_page")).text
