"""Writing a report in the admin: saving, the problems beside the texts, and read-only published reports."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from reports.document.insertables import Insertable
from reports.models import AnnualReport, Picture, Section
from reports.publication import publishing
from tests.factories import MembershipFactory
from tests.reports.written import published, written_report

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST = "/admin/reports/annualreport/"


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(datetime(2026, 3, 16, 11, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def report():
    MembershipFactory.create_batch(3, joined=date(2024, 2, 1))
    return written_report()


def page_of(report):
    return reverse("admin:reports_annualreport_change", args=[report.pk])


def drawn(name="nytt.png"):
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue())


def sent(client, report, **changed):
    """Return the page's form data, with changes."""
    context = client.get(page_of(report)).context
    forms = [context["adminform"].form]
    for shown in context["inline_admin_formsets"]:
        forms += [shown.formset.management_form, *shown.formset.forms]
    fields = [form[name] for form in forms for name in form.fields if name != "file"]
    values = {
        field.html_name: field.value() for field in fields if field.value() is not None and field.value() is not False
    }
    began = {
        field.html_initial_name: "" if field.value() is None else field.value()
        for field in fields
        if field.field.show_hidden_initial
    }
    return {**began, **values, "_save": "Lagre", **changed}


def added(prefix, **fields):
    """Return another row of an inline that has one already."""
    return {f"{prefix}-TOTAL_FORMS": "2", **{f"{prefix}-1-{name}": value for name, value in fields.items()}}


def findings(page):
    """Return the findings at the first section's text."""
    return page.context["inline_admin_formsets"][0].formset.forms[0]["text"].help_text


def test_text_is_saved_with_its_author(staff_client, staff, report):
    values = sent(staff_client, report, **{"sections-0-text": "Det kom {members.joined} nye.", "title": "Året vårt"})

    response = staff_client.post(page_of(report), values)

    report.refresh_from_db()
    section = report.sections.get()
    assert response.url == LIST
    assert (report.title, section.text) == ("Året vårt", "Det kom {members.joined} nye.")
    assert section.history.first().history_user == staff


@pytest.mark.parametrize(
    "text", [pytest.param("Alt er klart.", id="complete"), pytest.param("{finnes.ikke}", id="with a problem")]
)
def test_report_is_saved_and_draft_shown(staff_client, report, text):
    assert "Lagre og se utkastet" in staff_client.get(page_of(report)).text
    values = sent(staff_client, report, **{"sections-0-text": text})
    del values["_save"]

    response = staff_client.post(page_of(report), {**values, "_draft": "Lagre og se utkastet"})

    assert response.url == reverse("report_draft", args=[report.year])
    assert report.sections.get().text == text.replace("\r\n", "\n")


def test_unfilled_placeholder_is_saved_with_problem(staff_client, report):
    text = "Det kom {members.joind} nye.\n\n- {sitat festivalan}\n- 4711"
    values = sent(staff_client, report, **{"sections-0-text": text, "lead": "Vi er {a.b}."})

    page = staff_client.post(page_of(report), values, follow=True)

    assert page.redirect_chain == [(page_of(report), 302)]
    assert "Alt er lagret, men 3 steder kan ikke fylles inn." in page.text
    assert "Linje 1: det er ikke noe tall som heter «members.joind». Mente du «members.joined»?" in findings(page)
    assert "Linje 3: {sitat festivalan} kan ikke stå i en liste eller et sitat." in findings(page)
    assert "Linje 4: «4711» er skrevet inn, og er ikke et av årets tall." in findings(page)
    assert "«a.b»" in page.context["adminform"].form["lead"].help_text
    assert report.sections.get().text == text.replace("\r\n", "\n")


def test_invalid_form_preserves_typed_text(staff_client, report):
    values = sent(staff_client, report, **{"sections-0-text": "{members.joind} <b>", "sections-0-title": ""})

    page = staff_client.post(page_of(report), values)

    assert page.status_code == 200
    assert page.context["inline_admin_formsets"][0].formset.forms[0]["text"].value() == "{members.joind} <b>"
    assert "«members.joind»" in findings(page)
    assert "{members.joind} &lt;b&gt;" in page.text


