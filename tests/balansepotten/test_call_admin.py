"""Calls in the admin: creating, copying, refused changes, and imported outcomes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from balansekunst.fields import kroner
from balansekunst.imports.outcomes import faults_of
from balansekunst.imports.sheets import Row, Sheet
from balansepotten.models import Application, Call, Criterion
from balansepotten.resources import ApplicationResource, CallResource
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    CriterionFactory,
    DraftFactory,
    JurorFactory,
    assess,
)

pytestmark = pytest.mark.django_db

PARTS = ("criteria", "questions", "rejection_reasons", "letter_templates")


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


def answers(call, **changes):
    """Return what a browser sends when the call's page is saved unchanged."""
    data = {
        "year": call.year,
        "pot": call.pot,
        "max_amount": call.max_amount or "",
        "opens_at": f"{timezone.localtime(call.opens_at):%Y-%m-%dT%H:%M}",
        "deadline": f"{timezone.localtime(call.deadline):%Y-%m-%dT%H:%M}",
        "decided_on": call.decided_on or "",
        **{name: getattr(call, name) for name in ("introduction", "who_can_apply", "what_for", "decided_by", "quorum")},
        **{name: getattr(call, name) for name in ("highest_score", "conflict_scope", "first_shares", "shares")},
        "report_months": call.report_months,
    }
    for name in PARTS:
        rows = list(getattr(call, name).all()) if call.pk else []
        data |= {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": len(rows)}
        for place, row in enumerate(rows):
            values = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
            data |= {f"{name}-{place}-{key}": value for key, value in values.items() if value is not False}
    return data | changes


def change(client, call, **changes):
    return client.post(reverse("admin:balansepotten_call_change", args=[call.pk]), answers(call, **changes))


def test_new_call_has_the_usual_parts(staff_client, moment):
    call = Call(year=2027, pot=1_000_000, opens_at=moment, deadline=moment.replace(month=5))

    response = staff_client.post(reverse("admin:balansepotten_call_add"), answers(call))

    new = Call.objects.get()
    assert response["Location"] == reverse("admin:balansepotten_call_change", args=[new.pk])
    assert (new.criteria.count(), new.rejection_reasons.count()) == (4, 4)


def test_call_is_copied_by_a_click(staff_client, call):
    CriterionFactory(call=call)
    url = reverse("admin:balansepotten_call_change", args=[call.pk])

    response = staff_client.post(url, {"CHANGE_FORM-action": "copy_to_next_year", "_selected_action": [call.pk]})

    new = Call.objects.get(year=2027)
    assert response["Location"] == reverse("admin:balansepotten_call_change", args=[new.pk])
    assert new.criteria.count() == 1
    assert "Se over datoene" in staff_client.get(response["Location"]).text


def test_texts_of_open_call_can_change(staff_client, call):
    CriterionFactory(call=call)
    DraftFactory(call=call)

    response = change(staff_client, call, **{"what_for": "Nye tiltak.", "criteria-0-description": "Ny"})

    call.refresh_from_db()
    assert (response.status_code, call.what_for, call.criteria.get().description) == (302, "Nye tiltak.", "Ny")


def test_fixed_field_refused_with_error_at_field(staff_client, call):
    DraftFactory(call=call)

    response = change(staff_client, call, max_amount="5")

    call.refresh_from_db()
    assert (list(response.context["errors"]), call.max_amount) == (
        [["Utlysningen har åpnet og noen har begynt å søke, og da kan dette ikke endres."]],
        300_000,
    )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"criteria-0-weight": "9"}, id="another weight"),
        pytest.param({"criteria-TOTAL_FORMS": "2", "criteria-1-name": "Ny", "criteria-1-weight": "1"}, id="one more"),
    ],
)
def test_scored_criteria_change_refused(staff_client, call, changes):
    CriterionFactory(call=call)
    assess(JurorFactory(call=call), ApplicationFactory(call=call), 4)

    response = change(staff_client, call, **changes)

    assert "Juryen har begynt å gi poeng. Da kan kriteriene få en ny forklaring" in response.text
    assert [row.weight for row in Criterion.objects.all()] == [1]


def test_scored_criterion_deletion_refused(staff_client, call):
    CriterionFactory(call=call)
    assess(JurorFactory(call=call), ApplicationFactory(call=call), 4)

    response = change(staff_client, call, **{"criteria-0-DELETE": "on"})

    assert (response.status_code, call.criteria.count()) == (200, 1)


def test_locked_call_accepts_texts_only(staff_client, call, user, moment):
    call.locked_at, call.locked_by = moment, user
    call.save()

    assert "Vedtaket er låst" in change(staff_client, call, quorum="5").text
    assert change(staff_client, call, introduction="Takk for i år.").status_code == 302


