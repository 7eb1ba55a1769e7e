"""The year's work of an office by clicks and fields, each task in so many and no more, on a phone and at a desk."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from balansekunst.models import User
from balansekunst.saved_views import SavedView
from members.models import Organisation
from tests.e2e.conftest import AXE, FAULTS, at_both_widths
from tests.factories import ApplicationFactory, ContactFactory, FeeFactory, MembershipFactory, municipality

pytestmark = pytest.mark.browser
NAME = "Nordlys scene"


@dataclass
class Steps:
    """The clicks and fields of a task. Each view that they lead to is checked once with axe, and for its width."""

    page: Page
    seen: set[str] = field(default_factory=set)
    clicks: int = 0
    fields: int = 0

    def open(self, filter_name: str) -> None:
        self.click(self.page.locator("summary").filter(has_text=filter_name))

    def dialog(self, name: str) -> None:
        """Open a short form, which is a dialog on the page."""
        self.click(self.page.get_by_role("link", name=name, exact=True))
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.check(name)

    def download(self, *names: str) -> None:
        """Download the list, which has rows of these names."""
        with self.page.expect_download() as download:
            self.click(self.page.get_by_role("link", name="Last ned (.xlsx)"))
        (sheet,) = load_workbook(BytesIO(download.value.path().read_bytes()))
        heading, *rows = sheet.iter_rows(values_only=True)
        assert [row[heading.index("Navn")] for row in rows] == list(names)

    def start(self, url: str) -> None:
        self.clicks = self.fields = 0
        self.page.goto(url)
        self.check()

    def click(self, target: Locator) -> None:
        """Click what does not lead to another page."""
        target.click()
        self.clicks += 1

    def follow(self, target: Locator) -> None:
        """Click what leads to another page, and check that."""
        with self.page.expect_navigation():
            self.click(target)
        self.check()

    def link(self, name: str | re.Pattern[str]) -> None:
        self.follow(self.page.get_by_role("link", name=name).first)

    def button(self, name: str | re.Pattern[str]) -> None:
        self.follow(self.page.get_by_role("button", name=name).first)

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(value)
        self.fields += 1

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(option)
        self.fields += 1

    def suggest(self, label: str, text: str, option: str) -> None:
        """Choose in a field with suggestions: open it, type, and click what is found."""
        self.click(self.page.get_by_label(label).first.locator("xpath=following-sibling::span[1]"))
        self.page.get_by_role("searchbox").last.fill(text)
        self.fields += 1
        self.click(self.page.get_by_role("option", name=option, exact=True))

    def search(self, text: str) -> None:
        """Search in everything, and open the organisation that is found."""
        self.fill("Søk i alt", text)
        self.follow(self.page.get_by_role("button", name="Søk", exact=True).first)
        self.follow(self.page.get_by_role("region", name="Virksomheter").get_by_role("link", name=text).first)

    def check(self, dialog: str = "") -> None:
        """Find no fault with the page or the dialog on it, unless one of its kind was checked."""
        kind = dialog or resolve(urlsplit(self.page.url).path).view_name
        if kind in self.seen:
            return
        self.seen.add(kind)
        self.page.evaluate(AXE.read_text())
        assert self.page.evaluate(FAULTS) == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, self.page.url


def join(steps: Steps) -> None:
    steps.link("Ny innmelding")
    steps.fill("Navn:", NAME)
    steps.fill("Organisasjonsnummer:", "974760673")
    steps.choose("Kunstfelt:", "Scenekunst")
    steps.suggest("Kommune", "tromsø", "Tromsø")
    steps.fill("Kontaktperson:", "Nora Nord")
    steps.fill("E-post:", "nora@eksempel.example")
    steps.fill("Telefon:", "77 00 00 00")
    steps.button("Lagre")
    steps.link("Registrer styrets vedtak")
    steps.click(steps.page.get_by_label("Godkjent"))
    steps.button("Registrer vedtaket")


def pay(steps: Steps) -> None:
    steps.search(NAME)
    steps.dialog("Registrer betaling")
    steps.button("Registrer betalingen")


def call(steps: Steps) -> None:
    steps.search(NAME)
    expect(steps.page.get_by_role("link", name="77 00 00 00")).to_have_attribute("href", re.compile("tel:"))


def book_course(steps: Steps) -> None:
    steps.search(NAME)
    steps.dialog("Registrer kurs")
    steps.fill("Dato:", "2026-04-20")
    steps.fill("Tittel:", "Kurs i mangfold")
    steps.click(steps.page.get_by_role("checkbox").first)
    steps.button("Registrer kurset")


def get_mark(steps: Steps) -> None:
    steps.search(NAME)
    for label, button in {"Begynn på merket": "Registrer", "Tildel merket": "Registrer tildelingen"}.items():
        steps.dialog(label)
        steps.button(button)
    expect(steps.page.get_by_text("Har merket til 16.03.2027")).to_be_visible()


def renew_mark(steps: Steps) -> None:
    steps.search(NAME)
    steps.dialog("Forny merket")
    steps.button("Registrer fornyelsen")
    expect(steps.page.get_by_text("Har merket til 16.03.2028")).to_be_visible()


def read_application(steps: Steps) -> None:
    steps.search(NAME)
    steps.link("Scener for alle")


def leave(steps: Steps) -> None:
    steps.search(NAME)
    steps.dialog("Meld ut")
    steps.fill("Utmeldt:", "2026-12-31")
    steps.button("Registrer utmeldingen")
    expect(steps.page.get_by_text("Medlem til 31.12.2026")).to_be_visible()


def list_members(steps: Steps) -> None:
    """Filter to those in Nord-Norge on a day, and download them."""
    steps.link("Virksomheter")
    steps.open("Medlem per dato")
    steps.fill("Medlem per dato", "2024-12-31")
    steps.button("Vis")
    steps.open("Landsdel")
    steps.link("Nord-Norge")
    steps.download("Bodø kor")


def list_members_by_saved_view(steps: Steps) -> None:
    steps.link("Til styret")
    steps.download("Bodø kor")


def write_to_region(steps: Steps) -> None:
    """An e-mail to each member in Nord-Norge."""
    steps.link("Virksomheter")
    steps.open("Medlem per dato")
    steps.button("Vis")
    steps.open("Landsdel")
    steps.link("Nord-Norge")
    steps.click(steps.page.locator("#action-toggle"))
    steps.choose("Handling:", "Skriv e-post til de valgte")
    steps.button("Utfør")
    steps.fill("Emne:", "Hei")
    steps.fill("Tekst:", "Hei {fornavn}")
    steps.button("Lagre og se gjennom")
    steps.button("Send 2 e-poster")


VIEW = {"name": "Til styret", "listed": "members_organisation", "query": "medlem=2024-12-31&landsdel=Nord-Norge"}
# What is done before the task, by others or on another day.
PREPARED: dict[Callable[[Steps], None], Callable[[Organisation], object]] = {
    pay: lambda one: FeeFactory.create(membership=one.memberships.get()),
    read_application: lambda one: ApplicationFactory.create(organisation=one, title="Scener for alle"),
    list_members_by_saved_view: lambda _one: SavedView.objects.create(owner=User.objects.get(is_staff=True), **VIEW),
}
# The clicks and fields of each task, from the front page.
TASKS: list[tuple[Callable[[Steps], None], int, int]] = [
    (join, 7, 7),
    (pay, 4, 1),
    (call, 2, 1),
    (book_course, 5, 3),
    (get_mark, 6, 1),
    (renew_mark, 4, 1),
    (read_application, 3, 1),
    (write_to_region, 9, 3),
    (leave, 4, 2),
    (list_members, 6, 1),
    (list_members_by_saved_view, 2, 0),
]


@at_both_widths
def test_year_of_the_office_takes_no_more_steps(page, live_server, staff, log_in):
    for name, place in {"Bodø kor": "Bodø", "Oslo kor": "Oslo"}.items():
        member = MembershipFactory.create(organisation__name=name, organisation__municipality=municipality(place))
        ContactFactory.create(organisation=member.organisation)
    log_in(staff)
    steps, counted = Steps(page), {}

    for task, _clicks, _fields in TASKS:
        if task in PREPARED:
            page.wait_for_load_state("networkidle")  # the database answers one thread at a time
            PREPARED[task](Organisation.objects.get(name=NAME))
        steps.start(f"{live_server.url}/admin/")
        task(steps)
        counted[task.__name__] = (steps.clicks, steps.fields)

    assert counted == {task.__name__: (clicks, fields) for task, clicks, fields in TASKS}
