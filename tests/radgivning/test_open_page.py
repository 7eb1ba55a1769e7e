"""The public page of the advice line is correct, and leaves no trace of a visit."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


class Tags(HTMLParser):
    """Collects the tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of each tag of that name."""
        return [attrs for tag, attrs in self.found if tag == name]


@pytest.fixture
def html(client: Client) -> str:
    """The page as everyone gets it."""
    return client.get(reverse("advice_line")).text


@pytest.mark.parametrize(
    "words",
    [
        "Hverdager klokka 9–16",
        "advokat",
        "taushetsplikt",
        "gratis",
        "anonym",
        "diskriminering",
        "seksuell trakassering",
        "maktmisbruk",
        "kryptert",
    ],
)
def test_page_describes_the_line(html, words):
    assert words in html


def test_page_shows_retention_settings(client, settings):
    settings.NOTE_DAYS, settings.COARSE_MONTHS = 31, 13

    page = client.get(reverse("advice_line")).text

    assert "slettes 31 dager etter at henvendelsen er avsluttet" in page
    assert "etter 13 måneder står bare måneden igjen" in page


def test_page_shows_phone_and_email(client, settings):
    settings.ADVICE_PHONE, settings.ADVICE_EMAIL = "+47 00 11 22 33", "linjen@eksempel.example"

    links = [link["href"] for link in Tags(client.get(reverse("advice_line")).text).of("a")]

    assert {"tel:+4700112233", "mailto:linjen@eksempel.example"} <= set(links)


def test_page_without_a_number_says_so(client, settings):
    settings.ADVICE_PHONE = settings.ADVICE_EMAIL = ""

    page = client.get(reverse("advice_line")).text

    assert ("Nummeret kommer her." in page, 'href="tel:"' in page, "mailto:" in page) == (True, False, False)


def test_page_is_not_cached(client):
    headers = client.get(reverse("advice_line")).headers

    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("visitor", ["client", "contact_client", "staff_client", "adviser_client"])
def test_visit_leaves_the_session_alone(visitor, request):
    browser = request.getfixturevalue(visitor)
    browser.cookies["messages"] = "left over from another page"
    before = list(Session.objects.values())

    response = browser.get(reverse("advice_line"))

    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert "Cookie" not in response.headers.get("Vary", "")
    assert list(Session.objects.values()) == before


def test_page_needs_no_queries(client, superuser_client, django_assert_num_queries, html):
    with django_assert_num_queries(0):
        page = superuser_client.get(reverse("advice_line")).text

    assert page == html


def test_page_is_get_only(client):
    assert client.post(reverse("advice_line")).status_code == 405


def test_page_has_no_form_and_no_token(html):
    tags = Tags(html)

    assert (tags.of("form"), tags.of("input"), "csrf" in html) == ([], [], False)


def test_page_loads_nothing_from_elsewhere(html):
    tags = Tags(html)
    loaded = [
        attrs[name]
        for tag, attrs in tags.found
        for name in ("src", "href", "srcset", "poster", "data")
        if name in attrs and tag != "a"
    ]

    assert [address for address in loaded if not re.match(r"/static/", address or "")] == []


def test_page_has_no_prefetch_or_preview(html):
    tags = Tags(html)

    assert {link["rel"] for link in tags.of("link")} == {"icon", "stylesheet"}
    assert [meta for meta in tags.of("meta") if "property" in meta] == []


def test_links_have_no_referrer(html):
    away = [link for link in Tags(html).of("a") if not (link["href"] or "").startswith("#")]

    assert [link["href"] for link in away if "noreferrer" not in (link.get("rel") or "").split()] == []
    assert {link["href"] for link in away} >= {"https://www.yr.no/", "tel:112", "tel:116006"}


def test_quick_exit_is_first(html):
    links = [link.get("id") or link["href"] for link in Tags(html).of("a")]

    assert links[:3] == ["#main", "/", "exit"]


def test_title_is_neutral(html):
    title = re.findall(r"<title>(.*?)</title>", html)

    assert title == ["Ring oss – Balansekunst"]


@pytest.mark.parametrize("page", ["home", "account_login"])
def test_page_is_linked_in_footer(client, page):
    foot = client.get(reverse(page)).text.split('class="foot"', 1)[1]

    assert f'href="{reverse("advice_line")}"' in foot


def test_front_page_leads_to_it(client):
    main = client.get(reverse("home")).text.split("<main", 1)[1].split("</main>", 1)[0]

    assert f'href="{reverse("advice_line")}"' in main
