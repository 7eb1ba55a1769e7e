"""Notes are deleted, days become months, and no published figure changes."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.urls import reverse

from balansekunst.figures import Period, ReportYear
from balansekunst.models import Message
from balansekunst.settings import BASE_DIR
from demo.filling import OFFICE
from office.folder import import_folder, read_folder
from radgivning import releases, retention
from radgivning.figures import AREA
from radgivning.models import Enquiry
from reports.counting.summary import summarise
from reports.document.conversion import year_values
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.django_db

CLOSED = date(2026, 1, 5)
DUE = CLOSED + timedelta(days=90)
NOTE = "Skuespilleren fortalte om regissøren"
DAY = timedelta(days=1)
HISTORY = Enquiry.history.model


def notes() -> dict[int, str]:
    return dict(Enquiry.objects.values_list("pk", "note"))


@pytest.mark.parametrize(
    ("day", "gone"),
    [
        pytest.param(DUE - DAY, 0, id="day-before"),
        pytest.param(DUE, 1, id="the-day"),
        pytest.param(DUE + DAY, 1, id="day-after"),
    ],
)
def test_note_is_deleted_on_its_day(day, gone):
    enquiry = EnquiryFactory.create(note=NOTE, closed_on=CLOSED)

    assert retention.delete_notes(day) == gone

    enquiry.refresh_from_db()
    assert (enquiry.note, enquiry.note_shredded_on) == (("", day) if gone else (NOTE, None))


def test_deletion_follows_setting(settings):
    settings.NOTE_DAYS = 30
    EnquiryFactory.create(note=NOTE, closed_on=CLOSED)

    assert [retention.delete_notes(CLOSED + timedelta(days=days)) for days in (29, 30)] == [0, 1]


def test_open_held_and_empty_notes_remain():
    still_open = EnquiryFactory.create(note="åpen")
    held = EnquiryFactory.create(note="holdt", closed_on=CLOSED, hold_reason="Saken er for retten")
    empty = EnquiryFactory.create(closed_on=CLOSED)

    assert retention.delete_notes(DUE) == 0

    assert notes() == {still_open.pk: "åpen", held.pk: "holdt", empty.pk: ""}
    assert Enquiry.objects.filter(note_shredded_on=None).count() == 3


def test_deletion_preserves_facts_and_history():
    enquiry = EnquiryFactory.create(note=NOTE, closed_on=CLOSED, minutes=40, legal_guidance=True)
    facts = Enquiry.objects.filter(pk=enquiry.pk).defer("note", "note_shredded_on").values("date", "caller", "minutes")
    before, history = list(facts), HISTORY.objects.count()

    retention.delete_notes(DUE)

    assert (list(facts), HISTORY.objects.count()) == (before, history)


def test_second_deletion_changes_nothing():
    EnquiryFactory.create(note=NOTE, closed_on=CLOSED)

    assert [retention.delete_notes(DUE), retention.delete_notes(DUE + DAY)] == [1, 0]
    assert Enquiry.objects.get().note_shredded_on == DUE


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        pytest.param(DUE - timedelta(days=8), False, id="eight-days-ahead"),
        pytest.param(DUE - timedelta(days=7), True, id="a-week-ahead"),
        pytest.param(DUE, True, id="the-day"),
    ],
)
def test_due_soon_is_one_week_ahead(day, listed):
    enquiry = EnquiryFactory.create(note=NOTE, closed_on=CLOSED)
    EnquiryFactory.create(note=NOTE, closed_on=CLOSED, hold_reason="Saken er for retten")
    EnquiryFactory.create(note=NOTE)

    assert list(retention.due_soon(day)) == ([enquiry] if listed else [])


def test_advisers_see_notes_due_soon(adviser_client, time_machine):
    time_machine.move_to(datetime(2026, 4, 1, 8, tzinfo=UTC))
    enquiry = EnquiryFactory.create(note=NOTE, closed_on=CLOSED)
    EnquiryFactory.create(note=NOTE, closed_on=CLOSED + timedelta(days=5))

    response = adviser_client.get(reverse("enquiry_list"))

    assert response.context["due_soon"] == [(enquiry, DUE)]
    assert f"Henvendelse nummer {enquiry.pk}</a></p><p>Notatet slettes 5. april 2026." in response.text
    assert "regissøren" not in response.text


def test_open_enquiry_has_no_deletion_date():
    assert retention.deletion_date(EnquiryFactory.build(note=NOTE)) is None


def test_due_soon_is_sorted_by_date():
    later = EnquiryFactory.create(note=NOTE, closed_on=CLOSED + DAY)
    first = EnquiryFactory.create(note=NOTE, closed_on=CLOSED)

    assert list(retention.due_soon(DUE)) == [first, later]


def test_warning_is_weekly_and_neutral(adviser, staff, superuser):
    enquiry = EnquiryFactory.create(note=NOTE, closed_on=CLOSED, hold_reason="")
    monday = date(2026, 3, 30)

    counts = [retention.warn(monday + timedelta(days=days)) for days in (-2, 0, 3)]

    message = Message.objects.get()
    assert counts == [0, 1, 1]
    assert (message.recipient, message.subject) == (adviser.email, "Arbeidsnotater slettes snart")
    assert [str(detail) in message.body for detail in (enquiry.pk, 1, "regissøren", CLOSED.day, DUE.day)] == [False] * 5


def test_outbox_has_no_notes(adviser, capsys, time_machine):
    EnquiryFactory.create(note=NOTE, closed_on=CLOSED)

    for days in range(-10, 3):
        time_machine.move_to(datetime(DUE.year, DUE.month, DUE.day, 8, tzinfo=UTC) + timedelta(days=days), tick=False)
        call_command("daily")

    texts = "".join(f"{message.subject} {message.body}" for message in Message.objects.all())
    assert (Message.objects.count(), "regissøren" in texts, "Skuespilleren" in texts) == (2, False, False)
    assert (Enquiry.objects.get().note, "regissøren" in capsys.readouterr().out) == ("", False)


def test_coarse_before_is_two_years_ago():
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31)]
    for day in days:
        EnquiryFactory.create(date=day)

    assert retention.coarsen(date(2026, 3, 31)) == 1

    facts = Enquiry.objects.order_by("date").values_list("date", "is_coarse")
    assert list(facts) == [(date(2024, 2, 1), True), (days[1], False), (days[2], False)]


def test_coarsening_follows_setting(settings):
    settings.COARSE_MONTHS = 1
    EnquiryFactory.create(date=date(2025, 12, 31))

    assert [retention.coarsen(day) for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2))] == [0, 1, 0]


def test_coarsening_removes_every_day(adviser, time_machine):
    time_machine.move_to(datetime(2024, 1, 17, 13, 45, tzinfo=UTC), tick=False)
    enquiry = EnquiryFactory.create(date=date(2024, 1, 16), closed_on=date(2024, 1, 18))
    gone = EnquiryFactory.create(date=date(2024, 1, 19))
    gone.delete()
    Enquiry.objects.update(note_shredded_on=date(2024, 4, 17))
    kind = ContentType.objects.get_for_model(Enquiry)
    LogEntry.objects.create(
        user=adviser, content_type=kind, object_id=str(enquiry.pk), object_repr=str(enquiry), action_flag=CHANGE
    )
    LogEntry.objects.update(action_time=datetime(2024, 1, 17, 13, 45, tzinfo=UTC))

    assert retention.coarsen(date(2026, 3, 16)) == 1

    dates = ("date", "closed_on", "note_shredded_on", "is_coarse")
    january = date(2024, 1, 1)
    assert Enquiry.objects.values_list(*dates).get() == (january, january, date(2024, 4, 17), True)
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    assert set(HISTORY.objects.values_list("date", "history_date", "is_coarse")) == {(january, moment, True)}
    assert set(HISTORY.objects.values_list("closed_on", flat=True)) == {january, None}
    assert LogEntry.objects.values_list("object_repr", "action_time").get() == ("henvendelse", moment)

    assert retention.coarsen(date(2026, 5, 1)) == 0
    assert Enquiry.objects.get().note_shredded_on == date(2024, 4, 1)


def periods(year: int) -> list[Period]:
    """Return the year's months, its quarters and itself."""
    first = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    months = [Period(one, after - DAY) for one, after in pairwise(first)]
    quarters = [Period(months[month].first, months[month + 2].last) for month in range(0, 12, 3)]
    return [*months, *quarters, Period.year(year)]


