"""Concurrent publications, and edits during a publication."""

from threading import Event, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from members.models import Membership
from reports.document import annual_report
from reports.models import FrozenFigure, Publication, Section
from reports.publication import publishing
from tests.factories import MembershipFactory, UserFactory
from tests.reports.written import PUBLISHED_AT, written_report

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def in_threads(*acts):
    """Run the functions in a thread each, and return what each returned or raised."""
    results = [None] * len(acts)

    def run(place, act):
        try:
            results[place] = act()
        except (ValidationError, IntegrityError) as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=[place, act]) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def slow(monkeypatch):
    """Pause a publication after building the document: `begun` is set then, and it waits for `go`."""
    begun, go, compose = Event(), Event(), annual_report.compose

    def waiting(*args, **kwargs):
        made = compose(*args, **kwargs)
        begun.set()
        go.wait(timeout=10)
        return made

    monkeypatch.setattr(annual_report, "compose", waiting)
    return begun, go


def waits_for_a_lock():
    """Wait until somebody waits for a lock."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")


def test_second_of_two_publishers_is_refused(slow):
    begun, go = slow
    report = written_report()
    one, other = UserFactory.create_batch(2)

    def second():
        begun.wait(timeout=10)
        Thread(target=lambda: (waits_for_a_lock(), go.set(), connection.close())).start()
        publishing.publish(report, by=other, at=PUBLISHED_AT)

    given = in_threads(lambda: publishing.publish(report, by=one, at=PUBLISHED_AT), second)

    publication = Publication.objects.get()
    assert (given[0], publication.published_by) == (publication, one)
    assert given[1].code == "published"
    assert FrozenFigure.objects.filter(key="members.closing").count() == 1


def test_figures_are_from_one_snapshot(slow):
    begun, go = slow
    report = written_report()
    MembershipFactory.create()
    by = UserFactory.create()

    def edit():
        begun.wait(timeout=10)
        MembershipFactory.create()
        go.set()

    publication, _nothing = in_threads(lambda: publishing.publish(report, by=by, at=PUBLISHED_AT), edit)

    assert Membership.objects.count() == 2
    assert publishing.read(publication).figures.by_name()["members.closing"] == 1
    assert publication.figures.get(key="members.closing").value == 1
    assert len(publication.figures.get(key="members.closing").rows) == 1


@pytest.mark.parametrize("change", ["update", "create", "delete"])
def test_edit_during_publication_is_refused(slow, change):
    begun, go = slow
    report = written_report()
    section = report.sections.get()
    by = UserFactory.create()
    acts = {
        "update": lambda: Section.objects.filter(pk=section.pk).update(text="Noe annet"),
        "create": lambda: Section.objects.create(report=report, title="Ny"),
        "delete": lambda: Section.objects.filter(pk=section.pk).delete(),
    }

    def write():
        begun.wait(timeout=10)
        Thread(target=lambda: (waits_for_a_lock(), go.set(), connection.close())).start()
        return acts[change]()

    publication, refused = in_threads(lambda: publishing.publish(report, by=by, at=PUBLISHED_AT), write)

    assert isinstance(refused, IntegrityError)
    assert [one.text for one in report.sections.all()] == [section.text]
    assert publishing.is_intact(publication)
