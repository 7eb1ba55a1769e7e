"""The people of the association in the yearly report."""

from datetime import date

import pytest

from members.models import Term
from reports.document.annual_report import find_people

pytestmark = pytest.mark.django_db


def test_people_of_the_year_are_in_order() -> None:
    for office, person, first, last in (
        ("staff", "Ada", date(2020, 1, 1), None),
        ("chair", "Amina", date(2022, 5, 1), date(2024, 4, 19)),
        ("chair", "Máret", date(2024, 4, 20), date(2025, 4, 1)),
        ("deputy", "Piotr", date(2024, 2, 1), date(2024, 3, 1)),
        ("board", "Elle", date(2024, 12, 31), None),
        ("board", "Borte", date(2020, 1, 1), date(2023, 12, 31)),
        ("board", "Senere", date(2025, 1, 1), None),
    ):
        Term.objects.create(office=office, person=person, first_day=first, last_day=last)

    block = find_people(2024)

    assert block.title == "Styret og de ansatte i 2024"
    assert block.table.rows == (
        ("Styreleder", "Amina", "til 19. april"),
        ("Styreleder", "Máret", "fra 20. april"),
        ("Styremedlem", "Elle", "fra 31. desember"),
        ("Varamedlem", "Piotr", "1. februar til 1. mars"),
        ("Ansatt", "Ada", "hele året"),
    )
