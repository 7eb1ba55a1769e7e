"""Text has one form, wherever it comes from: forms, files, searches and the address to log in with."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.mail import EmailMessage
from django.db import models
from django.test import Client
from django.urls import get_resolver, reverse

from balansekunst import forms as form_fields
from balansekunst.models import User
from balansekunst.text import CleanText, clean_line, clean_text, clean_url
from balansekunst.user_accounts import verify_email
from members.models import MembershipApplication, Municipality, Organisation
from office.folder import Report, import_folder, read_folder
from tests.admin.test_queries import address
from tests.factories import MembershipApplicationFactory, OrganisationFactory, UserFactory
from tests.imports.folders import MEMBERS as MEMBERS_SHEET
from tests.imports.folders import Files, small, with_cell, write

PROJECT = ("balansekunst", "members", "courses", "balansemerket", "balansepotten", "radgivning", "reports")
# Written by the program itself, or compared character by character.
WRITTEN_BY_PROGRAM = {
    *("balansekunst.AccountChange.value", "balansekunst.User.password", "balansekunst.Message.attachment_name"),
    *("balansekunst.Message.about", "balansekunst.Message.dedupe_key", "balansekunst.Message.failure"),
    *("balansekunst.Bounce.event_key", "balansekunst.Message.unsubscribe_url", "balansekunst.CalendarFeed.digest"),
    *("balansekunst.BulkChange.kind", "balansekunst.BulkChangeRow.skipped", "balansekunst.ListColumns.listed"),
    *("balansekunst.SavedView.listed", "balansekunst.SavedView.query"),
    *("balansekunst.Job.kind", "balansekunst.Job.message", "balansekunst.Job.link", "balansekunst.Job.file_name"),
    *("reports.FileDigest.digest", "reports.FileDigest.ending"),
    *("balansepotten.Attachment.content_type", "balansemerket.Evidence.content_type"),
    *("radgivning.LogEntry.digest", "radgivning.LogHead.digest"),
    *("reports.SealedQuote.seal", "reports.SealedQuote.salt", "balansemerket.SigningKey.name"),
    *("reports.Publication.rules", "reports.Publication.content", "reports.Publication.digest"),
    *("reports.FrozenFigure.key", "reports.FrozenFigure.group", "members.Organisation.formerly"),
    *("balansekunst.ColumnMapping.listed", "balansekunst.ColumnMapping.shape", "balansekunst.LegalHold.about"),
    *("members.OrganisationMerge.other_number", "members.FeePayment.reference", "members.Fee.kid"),
    *("members.PublicApplication.digest", "members.PublicApplication.form_key", "courses.Assignment.evaluation_key"),
    *("courses.Booking.digest", "courses.Booking.form_key", "courses.InstructorFeed.digest"),
}
# Slugs have an own pattern. Django has no field for several short lines: the form cleans those.
OTHERS = {"reports.Quote.slug", "reports.Picture.slug", "balansepotten.ConflictOfInterest.words"}
FIELDS_OF_ALLAUTH = ("code", "password")
DECOMPOSED = "A\N{COMBINING RING ABOVE}s"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param(DECOMPOSED, "Ås", id="decomposed"),
        pytest.param("A\N{ZERO WIDTH SPACE}\N{COMBINING RING ABOVE}s", "Ås", id="zero-width-within"),
        pytest.param("\ufeffKunst\u00adlag\u200b\u200c\u200d\u2060", "Kunstlag", id="invisible"),
        pytest.param("\u200eabc\u202e", "abc", id="marks-of-direction"),
        pytest.param("a\r\nb\rc\u2028d\x0be\x85f", "a\nb\nc\nd\ne\nf", id="line-breaks"),
        pytest.param(" a  b\N{NO-BREAK SPACE}", " a  b\N{NO-BREAK SPACE}", id="spaces-are-left"),
        pytest.param("½ ² ﬁ", "½ ² ﬁ", id="other-characters-are-left"),
    ],
)
def test_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param(f"\u200b {DECOMPOSED} \N{NO-BREAK SPACE}\tkunstlag \r\n", "Ås kunstlag", id="spaces"),
        pytest.param("1\N{NARROW NO-BREAK SPACE}000", "1 000", id="narrow-space"),
        pytest.param("Ås \r\n kunstlag", "Ås\nkunstlag", id="line-break-is-left"),
        pytest.param("\u200b\ufeff", "", id="nothing"),
    ],
)
def test_line_is_cleaned(text: str, cleaned: str) -> None:
    assert clean_line(text) == cleaned
    assert clean_line(cleaned) == cleaned


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param("\u0301\u0316", id="marks above and below"),
        pytest.param("\u0f73", id="mark that is made of two"),
        pytest.param("\u0301\u200b\u0316", id="with invisible characters between"),
        pytest.param("\u0301\u20e3", id="of other kinds"),
    ],
)
def test_marks_without_end_are_removed(marks: str) -> None:
    assert len(clean_text(f"a{marks * 5_000}b")) < 70


@pytest.mark.parametrize("count", [1, 29, 30])
def test_marks_of_a_letter_are_left(count: int) -> None:
    text = f"x{chr(0x316) * count}y"

    assert clean_text(text) == text
    assert clean_text("—" * 100 + text) == "—" * 100 + text


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("www.eksempel.no", "https://www.eksempel.no"),
        (" eksempel.no\u200b", "https://eksempel.no"),
        ("http://eksempel.no", "http://eksempel.no"),
        ("HTTPS://eksempel.no", "HTTPS://eksempel.no"),
        ("", ""),
    ],
)
def test_url_gets_scheme(text: str, url: str) -> None:
    assert clean_url(text) == url
    assert form_fields.URLField(required=False).clean(text) == url


def text_fields() -> Iterator[tuple[str, models.Field]]:
    for model in apps.get_models():
        if model.__module__.split(".")[0] in PROJECT and not model.__name__.startswith("Historical"):
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField) and not field.choices:
                    yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field


def test_every_text_of_model_is_cleaned() -> None:
    plain = {name for name, field in text_fields() if not isinstance(field, CleanText)}

    assert plain == WRITTEN_BY_PROGRAM | OTHERS


def form_classes(base: Any = forms.BaseForm) -> Iterator[type]:
    for form in base.__subclasses__():
        yield form
        yield from form_classes(form)


def test_every_text_of_form_is_cleaned() -> None:
    _ = get_resolver().url_patterns  # imports the forms
    plain = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in form_classes()
        if form.__module__.split(".")[0] in PROJECT
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, CleanText | forms.SlugField)
        and not isinstance(field.widget, forms.HiddenInput)
        and name not in FIELDS_OF_ALLAUTH
    }

    assert plain == set()


def organisation_form(client: Client, **texts: str) -> dict[str, Any]:
    """Return what the form of a new organisation sends, with these texts."""
    inlines = client.get(address(Organisation, "add")).context["inline_admin_formsets"]
    counts = {f"{each.formset.prefix}-{name}_FORMS": 0 for each in inlines for name in ("TOTAL", "INITIAL")}
    oslo = Municipality.objects.get(number="0301")
    return counts | {"number": "310844829", "name": "Ås", "field": "film", "municipality": oslo.pk} | texts


@pytest.mark.django_db
def test_admin_form_cleans_texts(staff_client: Client) -> None:
    texts = {
        "number": "310\N{NO-BREAK SPACE}844\u200b829",
        "name": f"{DECOMPOSED}\N{NO-BREAK SPACE}kunst\u00adlag\u200b",
        "postcode": "\u200b0150",
        "email": "post@aas.example\u200b",
        "website": "www.eksempel.example",
    }

    response = staff_client.post(address(Organisation, "add"), organisation_form(staff_client, **texts))

    assert response.status_code == 302, response.context["adminform"].form.errors
    organisation = Organisation.objects.get()
    assert (organisation.number, organisation.name) == ("310844829", "Ås kunstlag")
    assert (organisation.postcode, organisation.email) == ("0150", "post@aas.example")
    assert organisation.website == "https://www.eksempel.example"


@pytest.mark.django_db
def test_admin_form_refuses_line_break_in_name(staff_client: Client) -> None:
    response = staff_client.post(address(Organisation, "add"), organisation_form(staff_client, name="Ås\r\nkunstlag"))

    errors = response.context["adminform"].form.errors
    assert errors == {"name": ["Teksten går over flere linjer. Skriv den på én linje."]}


@pytest.mark.django_db
def test_long_text_keeps_its_lines() -> None:
    application = MembershipApplicationFactory.create(reason="Vi vil.\r\n\r\nGjerne\u00ad.")

    assert MembershipApplication.objects.get(pk=application.pk).reason == "Vi vil.\n\nGjerne."


@pytest.mark.django_db
def test_row_is_saved_and_found_in_one_form() -> None:
    organisation = OrganisationFactory.create(name=f"{DECOMPOSED} kunstlag")

    assert Organisation.objects.get(name=f"{DECOMPOSED}\N{NO-BREAK SPACE}kunstlag") == organisation
    assert Organisation.objects.values_list("name", flat=True).get() == "Ås kunstlag"


@pytest.mark.django_db
@pytest.mark.parametrize("text", [DECOMPOSED, "kunst\u00adlag", f"{DECOMPOSED}\N{NO-BREAK SPACE}KUNST", "\ufeffås"])
def test_search_cleans_its_words(staff_client: Client, text: str) -> None:
    organisation = OrganisationFactory.create(name="Ås kunstlag")
    OrganisationFactory.create(name="Oslo musikk")

    found = staff_client.get(address(Organisation, "changelist"), {"q": text}).context["cl"].result_list

    assert list(found) == [organisation]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["\u200bkari@example.org", "ka\u200bri@example.org\N{NO-BREAK SPACE}", "kari@example.org\ufeff"]
)
def test_pasted_address_gets_code(client: Client, mailoutbox: list[EmailMessage], typed: str) -> None:
    verify_email(UserFactory.create(email="kari@example.org"))

    client.post(reverse("account_login"), {"login": typed})

    (message,) = mailoutbox
    assert message.to == ["kari@example.org"]
    assert "Kode" in message.subject or "kode" in message.subject


@pytest.mark.django_db
def test_new_user_has_clean_address() -> None:
    assert User.objects.create_user("\u200bKari@Example.org ").email == "kari@example.org"


def decomposed(files: Files) -> Files:
    """Return the folder with all texts, headings and sheets as letters and combining marks."""

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {change(key): change(each) for key, each in value.items()}
        if isinstance(value, list):
            return [change(each) for each in value]
        return unicodedata.normalize("NFD", value) if isinstance(value, str) else value

    return {file: change(sheets) for file, sheets in files.items()}


def import_written(folder: Path, files: Files) -> Report:
    return import_folder(read_folder(write(folder, files)))


@pytest.mark.django_db
def test_decomposed_folder_changes_nothing(tmp_path: Path) -> None:
    files = small()
    for row, name in zip(files["medlemmer.xlsx"]["Medlemmer"], ["Ærø museum", "Festivalen på Ås"], strict=True):
        row |= {"Navn": name, "Kontaktperson": "Åse Øye", "Poststed": "ÅS", "Adresse": "Årvegen 1"}
    for row in files["kurs.xlsx"]["Kurs"]:
        row |= {"Kursholder": "Kursholder Åse", "Tittel": "Kurs på nådeløs prøve", "Organisasjonsnummer": None}
        row |= {"Oppdragsgiver": "Bø Blåsekor"}
    assert import_written(tmp_path / "kontoret", files).faults == []

    report = import_written(tmp_path / "mac", decomposed(files))

    assert (report.faults, report.changes) == ([], [])
    assert {kind for rows in report.rows.values() for kind, count in rows.items() if count} == {"skip"}


@pytest.mark.django_db
@pytest.mark.parametrize("heading", ["Navn", "Kontaktperson", "Poststed", "Adresse"])
def test_line_break_in_cell_is_refused(tmp_path: Path, heading: str) -> None:
    (fault,) = import_written(tmp_path / "kontoret", with_cell(MEMBERS_SHEET, 3, heading, "Ås\nkunst")).faults

    assert str(fault).endswith(f"rad 3, {heading}: Teksten går over flere linjer. Skriv den på én linje.")


@pytest.mark.django_db
def test_website_in_cell_gets_scheme(tmp_path: Path) -> None:
    files = with_cell(MEMBERS_SHEET, 3, "Nettside", "www.morild.example")
    import_written(tmp_path / "kontoret", files)

    report = import_written(tmp_path / "kontoret", files)

    assert (report.faults, report.changes) == ([], [])
    assert Organisation.objects.get(name="Morild Kulturhus").website == "https://www.morild.example"
