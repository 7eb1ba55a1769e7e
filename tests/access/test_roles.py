"""Permissions of roles in the admin, whose pages `test_matrix` asks for."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client, RequestFactory

from balansekunst.access import PERMISSIONS, Role, may_enter_admin
from balansekunst.figures import Period, figures_in
from balansekunst.models import ErasureRequest, LegalHold, User
from balansemerket.models import Certification, Event
from balansepotten.models import Application, Call, Theme
from courses.models import Assignment, Booking, PublicEvent, Topic
from members.models import (
    County,
    EarlierPlace,
    EarlierRegion,
    Fee,
    IdentityProposal,
    LeaveRequest,
    LikelyDuplicate,
    Membership,
    Municipality,
    Organisation,
    OrganisationMerge,
    PlaceChange,
    RegisterDifference,
    SupportingMember,
)
from reports.drift.change_trace import steps
from tests.admin.conftest import MODELS
from tests.conftest import log_in

ALL = frozenset({"view", "add", "change", "delete"})
ASKED_BY_CONTACTS = (IdentityProposal, LeaveRequest, Booking)
DECIDED = (LikelyDuplicate, RegisterDifference, PlaceChange, OrganisationMerge, ErasureRequest, LegalHold)
TRACED = {
    *(Membership, Organisation, EarlierPlace, Municipality, County, EarlierRegion, Assignment, Topic),
    *(PublicEvent, Fee, SupportingMember, Certification, Event, Call, Application, Theme),
}


def allowed(user: User) -> dict[type[Model], set[str]]:
    """Return what the user may do in each list."""
    request: Any = RequestFactory().get("/")
    request.user = User.objects.get(pk=user.pk)
    request.session = log_in(user).session
    lists = {model: admin.site.get_model_admin(model) for model in MODELS}
    return {
        model: {action for action in ALL if getattr(found, f"has_{action}_permission")(request)}
        for model, found in lists.items()
    }


@pytest.mark.django_db
def test_staff_have_only_permissions_that_can_be_used() -> None:
    for model in (*DECIDED, *ASKED_BY_CONTACTS):
        of_others = {f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in ("add", "delete")}
        assert PERMISSIONS[Role.STAFF] & of_others == set(), model


def test_management_sees_what_figures_depend_on(management: User) -> None:
    assert allowed(management) == {model: {"view"} if model in TRACED else set() for model in MODELS}


def test_figures_depend_on_what_management_sees() -> None:
    figures = [figure for area in figures_in(Period.year(2026)) for figure in area.with_rows if not figure.private]

    assert {step.model for figure in figures for step in steps(figure)} - {Booking} == TRACED


@pytest.mark.parametrize("role", Role)
@pytest.mark.django_db
def test_role_permissions_exist(role: Role) -> None:
    known = {
        f"{app}.{codename}" for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }

    assert PERMISSIONS[role] - known - {"reports.view_summary"} == frozenset()


def test_user_permission_is_ignored(management: User) -> None:
    management.user_permissions.add(Permission.objects.get(codename="change_county"))

    assert allowed(management)[County] == {"view"}


@pytest.mark.parametrize(
    ("second_factor", "status"), [pytest.param(True, 200, id="with"), pytest.param(False, 302, id="without")]
)
def test_management_enters_admin_with_second_factor(management: User, second_factor: bool, status: int) -> None:  # noqa: FBT001
    client: Client = log_in(management, second_factor=second_factor)

    assert client.get("/admin/").status_code == status
    assert client.get("/admin/members/county/").status_code == status


def test_closed_account_of_management_cannot_enter_admin(management: User) -> None:
    management.is_active = False

    assert not may_enter_admin(management)
