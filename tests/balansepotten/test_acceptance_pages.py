"""The page where less than was applied for is accepted: drafts, expired log-ins, concurrent edits, and the review."""

from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst.models import Message
from balansepotten import adjusted_budgets, grants
from balansepotten.budget import Kind
from balansepotten.models import AdjustedBudget, Grant, Payment, ProjectReport
from tests.factories import BudgetLineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ACCOUNT = "1234 56 78903"


@pytest.fixture(autouse=True)
def _now(moment, time_machine):
    time_machine.move_to(moment, tick=False)


@pytest.fixture
def grant(granted):
    """The grant of 90 000 of 100 000 kr, for a project of 120 000 kr."""
    BudgetLineFactory.create(application=granted, description="Honorar", amount=120_000)
    BudgetLineFactory.create(application=granted, kind=Kind.INCOME, description="Egenandel", amount=20_000)
    return grants.open_grant(granted)


@pytest.fixture
def address(grant):
    return reverse("grant_accept", args=[grant.application.uuid])


@pytest.fixture
def handle(grant):
    return reverse("grant_handle", args=[grant.application.uuid])


def form(*, version="", cost=108_000, income=18_000, **changes):
    """Return what a browser sends, with the budget scaled to the award."""
    return {
        "version": version,
        "plan_changes": "Færre samlinger.",
        "cost-TOTAL_FORMS": 1,
        "cost-INITIAL_FORMS": 1,
        "cost-0-description": "Honorar",
        "cost-0-amount": cost,
        "income-TOTAL_FORMS": 1,
        "income-INITIAL_FORMS": 1,
        "income-0-description": "Egenandel",
        "income-0-amount": income,
        "account_number": ACCOUNT,
        "agreed": "on",
        "action": "submit",
        **changes,
    }


def stored():
    return [(line.description, line.amount) for line in AdjustedBudget.objects.get().lines.order_by("kind")]


def test_page_begins_with_scaled_budget(contact_client, address):
    text = contact_client.get(address).text

    assert 'value="108\N{NO-BREAK SPACE}000"' in text or 'value="108000"' in text
    assert "Budsjettet går opp." in text
    assert not AdjustedBudget.objects.exists()


def test_contact_accepts_with_adjusted_budget(contact_client, address, grant):
    response = contact_client.post(address, form(), follow=True)

    assert response.redirect_chain == [(reverse("grant_detail", args=[grant.application.uuid]), 302)]
    assert "Det justerte budsjettet er sendt" in response.text
    assert stored() == [("Honorar", 108_000), ("Egenandel", 18_000)]
    assert (Grant.objects.get().account_number, Payment.objects.count()) == ("12345678903", 0)
    assert "Budsjettet er sendt" in contact_client.get(reverse("my_page")).text
    assert contact_client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"cost": 100_000}, "Budsjettet må gå opp.", id="does-not-balance"),
        pytest.param({"plan_changes": ""}, "Skriv hva som endres i planen", id="no-plan"),
        pytest.param({"account_number": "1234 56 78904"}, "Kontonummeret stemmer ikke", id="account"),
        pytest.param({"agreed": ""}, "Kryss av for at dere godtar", id="not-agreed"),
    ],
)
def test_incomplete_form_is_saved_and_not_sent(contact_client, address, changes, words):
    response = contact_client.post(address, form(**changes))

    assert words in response.text
    assert "Budsjettet er ikke sendt" in response.text
    assert "Dette er lagret i mellomtiden" not in response.text
    adjusted = AdjustedBudget.objects.get()
    assert (adjusted.status, Grant.objects.get().accepted_at) == ("draft", None)
    assert f'name="version" value="{adjusted.changed_at.isoformat()}"' in response.text


def test_draft_needs_neither_account_nor_balance(contact_client, address):
    response = contact_client.post(
        address, form(action="save", cost=5, account_number="feil", agreed="", plan_changes=""), follow=True
    )

    assert response.redirect_chain == [(address, 302)]
    assert stored() == [("Honorar", 5), ("Egenandel", 18_000)]
    assert Grant.objects.get().account_number == ""


def test_wrong_amount_saves_nothing(contact_client, address):
    response = contact_client.post(address, form(action="save", cost="mye"))

    assert "Utkastet er ikke lagret ennå" in response.text
    assert 'value="mye"' in response.text
    assert not AdjustedBudget.objects.exists()


def test_autosave_stores_budget_and_returns_version(contact_client, grant, time_machine):
    autosave = reverse("grant_budget_autosave", args=[grant.application.uuid])

    first = contact_client.post(autosave, form(cost=1)).json()
    time_machine.shift(1)
    second = contact_client.post(autosave, form(cost=2, version=first["fields"]["version"])).json()
    stale = contact_client.post(autosave, form(cost=3, version=first["fields"]["version"]))
    invalid = contact_client.post(autosave, form(cost="x", version=second["fields"]["version"])).json()

    assert first["message"].startswith("Lagret kl.")
    assert stale.status_code == 409
    assert (invalid["message"], invalid["fields"]) == ("Dette må rettes før det kan lagres: Utgifter.", {})
    assert stored() == [("Honorar", 2), ("Egenandel", 18_000)]


