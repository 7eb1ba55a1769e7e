"""The progress of a job that is one transaction, seen from outside it."""

import pytest
from django.utils import timezone

from balansekunst.jobs import work
from balansekunst.jobs.models import Job
from balansekunst.jobs.work import JobKind, Result, Run
from balansekunst.models import Bounce
from tests.factories import UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_progress_of_one_transaction_is_seen_outside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(run: Run) -> Result:
        Bounce.objects.create(email="en@eksempel.example", bounced_at=timezone.now())
        run.record(1, 3)
        raise ValueError

    kind = JobKind("test", "Telle", fail, lambda _user, _arguments: True, is_atomic=True)
    monkeypatch.setitem(work.KINDS, "test", kind)
    job = work.start(kind, {}, by=UserFactory.create(), at=timezone.now())

    job.refresh_from_db()
    assert (job.done, job.total, job.status, Bounce.objects.count()) == (1, 3, Job.Status.FAILED, 0)
