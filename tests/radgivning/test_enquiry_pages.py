"""The advisers' pages: logging, listing, reading and changing enquiries, and reasons for opening a colleague's."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.figures import Period
from radgivning import counts
from radgivning.models import Enquiry, LogEntry, Topic
from tests.conftest import user_in_role
from tests.factories import EnquiryFactory

NOW = "2026-03-16T11:00:00Z"
CREATE = "/radgivning/ny/"
BUTTON = re.compile(r'<button class="ds-button"[^>]*data-size="lg" type="submit"(?: name="(\w+)")?[^>]*>([^<]+)')


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def own(adviser):
    return EnquiryFactory.create(adviser=adviser, date=date(2026, 3, 10), note="Vil vente.")


@pytest.fixture
def colleagues(db):
    return EnquiryFactory.create(
        adviser=user_in_role(Role.ADVISER, "Runa Rådgiver", is_staff=True), date=date(2026, 3, 10), note="Hemmelig sak."
    )


def facts(**others) -> dict:
    return {
        "date": "2026-03-16",
        "channel": "telefon",
        "caller": "virksomhet eller leder",
        "topics": [Topic.objects.get(name="varsling").pk],
        "region": "Østlandet",
        "legal_guidance": "ja",
    } | others


def logged() -> list[tuple[str, int | None, str]]:
    return list(LogEntry.objects.order_by("number").values_list("action", "enquiry", "why"))


def of_one(enquiry: Enquiry) -> list[str]:
    return [reverse(name, args=[enquiry.pk]) for name in ("enquiry_edit", "enquiry_close", "enquiry_why")]


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["superuser_client", "staff_client", "management_client", "contact_client"])
def test_others_get_404_for_pages(request, own, name):
    client = request.getfixturevalue(name)

    for url in ("/radgivning/", CREATE, *of_one(own)):
        assert {client.get(url).status_code, client.post(url).status_code} == {404}, url


def test_counted_choices_have_no_default(adviser_client):
    form = adviser_client.get(CREATE).context["form"]

    assert [form[name].value() for name in ("date", "channel", "caller", "region", "legal_guidance")] == [
        date(2026, 3, 16),
        "telefon",
        "",
        "",
        None,
    ]
    assert [form.fields.get(name) for name in ("name", "phone", "email", "address", "municipality", "time")] == [
        None
    ] * 6


def test_enquiry_is_logged(adviser_client, adviser):
    response = adviser_client.post(CREATE, facts(note="Vil vente.", minutes="20"), follow=True)

    saved = Enquiry.objects.get()
    assert "Henvendelsen er registrert." in response.text
    assert (saved.adviser, saved.legal_guidance, saved.minutes, saved.note) == (adviser, True, 20, "Vil vente.")
    assert logged() == [("add", saved.pk, ""), ("list", None, "")]


@pytest.mark.one_database
@pytest.mark.parametrize("field", ["date", "channel", "caller", "topics", "region", "legal_guidance"])
def test_missing_value_gives_error_at_field(adviser_client, field):
    response = adviser_client.post(CREATE, facts(**{field: ""}))

    assert list(response.context["form"].errors) == [field]
    assert Enquiry.objects.count() == 0


def test_unknown_region_is_accepted_and_counted(adviser_client):
    adviser_client.post(CREATE, facts(region="ukjent"))

    [by_region] = [figure for figure in counts.figures(Period.year(2026)) if figure.key == "by_region"]
    counted = by_region.rows.values_list(by_region.by).annotate(Count("pk"))
    assert {by_region.groups()[value]: number for value, number in counted} == {"ukjent": 1}


def test_birth_number_is_refused_despite_confirmation(adviser_client):
    note = "fnr 151086 95088"
    said = facts(note=note)

    for _time in range(2):
        response = adviser_client.post(CREATE, said)
        assert "Et fødselsnummer kan aldri stå her" in response.text
        assert "Lagre likevel" not in response.text
        said["anyway"] = response.context["form"].anyway()
    assert Enquiry.objects.count() == 0


def test_suspicious_note_is_saved_when_confirmed(adviser_client):
    note = "snakket med\r\nKari Hansen i går"

    warned = adviser_client.post(CREATE, facts(note=note))

    assert (Enquiry.objects.count(), warned.context["form"]["note"].value()) == (0, note)
    assert "Dette ser ut som et navn: «Kari Hansen»" in warned.text
    assert BUTTON.findall(warned.text) == [("", "Sjekk og lagre"), ("anyway", "Lagre likevel")]
    adviser_client.post(CREATE, facts(note=note, anyway=warned.context["form"].anyway()))
    assert Enquiry.objects.get().note == "snakket med\nKari Hansen i går"


def test_changed_note_gives_new_warning(adviser_client):
    first = adviser_client.post(CREATE, facts(note="snakket med Kari Hansen"))

    second = adviser_client.post(CREATE, facts(note="ring 91 23 45 67", anyway=first.context["form"].anyway()))

    assert "Dette ser ut som et telefonnummer" in second.text
    assert Enquiry.objects.count() == 0


def test_own_enquiry_can_be_changed(adviser_client, own):
    url = reverse("enquiry_edit", args=[own.pk])

    assert "Vil vente." in adviser_client.get(url).text
    response = adviser_client.post(url, facts(note="Har ventet.", outcome="henvist", referral="politiet"))

    own.refresh_from_db()
    assert (response.status_code, own.note, own.referral) == (302, "Har ventet.", "politiet")
    assert logged() == [("read", own.pk, ""), ("change", own.pk, "")]


def test_own_enquiry_can_be_closed_and_reopened(adviser_client, own):
    url = reverse("enquiry_close", args=[own.pk])

    adviser_client.post(url)
    assert Enquiry.objects.get().closed_on == date(2026, 3, 16)
    assert "allerede avsluttet" in adviser_client.post(url, follow=True).text
    adviser_client.post(url, {"reopen": "1"})

    assert Enquiry.objects.get().closed_on is None


def test_deleted_note_has_no_field(adviser_client, own):
    Enquiry.objects.update(note="", closed_on=date(2026, 3, 10), note_shredded_on=date(2026, 3, 12))
    url = reverse("enquiry_edit", args=[own.pk])

    assert "Notatet ble slettet 12. mars 2026" in adviser_client.get(url).text
    adviser_client.post(url, facts(note="Igjen", minutes="5"))

    own.refresh_from_db()
    assert (own.note, own.minutes) == ("", 5)


def test_coarse_date_cannot_be_changed(adviser_client, own):
    Enquiry.objects.update(date=date(2026, 2, 1), is_coarse=True)

    adviser_client.post(reverse("enquiry_edit", args=[own.pk]), facts(date="2026-03-15"))

    own.refresh_from_db()
    assert own.date == date(2026, 2, 1)


def test_colleagues_enquiry_needs_reason(adviser_client, colleagues):
    edit, close, why = of_one(colleagues)
    assert adviser_client.get(edit)["Location"] == why
    for response in (adviser_client.post(edit, facts()), adviser_client.post(close)):
        assert (response.status_code, response.context["url"]) == (403, why)
        assert "Hemmelig" not in response.text
    assert "Hemmelig" not in adviser_client.get(why).text
    assert logged() == []

    for reason in ("", "kort", "saken til Kari Hansen"):
        assert adviser_client.post(why, {"why": reason}).status_code == 200
    assert adviser_client.post(why, {"why": "Hun er syk i dag"})["Location"] == edit

    assert "Hemmelig sak." in adviser_client.get(edit).text
    adviser_client.post(edit, facts())
    adviser_client.post(close)
    assert logged() == [(action, colleagues.pk, "Hun er syk i dag") for action in ("read", "change", "change")]


def test_reason_expires_after_an_hour(adviser_client, colleagues):
    edit, _close, why = of_one(colleagues)
    adviser_client.post(why, {"why": "Hun er syk i dag"})

    statuses = []
    for minute in ("11:59:59", "12:00:00", "12:00:01"):
        with time_machine.travel(f"2026-03-16T{minute}Z", tick=False):
            statuses.append(adviser_client.get(edit).status_code)

    assert statuses == [200, 200, 302]


def test_own_enquiry_needs_no_reason(adviser_client, own):
    edit, _close, why = of_one(own)

    assert adviser_client.get(why)["Location"] == edit


def test_list_shows_only_date_of_colleagues(adviser_client, own, colleagues):
    Enquiry.objects.filter(pk=colleagues.pk).update(caller="vitne", region="Nord-Norge")

    response = adviser_client.get("/radgivning/")

    assert [enquiry.pk for enquiry, _words in response.context["enquiries"]] == [own.pk]
    assert "10. mars 2026, Runa Rådgiver" in response.text
    assert [word in response.text for word in ("vitne", "Nord-Norge", "Hemmelig", "Vil vente")] == [False] * 4
    assert logged() == [("list", None, "")]


def test_open_enquiries_are_listed_first(adviser_client, adviser, own):
    latest = EnquiryFactory.create(adviser=adviser, date=date(2026, 3, 14), closed_on=date(2026, 3, 14))
    older = EnquiryFactory.create(adviser=adviser, date=date(2025, 11, 3), closed_on=date(2026, 1, 5))
    still_open = EnquiryFactory.create(adviser=adviser, date=date(2025, 12, 1))

    listed = [enquiry.pk for enquiry, _words in adviser_client.get("/radgivning/").context["enquiries"]]

    assert listed == [own.pk, still_open.pk, latest.pk, older.pk]


def test_earlier_choices_are_own_and_recent(adviser_client, adviser, own, colleagues):
    EnquiryFactory.create(adviser=adviser, date=date(2025, 12, 15))
    last = EnquiryFactory.create(adviser=adviser, date=date(2025, 12, 16))

    choices = adviser_client.get(CREATE).context["form"].fields["follows"].queryset

    assert {enquiry.pk for enquiry in choices} == {own.pk, last.pk}


@pytest.mark.parametrize("url", ["/radgivning/", CREATE])
def test_queries_do_not_grow(adviser_client, adviser, url):
    counts = []
    for more in (1, 2):
        for own in EnquiryFactory.create_batch(more, adviser=adviser, date=date(2026, 3, 10)):
            own.topics.set(Topic.objects.all()[:2])
        EnquiryFactory.create(adviser=user_in_role(Role.ADVISER, "Runa", is_staff=True), date=date(2026, 3, 10))
        with CaptureQueriesContext(connection) as queries:
            assert adviser_client.get(url).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
