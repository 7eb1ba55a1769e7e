"""Public pages from memory: at once what the rows are, and for readers without a session alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import reverse
from django.utils import translation

from balansekunst.page_cache import PAGES, cached_page
from members.models import Contact, Membership, Organisation
from members.sheets import OrganisationResource
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    EventFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    municipality,
)
from tests.imports.sheets import sheet_of
from tests.reports import published_reports

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 11, tzinfo=UTC)
MEMBERS = "/medlemmer/"
REPORT = "/arsrapport/2024/"


@pytest.fixture(autouse=True)
def _fixed_day(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def member() -> Organisation:
    joined = date(2024, 1, 1)
    place = municipality("Oslo")
    return MembershipFactory.create(
        organisation__name="Gammelt navn", organisation__municipality=place, joined=joined
    ).organisation


@pytest.fixture
def stored(member: Organisation, client: Client) -> None:
    """The list of members, stored."""
    assert "Gammelt navn" in client.get(MEMBERS).text


def pages() -> list[str]:
    """Make rows that all cached pages show, and return their addresses."""
    holder = EventFactory.create(date=date(2025, 7, 1), valid_until=date(2026, 6, 30)).certification
    MembershipFactory.create(organisation=holder.organisation, joined=date(2024, 1, 1))
    call = CallFactory.create(year=2024, decided_on=date(2024, 5, 28))
    ApplicationFactory.create(call=call, status="granted", amount_awarded=50_000)
    published_reports.publish()
    lists = [f"{kind}_{ending}" for kind in ("member", "holder") for ending in ("list", "list_embedded", "csv", "json")]
    versions = ["check", "correction_list", "correction_feed", "correction_policy"]
    files = [f"nedlasting/arsrapport-2024.{ending}" for ending in ("json", "sitater.json")]
    return [
        *map(reverse, lists),
        *(reverse(f"holder_{page}", args=[holder.uuid]) for page in ("detail", "badge_svg", "badge_png", "diploma")),
        *map(reverse, ("grant_list", "threesixty_json", "threesixty_csv")),
        *(reverse(page, args=[2024]) for page in ("grant_list_of_year", "grant_csv")),
        *(reverse(f"report_{page}") for page in versions),
        reverse("annual_report_list"),
        *(f"{REPORT}{page}" for page in ("deling.png", "tabell/mottakere.csv", "diagram/members-regions.svg", *files)),
    ]


def test_stored_pages_take_one_query(client: Client, django_assert_num_queries: Any) -> None:
    for page in pages():
        client.get(page)
        first = client.get(page)  # a file that is made stores its digest

        with django_assert_num_queries(1):
            again = client.get(page)

        assert (again.status_code, again.content, again.cookies) == (200, first.content, {}), page
        assert "Cookie" in again["Vary"]
        with django_assert_num_queries(1):
            assert client.get(page, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_stored_report_changes_when_call_opens_and_closes(
    client: Client, time_machine: Any, django_assert_num_queries: Any
) -> None:
    published_reports.publish()
    opens, deadline = (datetime(2026, 3, 16, hour, tzinfo=UTC) for hour in (8, 12))
    CallFactory.create(year=2026, opens_at=opens, deadline=deadline)
    moment, second = timedelta(microseconds=1), timedelta(seconds=1)

    for at, is_open in [
        (opens - second, False),
        (opens - moment, False),
        (opens, True),
        (deadline, True),
        (deadline + moment, False),
        (deadline + second, False),
    ]:
        time_machine.move_to(at, tick=False)
        assert ("Balansepotten 2026 er åpen" in client.get(REPORT).text) is is_open, at
    with django_assert_num_queries(1):
        client.get(REPORT)


def rename(member: Organisation) -> None:
    member.name = "Nytt navn"
    member.save()


def import_name(member: Organisation) -> None:
    row = {"Organisasjonsnummer": member.number, "Navn": "Nytt navn", "Kunstfelt": "Musikk", "Kommune": "Oslo"}
    assert OrganisationResource().import_data(sheet_of([row])).totals["update"] == 1


def execute_name(member: Organisation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_organisation SET name = %s WHERE id = %s", ["Nytt navn", member.pk])


def add(_member: Organisation) -> None:
    organisation = OrganisationFactory.create(name="Nytt navn")
    Membership.objects.bulk_create([Membership(organisation=organisation, joined=date(2025, 1, 1))])


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(rename, id="save"),
        pytest.param(lambda _member: Organisation.objects.update(name="Nytt navn"), id="update"),
        pytest.param(import_name, id="import"),
        pytest.param(execute_name, id="sql"),
        pytest.param(add, id="bulk-create"),
    ],
)
@pytest.mark.usefixtures("stored")
def test_list_changes_at_once(client: Client, member: Organisation, write: Callable[[Organisation], None]) -> None:
    tag = client.get(MEMBERS)["ETag"]

    write(member)

    shown = client.get(MEMBERS, headers={"If-None-Match": tag})
    assert (shown.status_code, "Nytt navn" in shown.text) == (200, True)


@pytest.mark.usefixtures("stored")
def test_deleted_member_is_gone_at_once(client: Client, member: Organisation) -> None:
    Membership.objects.filter(organisation=member).delete()

    assert "Gammelt navn" not in client.get(MEMBERS).text


@pytest.mark.usefixtures("stored")
def test_other_tables_leave_page_stored(client: Client, django_assert_num_queries: Any) -> None:
    UserFactory.create()
    published_reports.publish()

    with django_assert_num_queries(1):
        client.get(MEMBERS)


@pytest.mark.parametrize("path", ["", "tabell/mottakere.csv", "diagram/members-regions.svg"])
def test_correction_is_shown_at_once(client: Client, path: str) -> None:
    publication = published_reports.publish()
    before = client.get(REPORT + path)

    published_reports.correct(publication, "members.by_region", 34, 33, group="Vestlandet")

    after = client.get(REPORT + path)
    assert after["ETag"] != before["ETag"]
    assert "Ett medlemskap var ført to ganger." in client.get(REPORT).text


@pytest.mark.usefixtures("stored")
@pytest.mark.one_database
def test_next_day_has_next_page(client: Client, member: Organisation, time_machine: Any) -> None:
    Membership.objects.filter(organisation=member).update(left=date(2026, 3, 17))
    assert "Gammelt navn" in client.get(MEMBERS).text

    time_machine.move_to(datetime(2026, 3, 16, 23, 0, tzinfo=UTC))  # midnight in Oslo

    assert "Gammelt navn" not in client.get(MEMBERS).text


@pytest.mark.one_database
def test_user_neither_fills_nor_gets_stored_page(client: Client, contact_client: Client) -> None:
    assert "Logg ut" in contact_client.get(MEMBERS).text
    assert "Logg inn" in client.get(MEMBERS).text
    assert "Logg ut" in contact_client.get(MEMBERS).text


@pytest.mark.parametrize("cookie", ["sessionid", CookieStorage.cookie_name])
@pytest.mark.usefixtures("stored")
@pytest.mark.one_database
def test_reader_with_cookie_gets_no_stored_page(client: Client, cookie: str) -> None:
    client.cookies[cookie] = "x" * 32

    response = client.get(MEMBERS)

    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "query", [pytest.param({"q": "gammelt"}, id="text"), pytest.param({"landsdel": "Nord-Norge"}, id="filter")]
)
@pytest.mark.usefixtures("stored")
@pytest.mark.one_database
def test_searches_are_pages_of_their_own(client: Client, query: dict[str, str]) -> None:
    found = client.get(MEMBERS, query)

    assert found.text != client.get(MEMBERS).text
    assert client.get(MEMBERS, query).content == found.content


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.usefixtures("stored")
@pytest.mark.one_database
def test_page_is_compressed_for_those_who_ask(client: Client, encoding: str) -> None:
    client.get(MEMBERS, headers={"Accept-Encoding": "gzip"})

    response = client.get(MEMBERS, headers={"Accept-Encoding": encoding})

    assert response.headers.get("Content-Encoding", "identity") == encoding


def respond(request: HttpRequest, view: Callable[[HttpRequest], HttpResponse | StreamingHttpResponse]) -> Any:
    request.session = Client().session
    return cached_page()(view)(request)


@pytest.mark.one_database
def test_languages_are_stored_by_themselves(rf: Any) -> None:
    def language(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(translation.get_language())

    shown = []
    for code in ("nb", "en", "nb"):
        with translation.override(code):
            shown.append(respond(rf.get("/"), language).text)

    assert shown == ["nb", "en", "nb"]


def with_cookie(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse("Side")
    response.set_cookie("a", "b")
    return response


def with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def with_session(request: HttpRequest) -> HttpResponse:
    request.session["a"] = "b"
    return HttpResponse("Side")


def with_uncounted_rows(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Contact.objects.count()))


def sent_while_made(_request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(["Si", "de"])


def not_found(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("Side", status=404)


@pytest.mark.parametrize(
    "view", [with_cookie, with_token, with_session, with_uncounted_rows, sent_while_made, not_found]
)
@pytest.mark.one_database
def test_page_of_one_reader_or_uncounted_table_is_not_stored(rf: Any, view: Any) -> None:
    calls = []

    def counted(request: HttpRequest) -> Any:
        calls.append(request)
        return view(request)

    for _time in range(2):
        respond(rf.get("/"), counted)

    assert len(calls) == 2
    assert not vars(caches[PAGES])["_cache"]
