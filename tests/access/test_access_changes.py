"""A user's sessions end when what the user may do changes, by the admin or by a file."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.models import User
from tests.access.conftest import add_factor, change_in_admin, reset_in_admin
from tests.admin.test_files import confirm, review
from tests.conftest import log_in

pytestmark = pytest.mark.django_db
HEADER = "E-post;Navn;Roller;Kan bruke admin;Kan logge inn"


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200


def groups(*roles: Role) -> list[int]:
    return list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param(lambda: {"groups": []}, False, id="role-removed"),
        pytest.param(lambda: {"is_staff": ""}, False, id="out-of-the-admin"),
        pytest.param(lambda: {"is_superuser": "on"}, False, id="superuser"),
        pytest.param(lambda: {"is_active": ""}, False, id="closed"),
        pytest.param(lambda: {"email": "ny@eksempel.example"}, False, id="email"),
        pytest.param(lambda: {"groups": groups(Role.STAFF, Role.ADVISER)}, True, id="role-not-confirmed"),
        pytest.param(lambda: {"name": "Nytt Navn"}, True, id="name"),
        pytest.param(dict, True, id="nothing"),
    ],
)
def test_change_in_admin_ends_sessions(superuser_client: Client, staff: User, answers, expected) -> None:
    client = log_in(staff)

    change_in_admin(superuser_client, staff, **answers())

    assert is_logged_in(client) == expected


def test_new_role_ends_sessions(superuser_client: Client, contact) -> None:
    client = log_in(contact.user)

    change_in_admin(superuser_client, contact.user, groups=groups(Role.STAFF), is_staff="")

    assert contact.user.groups.count() == 1
    assert not is_logged_in(client)


def test_reset_ends_sessions(superuser_client: Client, staff: User) -> None:
    add_factor(staff)
    client = log_in(staff)

    reset_in_admin(superuser_client, staff)

    assert not is_logged_in(client)


def test_own_change_logs_out(superuser_client: Client, superuser: User) -> None:
    response = change_in_admin(superuser_client, superuser, groups=groups(Role.STAFF), is_superuser="on")

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert not is_logged_in(superuser_client)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param("{email};Ada Ansatt;ansatt;Ja;Ja", True, id="nothing"),
        pytest.param("{email};Ada Nytt;ansatt;Ja;Ja", True, id="name"),
        pytest.param("{email};Ada Ansatt;;Ja;Ja", False, id="role"),
        pytest.param("{email};Ada Ansatt;ansatt;Nei;Ja", False, id="out-of-the-admin"),
        pytest.param("{email};Ada Ansatt;ansatt;Ja;Nei", False, id="closed"),
        pytest.param('{email};Ada Ansatt;"ansatt; rådgiver";Ja;Ja', True, id="role-not-confirmed"),
    ],
)
def test_import_ends_sessions(superuser_client: Client, staff: User, row, expected) -> None:
    client = log_in(staff)
    content = f"{HEADER}\n{row.format(email=staff.email)}\n".encode()

    confirm(superuser_client, User, review(superuser_client, User, "brukere.csv", content))

    assert is_logged_in(client) == expected


def test_review_of_import_ends_no_session(superuser_client: Client, staff: User) -> None:
    client = log_in(staff)

    review(superuser_client, User, "brukere.csv", f"{HEADER}\n{staff.email};Ada Ansatt;;Ja;Ja\n".encode())

    assert is_logged_in(client)
