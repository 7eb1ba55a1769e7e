"""When the command `demo` refuses to start (filled: tests/demo/filled)."""

import socket

import pytest
from django.core.management import CommandError, call_command

from balansekunst.models import User


@pytest.fixture
def demo(settings):
    settings.DEMO = True


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

    assert not User.objects.exists()
