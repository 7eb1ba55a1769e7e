"""Permissions in the admin: each role, each list, each action."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client, RequestFactory

from balansekunst.access import PERMISSIONS, Role, may_enter_admin
from balansekunst.figures import Period, figures_in
from balansekunst.models import Bounce, BulkChange, ErasureRequest, LegalHold, Message, User
from balansemerket.models import Certification, Event, Round
from balansepotten.models import Application, Call, Decision, Grant, Payment, ProjectReport, Theme
from courses.models import Assignment, Booking, EvaluationQuestion, PublicEvent, Topic
from members.models import (
    County,
    EarlierPlace,
    EarlierRegion,
    Fee,
    IdentityProposal,
    LeaveRequest,
    LikelyDuplicate,
    Mailing,
    MailingRecipient,
    Membership,
    Municipality,
    Organisation,
    OrganisationMerge,
    PlaceChange,
    RegisterDifference,
    SupportingMember,
)
from radgivning.models import Enquiry, Ground
from radgivning.models import Topic as EnquiryTopic
from reports.drift.change_trace import steps
from reports.models import Correction, FrozenFigure, Publication
from tests.admin.conftest import MODELS
from tests.conftest import log_in

ALL = frozenset({"view", "add", "change", "delete"})
ADVICE_LINE = (Enquiry, Ground, EnquiryTopic)
IN_USE = ("courses.topic", "courses.instructor", "balansepotten.theme", "radgivning.ground", "radgivning.topic")
NOT_DELETED = (User,)
BEGUN_ELSEWHERE = (Mailing,)
ASKED_BY_CONTACTS = (IdentityProposal, LeaveRequest, Booking)
ONLY_READ = (
    BulkChange,
    Correction,
    Decision,
    ErasureRequest,
    Event,
    FrozenFigure,
    Grant,
    LegalHold,
    MailingRecipient,
    LikelyDuplicate,
    OrganisationMerge,
    PlaceChange,
    RegisterDifference,
    Message,
    Payment,
    ProjectReport,
    Publication,
    Round,
)
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


def expected(model: type[Model], *, everything: bool) -> set[str]:
    """Return the actions of one with all permissions: users and rows in use can't be deleted, some are read-only."""
    if not everything:
        return set()
    if model in ONLY_READ:
        return {"view"}
    if model is Bounce:
        return {"view", "delete"}
    if model in BEGUN_ELSEWHERE:
        return set(ALL - {"add"})
    if model in ASKED_BY_CONTACTS or model is EvaluationQuestion:
        return {"view", "change"}
    return set(ALL - {"delete"}) if model._meta.label_lower in IN_USE or model in NOT_DELETED else set(ALL)


def test_staff_permissions(staff: User) -> None:
    closed = (User, *ADVICE_LINE)

    assert allowed(staff) == {model: expected(model, everything=model not in closed) for model in MODELS}


@pytest.mark.django_db
def test_staff_have_only_permissions_that_can_be_used() -> None:
    for model in (*DECIDED, *ASKED_BY_CONTACTS):
        of_others = {f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in ("add", "delete")}
        assert PERMISSIONS[Role.STAFF] & of_others == set(), model


def test_adviser_permissions(adviser: User) -> None:
    assert allowed(adviser) == {model: expected(model, everything=model in ADVICE_LINE) for model in MODELS}


def test_management_sees_what_figures_depend_on(management: User) -> None:
    assert allowed(management) == {model: {"view"} if model in TRACED else set() for model in MODELS}


def test_figures_depend_on_what_management_sees() -> None:
    figures = [figure for area in figures_in(Period.year(2026)) for figure in area.with_rows if not figure.private]

    assert {step.model for figure in figures for step in steps(figure)} == TRACED


def test_superuser_permissions(superuser: User) -> None:
    assert allowed(superuser) == {model: expected(model, everything=model not in ADVICE_LINE) for model in MODELS}


def test_contact_has_no_permissions(contact: Any) -> None:
    assert allowed(contact.user) == {model: set() for model in MODELS}


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
