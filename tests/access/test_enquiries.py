"""Enquiries are for advisers: no URL, list or log reveals them to anyone else, superusers included."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balansekunst.models import User
from radgivning.models import Enquiry, Ground, LogEntry, Topic
from radgivning.urls import urlpatterns
from tests.access.paths import admin_addresses, own_addresses
from tests.access.routes import Reader
from tests.conftest import log_in
from tests.factories import EnquiryFactory

NOTE = "Zebrastriper og appelsinjuice"
SHUT_OUT = ["superuser_client", "management_client", "contact_client"]  # the others see no more than these
INSIDERS = ["superuser_client", "staff_client"]
OTHER_PAGES = ["/", "/min-side/", "/rapporter/", "/rapporter/2024/", "/admin/", "/admin/balansekunst/message/"]
OTHER_PAGES += [f"/admin/sok/?q={text}" for text in ("henvendelse", "juni", "nord")]


@pytest.fixture
def enquiry(adviser: User) -> Enquiry:
    """An adviser's enquiry, with its facts and a note."""
    enquiry = EnquiryFactory.create(adviser=adviser, caller="utsatt", region="Nord-Norge", note=NOTE)
    enquiry.topics.set(Topic.objects.all()[:1])
    return enquiry


def everything() -> dict[str, Any]:
    """Return POST data to change, delete, export or import, whatever the URL is for."""
    facts = {"date": "04.06.2024", "channel": "e-post", "caller": "vitne", "region": "Vestlandet", "why": "nysgjerrig"}
    return {**facts, "topics": [Topic.objects.all()[0].pk], "format": "1", "resource": "0", "post": "yes"}


def is_untouched(enquiry: Enquiry) -> bool:
    """Return whether there is still only this enquiry, unchanged, and nothing in the access log."""
    stored = Enquiry.objects.get()
    return (stored.caller, stored.region, stored.note) == ("utsatt", "Nord-Norge", NOTE) and not (
        LogEntry.objects.exists()
    )


@pytest.mark.one_database
def test_others_get_404_for_enquiries(superuser_client: Client, enquiry: Enquiry) -> None:
    """Also with facts and query strings; `test_matrix` asks as all others."""
    send = everything()

    statuses = {
        url: {superuser_client.get(url).status_code, superuser_client.post(url, send).status_code}
        for url in (*admin_addresses(enquiry), *own_addresses(enquiry))
    }

    assert {url: codes for url, codes in statuses.items() if codes != {404}} == {}
    assert is_untouched(enquiry)


@pytest.mark.parametrize("name", INSIDERS)
def test_shared_admin_pages_hide_enquiries(request: pytest.FixtureRequest, name: str, enquiry: Enquiry) -> None:
    client: Client = request.getfixturevalue(name)
    field = "app_label=radgivning&model_name=enquiry&field_name="

    statuses = {
        name: client.get(f"{reverse('admin:autocomplete')}?{field}{name}&term=").status_code
        for name in ("topics", "grounds", "follows", "note")
    }

    assert set(statuses.values()) <= {403, 404}
    assert client.get(reverse("admin:app_list", args=["radgivning"])).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("name", SHUT_OUT)
def test_other_pages_hide_enquiries(request: pytest.FixtureRequest, name: str, enquiry: Enquiry) -> None:
    client: Client = request.getfixturevalue(name)
    keeper = enquiry.adviser_id
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    pages = [f"/admin/balansekunst/user/{keeper}/{page}/" for page in ("change", "delete", "history")]

    reader = Reader(client)

    revealing = [
        url
        for url in (*OTHER_PAGES, *pages, *lists, *(f"{url}?q=appelsinjuice&all=" for url in lists))
        for text in [reader.page(url)]
        for words in (NOTE, "appelsinjuice</", "Henvendelse 3. juni", f"enquiry/{enquiry.pk}")
        if words in text
    ]

    assert revealing == []


