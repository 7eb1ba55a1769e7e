"""Publishing a report: what is stored of it, and that nothing changes it afterwards."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from balansekunst.figures import ReportYear, figures_in
from balansemerket.models import Event
from balansepotten.models import Application, Theme
from courses.models import Assignment, Topic
from members.models import County, Membership, Organisation
from radgivning import releases
from radgivning.models import Enquiry
from reports.counting.summary import summarise
from reports.document import annual_report
from reports.document.serialise import from_json, to_json
from reports.models import Correction, FrozenFigure, Picture, Publication, Quote, Section
from reports.publication import publishing
from reports.publication.publishing import check_same, freeze_all
from reports.publication.sealing import BrokenError, canonical, digest
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    EnquiryFactory,
    EventFactory,
    MembershipFactory,
    municipality,
)
from tests.reports.written import PUBLISHED_AT, published, write, written_report

pytestmark = pytest.mark.django_db
TEXT = "{members.closing} medlemmer.\n\n{diagram members-regions}\n\n{bilde kurs}\n\n{sitat festivalen}\n\n{mottakere}"


@pytest.fixture
def rows():
    """Something of everything that is counted in 2024."""
    call = CallFactory.create(year=2024, decided_on=date(2024, 6, 1))
    application = ApplicationFactory.create(call=call, status="granted", amount_awarded=40_000)
    application.themes.set(Theme.objects.all()[:2])
    for name in ("Oslo", "Bergen", "Tromsø"):
        MembershipFactory.create(joined=date(2024, 2, 1), organisation__municipality=municipality(name))
        AssignmentFactory.create(municipality=municipality(name), topics=Topic.objects.all()[:2])
    EventFactory.create()
    EnquiryFactory.create_batch(6)


def test_publication_has_publisher_and_digest(management, rows):
    publication = published(management)

    data = json.loads(publication.content)
    assert (publication.year, publication.published_by, publication.published_at) == (2024, management, PUBLISHED_AT)
    assert publication.rules == data["rules"]
    assert publication.digest == digest(publication.content)
    assert publication.content == canonical(data)
    assert to_json(publishing.read(publication)) == data


def test_content_is_document_of_draft(management, rows):
    report = written_report(text=TEXT)
    releases.release(date(2025, 3, 3))
    summary = summarise(ReportYear(2024, date(2025, 3, 3)))
    document = annual_report.compose(report, summary, day=summary.year.day).document

    publication = publishing.publish(report, by=management, at=PUBLISHED_AT)

    unsealed = publication.content.replace(publication.sealed_quotes.get().seal, "")
    assert unsealed == canonical(to_json(document))


def test_figures_are_stored_with_their_rows(management, rows):
    publication = published(management)

    closing = publication.figures.get(key="members.closing")
    assert (closing.value, closing.rows) == (3, sorted(Membership.objects.values_list("pk", flat=True)))
    western = publication.figures.get(key="members.by_region", group="Vestlandet")
    assert western.rows == [Membership.objects.get(organisation__municipality__name="Bergen").pk]
    assert publication.figures.get(key="members.by_region", group="Sørlandet").rows == []
    assert publication.figures.get(key="members.net").rows is None
    assert not publication.figures.filter(key__startswith="radgivning").exists()


def test_rows_of_group_are_those_of_its_list(management, rows):
    publication = published(management)

    listed = {
        (f"{area.key}.{figure.key}", group): sorted(
            set((figure.rows_of(group) if group else figure.rows).values_list("pk", flat=True))
        )
        for area in figures_in(ReportYear(2024, date(2025, 3, 3)).period)
        if not area.area.releases
        for figure in area.with_rows
        for group in publication.figures.filter(key=f"{area.key}.{figure.key}").values_list("group", flat=True)
    }

    assert {
        (frozen.key, frozen.group): frozen.rows for frozen in publication.figures.filter(rows__isnull=False)
    } == listed
    assert len(listed) > 40


def test_stored_figures_equal_document(management, rows):
    publication = published(management)

    published_figures = json.loads(publication.content)["figures"]
    frozen: dict = {}
    for figure in publication.figures.all():
        area, key = figure.key.split(".")
        if figure.group:
            frozen.setdefault(area, {}).setdefault(key, {})[figure.group] = figure.value
        else:
            frozen.setdefault(area, {})[key] = figure.value
    empty = {area: {key: {} for key, value in published_figures[area].items() if value == {}} for area in frozen}
    assert {area: {**values, **empty[area]} for area, values in frozen.items()} == {
        area: published_figures[area] for area in frozen
    }
    assert set(frozen) == {"members", "courses", "balansemerket", "balansepotten"}


@pytest.mark.parametrize("place", ["figures", "text", "frozen"])
def test_document_with_other_number_is_refused(rows, place):
    year = ReportYear(2024, date(2025, 3, 3))
    document = annual_report.compose(written_report(), summarise(year), day=year.day).document
    frozen = list(freeze_all(year))
    check_same(document, frozen)

    data = to_json(document)
    if place == "figures":
        data["figures"]["members"]["closing"] += 1
    elif place == "text":
        data["sections"][0]["blocks"][0]["inline"][0]["value"] += 1
    else:
        frozen[0].value += 1

    with pytest.raises(ValidationError) as refusal:
        check_same(from_json(data), frozen)
    assert refusal.value.code == "moved"


def test_blocked_report_is_refused_with_all_blockers(management):
    report = written_report()
    Quote.objects.update(consent_on=None)
    Picture.objects.update(credit="")

    with pytest.raises(ValidationError) as refusal:
        publishing.publish(report, by=management, at=PUBLISHED_AT)

    assert refusal.value.messages == [
        "Inga har ikke samtykket til å bli sitert.",
        "Bildet «kurs» mangler navnet på fotografen.",
    ]
    assert not Publication.objects.exists()


def test_report_is_published_once(management, superuser):
    report = published(management).report

    with pytest.raises(ValidationError, match="allerede publisert") as refusal:
        publishing.publish(report, by=superuser, at=PUBLISHED_AT)

    assert refusal.value.code == "published"
    assert Publication.objects.count() == 1


def _everything_edited():
    """Edit what the figures are counted from, in each of the ways that they are counted."""
    MembershipFactory.create(joined=date(2024, 3, 1))
    Membership.objects.order_by("pk")[0].delete()
    Membership.objects.update(left=date(2024, 12, 1))
    Organisation.objects.update(municipality=municipality("Bodø"), name="Et annet navn")
    County.objects.update(region="Midt-Norge")
    Assignment.objects.update(participants=999, municipality=municipality("Bodø"))
    Assignment.objects.order_by("pk")[0].delete()
    Topic.objects.filter(pk=Topic.objects.order_by("pk")[0].pk).update(name="Et annet tema")
    Event.objects.update(is_cancelled=True)
    Application.objects.update(amount_applied=190_000, amount_awarded=150_000, title="Et annet prosjekt")
    ApplicationFactory.create(call__year=2024)
    Theme.objects.update(position=9)
    Enquiry.objects.all().delete()


def test_later_edits_leave_publication_unchanged(management, rows):
    publication = published(management, text=TEXT)
    figures = list(publication.figures.order_by("pk").values())

    _everything_edited()

    after = Publication.objects.get()
    assert (after.content, after.digest) == (publication.content, publication.digest)
    assert to_json(publishing.read(after)) == json.loads(publication.content)
    assert list(after.figures.order_by("pk").values()) == figures
    live = {figure.full_name: figure.value for figure in freeze_all(ReportYear(2024, date(2025, 3, 3)))}
    assert live != {figure["key"]: figure["value"] for figure in figures if not figure["group"]}


def test_next_report_leaves_publication_unchanged(management, rows):
    publication = published(management)
    MembershipFactory.create(joined=date(2025, 3, 1))

    published(management, at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC), year=2025)

    assert Publication.objects.get(year=2024).content == publication.content
    assert Publication.objects.get(year=2025).figures.get(key="members.closing").value == 4


def test_new_rules_leave_old_publication_unchanged(management, rows, monkeypatch):
    publication = published(management)

    monkeypatch.setattr(publishing, "RULES", "2027-1")
    monkeypatch.setattr(annual_report, "RULES", "2027-1")
    newer = published(management, at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC), year=2025)

    old = Publication.objects.get(pk=publication.pk)
    assert (old.rules, old.content, publishing.read(old).rules) == ("2026-1", publication.content, "2026-1")
    assert (newer.rules, publishing.read(newer).rules) == ("2027-1", "2027-1")


CHANGES = [
    pytest.param(lambda: Publication.objects.update(content="{}"), id="content"),
    pytest.param(lambda: Publication.objects.update(digest="0" * 64), id="digest"),
    pytest.param(lambda: Publication.objects.update(rules="0"), id="rules"),
    pytest.param(lambda: FrozenFigure.objects.update(value=0), id="figure"),
    pytest.param(lambda: FrozenFigure.objects.update(rows=[]), id="rows"),
    pytest.param(lambda: Correction.objects.update(note="En annen grunn"), id="correction"),
    pytest.param(lambda: Publication.objects.get().report.sections.update(text="Noe annet"), id="section"),
    pytest.param(lambda: Section.objects.create(report=Publication.objects.get().report), id="new-section"),
    pytest.param(lambda: Quote.objects.update(text="Noe annet"), id="quote"),
    pytest.param(lambda: Picture.objects.update(alt="Noe annet"), id="picture"),
    pytest.param(lambda: Publication.objects.get().report.__class__.objects.update(title="Noe annet"), id="report"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_database_refuses_to_change_publication(management, rows, change):
    figure = published(management).figures.get(key="members.closing")
    figure.corrections.create(
        old=3, new=4, severity="minor", note="Feil", corrected_at=PUBLISHED_AT, corrected_by=management
    )

    with pytest.raises(IntegrityError, match="can not be changed"), transaction.atomic():
        change()


def test_section_cannot_move_into_published_report(management):
    report = published(management).report
    other = written_report(year=2023)

    with pytest.raises(IntegrityError, match="can not be changed"), transaction.atomic():
        other.sections.update(report=report)


@pytest.mark.parametrize("parts", ["sections", "quotes", "pictures"])
def test_database_refuses_to_delete_published_parts(management, parts):
    report = published(management).report

    with pytest.raises(IntegrityError, match="can not be changed"), transaction.atomic():
        getattr(report, parts).all().delete()


def test_draft_of_other_year_can_be_edited(management, staff):
    published(management)
    draft = written_report(staff, year=2023)

    draft.sections.update(text="Noe annet")
    write(Section(report=draft, title="Ny", text=""), staff)
    draft.sections.first().delete()

    assert [section.title for section in draft.sections.all()] == ["Ny"]


def test_broken_content_is_not_read(management, caplog):
    publication = published(management)
    publication.content = publication.content.replace("Medlemmer", "Andre")

    with pytest.raises(BrokenError):
        publishing.read(publication)

    assert not publishing.is_intact(publication)
    assert caplog.messages == ["The published report of 2024 does not match its digest."]


def test_canonical_sorts_keys():
    assert (
        canonical({"b": [1, None], "a": "å«»"}) == canonical({"a": "å«»", "b": [1, None]}) == '{"a":"å«»","b":[1,null]}'
    )


def test_digest_is_of_utf8_bytes():
    assert digest("å") == "e83979df9d36090142f23051f8e8d7ad48e5c20dff5c9e7b92ca3454f67469f9"
