"""Numbers as people write them are read alike in every form and in files."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import get_resolver

from balansekunst.fields import KronerFormField, OreFormField
from balansekunst.forms import NumberField, WholeNumberField
from balansekunst.imports.widgets import WholeNumberWidget
from members.models import Municipality
from members.sheets import DegreesWidget
from tests.admin.test_queries import address
from tests.balansekunst.test_text import PROJECT, form_classes

NBSP = "\N{NO-BREAK SPACE}"
Read = Callable[[Any], Any]
WHOLE = [pytest.param(WholeNumberField().clean, id="form"), pytest.param(WholeNumberWidget().clean, id="cell")]
DECIMAL = [pytest.param(NumberField().clean, id="form"), pytest.param(DegreesWidget().clean, id="cell")]


@pytest.mark.parametrize("read", WHOLE)
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("25", 25),
        (" 0 ", 0),
        ("1 000", 1000),
        (f"1{NBSP}000", 1000),
        ("1\N{NARROW NO-BREAK SPACE}550\N{ZERO WIDTH SPACE}", 1550),
        ("1.000", 1000),
        ("1.234.567", 1_234_567),
        ("25,0", 25),
        ("-12", -12),
        ("\N{MINUS SIGN}1 000", -1000),
        (7, 7),
    ],
)
def test_whole_number_is_read(read: Read, text: object, number: int) -> None:
    assert read(text) == number


@pytest.mark.parametrize("read", WHOLE)
@pytest.mark.parametrize("text", ["25,5", "1,000", "1.0", "10.00", "1 00", "1e3", "tjue", "--1", "1 000 kr", "9" * 16])
def test_other_text_is_no_whole_number(read: Read, text: str) -> None:
    with pytest.raises(ValidationError):
        read(text)


@pytest.mark.parametrize("read", DECIMAL)
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("78,22", 78.22),
        ("78.22", 78.22),
        ("1 000,5", 1000.5),
        (f"1{NBSP}000,5", 1000.5),
        ("1.000,5", 1000.5),
        ("1 000", 1000),
        ("-0,5", -0.5),
        ("\N{MINUS SIGN}5", -5),
        (59.9127, 59.9127),
        ("10.746123456789012", 10.746123456789012),
    ],
)
def test_number_is_read(read: Read, text: object, number: float) -> None:
    assert read(text) == number


@pytest.mark.parametrize("read", DECIMAL)
@pytest.mark.parametrize("text", ["nan", "inf", "1e5", "78,22,1", "78.22.1", "1,000.5", "59° N", ","])
def test_other_text_is_no_number(read: Read, text: str) -> None:
    with pytest.raises(ValidationError):
        read(text)


def number_fields() -> dict[str, forms.Field]:
    _ = get_resolver().url_patterns  # imports the forms
    found = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in form_classes()
        if form.__module__.split(".")[0] in PROJECT
        for name, field in getattr(form, "base_fields", {}).items()
    }
    request = RequestFactory().get("/")
    for model, model_admin in admin.site._registry.items():
        for field in model._meta.concrete_fields:
            if (
                form_field := field.editable
                and not field.is_relation
                and model_admin.formfield_for_dbfield(field, request)
            ):
                found[f"admin.{model._meta.label}.{field.name}"] = form_field
    return {name: field for name, field in found.items() if isinstance(field, forms.IntegerField)}


def test_every_number_of_form_is_read_so() -> None:
    fields = number_fields()

    assert len(fields) > 20
    ours = KronerFormField | OreFormField | WholeNumberField | NumberField
    assert [name for name, field in fields.items() if not isinstance(field, ours)] == []
    assert [name for name, field in fields.items() if field.widget.input_type == "number"] == []


@pytest.mark.django_db
def test_degrees_of_municipality_are_saved(staff_client: Client) -> None:
    oslo = Municipality.objects.get(number="0301")
    page = staff_client.get(address(Municipality, "change", oslo.pk))
    assert 'name="longitude" value="10,7461"' in page.text
    form = page.context["adminform"].form
    values = {name: value for name, value in form.initial.items() if value is not None}

    response = staff_client.post(
        address(Municipality, "change", oslo.pk), values | {"latitude": "59,91", "longitude": "10.75"}
    )

    assert response.status_code == 302, response.context["adminform"].form.errors
    oslo.refresh_from_db()
    assert (oslo.latitude, oslo.longitude) == (59.91, 10.75)
