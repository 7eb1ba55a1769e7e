"""A contact maintains their organisation's entry on Min side, and hands it over."""

import pytest

from members.models import Contact, IdentityProposal

pytestmark = pytest.mark.browser


def test_contact_maintains_the_entry(page, live_server, contact, log_in, check_page):
    organisation = contact.organisation
    log_in(contact.user)
    page.goto(f"{live_server.url}/min-side/")
    check_page("Hei, Kari Kontakt")

    page.get_by_role("link", name="Endre opplysninger").click()
    check_page("Endre opplysninger")
    page.get_by_label("Adresse", exact=True).or_(page.get_by_label("Adresse (valgfritt)")).fill("Fjordgata 7")
    page.get_by_label("Postnummer").fill("12")
    page.get_by_label("Kommune").select_option(label="Trondheim")
    page.get_by_role("button", name="Lagre opplysningene").click()
    check_page("Endre opplysninger")
    page.get_by_label("Postnummer").fill("7010")
    page.get_by_role("button", name="Lagre opplysningene").click()
    page.get_by_text("Opplysningene er lagret.").wait_for()
    organisation.refresh_from_db()
    assert (organisation.address, organisation.postcode, organisation.municipality.name) == (
        "Fjordgata 7",
        "7010",
        "Trondheim",
    )

    page.get_by_role("link", name="Foreslå nytt navn eller nummer").click()
    check_page("Foreslå nytt navn eller nummer")
    page.get_by_label("Navn").fill("Fjordens teater")
    page.get_by_label("Gjelder fra").fill("2026-03-01")
    page.get_by_role("button", name="Send forslaget").click()
    page.get_by_text("Forslaget er sendt.").wait_for()
    assert IdentityProposal.objects.get().name == "Fjordens teater"

    page.get_by_role("link", name="Inviter en kontaktperson").click()
    check_page("Inviter en kontaktperson")
    page.get_by_label("Navn").fill("Ola Ny")
    page.get_by_label("E-post").fill("ola@eksempel.example")
    page.get_by_role("button", name="Send invitasjonen").click()
    page.get_by_text("Ola Ny har fått tilgang").wait_for()
    check_page("Hei, Kari Kontakt")

    page.get_by_role("link", name="Meld dere ut").click()
    check_page("Meld dere ut")
    page.get_by_role("link", name="Avbryt").click()
    page.get_by_role("link", name="Fjern Ola Ny").click()
    check_page("Fjern Ola Ny?")
    page.get_by_role("link", name="Avbryt").click()
    page.get_by_role("link", name="Overlat til en annen").click()
    check_page("Overlat til en annen")
    page.get_by_label("Ola Ny").check()
    page.get_by_role("button", name="Overlat").click()
    page.get_by_text("Du er ikke kontaktperson for noen virksomhet ennå").wait_for()
    check_page("Hei, Kari Kontakt")
    assert [found.name for found in Contact.objects.filter(organisation=organisation)] == ["Ola Ny"]
