"""Saving, closing and reopening enquiries, and that each is logged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from radgivning import enquiries
from radgivning.models import Enquiry, Ground, LogEntry, Topic
from tests.factories import EnquiryFactory

BIRTH_NUMBER = "15108695088"


def topic(name: str) -> Topic:
    return Topic.objects.get(name=name)


@pytest.fixture
def new(day):
    """An unsaved enquiry."""
    return Enquiry(date=day, channel="telefon", caller="utsatt", region="Østlandet")


@pytest.fixture
def save(adviser, moment):
    """`save(enquiry)` saves it as the adviser, about whistleblowing unless given otherwise."""

    def save_enquiry(enquiry, topics=None, grounds=(), why=""):
        chosen = [topic("varsling")] if topics is None else topics
        return enquiries.save_enquiry(enquiry, topics=chosen, grounds=grounds, by=adviser, at=moment, why=why)

    return save_enquiry


def logged() -> list[tuple[str, int | None, str]]:
    return list(LogEntry.objects.order_by("number").values_list("action", "enquiry", "why"))


def test_new_enquiry_has_adviser(save, new, adviser):
    new.note = "Vil vente til etter sommeren."

    saved = Enquiry.objects.get(pk=save(new).pk)

    assert (saved.adviser, saved.note) == (adviser, "Vil vente til etter sommeren.")
    assert [chosen.name for chosen in saved.topics.all()] == ["varsling"]
    assert logged() == [("add", saved.pk, "")]


def test_changed_enquiry_has_same_adviser(save):
    enquiry = EnquiryFactory.create()
    enquiry.minutes = 20

    save(enquiry, why="Kollegaen er syk")

    enquiry.refresh_from_db()
    assert (enquiry.adviser, enquiry.minutes) == (None, 20)
    assert logged() == [("change", enquiry.pk, "Kollegaen er syk")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [pytest.param("diskriminering", ["alder"], id="with"), pytest.param("maktmisbruk", [], id="without")],
)
def test_grounds_need_topic_with_grounds(save, new, name, expected):
    enquiry = save(new, topics=[topic(name)], grounds=Ground.objects.filter(name="alder"))

    assert [ground.name for ground in enquiry.grounds.all()] == expected


def test_renamed_topic_still_has_grounds(save, new):
    Topic.objects.filter(name="diskriminering").update(name="forskjellsbehandling", has_grounds=True)
    renamed = topic("forskjellsbehandling")

    enquiry = save(new, topics=[renamed], grounds=Ground.objects.filter(name="alder"))

    assert [ground.name for ground in enquiry.grounds.all()] == ["alder"]


def test_loaded_topic_has_grounds(db):
    assert list(Topic.objects.filter(has_grounds=True).values_list("name", flat=True)) == ["diskriminering"]


@pytest.mark.parametrize(
    ("is_coarse", "name"),
    [
        pytest.param(False, "Henvendelse 1. mars 2026", id="day"),
        pytest.param(True, "Henvendelse mars 2026", id="month"),
    ],
)
def test_enquiry_name_shows_known_date(is_coarse, name):
    assert str(Enquiry(date=date(2026, 3, 1), is_coarse=is_coarse)) == name


@pytest.mark.parametrize(("outcome", "expected"), [("henvist", "politiet"), ("veiledet", ""), ("", "")])
def test_referral_needs_referred_outcome(save, new, outcome, expected):
    new.outcome, new.referral = outcome, "politiet"

    assert save(new).referral == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("date", date(2026, 3, 17), id="tomorrow"),
        pytest.param("region", "Oslo", id="a-county"),
        pytest.param("note", f"fnr {BIRTH_NUMBER}", id="birth-number-in-note"),
        pytest.param("note", "a" * 501, id="long-note"),
        pytest.param("hold_reason", f"fnr {BIRTH_NUMBER}", id="birth-number-in-reason"),
        pytest.param("hold_reason", "saken til Kari Hansen", id="name-in-reason"),
    ],
)
def test_enquiry_with_sensitive_text_is_refused(save, new, field, value):
    setattr(new, field, value)

    with pytest.raises(ValidationError):
        save(new)

    assert (Enquiry.objects.count(), logged()) == (0, [])


def test_enquiry_without_topics_is_refused(save, new):
    with pytest.raises(ValidationError, match="minst ett tema"):
        save(new, topics=[])


def test_followed_enquiry_must_be_earlier(save, new, day):
    new.follows = EnquiryFactory.create(date=day)
    assert save(new).follows.date == day

    new.date = day - timedelta(days=1)
    with pytest.raises(ValidationError, match="tidligere henvendelse"):
        save(new)


def test_history_has_no_note(save, new):
    new.note = "Vil vente til etter sommeren."

    enquiry = save(new)

    assert "sommeren" not in str(list(enquiry.history.values()))


def test_closed_enquiry_can_be_reopened(adviser, moment, day):
    enquiry = EnquiryFactory.create(date=day)

    enquiries.close(enquiry, on=day, by=adviser, at=moment)
    assert Enquiry.objects.get().closed_on == day
    with pytest.raises(ValidationError, match="allerede avsluttet"):
        enquiries.close(enquiry, on=day, by=adviser, at=moment)
    enquiries.reopen(enquiry, by=adviser, at=moment)

    assert Enquiry.objects.get().closed_on is None
    assert logged() == [("change", enquiry.pk, "")] * 2


def test_enquiry_cannot_close_before_date(adviser, moment, day):
    with pytest.raises(ValidationError, match="før den kom"):
        enquiries.close(EnquiryFactory.create(date=day), on=day - timedelta(days=1), by=adviser, at=moment)


def test_enquiry_with_deleted_note_cannot_reopen(adviser, moment, day):
    enquiry = EnquiryFactory.create(closed_on=day, note_shredded_on=day)

    with pytest.raises(ValidationError, match="Notatet er slettet"):
        enquiries.reopen(enquiry, by=adviser, at=moment)