def test_typed_number_does_not_stop_saving(staff_client, report):
    values = sent(staff_client, report, **{"sections-0-text": "Vi fikk 4711."})

    assert staff_client.post(page_of(report), values).url == LIST


def test_html_in_placeholder_is_escaped(staff_client, report):
    values = sent(staff_client, report, **{"sections-0-text": "{<script>alert(1)</script>}"})

    page = staff_client.post(page_of(report), values, follow=True)

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in findings(page)


def test_too_long_text_is_refused_and_preserved(staff_client, report):
    values = sent(staff_client, report, **{"sections-0-text": "a" * 50_001})

    page = staff_client.post(page_of(report), values)

    assert "text" in page.context["inline_admin_formsets"][0].formset.errors[0]
    assert "a" * 50_001 in page.text


def test_new_section_is_last(staff_client, report):
    report.sections.update(order=70)
    values = sent(staff_client, report, **added("sections", title="Til slutt", kind="free", text="Takk!"))

    staff_client.post(page_of(report), values)

    assert [section.title for section in report.sections.all()] == ["Medlemmer", "Til slutt"]


def test_new_quote_and_picture_can_be_placed(staff_client, report):
    values = sent(
        staff_client,
        report,
        **{"sections-0-text": "{sitat kari}\n\n{bilde nytt}"},
        **added("quotes", slug="kari", text="Fint!", person="Kari"),
        **added("pictures", slug="nytt", file=drawn(), is_cover="on"),
    )

    response = staff_client.post(page_of(report), values)

    picture = report.pictures.get(slug="nytt")
    assert response.url == LIST
    assert (picture.width, picture.height, picture.is_cover, picture.alt) == (40, 30, True, "")
    assert str(picture.file.name).startswith("report-pictures/")
    assert report.quotes.get(slug="kari").consent_on is None


def test_file_that_is_no_picture_is_refused(staff_client, report):
    upload = SimpleUploadedFile("x.jpg", b"MZ", content_type="image/jpeg")
    values = sent(staff_client, report, **added("pictures", slug="nytt", file=upload))

    page = staff_client.post(page_of(report), values)

    assert page.context["inline_admin_formsets"][2].formset.errors[1] == {
        "file": ["«x.jpg» kan ikke leses som et bilde: JPEG, PNG eller WebP."]
    }


def test_picture_is_described_without_new_upload(staff_client, report):
    before = report.pictures.get()
    values = sent(staff_client, report, **{"pictures-0-alt": "Folk på kurs"})

    staff_client.post(page_of(report), values)

    after = report.pictures.get()
    assert (after.alt, after.file.name, after.width) == ("Folk på kurs", before.file.name, before.width)


def test_other_picture_replaces_cover(staff_client, report):
    Picture.objects.create(report=report, slug="a-ny", file="report-pictures/a.jpg", width=4, height=3)
    report.pictures.filter(slug="kurs").update(is_cover=True)
    values = sent(staff_client, report, **{"pictures-0-is_cover": "on"})
    del values["pictures-1-is_cover"]

    staff_client.post(page_of(report), values)

    assert report.pictures.get(is_cover=True).slug == "a-ny"


def test_two_covers_are_refused(staff_client, report):
    report.pictures.update(is_cover=True)
    values = sent(staff_client, report, **added("pictures", slug="nytt", file=drawn(), is_cover="on"))

    page = staff_client.post(page_of(report), values)

    assert "Bare ett bilde kan være på forsiden." in page.text


@pytest.mark.parametrize("prefix", ["quotes", "pictures"])
def test_duplicate_slug_is_refused(staff_client, report, prefix):
    own = {"quotes": "festivalen", "pictures": "kurs"}[prefix]
    row = added(prefix, slug=own, text="Fint!", person="Kari", file=drawn())

    page = staff_client.post(page_of(report), sent(staff_client, report, **row))

    assert page.status_code == 200
    assert page.context["errors"]


