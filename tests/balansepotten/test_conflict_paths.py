"""A person with a conflict of interest finds the application nowhere.

Every URL of the program is requested, including those added later, as a juror and as a superuser. Public pages are not
hidden from them. `tests/access/test_hidden_rows.py` compares the pages with those where it is deleted, for all readers.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.models import User
from balansepotten import assessments, conflicts
from balansepotten.models import Application, Assessment, ConflictOfInterest, Juror
from members.models import Organisation
from tests.access.routes import Reader
from tests.balansepotten import call_with_conflict as scenario
from tests.balansepotten.call_with_conflict import Scene
from tests.conftest import give_role
from tests.factories import ConflictFactory, UserFactory

pytestmark = pytest.mark.django_db

ROLES = ("juror", "staff", "management", "superuser")
# What differs between the last two and staff is who may open a page, which does not depend on the database.
EACH_ROLE = pytest.mark.parametrize(
    "role", [*ROLES[:2], *(pytest.param(role, marks=pytest.mark.one_database) for role in ROLES[2:])]
)
APPLICATIONS = "admin:balansepotten_application_"
OWN_DATA = "/min-side/opplysninger"
# The page of a user names the organisations that they are a contact of, as the list of contacts does.
USERS = "/admin/balansekunst/user/"


@pytest.fixture
def person(role: str) -> User:
    """A juror who also has the role."""
    user = UserFactory.create(name="Ina Bil", is_staff=role in {"staff", "superuser"}, is_superuser=role == "superuser")
    if role in {"staff", "management"}:
        give_role(user, {"staff": Role.STAFF, "management": Role.MANAGEMENT}[role])
    return user


@pytest.fixture
def found(person: User, time_machine: Any, settings: Any, tmp_path: Any) -> Scene:
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(scenario.LATER, tick=False)
    return scenario.build(person)


@pytest.fixture
def client(person: User, login: Callable[..., Client]) -> Client:
    return login(person)


def leaks_at(client: Client, addresses: Iterable[str], secrets: list[str]) -> dict[str, list[str]]:
    """Return the addresses whose responses contain a secret, with the secrets."""
    reader = Reader(client)
    return leaks_in({address: reader.page(address) for address in dict.fromkeys(addresses)}, secrets)


def leaks_in(pages: dict[str, str], secrets: list[str]) -> dict[str, list[str]]:
    """Return the addresses of the pages that contain a secret, with the secrets; public pages are not hidden.

    The page of a user, and what is stored about them, name the organisations that they are a contact of, as the
    register does.
    """
    leaks = scenario.leaks_in(pages, secrets)
    members = set(Organisation.objects.values_list("name", flat=True))
    for address in filter(lambda address: address.startswith((USERS, OWN_DATA)), list(leaks)):
        leaks[address] = [secret for secret in leaks[address] if secret not in members]
    return {address: leaked for address, leaked in leaks.items() if leaked and not is_open(address)}


def is_open(address: str) -> bool:
    return Client().get(address).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["juror", "superuser"])  # who may open all pages of staff and management
def test_no_url_shows_decided_application(found: Scene, client: Client, role: str) -> None:
    scenario.decide(found)
    scenario.declare(found, "application")
    found.hidden.refresh_from_db()

    assert leaks_at(client, scenario.readable(scenario.addresses(found, role)), scenario.traces(found.hidden)) == {}


@pytest.mark.one_database
@pytest.mark.parametrize(("role", "kind"), [("juror", "contact"), ("superuser", "call")])
def test_no_url_shows_hidden_call(found: Scene, client: Client, role: str, kind: str) -> None:
    scenario.declare(found, kind)

    secrets = scenario.traces(found.hidden) + scenario.traces(found.other)
    assert leaks_at(client, scenario.readable(scenario.addresses(found, role)), secrets) == {}


@EACH_ROLE
def test_urls_show_application_without_conflict(found: Scene, client: Client, role: str) -> None:
    """Without a conflict the same URLs show the application, so the other tests look in the right places."""
    expected = {
        "juror": {reverse("jury_overview", args=[2026]), reverse("assessment_edit", args=[found.hidden.uuid])},
        "staff": {reverse("jury_progress", args=[2026]), reverse(f"{APPLICATIONS}changelist")},
        "management": {reverse("jury_progress", args=[2026]), reverse("assessment_list", args=[found.hidden.uuid])},
        "superuser": {reverse("jury_progress", args=[2026]), reverse(f"{APPLICATIONS}change", args=[found.hidden.pk])},
    }
    assert expected[role] - set(scenario.addresses(found)) == set()
    assert [address for address in expected[role] if found.hidden.title not in scenario.body(client, address)] == []


@EACH_ROLE
def test_posts_do_not_reach_hidden_application(found: Scene, client: Client) -> None:
    scenario.decide(found)
    scenario.declare(found, "application")
    found.hidden.refresh_from_db()
    secrets = scenario.traces(found.hidden)
    state = Application.objects.filter(pk=found.hidden.pk).values().get()

    about = [address for address in scenario.addresses(found) if str(found.hidden.uuid) in address]
    answers = {"ground": "other", "words": "x", "sure": "on", "action": "finish"}
    replies = {address: scenario.body(client, address, "post", **answers) for address in about}

    assert {address for address, reply in replies.items() if any(secret in reply for secret in secrets)} == set()
    assert {reply[:3] for reply in replies.values()} <= {"403", "404", "405"}
    assert Application.objects.filter(pk=found.hidden.pk).values().get() == state


STAFF = pytest.mark.parametrize("role", ["staff", "superuser"])


@STAFF
def test_search_filters_and_choices_exclude_application(found: Scene, client: Client) -> None:
    scenario.declare(found, "application")
    changelist = reverse(f"{APPLICATIONS}changelist")
    asked = [{"q": found.hidden.title}, {"q": found.hidden.number}, {"q": found.hidden.organisation.name}]
    others = ("members_organisation", "balansepotten_theme", "balansepotten_call")
    figure = {"tall": "2026-01-01/2026-12-31/applications"}
    choice = {
        "app_label": "balansepotten",
        "model_name": "conflictofinterest",
        "field_name": "application",
        "term": "sak",
    }

    assert [client.get(changelist, query).context["cl"].result_count for query in asked] == [0, 0, 0]
    assert list(client.get(changelist, figure).context["cl"].result_list) == [found.other]
    by_application = {"applications": found.hidden.pk}
    assert {client.get(reverse(f"admin:{name}_changelist"), by_application).status_code for name in others} == {400}
    choices = client.get(reverse("admin:autocomplete"), choice).json()["results"]
    assert [chosen["id"] for chosen in choices] == [str(found.other.pk)]


@STAFF
def test_export_excludes_application(found: Scene, client: Client) -> None:
    scenario.declare(found, "application")

    for model in ("application", "conflictofinterest", "decision"):
        url = reverse(f"admin:balansepotten_{model}_export")
        page = scenario.body(client, url, "post", format="1", resource="0")
        assert [secret for secret in scenario.traces(found.hidden) if secret in page] == [], model
    assert found.other.title in scenario.body(
        client, reverse(f"{APPLICATIONS}export"), "post", format="1", resource="0"
    )


@STAFF
def test_import_is_for_others(found: Scene, client: Client) -> None:
    url = reverse(f"{APPLICATIONS}import")
    assert client.get(url).status_code == 200

    scenario.declare(found, "application")

    assert client.get(url).status_code == 403


@STAFF
def test_list_sums_exclude_application(found: Scene, client: Client) -> None:
    scenario.declare(found, "application")

    changelist = client.get(reverse(f"{APPLICATIONS}changelist")).context["cl"]

    assert [value for _label, value in changelist.sums] == ["71\xa0239\xa0kr", "0\xa0kr"]


@STAFF
def test_delete_page_does_not_name_application(found: Scene, client: Client) -> None:
    scenario.declare(found, "application")
    secrets = scenario.traces(found.hidden)
    secrets.remove(found.hidden.organisation.name)
    rows = {"members_organisation": found.hidden.organisation.pk, "balansepotten_call": found.call.pk}

    for name, pk in rows.items():
        url = reverse(f"admin:{name}_delete", args=[pk])
        asked = scenario.body(client, url)
        assert [secret for secret in secrets if secret in asked] == [], name


@STAFF
def test_conflict_with_hidden_application_refused(found: Scene, client: Client) -> None:
    scenario.declare(found, "application")
    answers = {"call": found.call.pk, "user": found.person.pk, "application": found.hidden.pk, "ground": "work"}

    page = scenario.body(client, reverse("admin:balansepotten_conflictofinterest_add"), "post", **answers)

    assert page.startswith("200")
    assert [secret for secret in scenario.traces(found.hidden) if secret in page] == []
    assert ConflictOfInterest.objects.count() == 1


@STAFF
def test_conflict_is_set_by_staff(found: Scene, client: Client, role: str) -> None:
    juror = Juror.objects.exclude(user=found.person).get()
    answers = {"call": found.call.pk, "user": juror.user_id, "application": found.other.pk, "ground": "work"}

    response = client.post(reverse("admin:balansepotten_conflictofinterest_add"), answers)

    declared = ConflictOfInterest.objects.get()
    assert response.status_code == 302
    assert (declared.user, declared.application) == (juror.user, found.other)
    assert (declared.declared_by, declared.declared_at) == (found.person, scenario.LATER)


@STAFF
def test_conflict_requires_application_of_call(found: Scene, client: Client) -> None:
    another = scenario.CallFactory.create(year=2025)
    answers = {"call": another.pk, "user": found.person.pk, "application": found.other.pk, "ground": "work"}

    page = scenario.body(client, reverse("admin:balansepotten_conflictofinterest_add"), "post", **answers)

    assert "Søknaden er ikke i denne runden." in page


@EACH_ROLE
def test_assessment_before_conflict_does_not_count(found: Scene, client: Client) -> None:
    assert Assessment.objects.filter(application=found.hidden).count() == 2
    scenario.declare(found, "application")
    other = UserFactory.create(is_superuser=True, is_staff=True)

    assert [one.juror.user == found.person for one in assessments.counted_with_scores(found.hidden)] == [False]
    assert Application.objects.filter(conflicts.without_conflict(other)).count() == 2


def test_attachments_hidden_from_juror_with_conflict(login: Any, time_machine: Any) -> None:
    time_machine.move_to(scenario.LATER, tick=False)
    person, stranger = UserFactory.create(), UserFactory.create()
    found = scenario.build(person)
    url = reverse("attachment_download", args=[found.hidden.attachments.get().uuid])
    statuses = [login(user).get(url).status_code for user in (person, stranger)]

    ConflictFactory.create(call=found.call, user=person, application=found.hidden)

    assert statuses == [200, 404]
    assert login(person).get(url).status_code == 404