@pytest.mark.parametrize("name", INSIDERS)
def test_front_page_hides_enquiries(request: pytest.FixtureRequest, name: str, enquiry: Enquiry) -> None:
    client: Client = request.getfixturevalue(name)

    response = client.get(reverse("admin:index"))

    assert response.status_code == 200
    assert "radgivning" not in response.text
    assert "envendelse" not in response.text


def test_adviser_can_open_own_enquiries(adviser_client: Client, enquiry: Enquiry) -> None:
    addresses = [url for url in admin_addresses(enquiry) if "process_import" not in url]
    closed = {url: status for url in addresses if (status := adviser_client.get(url).status_code) != 200}

    lists = ("enquiry", "ground", "topic")
    opened = {url: 404 for url in addresses if "/visninger/" in url and not url.endswith("/visninger/")}
    topic, contact = Topic.objects.all()[0], f"/admin/radgivning/enquiry/{enquiry.pk}/"
    assert closed == {
        **opened,
        **{reverse(f"admin:radgivning_{name}_columns"): 302 for name in lists},
        **{reverse(f"admin:radgivning_{name}_import_columns"): 302 for name in lists},
        reverse("admin:radgivning_enquiry_download"): 403,
        reverse("admin:radgivning_topic_delete", args=[topic.pk]): 403,
        reverse("admin:radgivning_enquiry_simple_history", args=[enquiry.pk, enquiry.history.first().pk]): 404,
        f"{reverse('admin:radgivning_enquiry_changelist')}?note__contains=appelsin": 302,
        f"{reverse('admin:radgivning_enquiry_changelist')}?tall=2024-01-01/2024-12-31/contacts": 400,
        contact: 302,
    }


def test_access_log_is_not_in_admin() -> None:
    assert {model._meta.label for model in admin.site._registry if model._meta.app_label == "radgivning"} == {
        "radgivning.Enquiry",
        "radgivning.Ground",
        "radgivning.Topic",
    }


def test_old_second_factor_is_asked_again(adviser: User, enquiry: Enquiry) -> None:
    now = timezone.now()
    with time_machine.travel(now - timedelta(hours=8, seconds=1), tick=False):
        late = log_in(adviser)
    with time_machine.travel(now - timedelta(hours=8), tick=False):
        in_time = log_in(adviser)
    never = log_in(adviser, second_factor=False)

    with time_machine.travel(now, tick=False):
        for url in (*admin_addresses(enquiry), *own_addresses(enquiry)):
            for client in (late, never):
                shown, sent = client.get(url), client.post(url, everything())
                assert (shown.status_code, shown["Location"].split("?")[0]) == (302, reverse("mfa_index")), url
                assert (sent.status_code, sent.context["url"].split("?")[0]) == (403, reverse("mfa_index")), url
                assert "Zebra" not in sent.text, url
        assert is_untouched(enquiry)
        assert in_time.get(reverse("admin:radgivning_enquiry_change", args=[enquiry.pk])).status_code == 200
        assert "radgivning" in late.get(reverse("admin:index")).text
        topics = f"{reverse('admin:autocomplete')}?app_label=radgivning&model_name=enquiry&field_name=topics"
        assert late.get(topics).status_code == 403


def test_admin_log_has_no_enquiries(adviser_client: Client, enquiry: Enquiry) -> None:
    send = everything()
    adviser_client.post(reverse("admin:radgivning_enquiry_add"), send)
    adviser_client.post(reverse("admin:radgivning_enquiry_change", args=[enquiry.pk]), send)
    adviser_client.post(reverse("admin:radgivning_enquiry_delete", args=[enquiry.pk]), send)

    assert list(LogEntry.objects.order_by("number").values_list("action", flat=True)) == ["add", "change", "delete"]
    assert AdminLogEntry.objects.count() == 0


def test_enquiry_urls_are_all_tested(enquiry: Enquiry) -> None:
    pages = [page for page in urlpatterns if str(page.name).startswith("enquiry")]

    assert len(own_addresses(enquiry)) == len(pages) > 0
    assert Ground.objects.exists()
