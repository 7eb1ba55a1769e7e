"""Every declared field of the application form and of the project report is in each place that is made from them."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.utils import flatten_fieldsets
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst

from balansekunst.fields import number
from balansepotten import applications
from balansepotten.form_fields import APPLICATION_FIELDS, REPORT_FIELDS, ApplicationField, FormSection
from balansepotten.models import Application, ProjectReport, Theme
from balansepotten.project_reports import missing_requirements as missing_in_report
from balansepotten.requirements import missing_requirements
from balansepotten.resources import ApplicationResource, column_of
from tests.factories import DraftFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# The fields of the models that applicants and recipients don't fill in.
NOT_IN_APPLICATION_FORM = {
    "id",
    "uuid",
    "call",
    "organisation",
    "number",
    "total_budget",
    "amount_proposed",
    "amount_awarded",
    "rejection_reason",
    "rejection_words",
    "status",
    "submitted_at",
    "submitted_by",
    "created_at",
    "changed_at",
    "help_requested_at",
}
NOT_IN_REPORT_FORM = {
    "id",
    "grant",
    "status",
    "submitted_at",
    "returned_words",
    "approved_at",
    "approved_by",
    "changed_at",
    "help_requested_at",
}
NAMES = [field.name for field in APPLICATION_FIELDS]


@pytest.fixture(autouse=True)
def _now(time_machine, moment):
    time_machine.move_to(moment)


@pytest.fixture
def filled(ready):
    """A complete draft with a text of its own in every text field, also the optional ones."""
    for field in APPLICATION_FIELDS:
        if field.is_long:
            setattr(ready, field.name, f"Tekst om {field.name}")
    ready.save()
    return ready


@pytest.fixture
def other_values(filled):
    """Other valid values than those of the draft."""
    return {field.name: other_value(field, field.value_of(filled)) for field in APPLICATION_FIELDS}


def other_value(field, value):
    if isinstance(value, list):
        return [Theme.objects.exclude(pk__in=[theme.pk for theme in value]).last()]
    if field.model_field.choices:
        return next(choice for choice, _label in field.model_field.flatchoices if choice != value)
    if isinstance(value, date):
        return value + timedelta(days=1)
    return f"Ny tekst om {field.name}" if isinstance(value, str) else value - 1


def as_posted(values):
    return {
        name: [row.pk for row in value] if isinstance(value, list) else str(value) for name, value in values.items()
    }


def html(text):
    return escape(str(text))


def model_fields(model):
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


def test_every_application_field_is_declared_once():
    assert len(NAMES) == len(set(NAMES))
    assert model_fields(Application) == NOT_IN_APPLICATION_FORM | set(NAMES)


def test_every_report_field_is_declared():
    assert model_fields(ProjectReport) == NOT_IN_REPORT_FORM | {field.name for field in REPORT_FIELDS}


def test_label_is_verbose_name_unless_given():
    labels = {field.name: str(field.label) for field in APPLICATION_FIELDS}

    assert labels["title"] == "Navn på prosjektet"
    assert labels["objectives"] == capfirst(Application._meta.get_field("objectives").verbose_name) == "Mål"


def test_every_field_is_on_edit_page(contact_client, filled):
    page = contact_client.get(filled.get_absolute_url())

    form = page.context["form"]
    assert [field.name for section in form.sections() for field in section.fields if field.name in NAMES] == NAMES
    for field in APPLICATION_FIELDS:
        # The help of an amount is the limit of the call.
        help_text = "Høyst" if field.name == "amount_applied" else field.help_text
        for text in (f'name="{field.name}"', html(field.label), html(help_text)):
            assert text in page.text
        assert form.fields[field.name].widget.is_required != field.is_optional


def test_every_field_is_saved(contact_client, filled, posted, other_values):
    response = contact_client.post(filled.get_absolute_url(), posted(filled, **as_posted(other_values)))

    assert response.status_code == 302
    saved = Application.objects.get()
    assert {field.name: field.value_of(saved) for field in APPLICATION_FIELDS} == other_values


@pytest.mark.parametrize(
    "view", [pytest.param("application_review", id="draft"), pytest.param("application_detail", id="submitted")]
)
def test_every_field_is_on_page_to_read(contact_client, filled, user, moment, view):
    if view == "application_detail":
        applications.submit(filled, by=user, at=moment)

    text = contact_client.get(reverse(view, args=[filled.uuid])).text

    for field in APPLICATION_FIELDS:
        value = field.value_of(filled)
        assert html(number(value) if field.in_budget_table else field.display(value)) in text
        assert field.in_budget_table or html(field.reading_label) in text


def test_every_field_typed_without_login_is_restored(client, login, filled, user, posted, other_values):
    url, typed = filled.get_absolute_url(), as_posted(other_values)
    client.post(url, posted(filled, **typed))
    client.force_login(user, backend="balansekunst.access.RoleBackend")

    page = client.get(url)

    assert page.context["is_restored"]
    form = page.context["form"]
    assert {name: form[name].value() for name in NAMES} == {
        name: [str(pk) for pk in value] if isinstance(value, list) else value for name, value in typed.items()
    }


def test_every_field_changed_by_colleague_is_taken_over(login, contact_client, colleague, filled, posted, other_values):
    mine = posted(filled)
    login(colleague).post(filled.get_absolute_url(), posted(filled, **as_posted(other_values)))

    page = contact_client.post(filled.get_absolute_url(), mine)

    assert {change.label: change.is_contested for change in page.context["changes"]} == {
        str(field.label): False for field in APPLICATION_FIELDS
    }


def test_every_required_field_is_missing_while_empty(call):
    missing = {requirement.field: requirement.text for requirement in missing_requirements(DraftFactory(call=call))}

    required = {field.name: str(field.required_text) for field in APPLICATION_FIELDS if not field.is_optional}
    assert {name: text for name, text in missing.items() if name in NAMES} == required


def test_every_field_is_in_admin(login, staff, filled, moment):
    Application.objects.filter(pk=filled.pk).update(help_requested_at=moment)
    page = login(staff).get(reverse("admin:balansepotten_application_change", args=[filled.pk]))

    shown = flatten_fieldsets(page.context["adminform"].fieldsets)
    assert [name for name in NAMES if name not in shown] == []
    assert len(shown) == len(set(shown))


def test_declared_columns_are_exported(filled, user, moment):
    applications.submit(filled, by=user, at=moment)

    exported = ApplicationResource().export(Application.objects.all())

    headings = [field.column_heading for field in APPLICATION_FIELDS if field.column_heading]
    assert [heading for heading in exported.headings if heading in headings] == headings
    row = dict(zip(exported.headings, next(iter(exported.rows)), strict=True))
    assert (row["Prosjekt"], row["Kategori"], row["Søknadsbeløp"]) == ("Rom for alle", "workshop", 100_000)


@pytest.mark.parametrize(
    "required_text", [pytest.param("Skriv planen.", id="required"), pytest.param(None, id="optional")]
)
def test_added_column_may_be_missing_from_workbook(required_text):
    column = column_of(
        ApplicationField("plan", section=FormSection.PLAN, required_text=required_text, column_heading="Plan")
    )

    assert (column.optional, column.clean({"Plan": ""})) == (True, "")


@pytest.mark.parametrize("heading", ["Prosjekt", "Kategori", "Søknadsbeløp"])
def test_office_columns_are_required(heading):
    (column,) = [column for column in ApplicationResource().fields.values() if column.column_name == heading]

    assert (column.optional, column.required) == (False, True)


def test_every_report_field_is_on_edit_page(contact_client, accepted):
    page = contact_client.get(reverse("report_edit", args=[accepted.application.uuid]))

    for field in REPORT_FIELDS:
        for text in (f'name="{field.name}"', html(field.label), html(field.help_text)):
            assert text in page.text


def test_every_report_field_is_on_page_to_read(contact_client, written):
    text = contact_client.get(reverse("report_submit", args=[written.grant.application.uuid])).text

    for field in REPORT_FIELDS:
        assert html(field.reading_label) in text
        assert html(field.display(field.value_of(written))) in text


def test_every_report_field_is_missing_while_empty(accepted):
    missing = {requirement.anchor: requirement.text for requirement in missing_in_report(accepted.report)}

    required = {f"id_{field.name}": str(field.required_text) for field in REPORT_FIELDS}
    assert {anchor: text for anchor, text in missing.items() if anchor in required} == required


def test_every_report_field_is_in_admin(login, staff, written, moment):
    ProjectReport.objects.filter(pk=written.pk).update(help_requested_at=moment)
    page = login(staff).get(reverse("admin:balansepotten_projectreport_change", args=[written.pk]))

    shown = flatten_fieldsets(page.context["adminform"].fieldsets)
    assert [field.name for field in REPORT_FIELDS if field.name not in shown] == []
