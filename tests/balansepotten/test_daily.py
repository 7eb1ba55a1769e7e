"""The daily command runs all parts, reports them, and can be run again."""

from datetime import date

import pytest
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.management import call_command
from django.test import TestCase

from balansekunst.models import Message
from balansekunst.personal_data.retention import RULES
from office.management.commands import daily
from tests.balansepotten.test_reminders import at

pytestmark = pytest.mark.django_db

DAY = at(date(2027, 1, 18))
NAMES = [
    "e-poster lagt i kø på nytt",
    "arbeid i bakgrunnen lagt i kø på nytt",
    "påminnelser om rapport",
    "påminnelser om utkast før fristen",
    "påminnelser om å fornye Balansemerket",
    "påminnelser om et nytt år med likestillingsarbeid",
    "påminnelser til juryen",
    "påminnelser om frister for årsmøtet",
    "år fra Rådgivningstelefonen offentliggjort",
    "år med medlemmenes likestillingsarbeid offentliggjort",
    "virksomheter som kan være registrert to ganger",
    "evalueringer av kurs avsluttet",
    *(str(rule.what) for rule in RULES),
    "arbeidsnotater som slettes innen en uke",
    "tabeller med endringer talt sammen",
]
# Without members, the register isn't asked. In the other tests it can't be reached, which goes to the errors.
REGISTER = "opplysninger som er annerledes i Enhetsregisteret: 0"
FIRST = [f"{name}: {int(name == 'påminnelser om rapport')}" for name in NAMES]


@pytest.fixture(autouse=True)
def _no_files(monkeypatch):
    """Without the files that other tests stored, some of them long before the day of these."""
    monkeypatch.setattr(default_storage, "_wrapped", InMemoryStorage())


def run(capsys):
    """Run the command, and return its lines and its exit status."""
    status = 0
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("daily")
    except SystemExit as left:
        status = left.code
    return capsys.readouterr().out.splitlines(), status


def test_daily_reports_and_runs_once(accepted, capsys, time_machine):
    time_machine.move_to(DAY, tick=False)

    first, second = run(capsys), run(capsys)

    assert first == (FIRST, 0)
    assert second == ([f"{name}: 0" for name in NAMES], 0)
    assert Message.objects.count() == 1


def test_daily_continues_after_failing_part(accepted, capsys, caplog, monkeypatch, time_machine):
    time_machine.move_to(DAY, tick=False)

    def fail(at):
        raise RuntimeError("no connection")

    monkeypatch.setattr(daily, "PARTS", [("først", fail), *daily.PARTS])

    assert run(capsys) == (FIRST, 1)
    assert "no connection" in caplog.text


def test_daily_without_work_succeeds(db, capsys):
    lines = [f"{name}: 0" for name in NAMES]
    lines.insert(lines.index("virksomheter som kan være registrert to ganger: 0"), REGISTER)

    assert run(capsys) == (lines, 0)
