"""The jury's pages: the list, an assessment, and declaring conflicts of interest."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from balansekunst.models import User
from balansepotten import conflicts
from balansepotten.models import Application, Assessment, Call, ConflictOfInterest, Criterion, Juror
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    ContactFactory,
    CriterionFactory,
    JurorFactory,
    MembershipFactory,
    UserFactory,
    assess,
)

pytestmark = pytest.mark.one_database

AFTER = datetime(2026, 4, 9, 8, 0, tzinfo=UTC)
BEFORE = datetime(2026, 4, 8, 21, 59, tzinfo=UTC)
OVERVIEW = reverse("jury_overview", args=[2026])
OUT_OF_ROUND = reverse("round_conflict_declare", args=[2026])


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(AFTER, tick=False)


@pytest.fixture
def criterion(call: Call) -> Criterion:
    return CriterionFactory.create(call=call, name="Nytte", description="Hvem som <b>har</b> nytte av det.", weight=2)


@pytest.fixture
def juror(call: Call, criterion: Criterion) -> Juror:
    return JurorFactory.create(call=call)


@pytest.fixture
def jury_client(juror: Juror, login: Any) -> Client:
    return login(juror.user, second_factor=False)


@pytest.fixture
def application(call: Call) -> Application:
    return ApplicationFactory.create(call=call, title="Saken", objectives="Flere med på scenen.")


def page(application: Application, name: str = "assessment_edit") -> str:
    return reverse(name, args=[application.uuid])


def shown_messages(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.usefixtures("application", "juror")
def test_overview_says_when_before_the_deadline(
    jury_client: Client, application: Application, time_machine: Any
) -> None:
    time_machine.move_to(BEFORE, tick=False)

    response = jury_client.get(OVERVIEW)

    assert "Søknadsfristen er 8. april 2026 kl.&nbsp;23.59." in response.text
    assert "Saken" not in response.text
    assert jury_client.get(page(application)).status_code == 404


def test_overview_links_first_unfinished_application(
    jury_client: Client, juror: Juror, application: Application
) -> None:
    other = ApplicationFactory.create(call=application.call, title="En annen sak")
    assess(juror, application, 4)

    response = jury_client.get(OVERVIEW)

    assert "Du har vurdert 1 av 2 søknader." in response.text
    assert response.context["next"] == other


def test_overview_thanks_when_all_is_done(jury_client: Client, juror: Juror, application: Application) -> None:
    assess(juror, application, 4)

    assert "Du er ferdig med alle søknadene. Takk!" in jury_client.get(OVERVIEW).text


def test_overview_without_applications_says_so(jury_client: Client) -> None:
    assert "Ingen søknader å vurdere" in jury_client.get(OVERVIEW).text


def test_overview_marks_non_members(jury_client: Client, application: Application) -> None:
    words = "Ikke medlem den dagen fristen gikk ut"
    assert words in jury_client.get(OVERVIEW).text

    MembershipFactory.create(organisation=application.organisation)

    assert words not in jury_client.get(OVERVIEW).text


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_overview_queries_do_not_grow(
    jury_client: Client, juror: Juror, number: int, django_assert_num_queries
) -> None:
    for application in ApplicationFactory.create_batch(number, call=juror.call):
        assess(juror, application, 4)

    with django_assert_num_queries(8):
        response = jury_client.get(OVERVIEW)

    assert len(response.context["rows"]) == number


def test_page_shows_application_and_criteria(jury_client: Client, application: Application) -> None:
    response = jury_client.get(page(application))

    assert "Flere med på scenen." in response.text
    assert "Hvem som &lt;b&gt;har&lt;/b&gt; nytte av det. Teller 2 ganger." in response.text
    assert response.text.count('type="radio"') == application.call.highest_score
    assert "er ikke medlem av Balansekunst den 8. april 2026" in response.text


def test_page_saves_draft(jury_client: Client, juror: Juror, criterion: Criterion, application: Application) -> None:
    response = jury_client.post(
        page(application), {f"criterion_{criterion.pk}": "3", "comment": "Fint", "action": "save"}
    )

    draft = Assessment.objects.get(juror=juror, application=application)
    assert (response["Location"], draft.comment, draft.done_at) == (f"{page(application)}#lagre", "Fint", None)
    assert shown_messages(response) == ["Utkastet er lagret 9. april 2026 kl.\xa010.00."]
    assert jury_client.get(page(application)).context["form"][f"criterion_{criterion.pk}"].value() == 3


def test_page_saves_draft_without_points(jury_client: Client, application: Application) -> None:
    jury_client.post(page(application), {"comment": "Fint", "action": "save"})

    assert Assessment.objects.get().scores.count() == 0


def test_finish_without_points_shows_error(jury_client: Client, criterion: Criterion, application: Application) -> None:
    response = jury_client.post(page(application), {"comment": "Fint", "action": "finish"})

    assert response.context["form"].errors == {f"criterion_{criterion.pk}": ["Gi poeng."]}
    assert "Fint</textarea>" in response.text
    assert not Assessment.objects.exists()


def test_points_outside_scale_show_error(jury_client: Client, criterion: Criterion, application: Application) -> None:
    response = jury_client.post(page(application), {f"criterion_{criterion.pk}": "6", "action": "save"})

    assert response.context["form"].errors == {f"criterion_{criterion.pk}": ["Gi fra 1 til 5 poeng."]}


def test_other_assessments_shown_when_finished(
    jury_client: Client, criterion: Criterion, application: Application
) -> None:
    other = JurorFactory.create(call=application.call, user__name="Ola Annen")
    assessment = assess(other, application, 2)
    assessment.comment = "Svakt budsjett."
    assessment.save()
    before = jury_client.get(page(application)).text

    jury_client.post(page(application), {f"criterion_{criterion.pk}": "5", "comment": "Fint", "action": "finish"})
    after = jury_client.get(page(application)).text

    traces = ("Ola Annen", "Svakt budsjett.", "3,50", "3,00", "Hva juryen mener")
    assert [trace in before for trace in traces] == [False] * 5
    assert [trace in after for trace in traces] == [True] * 5


def test_done_is_undone(jury_client: Client, juror: Juror, application: Application) -> None:
    assess(juror, application, 4)

    response = jury_client.post(page(application), {"action": "reopen"}, follow=True)

    assert not Assessment.objects.get().done_at
    assert "Hva juryen mener" not in response.text
    assert 'name="action" value="finish"' in response.text


def test_locked_decision_closes_the_form(jury_client: Client, juror: Juror, application: Application) -> None:
    assess(juror, application, 4)
    Call.objects.update(locked_at=AFTER, locked_by=juror.user)

    response = jury_client.get(page(application))
    reopened = jury_client.post(page(application), {"action": "reopen"})

    assert 'name="action"' not in response.text
    assert "Hva juryen mener" in response.text
    assert shown_messages(reopened) == ["Vedtaket er gjort, og vurderingene kan ikke lenger endres."]
    assert Assessment.objects.get().done_at


def test_other_assessments_hidden_from_unfinished_after_lock(
    jury_client: Client, juror: Juror, criterion: Criterion, application: Application
) -> None:
    assess(JurorFactory.create(call=application.call), application, 2)
    Call.objects.update(locked_at=AFTER, locked_by=juror.user)

    response = jury_client.post(page(application), {f"criterion_{criterion.pk}": "5", "action": "finish"})

    assert "Vedtaket er gjort" in response.text
    assert "Hva juryen mener" not in response.text
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("number", [pytest.param(1, id="one"), pytest.param(3, id="three")])
def test_application_page_queries_do_not_grow(
    jury_client: Client, juror: Juror, application: Application, number: int, django_assert_max_num_queries
) -> None:
    ApplicationFactory.create_batch(number, call=application.call)
    assess(juror, application, 4)
    for _ in range(number):
        assess(JurorFactory.create(call=application.call), application, 2)

    with django_assert_max_num_queries(21):
        response = jury_client.get(page(application))

    assert len(response.context["assessments"]) == number + 1


def test_conflict_with_application_declared(jury_client: Client, juror: Juror, application: Application) -> None:
    answers = {"ground": "friendship", "words": "Søsken", "sure": "on"}

    response = jury_client.post(page(application, "conflict_declare"), answers, follow=True)

    declared = ConflictOfInterest.objects.get()
    assert (declared.user, declared.application, declared.ground, declared.words) == (
        juror.user,
        application,
        "friendship",
        "Søsken",
    )
    assert (declared.declared_by, declared.declared_at) == (juror.user, AFTER)
    assert response.redirect_chain == [(OVERVIEW, 302)]
    assert "Saken" not in response.text
    assert jury_client.get(page(application)).status_code == 404


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        pytest.param({}, ["ground", "sure"], id="nothing"),
        pytest.param({"ground": "work"}, ["sure"], id="not-sure"),
        pytest.param({"ground": "other", "sure": "on"}, ["words"], id="other-without-words"),
    ],
)
def test_conflict_requires_ground_and_confirmation(
    jury_client: Client, application: Application, answers: dict, fields: list[str]
) -> None:
    response = jury_client.post(page(application, "conflict_declare"), answers)

    assert list(response.context["form"].errors) == fields
    assert not ConflictOfInterest.objects.exists()


def test_conflict_page_mentions_scope_of_call(jury_client: Client, application: Application) -> None:
    words = "I denne runden gjelder inhabilitet alle søknadene"
    assert words not in jury_client.get(page(application, "conflict_declare")).text

    Call.objects.update(conflict_scope="round")

    assert words in jury_client.get(page(application, "conflict_declare")).text


@pytest.mark.usefixtures("application")
def test_conflict_with_call_declared(jury_client: Client, juror: Juror) -> None:
    response = jury_client.post(OUT_OF_ROUND, {"ground": "employment", "sure": "on"}, follow=True)

    assert conflicts.is_excluded_from_call(juror.user, juror.call)
    assert "Du er inhabil i hele runden" in response.text
    again = jury_client.post(OUT_OF_ROUND, {"ground": "employment", "sure": "on"})
    assert again.context["form"].non_field_errors() == ["Inhabiliteten er allerede registrert for hele runden."]


def test_contact_of_applicant_sees_exclusion(jury_client: Client, juror: Juror, application: Application) -> None:
    ContactFactory.create(organisation=application.organisation, user=juror.user)

    assert "Du er inhabil i hele runden" in jury_client.get(OVERVIEW).text


@pytest.mark.parametrize("who", ["nobody", "of-another-call", "staff"])
@pytest.mark.parametrize("name", ["jury_overview", "round_conflict_declare", "assessment_edit", "conflict_declare"])
def test_others_than_the_jury_find_nothing(
    application: Application, staff: User, login: Any, who: str, name: str
) -> None:
    user = staff if who == "staff" else UserFactory.create()
    if who == "of-another-call":
        JurorFactory.create(user=user, call=CallFactory.create(year=2025))
    url = page(application, name) if name in ("assessment_edit", "conflict_declare") else reverse(name, args=[2026])

    assert [login(user).get(url).status_code, login(user).post(url).status_code] == [
        404,
        405 if name == "jury_overview" else 404,
    ]


@pytest.mark.usefixtures("application")
def test_my_page_leads_to_the_jury(jury_client: Client) -> None:
    response = jury_client.get(reverse("my_page"))

    assert OVERVIEW in response.text
    assert "Du er ikke kontaktperson" not in response.text
