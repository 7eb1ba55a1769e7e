"""The check of all members against Enhetsregisteret, asked for by a button."""

import pytest
from django.test import Client
from django.urls import reverse

from balansekunst.models import Job
from members.models import RegisterDifference
from members.register import checking
from members.register.client import Unreachable
from tests.factories import MembershipFactory, OrganisationFactory, organisation_number
from tests.register_server import RegisterServer


@pytest.mark.django_db
@pytest.mark.one_database
def test_button_checks_all_by_job_that_goes_on_where_it_was(
    register_server: RegisterServer, staff_client: Client, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr(checking, "BATCH", 1)
    for which in (1, 2):
        number = organisation_number(860_000 + which)
        MembershipFactory.create(organisation=OrganisationFactory.create(number=number, legal_form="AS"))
        register_server.add(number)
    store = checking.store
    stored: list[int] = []

    def fail_at_second(*args) -> int:
        if stored:
            raise Unreachable("Enhetsregisteret svarer ikke.")
        stored.append(store(*args))
        return stored[0]

    monkeypatch.setattr(checking, "store", fail_at_second)
    with django_capture_on_commit_callbacks(execute=True):
        answer = staff_client.post(reverse("admin:members_registerdifference_check"))
    job = Job.objects.get()
    failed = (answer["Location"], job.status, "Prøv igjen" in job.message)
    monkeypatch.setattr(checking, "store", store)
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(reverse("admin:job_retry", args=[job.pk]))

    job.refresh_from_db()
    assert failed == (reverse("admin:job", args=[job.pk]), "failed", True)
    assert (job.status, job.attempt, job.total) == ("done", 2, 1)  # only the one that was left
    assert RegisterDifference.objects.values("organisation").distinct().count() == 2