def published() -> list[object]:
    """Return every figure of the line for two years by month, quarter and year, and the report's sentences."""
    counted = [AREA.in_period(period).values() for year in (2023, 2024) for period in periods(year)]
    summary = summarise(ReportYear(2024, date(2026, 12, 1)))
    sentences = [str(sentence) for chapter in summary.chapters for sentence in chapter.sentences]
    return [*counted, year_values(summary), sentences]


def test_retention_changes_no_figures(office):
    Enquiry.objects.update(note=NOTE, closed_on=date(2025, 1, 7), minutes=25)
    releases.release(date(2026, 11, 1))
    before, count = published(), Enquiry.objects.count()

    assert retention.delete_notes(date(2026, 11, 23)) == count
    assert published() == before

    assert retention.coarsen(date(2027, 6, 1)) == count
    assert published() == before
    assert set(Enquiry.objects.values_list("date__day", "is_coarse")) == {(1, True)}


@pytest.mark.parametrize(
    "coarse_on", [pytest.param(date(2026, 7, 1), id="half"), pytest.param(date(2027, 6, 1), id="all")]
)
def test_coarse_rows_are_matched_by_import(office, coarse_on):
    count = Enquiry.objects.count()
    retention.coarsen(coarse_on)

    assert import_folder(read_folder(OFFICE)).faults == []
    assert Enquiry.objects.count() == count


SCRIPT = """
from datetime import date
from django.core.management import call_command
from django.db import connection
from radgivning import retention
from radgivning.models import Enquiry
call_command("migrate", verbosity=0)
Enquiry.objects.create(date=date(2026, 1, 2), channel="telefon", caller="annet", region="Vestlandet",
                       note="hemmelig " * 900, closed_on=date(2026, 1, 5))
with connection.cursor() as cursor:
    cursor.execute("SELECT note FROM radgivning_enquiry")
    print(cursor.fetchone()[0])
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(open(connection.settings_dict["NAME"], "rb").read().count(b"gAAAAA"))
retention.delete_notes(date(2026, 6, 1))
"""


@pytest.mark.one_database
def test_sqlite_file_has_no_deleted_note(tmp_path):
    path = tmp_path / "db.sqlite3"
    env = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "DEBUG": "true", "DJANGO_SETTINGS_MODULE": ""}
    env["DJANGO_SETTINGS_MODULE"] = "balansekunst.settings"

    ciphertext, found = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", SCRIPT],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    pieces = [ciphertext[at : at + 40].encode() for at in range(0, len(ciphertext) - 40, 40)]
    assert (len(pieces) > 100, int(found) > 0) == (True, True)
    assert [piece for piece in pieces if piece in left] == []