def test_concurrent_edit_shows_what_is_stored(contact_client, address, grant):
    adjusted_budgets.save(grant, version=None, plan_changes="Kollegaens plan.", lines=[])

    response = contact_client.post(address, form())

    assert "Dette er lagret i mellomtiden" in response.text
    assert "Kollegaens plan." in response.text
    assert "Færre samlinger." in response.text
    assert AdjustedBudget.objects.get().plan_changes == "Kollegaens plan."
    version = AdjustedBudget.objects.get().changed_at.isoformat()
    contact_client.post(address, form(version=version))
    assert AdjustedBudget.objects.get().plan_changes == "Færre samlinger."


def test_text_typed_after_log_in_expired_is_restored(address, user, grant):
    client = Client()
    response = client.post(address, form(plan_changes="Skrevet lenge."))
    assert response.status_code == 302
    assert ACCOUNT not in str(dict(client.session))
    client.force_login(user, backend="balansekunst.access.RoleBackend")

    text = client.get(address).text

    assert "Skrevet lenge." in text
    assert "her er det du hadde skrevet" in text
    assert not AdjustedBudget.objects.exists()


def test_autosave_after_log_in_expired_asks_to_log_in(grant):
    response = Client().post(reverse("grant_budget_autosave", args=[grant.application.uuid]), form())

    assert response.status_code == 401
    assert unquote(response.json()["login"]).endswith(reverse("grant_accept", args=[grant.application.uuid]))


def test_full_award_is_accepted_as_before(contact_client, address, granted):
    granted.amount_awarded = 100_000
    granted.save()
    assert "Hva endres i planen?" not in contact_client.get(address).text

    contact_client.post(address, {"account_number": ACCOUNT, "agreed": "on"})

    assert Payment.objects.get().amount == 66_666


def test_staff_agrees_and_payment_becomes_due(contact_client, staff_client, address, handle, grant):
    contact_client.post(address, form())
    shown = staff_client.get(handle).text
    assert "Godkjenn budsjettet" in shown
    assert "Færre samlinger." in shown

    response = staff_client.post(reverse("budget_agree", args=[grant.application.uuid]), follow=True)

    assert response.redirect_chain == [(handle, 302)]
    assert "Godkjenn budsjettet" not in response.text
    assert Payment.objects.get().amount == 60_000
    body = Message.objects.latest("pk").body.replace("\N{NO-BREAK SPACE}", " ")
    assert "60 000 kr, betales innen 30. mars 2026" in body
    own = contact_client.get(reverse("grant_detail", args=[grant.application.uuid])).text
    assert "Skriv rapporten" in own
    assert "Justert budsjett" in own


def test_staff_sends_back_and_recipient_corrects(contact_client, staff_client, address, handle, grant):
    contact_client.post(address, form())
    back = reverse("budget_return", args=[grant.application.uuid])
    assert staff_client.post(back, {"words": ""}).context["failed"].errors.keys() == {"words"}

    staff_client.post(back, {"words": "Hva er honoraret til?"})

    assert "Hva er honoraret til?" in staff_client.get(handle).text
    assert "Færre samlinger." not in staff_client.get(handle).text
    shown = contact_client.get(address).text
    assert "Hva er honoraret til?" in shown
    assert "Kontonummer" not in shown
    tasks = contact_client.get(reverse("my_page")).context["tasks"]
    assert [(task.title, task.url) for task in tasks] == [("Rett budsjettet", address)]
    version = AdjustedBudget.objects.get().changed_at.isoformat()
    contact_client.post(address, form(version=version, plan_changes="Til to kursholdere."))
    assert "Til to kursholdere." in staff_client.get(handle).text


def test_draft_is_not_shown_to_staff(grant, staff_client, handle):
    adjusted_budgets.save(grant, version=None, plan_changes="Hemmelig utkast.", lines=[])

    assert "Hemmelig utkast." not in staff_client.get(handle).text


def test_front_page_has_budgets_to_review(contact_client, staff_client, address, grant):
    index = reverse("admin:index")
    listed = f"{reverse('round_overview', args=[2026])}?vis=budsjetter#tilsagn"
    assert listed not in staff_client.get(index).text

    contact_client.post(address, form())

    assert listed in staff_client.get(index).text
    rows = staff_client.get(listed.partition("#")[0]).context["rows"]
    assert [row.grant for row in rows] == [grant]


def test_report_waits_for_agreed_budget(reported, contact_client, user, granted):
    ProjectReport.objects.update(status="draft")
    granted.amount_awarded = 50_000
    granted.save()

    response = contact_client.post(reverse("report_submit", args=[granted.uuid]))

    assert "Det justerte budsjettet må være godkjent før rapporten kan sendes." in response.text
    assert "Juster budsjettet" in contact_client.get(reverse("grant_detail", args=[granted.uuid])).text
