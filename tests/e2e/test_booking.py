"""A course from the front page to the calendar: booked, agreed on despite a double booking, and followed."""

from datetime import date, datetime, time, timedelta

import icalendar
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from balansekunst.models import Message
from balansekunst.public_forms import FASTEST
from courses.models import Topic
from tests.factories import AssignmentFactory, InstructorFactory

pytestmark = pytest.mark.browser
EMAIL = "bo@nordlys.example"


def fill_in(page: Page, day: date) -> None:
    page.get_by_label(Topic.objects.all()[0].name).check()
    page.get_by_label("Hva er kurset til?").fill("En dag for alle ansatte.")
    page.get_by_label("Hvor mange blir dere?").fill("ca. 30")
    page.get_by_label("Digitalt", exact=True).check()
    page.get_by_label("Første ønske: dato").fill(day.isoformat())
    page.get_by_label("Første ønske: klokkeslett").fill("10:00")
    page.get_by_label("Virksomhetens navn").fill("Nordlys kulturskole")
    page.get_by_label("Nei, eller vet ikke").check()
    page.get_by_label("Navnet ditt").fill("Bo Nordlys")


def test_course_is_booked_and_agreed_on(page, live_server, staff, log_in, check_page):
    day = timezone.localdate() + timedelta(days=30)
    ada = InstructorFactory.create(name="Ada Kursholder")
    values = {"date": day, "status": "booked", "participants": None, "instructor": ada}
    AssignmentFactory.create(title="Trygge scener", starts=time(11), ends=time(13), **values)
    page.goto(live_server.url)
    page.get_by_role("main").get_by_role("link", name="Bestill kurs").click()
    fill_in(page, day)
    page.wait_for_timeout(1000 * FASTEST.total_seconds())
    page.get_by_role("button", name="Send bestillingen").click()
    page.get_by_role("link", name="E-postadressen din:").click()
    expect(page.get_by_label("E-postadressen din")).to_be_focused()
    check_page("Bestill kurs")
    page.get_by_label("E-postadressen din").fill(EMAIL)
    page.get_by_role("button", name="Send bestillingen").click()
    expect(page.get_by_text(f"sendt til {EMAIL}")).to_be_visible()
    check_page("Nordlys kulturskole")
    followed = page.url

    log_in(staff)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="bestilling av kurs venter på svar").click()
    page.get_by_role("link", name="Nordlys kulturskole").first.click()
    page.get_by_role("link", name="Avtal kurset").click()
    page.get_by_label("Slutter").fill("12:00")
    page.get_by_label("Kursholder:", exact=True).select_option(label="Ada Kursholder")
    page.get_by_label("Pris").fill("4 000")
    page.get_by_role("button", name="Avtal og send bekreftelsen").click()
    expect(page.get_by_text("Ada Kursholder har også «Trygge scener»")).to_be_visible()
    check_page("Avtal kurset")
    page.get_by_role("button", name="Avtal og send bekreftelsen").click()
    expect(page.get_by_text(f"bekreftelsen er sendt til {EMAIL}")).to_be_visible()
    message = Message.objects.get()
    event = icalendar.Calendar.from_ical(bytes(message.attachment or b"")).walk("VEVENT")[0]
    assert event.start == timezone.make_aware(datetime.combine(day, time(10)))

    page.context.clear_cookies()
    page.goto(followed)
    expect(page.get_by_text("Kurset er avtalt:")).to_be_visible()
    expect(page.get_by_text("Ada Kursholder")).to_be_visible()
    check_page("Nordlys kulturskole")
