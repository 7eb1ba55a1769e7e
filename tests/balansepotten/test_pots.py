"""Management adds money to the pot of a decided call, by a decision that stays."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from balansekunst.figures import Period
from balansekunst.models import User
from balansepotten import calls, decisions, pots
from balansepotten.figures import AREA
from balansepotten.models import Application, Call, Decision, PotIncrease
from tests.factories import ApplicationFactory, CallFactory, ConflictFactory, DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _after_the_deadline(time_machine, moment):
    time_machine.move_to(moment.replace(month=6), tick=False)


@pytest.fixture
def call(moment: object, management: User) -> Call:
    """A locked call whose pot of 100 000 kr is used up."""
    return CallFactory.create(pot=100_000, allocated=100_000, locked_at=moment, locked_by=management)


@pytest.fixture
def rejection(call: Call, management: User) -> Decision:
    """The rejection of an application beside the one that got everything."""
    granted = ApplicationFactory.create(
        call=call, status="granted", amount_awarded=100_000, amount_proposed=100_000, number="2026-801"
    )
    DecisionFactory.create(application=granted, decided_by=management)
    other = ApplicationFactory.create(call=call, status="rejected", number="2026-802")
    return DecisionFactory.create(
        application=other, outcome="rejected", amount_awarded=0, reason="Nei.", decided_by=management
    )


def increase(call, by, at, amount=50_000, reason="En gave."):
    return pots.increase(call, amount=amount, reason=reason, by=by, at=at)


def test_increase_pays_for_a_changed_decision(call, rejection, management, moment):
    with pytest.raises(ValidationError, match="mer enn potten"):
        decisions.change(rejection, amount=50_000, reason="Feil ved vurderingen.", by=management, at=moment)

    added = increase(call, management, moment)
    decisions.change(rejection, amount=50_000, reason="Feil ved vurderingen.", by=management, at=moment)

    assert (added.amount, added.reason, added.increased_by, added.increased_at) == (
        50_000,
        "En gave.",
        management,
        moment,
    )
    call.refresh_from_db()
    assert (call.pot, call.allocated, calls.left_of_pot(call)) == (150_000, 150_000, 0)
    assert call.history.latest().history_user == management


def test_increases_add_up_in_the_figures(call, management, moment):
    increase(call, management, moment)
    increase(call, management, moment, amount=1)

    assert AREA.in_period(Period.year(2026)).values()["pot"] == 150_001


@pytest.mark.parametrize(
    ("amount", "reason", "field"),
    [
        pytest.param(0, "En gave.", "amount", id="nothing"),
        pytest.param(1, "  ", "reason", id="no-reason"),
    ],
)
def test_increase_needs_amount_and_reason(call, management, moment, amount, reason, field):
    with pytest.raises(ValidationError) as refused:
        increase(call, management, moment, amount, reason)

    assert set(refused.value.message_dict) == {field}
    assert Call.objects.get().pot == 100_000


def test_pot_of_undecided_call_changed_in_the_admin(management, moment):
    call = CallFactory.create(year=2025)
    with pytest.raises(ValidationError, match="Vedtaket er ikke gjort"):
        increase(call, management, moment)


def test_imported_decided_call_gets_more(management, moment):
    call = CallFactory.create(year=2025)
    ApplicationFactory.create(call=call, status="granted", amount_awarded=50_000)
    pot = call.pot
    calls.check_change(call, values={"pot": pot + 1}, at=moment)

    increase(call, management, moment, amount=7)

    call.refresh_from_db()
    assert call.pot == pot + 7
    with pytest.raises(ValidationError) as refused:
        calls.check_change(call, values={"pot": pot}, at=moment)
    assert refused.value.message_dict == {"pot": ["Potten er økt med et vedtak, og endres bare med et nytt."]}


def test_conflict_of_interest_refuses(call, rejection, management, moment):
    ConflictFactory.create(call=call, user=management, application=Application.objects.latest("pk"))

    with pytest.raises(ValidationError, match="inhabil"):
        increase(call, management, moment)
    assert not PotIncrease.objects.exists()


@pytest.fixture
def manager_client(management, login):
    return login(management)


def test_manager_increases_the_pot_on_the_page(call, manager_client, management):
    page = reverse("pot_increase", args=[call.year])

    refused = manager_client.post(page, {"amount": "", "reason": ""})
    response = manager_client.post(page, {"amount": "50 000", "reason": "En gave fra et fond."}, follow=True)

    assert refused.context["form"].errors.keys() == {"amount", "reason"}
    assert response.redirect_chain == [(page, 302)]
    assert "En gave fra et fond." in response.text
    assert response.context["announced"] == 100_000
    assert response.context["left"] == 150_000


def test_short_pot_links_to_the_increase(call, rejection, manager_client):
    page = reverse("decision_change", args=[rejection.pk])
    link = reverse("pot_increase", args=[call.year])
    assert link not in manager_client.get(page).text

    response = manager_client.post(page, {"outcome": "granted", "amount": "50 000", "reason": "Feil."})

    assert f'<a href="{link}">' in response.text


def test_short_pot_in_the_admin_links_to_the_increase(login, superuser):
    call = CallFactory.create(year=2025, pot=10_000)
    application = ApplicationFactory.create(call=call, number="2025-1")
    page = reverse("admin:balansepotten_application_change", args=[application.pk])
    client = login(superuser)
    form = client.get(page).context["adminform"].form
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    inlines = {"budget_lines-TOTAL_FORMS": 0, "budget_lines-INITIAL_FORMS": 0}
    inlines |= {"attachments-TOTAL_FORMS": 0, "attachments-INITIAL_FORMS": 0}

    response = client.post(page, data | inlines | {"status": "granted", "amount_awarded": "20000"})

    assert "har bare" in response.text
    assert f'<a href="{reverse("pot_increase", args=[2025])}">' in response.text


def test_staff_without_decisions_see_no_link(call, rejection, staff_client):
    page = reverse("allocation", args=[call.year])

    assert reverse("pot_increase", args=[call.year]) not in staff_client.get(page).text