def test_insertables_have_their_values(staff_client, report):
    groups = {group.title: group for group in staff_client.get(page_of(report)).context["insertables"]}

    entries = {entry.source: entry for group in groups.values() for entry in group.entries}
    assert entries["{members.joined}"] == Insertable("{members.joined}", "Nye medlemmer", "3")
    assert entries["{members.by_region.Nord-Norge}"].label == "Medlemmer etter landsdel: Nord-Norge"
    assert entries["{diagram members-regions}"].block
    assert entries["{sitat festivalen}"].value == "Et språk."
    assert entries["{bilde kurs}"].value == "Et kurs"
    assert entries["{år}"].value == "2024"
    assert entries["{mottakere}"].value == "0 tildelinger"


def test_all_insertables_can_be_filled(staff_client, report):
    groups = staff_client.get(page_of(report)).context["insertables"]
    text = "\n\n".join(
        entry.source for group in groups for entry in group.entries if "sammenlignet" not in entry.source
    )

    response = staff_client.post(page_of(report), sent(staff_client, report, **{"sections-0-text": text}))

    assert response.url == LIST


def test_published_report_is_read_only(staff_client, management):
    report = published(management).report

    page = staff_client.get(page_of(report))

    assert "Rapporten ble publisert 3. mars 2025 og kan ikke endres." in page.text
    assert "insertables" not in page.context
    assert 'name="_save"' not in page.text
    assert "<textarea" not in page.text
    assert staff_client.post(page_of(report), {"title": "Nytt"}).status_code == 403
    assert staff_client.post(reverse("admin:reports_annualreport_delete", args=[report.pk])).status_code == 403


def test_report_published_meanwhile_is_not_saved(staff_client, management, report, monkeypatch):
    values = sent(staff_client, report, title="For sent")
    monkeypatch.setattr("reports.admin.is_published", lambda _report: False)  # as when it is published a moment later
    publishing.publish(report, by=management, at=datetime(2026, 3, 16, 10, 0, tzinfo=UTC))

    page = staff_client.post(page_of(report), values, follow=True)

    assert "Rapporten ble publisert mens du skrev. Det du skrev, er ikke lagret." in page.text
    report.refresh_from_db()
    assert report.title != "For sent"


def test_list_has_states_and_free_years(staff_client, management):
    published(management)
    written_report(year=2025)

    page = staff_client.get(LIST).text

    assert "publisert" in page
    assert "utkast" in page
    assert "Begynn årsrapporten for 2026" in page
    assert "Begynn årsrapporten for 2025" not in page


def test_report_cannot_be_added(staff_client):
    assert staff_client.get(f"{LIST}add/").url == LIST
    assert staff_client.post(f"{LIST}add/", {"title": "Ny", "year": "2030"}).url == LIST
    assert not AnnualReport.objects.exists()


@pytest.mark.parametrize("model", ["section", "quote", "picture"])
def test_part_redirects_to_its_report(staff_client, report, model):
    part = getattr(report, f"{model}s").get()

    history = staff_client.get(reverse(f"admin:reports_{model}_history", args=[part.pk]))

    assert "Siri Skribent" in history.text
    assert staff_client.get(reverse(f"admin:reports_{model}_change", args=[part.pk])).url == page_of(report)
    assert staff_client.post(reverse(f"admin:reports_{model}_delete", args=[part.pk])).status_code == 403
    assert staff_client.get(reverse(f"admin:reports_{model}_changelist")).url == LIST
    assert staff_client.get(reverse(f"admin:reports_{model}_change", args=[part.pk + 1])).url == reverse("admin:index")


@pytest.mark.parametrize("who", ["contact_client", "management_client", "adviser_client"])
def test_only_staff_can_edit(request, report, who):
    client = request.getfixturevalue(who)

    assert client.get(page_of(report)).status_code in (302, 403)
    assert client.post(page_of(report), {"title": "Mitt"}).status_code in (302, 403)
    assert not AnnualReport.objects.filter(title="Mitt").exists()


def test_page_queries_do_not_grow(staff_client, report, django_assert_max_num_queries):
    report.sections.update(text="{members.joined året før}")
    staff_client.get(page_of(report))
    with django_assert_max_num_queries(300) as once:
        staff_client.get(page_of(report))
    for place in range(4):
        Section.objects.create(report=report, title=f"Del {place}", text="{members.joined året før}")
        Picture.objects.create(report=report, slug=f"b{place}", file=f"report-pictures/{place}.jpg", width=4, height=3)

    with django_assert_max_num_queries(len(once)):
        staff_client.get(page_of(report))
