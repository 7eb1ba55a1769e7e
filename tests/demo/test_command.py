"""The command `demo`, without the server."""

import socket
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models(include_auto_created=True)}


def test_second_run_changes_nothing(db, demo):
    output = StringIO()
    with time_machine.travel("2026-01-01 12:00+01:00", tick=False):
        call_command("demo", no_server=True, stdout=StringIO())
        first = counts()
        call_command("demo", no_server=True, stdout=output)

    assert counts() == first
    assert "på plass fra før" in output.getvalue()


def test_command_needs_demo_mode(db):
    with pytest.raises(CommandError, match="DEMO=true"):
        call_command("demo", no_server=True)


def test_taken_port_stops_command_first(db, demo):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} er opptatt.*--port {port + 1}"):
            call_command("demo", port=port)

    assert counts()["balansekunst.User"] == 0
