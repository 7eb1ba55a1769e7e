"""Supporting members: a register of persons, who are never counted among the members."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from balansekunst import erasure
from balansekunst.figures import Period
from members import figures
from members.models import SupportingMember
from tests.factories import MembershipFactory, UserFactory
from tests.meeting_factories import SupportingMemberFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("joined", "left", "expected"),
    [
        pytest.param(date(2024, 12, 31), None, 1, id="joined on the last day"),
        pytest.param(date(2025, 1, 1), None, 0, id="joined the day after"),
        pytest.param(date(2020, 1, 1), date(2024, 12, 31), 0, id="first day outside"),
        pytest.param(date(2020, 1, 1), date(2025, 1, 1), 1, id="last day in"),
    ],
)
def test_supporting_members_are_counted_apart(joined: date, left: date | None, expected: int) -> None:
    MembershipFactory.create(joined=date(2020, 1, 1))
    SupportingMemberFactory.create(joined=joined, left=left)

    values = figures.AREA.in_period(Period.year(2024)).values()

    assert (values["supporting"], values["closing"]) == (expected, 1)


def test_open_period_is_once_for_address() -> None:
    SupportingMemberFactory.create(email="anne@eksempel.example", left=date(2024, 1, 1))
    SupportingMemberFactory.create(email="anne@eksempel.example", joined=date(2025, 1, 1))
    again = SupportingMemberFactory.build(email="ANNE@eksempel.example", joined=date(2025, 2, 1))

    with pytest.raises(ValidationError, match="allerede et støttemedlem"):
        again.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_erased_person_is_no_supporting_member_by_name() -> None:
    user = UserFactory.create(email="anne@eksempel.example", name="Anne Før", is_active=False)
    row = SupportingMemberFactory.create(email="Anne@eksempel.example", name="Anne Før")
    row.email = "ny@eksempel.example"
    row.save()
    SupportingMember.objects.filter(pk=row.pk).update(email="anne@eksempel.example")

    erasure.erase(user)

    row.refresh_from_db()
    assert (row.name, row.email) == (f"Konto {user.pk}", f"konto-{user.pk}@slettet.invalid")
    assert set(row.history.values_list("name", "email")) == {(row.name, row.email)}
