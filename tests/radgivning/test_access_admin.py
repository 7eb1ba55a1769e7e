"""Everything advisers do in the admin is logged, and a colleague's enquiry requires a reason."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from balansekunst.access import Role
from balansekunst.models import User
from radgivning import access_log
from radgivning.models import Enquiry, LogEntry, Topic
from tests.conftest import user_in_role
from tests.factories import EnquiryFactory

NOTE = "Zebrastriper"
SHEET = (
    "Dato;Kanal;Hvem;Tema;Landsdel;Juridisk veiledning\n"
    "02.05.2024;telefon;vitne;{topic};Vestlandet;nei\n"
    "03.05.2024;telefon;vitne;{topic};Vestlandet;nei\n"
)


@pytest.fixture
def own(adviser: User) -> Enquiry:
    return EnquiryFactory.create(adviser=adviser, note=NOTE)


@pytest.fixture
def anothers(adviser: User) -> Enquiry:
    return EnquiryFactory.create(adviser=user_in_role(Role.ADVISER, "Ragna Rådgiver", is_staff=True), note=NOTE)


def address(name: str, *args: Any) -> str:
    return reverse(f"admin:radgivning_enquiry_{name}", args=args)


def log_entries() -> list[tuple[str, int | None, str]]:
    """Return the entries of the access log in order: action, enquiry, reason."""
    assert access_log.first_broken() is None
    return list(LogEntry.objects.order_by("number").values_list("action", "enquiry", "why"))


def facts() -> dict[str, Any]:
    topic = Topic.objects.all()[0].pk
    return {"date": "03.06.2024", "channel": "e-post", "caller": "utsatt", "topics": [topic], "region": "Vestlandet"}


def test_list_is_logged(adviser_client: Client, own: Enquiry, anothers: Enquiry) -> None:
    response = adviser_client.get(address("changelist"))

    assert NOTE not in response.text
    assert response["Cache-Control"].split(", ")[-2:] == ["must-revalidate", "private"]
    assert log_entries() == [("list", None, "")]


@pytest.mark.parametrize("name", ["change", "delete", "history"])
def test_own_enquiry_is_shown_and_logged(adviser_client: Client, own: Enquiry, name: str) -> None:
    response = adviser_client.get(address(name, own.pk))

    assert response.status_code == 200
    assert NOTE not in response.text
    assert log_entries() == [("read", own.pk, "")]


@pytest.mark.parametrize("name", ["change", "delete", "history"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_enquiry_redirects_to_reason(adviser_client: Client, anothers: Enquiry, name: str, method: str) -> None:
    response = getattr(adviser_client, method)(address(name, anothers.pk), {**facts(), "post": "yes"})

    assert (response.status_code, response["Location"]) == (302, reverse("enquiry_edit", args=[anothers.pk]))
    assert Enquiry.objects.get().caller == anothers.caller
    assert log_entries() == []


def test_deleted_enquiry_has_no_history(adviser_client: Client, anothers: Enquiry) -> None:
    gone = anothers.pk
    anothers.delete()

    statuses = {name: adviser_client.get(address(name, gone)).status_code for name in ("change", "delete", "history")}

    assert statuses == {"change": 404, "delete": 404, "history": 404}
    assert log_entries() == []


def test_added_enquiry_is_own_and_logged(adviser_client: Client, adviser: User) -> None:
    adviser_client.post(address("add"), facts())

    enquiry = Enquiry.objects.get()
    assert enquiry.adviser == adviser
    assert log_entries() == [("add", enquiry.pk, "")]


def test_change_preserves_note_and_is_logged(adviser_client: Client, own: Enquiry) -> None:
    adviser_client.post(address("change", own.pk), facts())

    own.refresh_from_db()
    assert (own.caller, own.note) == ("utsatt", NOTE)
    assert log_entries() == [("change", own.pk, "")]


def test_invalid_change_is_logged_as_read(adviser_client: Client, own: Enquiry) -> None:
    response = adviser_client.post(address("change", own.pk), {})

    assert response.status_code == 200
    assert log_entries() == [("read", own.pk, "")]


def test_deletion_is_logged(adviser_client: Client, own: Enquiry) -> None:
    adviser_client.post(address("delete", own.pk), {"post": "yes"})

    assert Enquiry.objects.count() == 0
    assert log_entries() == [("delete", own.pk, "")]


def test_bulk_deletion_is_refused(adviser_client: Client, own: Enquiry, anothers: Enquiry) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [own.pk, anothers.pk], "post": "yes"}

    adviser_client.post(address("changelist"), chosen)

    assert Enquiry.objects.count() == 2


def test_export_needs_reason_and_is_logged(adviser_client: Client, own: Enquiry) -> None:
    refused = adviser_client.post(address("export"), {"format": "1", "resource": "0"})
    response = adviser_client.post(address("export"), {"format": "1", "resource": "0", "why": "til årsrapporten"})

    assert refused.context["form"].errors == {"why": ["Fyll ut feltet."]}
    assert response["Content-Type"] == "text/csv"
    assert NOTE not in response.content.decode()
    assert log_entries() == [("export", None, "til årsrapporten")]


def test_import_is_logged_per_row(adviser_client: Client) -> None:
    sheet = SHEET.format(topic=Topic.objects.all()[0].name)
    file = SimpleUploadedFile("radgivning.csv", sheet.encode())

    review = adviser_client.post(address("import"), {"import_file": file, "format": "1", "resource": "0"})
    adviser_client.post(address("process_import"), review.context["confirm_form"].initial)

    first, second = Enquiry.objects.order_by("date")
    assert log_entries() == [("list", None, ""), ("add", first.pk, ""), ("add", second.pk, "")]