@pytest.mark.parametrize("is_here", [pytest.param(False, id="from elsewhere"), pytest.param(True, id="run here")])
def test_outcome_readonly_in_call_decided_here(staff_client, call, is_here):
    application = ApplicationFactory(call=call)
    if is_here:
        JurorFactory(call=call)

    page = staff_client.get(reverse("admin:balansepotten_application_change", args=[application.pk]))

    fields = page.context["adminform"].form.fields
    assert {name for name in ("status", "amount_applied", "amount_awarded") if name in fields} == (
        set() if is_here else {"status", "amount_applied", "amount_awarded"}
    )


@pytest.mark.parametrize(
    ("amount", "status"), [pytest.param("50 000", 302, id="all that is left"), pytest.param("50 001", 200, id="more")]
)
def test_award_in_admin_limited_by_pot(staff_client, amount, status):
    call = CallFactory(pot=150_000)
    ApplicationFactory(call=call, status="granted", amount_awarded=100_000)
    application = ApplicationFactory(call=call, amount_applied=90_000)
    data = {
        **{name: getattr(application, name) for name in ("number", "title", "category", "total_budget")},
        "call": call.pk,
        "organisation": application.organisation.pk,
        "amount_applied": 90_000,
        "status": "granted",
        "amount_awarded": amount,
        **{f"{name}-{kind}_FORMS": 0 for name in ("budget_lines", "attachments") for kind in ("TOTAL", "INITIAL")},
    }

    response = staff_client.post(reverse("admin:balansepotten_application_change", args=[application.pk]), data)

    assert response.status_code == status
    assert (status == 302) or "har bare" in response.text


def import_rows(resource, rows, **changes):
    """Import the rows as exported, with some cells changed, and return the errors."""
    exported = resource().export(rows)
    replaced = {resource.fields[name].column_name: value for name, value in changes.items()}
    sheet = Sheet(list(exported.headings))
    for number, row in enumerate(exported.rows, 2):
        cells = [replaced.get(heading, cell) for heading, cell in zip(exported.headings, row, strict=True)]
        sheet.rows.append(Row(number, tuple(cells)))
    found = faults_of(resource().import_data(sheet, rollback_on_validation_errors=True))
    return [(fault.row, fault.column, fault.message) for fault in found]


ELSEWHERE = "Runden avgjøres i systemet. Verdien skal være den samme som der."


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        pytest.param({}, [], id="unchanged"),
        pytest.param({"title": "Nytt navn"}, [], id="another title"),
        pytest.param({"status": "Innvilget", "amount_awarded": 5}, ["Utfall", "Tildelt beløp"], id="an award"),
        pytest.param({"status": "Avslag"}, ["Utfall"], id="a rejection"),
        pytest.param({"amount_applied": 5}, ["Søknadsbeløp"], id="another amount applied for"),
        pytest.param({"number": "2026-900", "status": "Avslag"}, ["Utfall"], id="a new one that is decided"),
        pytest.param({"number": "2026-900"}, [], id="a new one"),
    ],
)
def test_import_of_outcome_refused_in_call_decided_here(call, changes, columns):
    ApplicationFactory(call=call)
    JurorFactory(call=call)

    faults = import_rows(ApplicationResource, Application.objects.all(), **changes)

    assert faults == [(2, column, ELSEWHERE) for column in columns]


@pytest.mark.parametrize(
    ("pot", "is_refused"), [pytest.param(200_000, False, id="just enough"), pytest.param(199_999, True, id="short")]
)
def test_import_of_awards_exceeding_pot_refused(pot, is_refused):
    call = CallFactory(pot=pot)
    ApplicationFactory.create_batch(2, call=call)

    errors = import_rows(ApplicationResource, Application.objects.all(), status="Innvilget", amount_awarded=100_000)

    words = f"Balansepotten 2026: tildelingene er til sammen {kroner(200_000)}, og potten er på {kroner(pot)}."
    assert errors == ([(None, "", words)] if is_refused else [])
    assert Application.objects.granted().count() == (0 if is_refused else 2)


def test_import_cannot_change_fixed_fields(call):
    DraftFactory(call=call)

    faults = import_rows(CallResource, Call.objects.all(), opens_at="01.02.2026")

    assert faults == [(2, "Åpner", "Utlysningen har åpnet og noen har begynt å søke, og da kan dette ikke endres.")]
    assert import_rows(CallResource, Call.objects.all(), pot=2_000_000) == []


@pytest.mark.postgresql
def test_call_locked_before_change(staff_client, django_assert_max_num_queries):
    call = CallFactory.create()

    with django_assert_max_num_queries(60) as queries:
        response = change(staff_client, call, introduction="Ny tekst")

    assert response.status_code == 302
    statements = [query["sql"] for query in queries.captured_queries]
    locked = next(place for place, sql in enumerate(statements) if sql.endswith("FOR UPDATE"))
    assert any("COUNT" in sql and "balansepotten_call" in sql for sql in statements[locked:])
