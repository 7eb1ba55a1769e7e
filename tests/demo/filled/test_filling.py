"""The demo's data: the office's years unchanged, and a current year."""

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from stdnum.no import orgnr

from balansekunst.access import Role
from balansekunst.figures import Period
from balansekunst.mail.bounces import has_bounced
from balansekunst.models import Message, User
from balansemerket.ledger import misplaced
from balansemerket.models import Certification, Event
from balansepotten import applications, requirements
from balansepotten.models import Application, Call
from courses.models import Assignment
from demo.made_up import NON_MEMBER, SAMI_CENTRE
from members.models import Contact, EarlierIdentity, EarlierPlace, Fee, MembershipApplication, Organisation
from radgivning.models import Enquiry
from reports.counting.summary import key_numbers
from tests.imports.folders import EXPECTED, office_figures

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models(include_auto_created=True)}


def test_second_run_changes_nothing(day, settings):
    settings.DEMO, output, first = True, StringIO(), counts()

    call_command("demo", no_server=True, stdout=output)

    assert counts() == first
    assert "på plass fra før" in output.getvalue()


@pytest.mark.parametrize("year", [2023, 2024])
def test_office_figures_are_unchanged(day, year):
    figures, checks = key_numbers(Period.year(year))

    assert office_figures(figures, EXPECTED[str(year)]) == EXPECTED[str(year)]
    assert all(holds for _words, holds in checks)


def test_one_member_has_moved_to_another_landsdel_since():
    moved = EarlierPlace.objects.select_related("municipality__county", "organisation__municipality__county").get()

    assert moved.until > date(2024, 12, 31)
    assert moved.municipality.county.region != moved.organisation.municipality.county.region


@pytest.mark.parametrize("year", [2025, 2026])
def test_made_up_years_add_up(day, year):
    figures, checks = key_numbers(Period.year(year))

    assert all(holds for _words, holds in checks)
    assert min(figures["members"]["joined"], figures["members"]["left"], figures["balansemerket"]["awarded"]) > 0


def test_events_are_in_order():
    for certification in Certification.objects.prefetch_related("events"):
        assert list(misplaced(certification.events.all())) == []


def test_only_current_call_is_open(day):
    noon = datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())

    assert [call.year for call in Call.objects.open_at(noon)] == [day.year]


def test_applications_in_open_call_are_complete(day):
    sent = Application.objects.filter(call__year=day.year, status=Application.Status.SUBMITTED)

    assert {application.number: requirements.missing_requirements(application) for application in sent} == {
        application.number: [] for application in sent
    }


def test_earlier_calls_stay_within_pot(day):
    for year in range(2025, day.year):
        figures = key_numbers(Period.year(year))[0]["balansepotten"]

        assert 0 < figures["awarded_nok"] <= figures["pot"]


ALIVE = {
    "applications-in-draft": lambda _day: Application.objects.filter(status=Application.Status.DRAFT),
    "addresses-that-do-not-work": lambda _day: Contact.objects.filter(has_bounced()),
    "courses-ahead": lambda day: Assignment.objects.filter(status=Assignment.Status.BOOKED, date__gt=day),
    "courses-without-an-outcome": lambda day: Assignment.objects.filter(status=Assignment.Status.BOOKED, date__lt=day),
    "enquiries": lambda _day: Enquiry.objects.filter(date__year=2026),
    "earlier-numbers": lambda _day: EarlierIdentity.objects.exclude(number="").exclude(name=""),
    "failed-mail": lambda _day: Message.objects.filter(status=Message.Status.FAILED),
    "marks-lapsing": lambda day: Certification.objects.held_on(day).difference(
        Certification.objects.held_on(day + timedelta(days=60))
    ),
    "marks-withdrawn": lambda day: Event.objects.filter(kind=Event.Kind.WITHDRAWN, date__gte=day - timedelta(days=30)),
    "requests-waiting": lambda _day: MembershipApplication.objects.filter(status=MembershipApplication.Status.RECEIVED),
    "unpaid-fees": lambda day: Fee.objects.filter(paid_on=None, due_on__lt=day),
}


@pytest.mark.parametrize("rows", ALIVE.values(), ids=ALIVE.keys())
def test_every_list_has_tasks(day, rows):
    assert rows(day).count() > 0


def test_only_bookings_are_in_future(day):
    held = Assignment.objects.exclude(status=Assignment.Status.BOOKED).filter(date__gt=day)

    assert (held.count(), Enquiry.objects.filter(date__gt=day).count(), Event.objects.filter(date__gt=day).count()) == (
        0,
        0,
        0,
    )


def test_organisations_are_made_up(day):
    made = Organisation.objects.values_list("number", flat=True)

    assert [number for number in made if not (number.startswith("3") and orgnr.is_valid(number))] == []


def test_only_member_contact_can_apply(day):
    call = Call.objects.get(year=day.year)

    applications.check_eligible(Organisation.objects.get(number=SAMI_CENTRE.number), call)
    with pytest.raises(ValidationError, match="er ikke medlem"):
        applications.check_eligible(Organisation.objects.get(number=NON_MEMBER.number), call)


@pytest.mark.parametrize("role", Role.values)
def test_role_has_account(day, role):
    assert User.objects.filter(groups__name=role, emailaddress__verified=True).count() == 1
