"""Staff write to everyone in Nord-Norge, and a recipient says no to more."""

import re

import pytest
from django.core import mail

from members.models import Contact
from tests.factories import ContactFactory, MembershipFactory, OrganisationFactory, municipality

pytestmark = pytest.mark.browser


def test_everyone_in_nord_norge_is_written_to(page, live_server, staff, log_in, check_page):
    northern = OrganisationFactory.create(municipality=municipality("Tromsø"))
    MembershipFactory.create(organisation=northern)
    ContactFactory.create(organisation=northern, name="Kari Moe")
    ContactFactory.create(organisation=MembershipFactory.create().organisation)
    log_in(staff)
    page.goto(f"{live_server.url}/admin/members/organisation/?landsdel=Nord-Norge")

    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option(label="Skriv e-post til de valgte")
    page.get_by_role("button", name="Utfør").click()
    check_page("Skriv e-post")
    page.get_by_label("Emne").fill("Invitasjon")
    page.get_by_role("textbox", name="Tekst").fill("Hei {fornavn}!")
    page.get_by_role("button", name="Lagre og se gjennom").click()
    check_page("Invitasjon")
    page.get_by_role("button", name="Send 1 e-post").click()
    page.get_by_text("1 e-post blir sendt nå.").wait_for()

    (email,) = mail.outbox
    assert email.body.startswith("Hei Kari!")
    page.goto(re.search(r"https?://\S+/utsendinger/\S+", email.body)[0])
    check_page("Vil du slippe slike e-poster?")
    page.get_by_role("button", name="Ikke send meg flere slike e-poster").click()
    check_page("Du får ikke flere slike e-poster")
    assert Contact.objects.get(name="Kari Moe").declined_mailings_on
