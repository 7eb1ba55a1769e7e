"""Applications of two organisations that are merged, and what the merge reveals of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from balansepotten.models import Application, Call, DeadlineExtension
from members import merging
from members.models import Organisation
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ConflictFactory,
    ContactFactory,
    DraftFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 16)
NOON = datetime(2023, 3, 16, 12, tzinfo=UTC)
CONFLICT = "Du er inhabil i en runde som ikke er avgjort, og kan ikke slå sammen virksomheter. Be en kollega."
Two = tuple[Organisation, Organisation]


@pytest.fixture
def organisations() -> Two:
    return OrganisationFactory.create(name="Morild Scene"), OrganisationFactory.create(name="Morild Kulturhus")


@pytest.fixture
def undecided() -> Call:
    return CallFactory.create(year=2026, decided_on=None)


@pytest.fixture
def decided() -> Call:
    return CallFactory.create(year=2023, decided_on=date(2023, 6, 1))


def merge(organisations: Two, by: User) -> Organisation:
    target, other = organisations
    return merging.merge(target, other=other, from_day=TODAY, today=TODAY, by=by)


def reject(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(status=Application.Status.REJECTED)


def test_applications_move(organisations: Two, undecided: Call, staff: User) -> None:
    target, other = organisations
    application = ApplicationFactory.create(call=undecided, organisation=other)
    draft = DraftFactory.create(call=undecided, organisation=other)

    merge(organisations, staff)

    assert set(target.applications.all()) == {application, draft}
    assert application.history.latest().history_user == staff


@pytest.mark.parametrize("several", [False, True], ids=["one", "several"])
def test_two_undecided_applications_follow_the_call(
    organisations: Two, undecided: Call, staff: User, *, several: bool
) -> None:
    Call.objects.filter(pk=undecided.pk).update(several_applications=several)
    for organisation in organisations:
        ApplicationFactory.create(call=undecided, organisation=organisation)

    if several:
        assert merge(organisations, staff).applications.count() == 2
    else:
        with pytest.raises(ValidationError, match="Begge har sendt søknad i utlysningen for 2026"):
            merge(organisations, staff)
        assert organisations[1].applications.count() == 1


def test_two_applications_of_a_decided_call_remain(organisations: Two, decided: Call, staff: User) -> None:
    for organisation in organisations:
        reject(ApplicationFactory.create(call=decided, organisation=organisation))

    assert merge(organisations, staff).applications.count() == 2


def test_two_drafts_in_a_call_prevent_merge(organisations: Two, undecided: Call, staff: User) -> None:
    for organisation in organisations:
        DraftFactory.create(call=undecided, organisation=organisation)

    with pytest.raises(ValidationError, match="Begge har et utkast til søknad i utlysningen for 2026"):
        merge(organisations, staff)


def test_conflict_in_undecided_call_prevents_every_merge(organisations: Two, undecided: Call, staff: User) -> None:
    """Whatever the organisations have applied for, so that the answer reveals nothing."""
    ConflictFactory.create(call=undecided, user=staff, application=None)

    with pytest.raises(ValidationError) as refused:
        merge(organisations, staff)

    assert refused.value.messages == [CONFLICT]
    assert Organisation.objects.filter(pk=organisations[1].pk).exists()


def test_contact_of_applicant_merges_nothing(organisations: Two, undecided: Call, staff: User) -> None:
    application = ApplicationFactory.create(call=undecided)
    ContactFactory.create(organisation=application.organisation, email=staff.email)

    with pytest.raises(ValidationError, match="Du er inhabil"):
        merge(organisations, staff)


def test_conflict_in_decided_call_allows_merge(organisations: Two, decided: Call, staff: User) -> None:
    application = ApplicationFactory.create(call=decided, organisation=organisations[1])
    ConflictFactory.create(call=decided, user=staff, application=application)
    reject(application)

    assert merge(organisations, staff).applications.count() == 1


def preview(client: Client, organisations: Two) -> Any:
    target, other = organisations
    url = reverse("admin:members_organisation_merge", args=[target.pk])
    return client.post(url, {"number": other.number, "from_day": str(TODAY - timedelta(days=400))})


def test_preview_counts_applications(organisations: Two, undecided: Call, staff_client: Client) -> None:
    ApplicationFactory.create(call=undecided, organisation=organisations[1])

    assert "Søknader: 1" in preview(staff_client, organisations).text


def test_preview_does_not_count_hidden_applications(
    organisations: Two, decided: Call, undecided: Call, staff: User, staff_client: Client
) -> None:
    application = ApplicationFactory.create(call=decided, organisation=organisations[1])
    reject(application)
    before = preview(staff_client, organisations).text
    ConflictFactory.create(call=decided, user=staff, application=application)
    DraftFactory.create(call=undecided, organisation=organisations[1])

    after = preview(staff_client, organisations)

    assert "Søknader: 1" in before
    assert "Søknader:" not in after.text
    assert after.context["moved"] == []


@pytest.mark.parametrize("whole", [True, False], ids=["whole call", "application of another"])
def test_preview_does_not_count_longer_deadlines_of_a_call_with_a_conflict(
    organisations: Two, decided: Call, staff: User, staff_client: Client, *, whole: bool
) -> None:
    application = ApplicationFactory.create(call=decided)
    reject(application)
    DeadlineExtension.objects.create(
        call=decided, organisation=organisations[1], until=NOON, reason="Sykdom", granted_at=NOON, granted_by=staff
    )
    before = preview(staff_client, organisations)
    ConflictFactory.create(call=decided, user=staff, application=None if whole else application)

    assert before.context["moved"] == [("Lengre frister", 1)]
    assert preview(staff_client, organisations).context["moved"] == []


def test_conflict_is_the_same_answer_with_and_without_applications(
    organisations: Two, undecided: Call, staff: User, staff_client: Client
) -> None:
    ConflictFactory.create(call=undecided, user=staff, application=None)
    without = preview(staff_client, organisations).context["form"].errors
    for organisation in organisations:
        ApplicationFactory.create(call=undecided, organisation=organisation)

    with_two = preview(staff_client, organisations).context["form"].errors

    assert without == with_two == {"__all__": [CONFLICT]}
