"""What is deleted by itself, when, and what a legal hold excludes."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.mail import outbox
from balansekunst.models import LegalHold, Message, User
from balansekunst.personal_data import holds
from balansekunst.personal_data.retention import RULES, correspondence_limit, listed_ahead, voucher_limit
from balansekunst.personal_data.rules import NOBODY
from members import contacts
from members.models import Contact, MembershipApplication, PublicApplication, Registration
from members.retention import ERASED_CONTACT
from tests.conftest import log_in, user_in_role
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CallFactory,
    ConflictFactory,
    ContactFactory,
    GrantFactory,
    JurorFactory,
    MembershipApplicationFactory,
    MembershipFactory,
    UserFactory,
)
from tests.meeting_factories import MeetingFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
DAY = date(2027, 6, 30)
LAST_LOGIN = datetime(2025, 6, 30, 12, 0, tzinfo=UTC)


def run(time_machine: Any, day: date) -> None:
    time_machine.move_to(datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC), tick=False)
    call_command("daily", stdout=StringIO())


def unused(**values: Any) -> User:
    return UserFactory.create(last_login=LAST_LOGIN, **values)


@pytest.mark.parametrize(
    ("day", "correspondence", "vouchers"),
    [
        pytest.param(date(2024, 6, 30), date(2020, 1, 1), date(2019, 1, 1), id="before-the-half-year"),
        pytest.param(date(2024, 7, 1), date(2021, 1, 1), date(2019, 1, 1), id="after-the-half-year"),
        pytest.param(date(2025, 12, 31), date(2022, 1, 1), date(2020, 1, 1), id="last-day"),
        pytest.param(date(2026, 1, 1), date(2022, 1, 1), date(2021, 1, 1), id="first-day"),
    ],
)
def test_limits_follow_fiscal_years(day: date, correspondence: date, vouchers: date) -> None:
    assert (correspondence_limit(day), voucher_limit(day)) == (correspondence, vouchers)


def test_unused_account_is_erased_after_two_years(time_machine: Any) -> None:
    account = unused(name="Kari Ubrukt")

    run(time_machine, DAY - timedelta(days=1))
    account.refresh_from_db()
    assert account.is_active

    run(time_machine, DAY)
    account.refresh_from_db()
    assert (account.is_erased, account.is_active) == (True, False)


def test_needed_accounts_remain(time_machine: Any, adviser: User) -> None:
    member = ContactFactory.create(organisation=MembershipFactory.create().organisation)
    juror = JurorFactory.create(call=CallFactory.create(year=2027))
    accounts = [contacts.give_access(member), juror.user, adviser, unused(is_superuser=True)]
    User.objects.update(last_login=LAST_LOGIN)

    run(time_machine, DAY + timedelta(days=40))

    assert [account.email for account in User.objects.filter(email__endswith="slettet.invalid")] == []
    assert User.objects.filter(is_active=True).count() >= len(accounts)


def test_former_members_contacts_are_erased(time_machine: Any) -> None:
    left = MembershipFactory.create(joined=date(2019, 1, 1), left=date(2022, 3, 1)).organisation
    rejoined = MembershipFactory.create(joined=date(2018, 1, 1), left=date(2019, 1, 1)).organisation
    MembershipFactory.create(organisation=rejoined, joined=date(2024, 1, 1))
    gone, stays = (ContactFactory.create(organisation=each, phone="22 22 22 22") for each in (left, rejoined))

    run(time_machine, date(2026, 6, 30))
    assert Contact.objects.get(pk=gone.pk).name == gone.name

    run(time_machine, date(2026, 7, 1))
    found = Contact.objects.get(pk=gone.pk)
    assert (found.name, found.email, found.phone) == (ERASED_CONTACT, "", "")
    assert set(Contact.history.filter(id=gone.pk).values_list("name", "phone")) == {(ERASED_CONTACT, "")}
    assert Contact.objects.get(pk=stays.pk).name == stays.name


def test_declined_request_goes_with_history(time_machine: Any) -> None:
    request = MembershipApplicationFactory.create(status="declined", decided_on=date(2025, 5, 2))
    verified = datetime(2025, 4, 2, tzinfo=UTC)
    PublicApplication.objects.create(digest="0", submitted_at=verified, verified_at=verified, application=request)
    waiting = MembershipApplicationFactory.create()

    run(time_machine, date(2026, 5, 1))
    assert MembershipApplication.objects.count() == 2

    run(time_machine, date(2026, 5, 2))
    assert list(MembershipApplication.objects.all()) == [waiting]
    assert not MembershipApplication.history.filter(id=request.pk).exists()


def sent(at: datetime, **values: Any) -> Message:
    fields = {"recipient": "en@eksempel.example", "subject": "Emne", "body": "Hei, Kari", "attachment": b"%PDF"}
    return Message.objects.create(**fields | values, status="sent", sent_at=at, drafted_at=at)


def test_old_messages_lose_text_and_recipient(time_machine: Any) -> None:
    at = datetime(2022, 11, 3, 12, 0, tzinfo=UTC)
    message, letter = sent(at, attachment=None), sent(at, dedupe_key="letter/1")
    newer = sent(datetime(2023, 1, 2, tzinfo=UTC))

    run(time_machine, date(2026, 7, 1))

    for row in (message, letter, newer):
        row.refresh_from_db()
    assert (message.recipient, message.body, message.attachment) == (NOBODY, "", None)
    assert (letter.body, newer.body) == ("Hei, Kari", "Hei, Kari")

    run(time_machine, date(2028, 1, 1))
    letter.refresh_from_db()
    assert (letter.recipient, letter.body) == (NOBODY, "")


def test_hold_excludes_until_it_ends(time_machine: Any, staff: User, moment: datetime) -> None:
    account = unused()
    membership = MembershipFactory.create(joined=date(2019, 1, 1), left=date(2022, 3, 1))
    contact = ContactFactory.create(organisation=membership.organisation)
    message = sent(datetime(2022, 1, 3, tzinfo=UTC), about=outbox.reference(membership.organisation), attachment=None)
    begun = [holds.begin(row, reason="Tvist", by=staff, at=moment) for row in (account, membership.organisation)]

    run(time_machine, DAY)

    for row in (account, contact, message):
        row.refresh_from_db()
    assert (account.is_active, contact.name != ERASED_CONTACT, message.body) == (True, True, "Hei, Kari")

    for hold in begun:
        holds.end(hold, by=staff, at=moment)
    run(time_machine, DAY)
    for row in (account, contact, message):
        row.refresh_from_db()
    assert (account.is_erased, contact.name, message.body) == (True, ERASED_CONTACT, "")


def test_page_lists_a_month_ahead(staff_client: Client, time_machine: Any) -> None:
    request = MembershipApplicationFactory.create(
        name="Fjordfestivalen", status="declined", decided_on=date(2025, 5, 2)
    )
    due = reverse("admin:balansekunst_legalhold_due")

    time_machine.move_to(datetime(2026, 4, 1, tzinfo=UTC), tick=False)
    assert "Fjordfestivalen" in staff_client.get(due).text

    begin = reverse("admin:balansekunst_legalhold_begin", args=[outbox.reference(request)])
    refused = staff_client.post(begin, {"reason": ""})
    assert "errorlist" in refused.text
    page = staff_client.post(begin, {"reason": "En tvist"}, follow=True)
    assert "Fjordfestivalen blir ikke slettet." in page.text
    assert "Fjordfestivalen" not in staff_client.get(due).text

    hold = LegalHold.objects.get()
    answers = {"action": "end", "_selected_action": [hold.pk]}
    staff_client.post(reverse("admin:balansekunst_legalhold_changelist"), answers)
    assert "Fjordfestivalen" in staff_client.get(due).text


@pytest.mark.parametrize("about", ["x", "members.contact:9999999999999999999999999", "auth.permission:1", "a.b:1"])
def test_hold_of_unknown_row_is_not_found(staff_client: Client, about: str) -> None:
    assert staff_client.get(reverse("admin:balansekunst_legalhold_begin", args=[about])).status_code == 404


def test_rows_ahead_take_one_query_a_rule(django_assert_num_queries: Any, day: date) -> None:
    with django_assert_num_queries(sum(hasattr(rule, "rows") for rule in RULES)):
        for _rule, rows in listed_ahead(day):
            list(rows)


def test_adviser_cannot_see_holds() -> None:

    client = log_in(user_in_role(Role.ADVISER, "Randi", is_staff=True))
    assert client.get(reverse("admin:balansekunst_legalhold_due")).status_code == 403


def test_account_remains_while_its_address_is_in_needed_rows(time_machine: Any) -> None:
    """The eraser replaces a person by the address, also where the row has no account."""
    member = MembershipFactory.create().organisation
    accounts = [unused(email=f"{name}@eksempel.example") for name in ("kontakt", "soker", "delegat", "fri")]
    ContactFactory.create(organisation=member, email="Kontakt@eksempel.example")
    MembershipApplicationFactory.create(contact_email=accounts[1].email)
    RegistrationFactory.create(email=accounts[2].email, meeting=MeetingFactory.create(date=date(2027, 8, 1)))

    run(time_machine, DAY)

    assert [User.objects.get(pk=account.pk).is_erased for account in accounts] == [False, False, False, True]


def test_contact_with_a_project_to_report_remains(time_machine: Any) -> None:
    application = GrantFactory.create().application
    contact = ContactFactory.create(organisation=application.organisation)
    account = contacts.give_access(contact)
    User.objects.filter(pk=account.pk).update(last_login=LAST_LOGIN)

    run(time_machine, DAY)

    account.refresh_from_db()
    assert not account.is_erased


def test_invoices_are_vouchers(time_machine: Any) -> None:
    at = datetime(2022, 11, 3, 12, 0, tzinfo=UTC)
    invoice, plain = sent(at, dedupe_key="invoice/1"), sent(at, attachment=None)

    run(time_machine, date(2026, 7, 1))

    for row in (invoice, plain):
        row.refresh_from_db()
    assert (invoice.body, plain.body) == ("Hei, Kari", "")


def test_removed_contact_leaves_the_history(time_machine: Any) -> None:
    time_machine.move_to(datetime(2022, 5, 2, tzinfo=UTC), tick=False)
    removed, remaining = ContactFactory.create_batch(2, phone="22 22 22 22")
    key = removed.pk
    removed.delete()

    run(time_machine, date(2026, 6, 30))
    assert Contact.history.filter(id=key, phone="22 22 22 22").exists()

    run(time_machine, date(2026, 7, 1))
    assert set(Contact.history.filter(id=key).values_list("name", "phone")) == {(ERASED_CONTACT, "")}
    assert Contact.history.filter(id=remaining.pk, name=remaining.name).exists()


def test_hold_of_a_hidden_application_does_not_name_it(staff_client: Client, staff: User, moment: datetime) -> None:
    conflict = ConflictFactory.create(user=staff, application=ApplicationFactory.create(title="Skjult sak"))
    hold = holds.begin(conflict.application, reason="Tvist", by=staff, at=moment)
    addresses = [reverse("admin:balansekunst_legalhold_changelist")]
    addresses.append(reverse("admin:balansekunst_legalhold_change", args=[hold.pk]))

    pages = [staff_client.get(address).text for address in addresses]

    assert [("Skjult sak" in page, "Tvist" in page) for page in pages] == [(False, True)] * 2


def test_delegate_of_a_held_proxy_is_not_deleted(time_machine: Any, staff: User, moment: datetime) -> None:
    meeting = MeetingFactory.create(date=date(2026, 1, 1))
    delegate, unrelated = RegistrationFactory.create(meeting=meeting), RegistrationFactory.create(meeting=meeting)
    giver = RegistrationFactory.create(meeting=meeting, proxy=delegate, name="", email="")
    holds.begin(giver, reason="Tvist", by=staff, at=moment)

    run(time_machine, DAY)

    assert set(Registration.objects.all()) == {delegate, giver}
    assert not Registration.history.filter(id=unrelated.pk).exists()


def test_contacts_of_work_that_goes_on_are_not_erased(time_machine: Any) -> None:
    left = {"joined": date(2015, 1, 1), "left": date(2020, 1, 1)}
    done, reports, books = (MembershipFactory.create(**left).organisation for _ in range(3))
    GrantFactory.create(application__organisation=reports)
    AssignmentFactory.create(client=books, date=DAY)
    found = {each: ContactFactory.create(organisation=each) for each in (done, reports, books)}

    run(time_machine, DAY)

    erased = set(Contact.objects.filter(name=ERASED_CONTACT).values_list("pk", flat=True))
    assert erased == {found[done].pk}
