"""What the demo's front page says can be tried, tried: each account's suggestion, and each step."""

import re
from datetime import date, datetime, time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansemerket.models import Certification, Round
from balansepotten import allocation, follow_up, project_reports, requirements
from balansepotten.models import Application, Assessment, Call, ConflictOfInterest, Grant, Payment, ProjectReport
from demo.steps import BY_NUMBER, COURSE_STEPS, address
from demo.user_accounts import ACCOUNTS, BY_SLUG, user_of
from members.models import MembershipApplication, Organisation
from radgivning.models import Enquiry
from tests.conftest import log_in

DAY = date(2026, 11, 23)
NOON = datetime.combine(DAY, time(12), tzinfo=timezone.get_default_timezone())

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day", "_noon")]


@pytest.fixture
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def client_of(slug):
    return log_in(user_of(slug))


def page_of(number):
    """Return the page of the step, as its account sees it."""
    step = BY_NUMBER[number]
    response = client_of(step.slug).get(address(step))
    assert response.status_code == 200
    return response.text


def the_staff_search_accept_and_export():
    client = client_of("ansatt")
    (wanted,) = re.findall("«(.+?)»", str(BY_SLUG["ansatt"].try_out))
    listed = client.get(reverse("admin:members_organisation_changelist"), {"q": wanted}).context["cl"]
    assert [organisation.name for organisation in listed.result_list] == ["Ælva & Øyra barneopera"]

    request = MembershipApplication.objects.filter(status="received").first()
    url = reverse("admin:members_membershipapplication_decide", args=[request.pk])
    answer = {"decided_on": "2026-11-23", "joined": "2026-11-23", "outcome": "accepted"}
    client.post(url, answer)
    request.refresh_from_db()
    assert request.status == "accepted"
    assert Organisation.objects.members_on(DAY).filter(number=request.number).exists()

    export = client.get(
        reverse("admin:balansepotten_application_export"), {"call__id__exact": Call.objects.get(year=2026).pk}
    )
    assert export.status_code == 200


def the_member_applies_accepts_and_reports():
    titles = [task.title for task in client_of("medlem").get(reverse("my_page")).context["tasks"]]
    suggested = ["Skriv rapport og regnskap", "Gjør ferdig og send søknaden", "Godta tilsagnet"]
    assert [title for title in titles if title in suggested] == suggested


def the_management_reads_and_downloads():
    client = client_of("ledelse")
    assert client.get(reverse("report_detail", args=[2024])).status_code == 200
    begins = {"report_pdf": b"%PDF-", "report_workbook": b"PK", "report_json": b"{"}
    for name, start in begins.items():
        assert b"".join(client.get(reverse(name, args=[2024])).streaming_content).startswith(start)
    assert client.get(reverse("report_publish", args=[2025])).status_code == 200


def the_juror_has_two_left():
    (task,) = client_of("jury").get(reverse("my_page")).context["tasks"]
    assert task.when == "2 av 8 gjenstår"


def the_juror_with_a_conflict_declares_another():
    client = client_of("inhabil")
    year = BY_NUMBER["4"].round
    rows = client.get(reverse("jury_overview", args=[year])).context["rows"]
    url = reverse("conflict_declare", args=[rows[0].application.uuid])
    client.post(url, {"ground": ConflictOfInterest.Ground.FRIENDSHIP, "words": "", "sure": "on"})
    left = client.get(reverse("jury_overview", args=[year])).context["rows"]
    assert (len(rows), len(left)) == (7, 6)


def the_adviser_writes_a_name():
    before = Enquiry.objects.count()
    page = client_of("radgiver").get(reverse("enquiry_create"))
    data = {name: value for name, value in page.context["form"].initial.items() if isinstance(value, str | int)}
    sent = {**data, "date": "2026-11-23", "note": "Snakket med Kari Hansen.", "channel": "phone", "caller": "affected"}
    answer = client_of("radgiver").post(reverse("enquiry_create"), sent)
    assert "Kari Hansen" in answer.text
    assert Enquiry.objects.count() == before


def the_non_member_sees_why():
    text = client_of("ikke-medlem").get(reverse("application_create", args=[2026])).text
    assert "ikke medlem" in text


def the_employer_follows_up_measures():
    tasks = client_of("likestilling").get(reverse("my_page")).context["tasks"]
    (task,) = (each for each in tasks if each.title.startswith("Følg opp tiltakene"))
    forms = client_of("likestilling").get(task.url).context["forms"]
    assert len([form for form in forms if not form.instance.outcome]) == 3


def the_superuser_sees_users():
    listed = client_of("drift").get(reverse("admin:balansekunst_user_changelist")).context["cl"]
    assert {user_of(account.slug) for account in ACCOUNTS} <= set(listed.queryset)


SUGGESTIONS = {
    "ansatt": the_staff_search_accept_and_export,
    "medlem": the_member_applies_accepts_and_reports,
    "ledelse": the_management_reads_and_downloads,
    "jury": the_juror_has_two_left,
    "inhabil": the_juror_with_a_conflict_declares_another,
    "radgiver": the_adviser_writes_a_name,
    "likestilling": the_employer_follows_up_measures,
    "ikke-medlem": the_non_member_sees_why,
    "drift": the_superuser_sees_users,
}


@pytest.mark.one_database
@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.slug)
def test_suggestion_can_be_followed(account):
    SUGGESTIONS[account.slug]()


def draft_is_unbalanced():
    draft = Application.objects.get(call__year=2026, status="draft", organisation__contacts__user=user_of("medlem"))
    assert "Budsjettet må gå opp" in " ".join(each.text for each in requirements.missing_requirements(draft))


def progress_is_shown():
    assert "6 av 8" in page_of("2")


