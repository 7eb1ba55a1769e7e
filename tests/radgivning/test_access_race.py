"""Concurrent entries in the access log, each in its own transaction."""

from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from balansekunst.models import User
from radgivning import access_log
from radgivning.models import LogEntry
from tests.factories import UserFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

READERS, EACH = 4, 10


def test_concurrent_entries_are_numbered_consecutively(moment: datetime) -> None:
    barrier = Barrier(READERS)

    def read(user: User) -> None:
        barrier.wait()
        for enquiry in range(EACH):
            access_log.record(user=user, action=LogEntry.Action.READ, at=moment, enquiry=enquiry)
        connection.close()

    threads = [Thread(target=read, args=[UserFactory.create()]) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = LogEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, READERS * EACH + 1))
    assert access_log.first_broken() is None
