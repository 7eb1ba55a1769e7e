"""The staff's pages about the jury: invitations, progress and assessments."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from balansepotten import assessments
from balansepotten.models import Application, Assessment, Call, Juror
from tests.factories import ApplicationFactory, CriterionFactory, JurorFactory, assess

pytestmark = pytest.mark.one_database

AFTER = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)
PROGRESS = reverse("jury_progress", args=[2026])


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(AFTER, tick=False)


@pytest.fixture
def juror(call: Call) -> Juror:
    CriterionFactory.create(call=call)
    return JurorFactory.create(call=call)


@pytest.fixture
def application(call: Call) -> Application:
    return ApplicationFactory.create(call=call, title="Saken")


def page(application: Application, name: str = "assessment_edit") -> str:
    return reverse(name, args=[application.uuid])


def shown_messages(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize(
    ("who", "second_factor", "status"),
    [
        pytest.param("staff", True, 200, id="staff"),
        pytest.param("staff", False, 302, id="staff-without-a-second-factor"),
        pytest.param("management", True, 200, id="management"),
        pytest.param("superuser", True, 200, id="superuser"),
        pytest.param("adviser", True, 403, id="adviser"),
        pytest.param("juror", True, 403, id="juror"),
    ],
)
@pytest.mark.usefixtures("juror")
def test_progress_requires_run_permission(
    request: Any, application: Application, login: Any, who: str, *, second_factor: bool, status: int
) -> None:
    found = request.getfixturevalue(who)
    client = login(found.user if who == "juror" else found, second_factor=second_factor)

    assert client.get(PROGRESS).status_code == status
    assert client.get(page(application, "assessment_list")).status_code == status


def test_staff_invite(staff_client: Client, call: Call, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = staff_client.post(PROGRESS, {"name": "Jo Jury", "email": "jo@eksempel.example"})

    assert (response["Location"], shown_messages(response)) == (PROGRESS, ["Jo Jury er invitert."])
    assert "http://testserver/min-side/" in mail.outbox[0].body
    assert call.jurors.get().user.email == "jo@eksempel.example"
    again = staff_client.post(PROGRESS, {"name": "Jo Jury", "email": "jo@eksempel.example"})
    assert again.context["form"].errors == {"email": ["Personen er allerede med i juryen."]}


def test_staff_dismiss(staff_client: Client, juror: Juror, application: Application) -> None:
    assessments.save_draft(juror, application, points={}, comment="", at=AFTER)
    refused = staff_client.post(PROGRESS, {"dismiss": juror.pk})
    Assessment.objects.all().delete()
    done = staff_client.post(PROGRESS, {"dismiss": juror.pk})

    assert "har begynt å vurdere" in shown_messages(refused)[0]
    assert "er ikke lenger med i juryen" in shown_messages(done)[-1]
    assert not Juror.objects.exists()
    assert staff_client.post(PROGRESS, {"dismiss": "x"}).status_code == 404


def test_progress_shown_to_staff(staff_client: Client, juror: Juror, application: Application) -> None:
    assess(juror, application, 4)

    response = staff_client.get(PROGRESS)

    assert "0 av 1 søknad har nok vurderinger." in response.text
    assert "1 av 1" in response.text
    assert "Bare 1 kan vurdere" in response.text


def test_staff_read_what_the_jury_thinks(staff_client: Client, juror: Juror, application: Application) -> None:
    assert "Ingen er ferdige" in staff_client.get(page(application, "assessment_list")).text
    assess(juror, application, 4)

    assert "4,00" in staff_client.get(page(application, "assessment_list")).text


def test_progress_hidden_from_unfinished_juror(staff: User, staff_client: Client, application: Application) -> None:
    own = JurorFactory.create(call=application.call, user=staff)
    CriterionFactory.create(call=application.call)
    assert staff_client.get(page(application, "assessment_list")).status_code == 404

    assess(own, application, 4)

    assert staff_client.get(page(application, "assessment_list")).status_code == 200