def next_is_assessed():
    assert Assessment.objects.filter(juror__user=user_of("jury"), juror__call__year=2022, done_at=None).count() == 1
    assert "Du har vurdert 6 av 8 søknader." in page_of("3")


def one_is_hidden():
    assert Application.objects.filter(call__year=2022, status__in=Application.COMPETING).count() == 8
    assert "av 7 søknader" in page_of("4")


def pot_is_shared():
    call = Call.objects.get(year=BY_NUMBER["5"].round)
    assert 0 < len(allocation.fund_best(call)) < 8
    assert call.rejection_reasons.exists()
    assert reverse("allocation_scenario", args=[call.year]) in page_of("5")


def letters_wait():
    assert "Send alle 7 som er klare" in page_of("6")


def award_is_accepted():
    step = BY_NUMBER["7"]
    (number,) = re.findall(r"\d{4} \d{2} \d{5}", str(step.words))
    (task,) = (each for each in client_of(step.slug).get(address(step)).context["tasks"] if "Godta" in each.title)
    client_of(step.slug).post(task.url, {"account_number": number, "agreed": "on"})
    assert Grant.objects.get(application__call__year=2020, accepted_at__isnull=False).account_number == "12345678903"


def payments_are_downloaded():
    award_is_accepted()
    assert "Registrer som betalt" in page_of("8")
    export = client_of("ledelse").get(reverse("payment_export", args=[2020, "csv"]))
    assert "1234 56 78903" in "".join(each.decode("utf-8-sig") for each in export)
    assert Payment.objects.filter(grant__application__call__year=2020, paid_on=None).count() == 1


def report_is_begun():
    (task,) = (
        each for each in client_of("medlem").get(address(BY_NUMBER["9"])).context["tasks"] if "rapport" in each.title
    )
    assert client_of("medlem").get(task.url).status_code == 200


def report_is_approved():
    assert "Fristen gikk ut" in page_of("10")
    report = ProjectReport.objects.filter(follow_up.awaiting_review(), grant__application__call__year=2025).first()
    project_reports.approve(report, by=user_of("ansatt"), at=NOON)


def two_are_corrected():
    assert len(re.findall(r'id="rettelse-\d+"', page_of("11"))) == 2


def typed_number_is_found():
    assert re.search('class="typed"[^>]*>2[\xa0 ]500', page_of("12")), re.findall('"typed"[^<]*', page_of("12"))


def draft_is_a_pdf():
    answer = client_of("ansatt").get(address(BY_NUMBER["13"]))
    assert b"".join(answer).startswith(b"%PDF-")


def consent_is_missing():
    assert "har ikke samtykket til å bli sitert" in page_of("14")


def changes_are_shown():
    assert "Ada Ansatt" in page_of("15")


def mapping_is_half_done():
    work = Round.objects.get(pk=Round.objects.of_contact(user_of("medlem")).open().get().pk)
    assert {risk.risk for risk in work.risks.all()} > {""}
    assert "Lever «Kartlegging»" not in page_of("16")
    assert "gjenstår" in page_of("16")


def steps_wait_for_staff():
    assert page_of("17").count("Levert") > 2


def mark_is_awarded():
    before = Certification.objects.held_on(DAY).count()
    url = reverse("round_award", args=BY_NUMBER["18"].round()[:1])
    client_of("ansatt").post(url, {"date": DAY.isoformat()})
    assert Certification.objects.held_on(DAY).count() == before + 1


def course_is_booked():
    assert "Send bestillingen" in page_of("19")


def bookings_wait():
    page = client_of("ansatt").get(address(BY_NUMBER["20"]))
    assert [booking.status for booking in page.context["cl"].result_list][:5] == ["received"] * 5


def bookings_are_followed():
    text = page_of("21")
    assert text.count("Bestilling:") == 1
    assert "Avtalt" in text


def course_is_evaluated():
    assert "QR" in page_of("22")
    (step,) = (step for step in COURSE_STEPS if not step.slug)
    assert Client().get(address(step)).context["form"].fields


def measures_are_followed_up():
    assert page_of("23").count("Hvordan det gikk") == 4


def document_is_downloaded():
    url = reverse("documentation_file", args=[*BY_NUMBER["24"].round(), "docx"])
    assert b"".join(client_of("likestilling").get(url)).startswith(b"PK")


def new_year_is_begun():
    url = address(BY_NUMBER["25"])
    client_of("likestilling").post(url)
    assert address(BY_NUMBER["24"]) != url
    work = Round.objects.get(pk=Round.objects.of_contact(user_of("likestilling")).open().get().pk)
    assert (work.started_on, work.risks.exclude(previous=None).count()) == (DAY, 3)


def shared_documents_are_listed():
    assert page_of("26").count(">Les</a>") == Round.objects.exclude(shared_at=None).count() > 1


STEPS = dict(
    zip(
        BY_NUMBER,
        (
            draft_is_unbalanced,
            progress_is_shown,
            next_is_assessed,
            one_is_hidden,
            pot_is_shared,
            letters_wait,
            award_is_accepted,
            payments_are_downloaded,
            report_is_begun,
            report_is_approved,
            two_are_corrected,
            typed_number_is_found,
            draft_is_a_pdf,
            consent_is_missing,
            changes_are_shown,
            mapping_is_half_done,
            steps_wait_for_staff,
            mark_is_awarded,
            course_is_booked,
            bookings_wait,
            bookings_are_followed,
            course_is_evaluated,
            measures_are_followed_up,
            document_is_downloaded,
            new_year_is_begun,
            shared_documents_are_listed,
        ),
        strict=True,
    )
)


@pytest.mark.one_database
@pytest.mark.parametrize("number", BY_NUMBER)
def test_step_can_be_taken(number):
    STEPS[number]()
