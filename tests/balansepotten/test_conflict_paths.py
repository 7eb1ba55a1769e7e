"""One who has a conflict of interest finds no trace of the case, whichever way they go.

Every address that the program has is asked for, those that are added later too, as a juror, as staff who are in the
jury, as a manager and as a superuser. What anyone may read without logging in is not hidden from them.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.models import Message, User
from balansepotten import assessments, conflicts
from balansepotten.models import Application, Assessment, Call, ConflictOfInterest, Juror
from tests.balansepotten import call_with_conflict as rounds
from tests.balansepotten.call_with_conflict import Round
from tests.factories import ConflictFactory, UserFactory

pytestmark = pytest.mark.django_db

ROLES = ("juror", "staff", "management", "superuser")
EACH_ROLE = pytest.mark.parametrize("role", ROLES)
EACH_STAGE = pytest.mark.parametrize("stage", ["judged", "decided"])
# One with a conflict sees nothing of these, since the sums of a round tell what any one case got.
REFUSED_WHOLE = ("/fordeling/", "/vedtak/")
# The year's published figures are the same for everyone, and name no case.
PUBLISHED = ("/rapporter/", "/rapport/")
# What differs between two visits; and that one has a conflict, which may be told as long as it isn't of what.
PASSING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|nonce-[\w-]+|\s+|<p class="note">Du er inhabil i noe av denne runden[^<]*</p>'
    r'|<li><a href="/admin/balansepotten/application/import/">Importer</a></li>'
    r"|Søknader du er inhabil i, er ikke med\."
)
APPLICATIONS = "admin:balansepotten_application_"
IMPORT = "admin/balansepotten/application/import/"


@pytest.fixture
def person(role: str) -> User:
    """A juror who has the role too."""
    user = UserFactory.create(name="Ina Bil", is_staff=role in {"staff", "superuser"}, is_superuser=role == "superuser")
    if role in {"staff", "management"}:
        user.groups.add(Group.objects.get(name={"staff": Role.STAFF, "management": Role.MANAGEMENT}[role]))
    return user


@pytest.fixture
def found(person: User, time_machine: Any, settings: Any, tmp_path: Any) -> Round:
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(rounds.LATER, tick=False)
    return rounds.build(person)


@pytest.fixture
def client(person: User, login: Callable[..., Client]) -> Client:
    return login(person)


def told(client: Client, found: Round, secrets: list[str]) -> dict[str, list[str]]:
    """Return the addresses at which something secret is told, and what."""
    leaks: dict[str, list[str]] = {}
    for address in rounds.addresses(found):
        page = rounds.body(client, address)
        if leaked := [secret for secret in secrets if secret in page]:
            leaks[address] = leaked
    return {address: leaked for address, leaked in leaks.items() if not is_open(address)}


def is_open(address: str) -> bool:
    """Tell if anyone may read the page."""
    return Client().get(address).status_code == 200


@EACH_STAGE
@EACH_ROLE
def test_no_address_tells_of_the_case(found: Round, client: Client, stage: str) -> None:
    if stage == "decided":
        rounds.decide(found)
    rounds.declare(found, "case")
    found.case.refresh_from_db()

    assert told(client, found, rounds.traces(found.case)) == {}


@pytest.mark.parametrize("kind", ["round", "contact"])
@pytest.mark.parametrize("role", ["juror", "superuser"])
def test_no_address_tells_of_the_round(found: Round, client: Client, kind: str) -> None:
    rounds.declare(found, kind)

    assert told(client, found, rounds.traces(found.case) + rounds.traces(found.other)) == {}


@EACH_ROLE
def test_the_walk_finds_what_there_is_to_find(found: Round, client: Client, role: str) -> None:
    """Without a conflict the same addresses tell of the case, so that the walk is known to look in the right places."""
    expected = {
        "juror": {reverse("jury_overview", args=[2026]), reverse("assessment_edit", args=[found.case.uuid])},
        "staff": {reverse("jury_progress", args=[2026]), reverse(f"{APPLICATIONS}changelist")},
        "management": {reverse("jury_progress", args=[2026]), reverse("assessment_list", args=[found.case.uuid])},
        "superuser": {reverse("jury_progress", args=[2026]), reverse(f"{APPLICATIONS}change", args=[found.case.pk])},
    }
    assert expected[role] - set(rounds.addresses(found)) == set()
    assert [address for address in expected[role] if found.case.title not in rounds.body(client, address)] == []


@EACH_ROLE
def test_every_page_is_as_if_the_case_had_never_been(found: Round, client: Client) -> None:
    """What is counted, averaged and summed too: each page is the same, word for word, when the case is deleted."""
    ConflictFactory.create(call=found.call)
    rounds.declare(found, "case")
    conflict = found.case.conflicts.get()
    about = {str(found.case.uuid), *(str(file.uuid) for file in found.case.attachments.all())}
    own = (f"application/{found.case.pk}", f"conflictofinterest/{conflict.pk}", f"user/{found.person.pk}/delete")
    own_rows = re.compile(rf"/(?:{'|'.join(own)})/")
    kept = [
        address
        for address in rounds.addresses(found)
        if not about & set(address.split("/"))
        and not own_rows.search(address)
        and not any(part in address for part in REFUSED_WHOLE + PUBLISHED)
        and not address.startswith(("/admin/r/", "/admin/balansekunst/message/", f"/{IMPORT}"))
    ]
    before = {address: PASSING.sub("", rounds.body(client, address)) for address in kept}

    rounds.forget(found.case)
    Message.objects.all().delete()
    Call.objects.update(allocated=rounds.OTHER_PROPOSED)
    after = {address: PASSING.sub("", rounds.body(client, address)) for address in kept}

    assert [address for address in kept if before[address] != after[address]] == []
    assert len(kept) > 10


@EACH_ROLE
def test_nothing_that_is_sent_reaches_the_case(found: Round, client: Client) -> None:
    rounds.decide(found)
    rounds.declare(found, "case")
    found.case.refresh_from_db()
    secrets = rounds.traces(found.case)
    state = Application.objects.filter(pk=found.case.pk).values().get()

    about = [address for address in rounds.addresses(found) if str(found.case.uuid) in address]
    answers = {"ground": "other", "words": "x", "sure": "on", "action": "finish"}
    replies = {address: rounds.body(client, address, "post", **answers) for address in about}

    assert {address for address, reply in replies.items() if any(secret in reply for secret in secrets)} == set()
    assert {reply[:3] for reply in replies.values()} <= {"403", "404", "405"}
    assert Application.objects.filter(pk=found.case.pk).values().get() == state


STAFF = pytest.mark.parametrize("role", ["staff", "superuser"])


@STAFF
def test_search_filters_and_choices_do_not_find_the_case(found: Round, client: Client) -> None:
    rounds.declare(found, "case")
    changelist = reverse(f"{APPLICATIONS}changelist")
    asked = [{"q": found.case.title}, {"q": found.case.number}, {"q": found.case.organisation.name}]
    figure = {"tall": "2026-01-01/2026-12-31/applications"}
    choice = {
        "app_label": "balansepotten",
        "model_name": "conflictofinterest",
        "field_name": "application",
        "term": "sak",
    }

    assert [client.get(changelist, query).context["cl"].result_count for query in asked] == [0, 0, 0]
    assert list(client.get(changelist, figure).context["cl"].result_list) == [found.other]
    choices = client.get(reverse("admin:autocomplete"), choice).json()["results"]
    assert [chosen["id"] for chosen in choices] == [str(found.other.pk)]


@STAFF
def test_export_leaves_the_case_out(found: Round, client: Client) -> None:
    rounds.declare(found, "case")

    for model in ("application", "conflictofinterest", "decision"):
        url = reverse(f"admin:balansepotten_{model}_export")
        page = rounds.body(client, url, "post", format="1", resource="0")
        assert [secret for secret in rounds.traces(found.case) if secret in page] == [], model
    assert found.other.title in rounds.body(client, reverse(f"{APPLICATIONS}export"), "post", format="1", resource="0")


@STAFF
def test_import_is_for_others(found: Round, client: Client) -> None:
    url = reverse(f"{APPLICATIONS}import")
    assert client.get(url).status_code == 200

    rounds.declare(found, "case")

    assert client.get(url).status_code == 403


@STAFF
def test_sums_of_the_list_leave_the_case_out(found: Round, client: Client) -> None:
    rounds.declare(found, "case")

    changelist = client.get(reverse(f"{APPLICATIONS}changelist")).context["cl"]

    assert [value for _label, value in changelist.sums] == ["71\xa0239\xa0kr", "0\xa0kr"]


@STAFF
def test_deleting_what_the_case_leans_on_does_not_name_it(found: Round, client: Client) -> None:
    rounds.declare(found, "case")
    secrets = rounds.traces(found.case)
    secrets.remove(found.case.organisation.name)
    rows = {"members_organisation": found.case.organisation.pk, "balansepotten_call": found.call.pk}

    for name, pk in rows.items():
        url = reverse(f"admin:{name}_delete", args=[pk])
        asked = rounds.body(client, url)
        chosen = {"action": "delete_selected", "_selected_action": [pk]}
        listed = rounds.body(client, reverse(f"admin:{name}_changelist"), "post", **chosen)
        assert [secret for secret in secrets if secret in asked + listed] == [], name


@STAFF
def test_conflict_is_not_set_for_a_case_that_one_has_a_conflict_with(found: Round, client: Client) -> None:
    rounds.declare(found, "case")
    answers = {"call": found.call.pk, "user": found.person.pk, "application": found.case.pk, "ground": "work"}

    page = rounds.body(client, reverse("admin:balansepotten_conflictofinterest_add"), "post", **answers)

    assert page.startswith("200")
    assert [secret for secret in rounds.traces(found.case) if secret in page] == []
    assert ConflictOfInterest.objects.count() == 1


@STAFF
def test_conflict_is_set_by_staff(found: Round, client: Client, role: str) -> None:
    juror = Juror.objects.exclude(user=found.person).get()
    answers = {"call": found.call.pk, "user": juror.user_id, "application": found.other.pk, "ground": "work"}

    response = client.post(reverse("admin:balansepotten_conflictofinterest_add"), answers)

    declared = ConflictOfInterest.objects.get()
    assert response.status_code == 302
    assert (declared.user, declared.application) == (juror.user, found.other)
    assert (declared.declared_by, declared.declared_at) == (found.person, rounds.LATER)


@STAFF
def test_conflict_is_set_for_a_case_of_its_round(found: Round, client: Client) -> None:
    another = rounds.CallFactory.create(year=2025)
    answers = {"call": another.pk, "user": found.person.pk, "application": found.other.pk, "ground": "work"}

    page = rounds.body(client, reverse("admin:balansepotten_conflictofinterest_add"), "post", **answers)

    assert "Søknaden er ikke i denne runden." in page


@EACH_ROLE
def test_what_was_judged_before_the_conflict_counts_no_more(found: Round, client: Client) -> None:
    assert Assessment.objects.filter(application=found.case).count() == 2
    rounds.declare(found, "case")
    other = UserFactory.create(is_superuser=True, is_staff=True)

    assert [one.juror.user == found.person for one in assessments.told(found.case)] == [False]
    assert Application.objects.filter(conflicts.unhindered(other)).count() == 2


def test_attachments_of_a_case_are_for_its_jury_until_the_conflict(login: Any, time_machine: Any) -> None:
    time_machine.move_to(rounds.LATER, tick=False)
    person, stranger = UserFactory.create(), UserFactory.create()
    found = rounds.build(person)
    url = reverse("attachment_download", args=[found.case.attachments.get().uuid])
    statuses = [login(user).get(url).status_code for user in (person, stranger)]

    ConflictFactory.create(call=found.call, user=person, application=found.case)

    assert statuses == [200, 404]
    assert login(person).get(url).status_code == 404
