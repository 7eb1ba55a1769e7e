"""The keys of the rows behind published figures are stored and compared by the database, and not read."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.urls import reverse

from balansekunst.figures import Figure
from courses.models import Assignment, Topic
from members.models import Membership
from reports.drift import differences
from reports.models import AnnualReport, FrozenFigure, Publication
from reports.publication import corrections, frozen_rows
from reports.publication.frozen_rows import Comparison, Keys
from tests.database_work import statements
from tests.factories import AssignmentFactory, MembershipFactory, UserFactory
from tests.reports.drift.differences import DAY
from tests.reports.written import PUBLISHED_AT, published

pytestmark = pytest.mark.django_db
FIRST_KEY = 7_310_000_001
MANY = 60


def keys_read(call: Callable[[], object]) -> int:
    """Return the most of the keys from FIRST_KEY on that a statement in the call sends or returns."""
    with statements() as executed:
        call()
    most = 0
    with connection.cursor() as cursor:
        for sql, params in executed:
            seen = [params]
            if sql.lstrip(" (\n").startswith(("SELECT", "WITH")) and "INSERT" not in sql:
                cursor.execute(sql.removesuffix(" FOR UPDATE"), params)
                seen += cursor.fetchall()
            most = max(most, len(re.findall(r"\b7310\d{6}\b", repr(seen))))
    return most


@pytest.fixture
def many() -> None:
    """So many rows that all their keys would be noticed in a statement."""
    for place in range(MANY):
        MembershipFactory.create(pk=FIRST_KEY + place, joined=date(2024, 2, 1))
        AssignmentFactory.create(pk=FIRST_KEY + place, participants=10)


def test_publishing_reads_no_keys(many, management):
    assert keys_read(lambda: published(management)) == 0

    assert FrozenFigure.objects.get(key="members.closing").rows == [FIRST_KEY + place for place in range(MANY)]


def test_drift_reads_first_keys_that_differ(many, management):
    publication = published(management)

    assert keys_read(lambda: differences.drift(publication, DAY)) == 0

    Membership.objects.update(left=date(2024, 12, 1))
    assert keys_read(lambda: differences.drift(publication, DAY)) == differences.MOST_SHOWN


@pytest.mark.parametrize("page", ["list", "figure", "correction"])
def test_pages_of_figures_read_no_keys(many, management, superuser_client, page):
    figure = published(management).figures.get(key="members.closing")
    url = {
        "list": reverse("admin:reports_frozenfigure_changelist"),
        "figure": reverse("admin:reports_frozenfigure_change", args=[figure.pk]),
        "correction": reverse("report_correct", args=[2024]),
    }[page]

    assert keys_read(lambda: superuser_client.get(url)) == 0


def test_correction_reads_no_keys(many, management):
    figure = published(management).figures.get(key="members.closing")
    wrong = {"new": 61, "severity": "minor", "note": "Feil"}

    assert keys_read(lambda: corrections.correct(figure, **wrong, by=management, at=PUBLISHED_AT)) == 0


def test_admin_shows_number_of_rows(many, management, superuser_client):
    published(management)

    page = superuser_client.get(reverse("admin:reports_frozenfigure_changelist"), {"q": "members."})

    counted = {figure.key: page.context["cl"].model_admin.counted(figure) for figure in page.context["cl"].result_list}
    assert (counted["members.closing"], counted["members.left"], counted["members.net"]) == (MANY, 0, None)


@transaction.atomic  # the numbers refer to a publication that comes after them
def store(figure: Figure, **numbers: int) -> Publication:
    """Publish a figure alone, with a number for each group."""
    report = AnnualReport.objects.create(year=2024, title="Årsrapport 2024")
    frozen = [
        FrozenFigure(publication_id=report.pk, key="test.figure", group=group.strip("_"), value=value)
        for group, value in numbers.items()
    ]
    frozen_rows.store(frozen, figure)
    return Publication.objects.create(
        report=report, year=2024, published_at=PUBLISHED_AT, published_by=UserFactory.create()
    )


def stored(publication: Publication) -> dict[str, Any]:
    return {one.group: (one.value, one.rows) for one in publication.figures.all()}


def compare(publication: Publication, figure: Figure) -> Comparison:
    return Comparison(publication.pk, "test.figure", figure)


def test_rows_of_groups_are_stored_in_their_order():
    one, other = Topic.objects.order_by("pk")[:2]
    both = AssignmentFactory.create(topics=[one, other])
    single = AssignmentFactory.create(topics=[one])
    AssignmentFactory.create(topics=[])
    topics = {one.pk: "Ett", other.pk: "Et annet", 0: "Ingen"}
    figure = Figure("topics", "", Assignment.objects.all(), by="topics", groups=lambda: topics)

    publication = store(figure, Ingen=0, Ett=2, **{"Et annet": 1})

    assert list(stored(publication).items()) == [
        ("Ingen", (0, [])),
        ("Ett", (2, [both.pk, single.pk])),
        ("Et annet", (1, [both.pk])),
    ]


def test_repeated_rows_are_stored_once_sorted():
    assignments = [AssignmentFactory.create(topics=Topic.objects.all()[:3]) for _each in range(12)]
    rows = Assignment.objects.filter(topics__isnull=False).order_by("-date", "-pk")
    figure = Figure("held", "", rows, Count("pk", distinct=True))

    publication = store(figure, _=12)

    assert rows.count() == 36
    assert stored(publication) == {"": (12, [assignment.pk for assignment in assignments])}


def test_values_of_same_name_are_one_group():
    places = [AssignmentFactory.create(form=form).pk for form in ("physical", "hybrid")]
    figure = Figure(
        "forms",
        "",
        Assignment.objects.all(),
        by="form",
        groups=lambda: {"physical": "På stedet", "hybrid": "På stedet"},
    )

    publication = store(figure, **{"På stedet": 2})

    assert stored(publication) == {"På stedet": (2, places)}


@pytest.mark.parametrize("groups", [None, dict], ids=["unlisted", "none"])
def test_figure_without_rows_has_empty_lists(groups):
    figure = Figure("forms", "", Assignment.objects.none(), by="form", groups=groups)

    publication = store(figure, physical=0)

    assert stored(publication) == {"physical": (0, [])}
    assert compare(publication, figure).moved(most=3) == ({}, {})


def test_comparison_counts_rows_that_moved():
    assignments = [AssignmentFactory.create(form="physical") for _each in range(5)]
    figure = Figure("forms", "", Assignment.objects.all(), by="form")
    publication = store(figure, physical=5)
    keys = [assignment.pk for assignment in assignments]
    Assignment.objects.filter(pk__in=keys[:4]).update(form="hybrid")
    late = AssignmentFactory.create(form="physical")

    came, went = compare(publication, figure).moved(most=3)

    assert came == {"physical": Keys((late.pk,), 1), "hybrid": Keys(tuple(keys[:3]), 4)}
    assert went == {"physical": Keys(tuple(keys[:3]), 4)}


def test_comparison_finds_rows_that_stayed():
    keys = [AssignmentFactory.create().pk for _each in range(4)]
    figure = Figure("held", "", Assignment.objects.all())
    publication = store(figure, _=4)
    Assignment.objects.filter(pk=keys[0]).delete()
    late = AssignmentFactory.create()
    among = Assignment.objects.filter(pk__in=[*keys[:3], late.pk]).values("pk")

    assert compare(publication, figure).stayed(among, most=9) == {"": keys[1:3]}
    assert compare(publication, figure).stayed(among, most=1) == {"": keys[1:2]}
    assert compare(publication, figure).stayed(among.none(), most=9) == {}
