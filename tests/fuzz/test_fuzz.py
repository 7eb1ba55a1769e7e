"""No request makes the program fail: random requests, with bad values of every parameter, as each kind of reader.

`--fuzz-cases` and `--fuzz-seed` ask for more, or others.
"""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from balansekunst.access import Role
from balansekunst.models import User
from reports.models import Correction, FrozenFigure, Publication
from tests.admin.conftest import MODELS, make
from tests.balansepotten import call_with_conflict as scenario
from tests.conftest import give_role, log_in
from tests.factories import EnquiryFactory, UserFactory
from tests.fuzz.requests import Case, Maker, existing, fault_in
from tests.reports.written import published, written_report

# Each kind of reader, and its part of the requests.
READERS = {"all roles": 0.45, "staff": 0.2, "management": 0.1, "applicant": 0.15, "anonymous": 0.1}
MADE_OTHERWISE = (Publication, FrozenFigure, Correction)


@pytest.fixture
def scene(time_machine: Any) -> scenario.Scene:
    """A decided call, a published report, and rows in every list of the admin."""
    time_machine.move_to(scenario.LATER, tick=False)
    person = UserFactory.create(name="Alle Roller", is_staff=True, is_superuser=True)
    for role in Role:
        give_role(person, role)
    scene = scenario.build(person)
    scenario.decide(scene)
    published(person)
    written_report(year=2025)
    for model in MODELS:
        if model not in MADE_OTHERWISE:
            make(model)
    EnquiryFactory.create(adviser=person)
    return scene


def client_of(reader: str, scene: scenario.Scene) -> Client:
    if reader == "anonymous":
        return Client()
    if reader == "all roles":
        return log_in(scene.person)
    if reader == "applicant":
        return log_in(User.objects.get(contacts__organisation=scene.other.organisation), second_factor=False)
    user = UserFactory.create(is_staff=reader == "staff")
    give_role(user, Role.STAFF if reader == "staff" else Role.MANAGEMENT)
    return log_in(user)


def failure_of(case: Case, client: Client) -> str:
    """Return how the program failed, or an empty text; undo what the request changed."""
    cache.clear()
    cookies = SimpleCookie(client.cookies)
    try:
        with transaction.atomic():
            fault = fault_in(case.send(client))
            transaction.set_rollback(True)
    except Exception as error:  # noqa: BLE001 (whatever a view raises)
        return f"{case}: {type(error).__name__}: {str(error)[:200]}"
    finally:
        client.cookies = cookies
    return f"{case}: {fault}" if fault and case.address != "/readyz" else ""


def failures_of(reader: str, scene: scenario.Scene, cases: int, seed: int) -> Iterator[str]:
    """Yield how the program fails for the reader, with the number of the request."""
    client = client_of(reader, scene)
    maker = Maker(client, existing(scenario.values(scene) | {"year": [2024, 2025, 2026], "app_label": ["members"]}))
    for number in range(round(cases * READERS[reader])):
        case = maker.make(Random(f"{seed} {reader} {number}"))  # noqa: S311 (it has to be repeatable)
        if failure := failure_of(case, client):
            yield f"{reader} {number}: {failure}"


@pytest.mark.django_db
@pytest.mark.usefixtures("_without_log")
def test_no_request_fails(scene: scenario.Scene, fuzz: tuple[int, int]) -> None:
    cases, seed = fuzz
    failures = [failure for reader in READERS for failure in failures_of(reader, scene, cases, seed)]

    assert not failures, "\n".join([f"seed {seed}, {cases} cases, {len(failures)} failures", *failures])
