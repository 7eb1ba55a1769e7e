"""The annual meeting: a member registers a delegate, and staff download the voting list."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from members.models import Contact, Registration
from tests.factories import ContactFactory, FeeFactory, FeeRateFactory, MembershipFactory
from tests.meeting_factories import MeetingFactory, RegistrationFactory

pytestmark = pytest.mark.browser


def test_member_registers_delegate_for_voting_list(
    page: Any, live_server: Any, staff: Any, contact: Contact, log_in: Any, check_page: Any, tmp_path: Path
) -> None:
    today = timezone.localdate()
    meeting = MeetingFactory.create(
        date=today + timedelta(days=20), register_by=today + timedelta(days=10), place="Kulturhuset"
    )
    meeting.agenda.create(number=1, title="Årsberetningen", shows="report")
    organisation = contact.organisation
    rate = FeeRateFactory.create(year=meeting.date.year)
    FeeFactory.create(membership=organisation.memberships.get(), rate=rate, paid_on=today)
    neighbour = ContactFactory.create(organisation=MembershipFactory.create().organisation).organisation
    RegistrationFactory.create(meeting=meeting, organisation=neighbour)
    log_in(contact.user)
    page.goto(f"{live_server.url}/min-side/")
    page.get_by_role("link", name="Meld på").first.click()
    check_page(f"Årsmøtet {meeting.date.year}")
    page.get_by_label("Navn").fill("Ánne Risten Oppdikt")
    page.get_by_role("button", name="Meld på delegaten").click()
    page.get_by_role("heading", name="Rett opp dette før du går videre").wait_for()
    summary = page.locator(".ds-error-summary").bounding_box()
    heading = page.get_by_role("heading", name="Send en delegat").bounding_box()
    assert heading["y"] > summary["y"] + summary["height"] + 8
    check_page(f"Årsmøtet {meeting.date.year}")
    page.get_by_label("E-post").fill("anne@eksempel.example")
    page.get_by_role("button", name="Meld på delegaten").click()
    page.get_by_text("Ánne Risten Oppdikt er påmeldt som delegat.").wait_for()
    assert Registration.objects.filter(organisation=organisation, name="Ánne Risten Oppdikt").exists()

    page.context.clear_cookies()
    log_in(staff)
    page.goto(f"{live_server.url}/admin/members/meeting/{meeting.pk}/")
    check_page(str(meeting))
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Stemmeliste (.xlsx)").click()
    file = tmp_path / "stemmeliste.xlsx"
    downloaded.value.save_as(file)
    book: Any = openpyxl.load_workbook(file)
    assert [cell.value for cell in book.worksheets[0][2]][2] == "Ánne Risten Oppdikt"
    assert neighbour.name in [cell.value for cell in book.worksheets[1]["A"]]
