"""Drafts: who may review one, what the page shows beyond the published one, and how a report is created."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from reports import pictures
from reports.document.review import LastEdit, last_edit
from reports.models import AnnualReport, Picture, Section
from tests.factories import MembershipFactory
from tests.reports.written import published, write, written_report

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(NOW, tick=False):
        yield


def a_picture(report, *, colour="teal", size=(1000, 600), **fields):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    stored = pictures.store(SimpleUploadedFile("bilde.png", file.getvalue()))
    return Picture.objects.create(report=report, file=stored.name, width=stored.width, height=stored.height, **fields)


def url(name, *args, year=2024):
    return reverse(name, args=[year, *args])


PAGES = [
    pytest.param("report_draft", [], id="page"),
    pytest.param("report_draft_pdf", [], id="pdf"),
    pytest.param("report_draft_picture", ["a.jpg"], id="picture"),
]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_anonymous_reader_has_to_log_in(client, name, args):
    response = client.get(url(name, *args))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "args"), PAGES)
@pytest.mark.parametrize("who", ["contact_client", "outsider_client", "adviser_client"])
def test_draft_is_forbidden_to_others(request, name, args, who):
    written_report()

    assert request.getfixturevalue(who).get(url(name, *args)).status_code == 403


@pytest.mark.parametrize(("name", "args"), PAGES[:2])
def test_draft_needs_second_factor(staff, login, name, args):
    written_report()

    response = login(staff, second_factor=False).get(url(name, *args))

    assert (response.status_code, "next=" in response.url) == (302, True)


@pytest.mark.parametrize("who", ["staff", "management", "superuser"])
def test_draft_is_open_to_authors_and_publishers(request, login, who):
    written_report()

    page = login(request.getfixturevalue(who)).get(url("report_draft"))

    assert page.status_code == 200
    assert "Utkast: Årsrapport 2024" in page.text
    assert page.context["last_edit"].by == "Siri Skribent"
    assert ("Skriv videre" in page.text) == (who != "management")


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_unknown_draft_is_not_found(staff_client, name, args):
    assert staff_client.get(url(name, *args)).status_code == 404


def test_draft_of_published_report_redirects(staff_client, management):
    published(management)

    assert staff_client.get(url("report_draft")).url == url("annual_report")
    assert staff_client.get(url("report_draft_pdf")).status_code == 404


def test_numbers_link_to_rows(staff_client, management, login):
    MembershipFactory.create(joined=date(2024, 2, 1))
    written_report(text="Det kom {members.joined}.\n\n{tall members.closing}")

    ours, theirs = (client.get(url("report_draft")).text for client in (staff_client, login(management)))

    listed = reverse("admin:members_membership_changelist")
    assert f'<a class="number" href="{listed}?tall=2024-01-01%2F2024-12-31%2Fjoined">1</a>' in ours
    # On the cover, in the lead, in the text, and by itself.
    assert [page.count(f'class="number" href="{listed}') for page in (ours, theirs)] == [4, 4]


def test_typed_and_missing_are_marked(staff_client):
    written_report(text="Vi fikk 4711 nye i 2024.\n\n{diagram members-region}")

    page = staff_client.get(url("report_draft"))

    assert '<mark class="typed">4711</mark>' in page.text
    assert '<mark class="missing">{diagram members-region}</mark>' in page.text
    texts = [[finding.text for finding, _url in page.context[name]] for name in ("blockers", "warnings")]
    assert texts[0] == ["«Medlemmer», linje 3: det er ikke noe diagram som heter «members-region»."]
    assert texts[1][0] == "«Medlemmer», linje 1: «4711» er skrevet inn, og er ikke et av årets tall."


def test_missing_consent_and_alt_text_are_shown(staff_client):
    report = written_report()
    report.quotes.update(consent_on=None)
    report.pictures.update(alt="", credit="")

    page = staff_client.get(url("report_draft"))

    assert page.status_code == 200
    assert len(page.context["blockers"]) == 3


def test_html_in_every_part_is_text(staff_client):
    report = written_report(text="<script>alert(1)</script> [a](javascript:alert(1))\n\n{sitat festivalen}")
    AnnualReport.objects.filter(pk=report.pk).update(title="<script>t</script>", lead="<script>i</script>")
    report.sections.update(title="<script>d</script>")
    report.quotes.update(text="<script>s</script>", person="<script>p</script>", role="<script>r</script>")

    page = staff_client.get(url("report_draft")).text

    assert not any(f"<script>{letter}</script>" in page for letter in "tidspr")
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert page.count("&lt;script&gt;") >= 7


def test_pdf_of_draft_is_named_so(staff_client):
    report = written_report(text="{a.b}\n\n{bilde bildet}")
    report.pictures.all().delete()
    a_picture(report, slug="bildet", alt="Et bilde", is_cover=True)

    response = staff_client.get(url("report_draft_pdf"))

    assert response.content.startswith(b"%PDF")
    assert response.headers["Content-Disposition"] == 'attachment; filename="arsrapport-2024-utkast.pdf"'


def test_pdf_with_lost_picture_redirects(staff_client):
    written_report(text="{bilde kurs}")

    response = staff_client.get(url("report_draft_pdf"), follow=True)

    assert response.redirect_chain[0][0] == url("report_draft")
    assert "Et av bildene er borte" in response.text


def test_picture_is_served_in_both_sizes(staff_client):
    file = pictures.file_name(a_picture(written_report(), slug="en").file.name)
    other = pictures.file_name(a_picture(written_report(year=2023), slug="to", colour="red").file.name)

    large, small = (staff_client.get(url("report_draft_picture", name)) for name in (file, pictures.small(file)))

    assert large.headers["Content-Type"] == "image/jpeg"
    assert [Image.open(BytesIO(sent.content)).width for sent in (large, small)] == [1000, 800]
    assert "private" in large.headers["Cache-Control"]
    assert staff_client.get(url("report_draft_picture", other)).status_code == 404


@pytest.mark.parametrize("file", ["kurs.jpg", "..%2Fkurs.jpg", "kurs.png"])
def test_a_picture_that_is_not_there_is_not_found(staff_client, file):
    written_report()

    assert staff_client.get(f"/rapporter/2024/utkast/bilde/{file}").status_code == 404


def test_draft_queries_do_not_grow(staff_client, django_assert_max_num_queries):
    report = written_report()
    staff_client.get(url("report_draft"))
    with django_assert_max_num_queries(200) as once:
        staff_client.get(url("report_draft"))
    for place in range(5):
        Section.objects.create(report=report, title=f"Del {place}", text="{members.joined}, 4711 og {a.b}")
        a_picture(report, slug=f"b{place}")

    with django_assert_max_num_queries(len(once)):
        page = staff_client.get(url("report_draft"))

    assert len(page.context["report"].sections) == 6


def test_last_edit_includes_parts_and_deletions(staff):
    report = written_report()
    with time_machine.travel(datetime(2026, 3, 17, 9, 0, tzinfo=UTC), tick=False):
        section = write(Section(report=report, title="Ny"), staff)

    assert last_edit(report) == LastEdit(datetime(2026, 3, 17, 9, 0, tzinfo=UTC), "Ada Ansatt")

    with time_machine.travel(datetime(2026, 3, 18, 9, 0, tzinfo=UTC), tick=False):
        section.delete()

    assert last_edit(report).at == datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


def test_report_without_history_has_no_last_edit():
    report = AnnualReport.objects.create(year=2024, title="Årsrapport 2024")
    report.history.all().delete()

    assert last_edit(report) is None


def test_staff_create_report_and_continue(staff_client, staff):
    MembershipFactory.create(joined=date(2024, 2, 1))
    assert "Begynn årsrapporten for 2024" in staff_client.get(url("report_detail")).text

    response = staff_client.post(url("report_begin"))

    report = AnnualReport.objects.get()
    assert response.url == reverse("admin:reports_annualreport_change", args=[report.pk])
    assert report.history.get().history_user == staff
    assert "Begynn årsrapporten" not in staff_client.get(url("report_detail")).text


def test_existing_report_is_not_created_again(staff_client):
    written_report()

    response = staff_client.post(url("report_begin"), follow=True)

    assert response.redirect_chain == [(url("report_draft"), 302)]
    assert "allerede begynt" in response.text
    assert AnnualReport.objects.count() == 1


def test_year_to_come_is_refused(staff_client):
    response = staff_client.post(url("report_begin", year=2027))

    assert response.url == reverse("report_list")
    assert not AnnualReport.objects.exists()


@pytest.mark.parametrize("who", ["management", "adviser"])
def test_only_authors_create_reports(request, login, who):
    assert login(request.getfixturevalue(who)).post(url("report_begin")).status_code == 403


def test_report_is_created_by_post_only(staff_client):
    assert staff_client.get(url("report_begin")).status_code == 405
