"""Pages and files for everyone but advisers are identical, whichever of two small counts is the true one."""

import re
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.contrib import admin
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from radgivning import releases
from radgivning.models import Topic
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
WHO = ("superuser", "staff", "management", "contact", "adviser")
YEARS = (2025, 2026)  # one that is over, and the current one
MANY: dict[str, Any] = {
    "caller": "virksomhet eller leder",
    "region": "Vestlandet",
    "outcome": "veiledet",
    "month": 1,
    "topic": "annet",
}
SOME: dict[str, Any] = {
    "caller": "tillitsvalgt eller verneombud",
    "region": "Østlandet",
    "outcome": "henvist",
    "month": 2,
    "topic": "seksuell trakassering",
}
FEW: dict[str, Any] = {
    "caller": "annet",
    "region": "Sørlandet",
    "outcome": "ikke svar",
    "month": 3,
    "topic": "varsling",
    "legal_guidance": True,
    "minutes": 30,
}
PAGES = [
    *("/", "/min-side/", "/rapporter/", "/radgivning/tall/", "/admin/", "/admin/balansekunst/message/"),
    *(f"/rapporter/{year}/{kind}" for year in YEARS for kind in ("", "json/")),
    *(f"/rapporter/{YEARS[0]}/{kind}" for kind in ("pdf/", "regneark/")),
    *(f"/radgivning/tall/{year}/" for year in YEARS),
]


@pytest.fixture(autouse=True)
def _fixed_moment():
    with time_machine.travel(NOW, tick=False):
        yield


def fill(some: int, few: int) -> None:
    """Log two years, each with many enquiries of one caller, some of another and few of a third."""
    topics = {topic.name: topic for topic in Topic.objects.all()}
    for year in YEARS:
        for facts, count in ((MANY, 10), (SOME, some), (FEW, few)):
            facts = dict(facts)
            day, topic = date(year, facts.pop("month"), 10), topics[facts.pop("topic")]
            for enquiry in EnquiryFactory.create_batch(count, date=day, note="Vil vente.", **facts):
                enquiry.topics.set([topic])


def looked_at(client: Client) -> dict[str, str]:
    """Return the content of each page and file, without CSRF tokens."""
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    return {url: sha256(said(client.get(url).getvalue())).hexdigest() for url in (*PAGES, *lists)}


def said(page: bytes) -> bytes:
    """Return the content of a page or a file, without CSRF tokens and a workbook's timestamp."""
    if page.startswith(b"PK"):
        with ZipFile(BytesIO(page)) as book:
            return b"".join(book.read(name) for name in book.namelist())
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def printed() -> str:
    """Return the published PDFs and files."""
    out = StringIO()
    for year in YEARS:
        call_command("figures", year, "--public", stdout=out, stderr=StringIO())
    return out.getvalue()


def seen_by_all(clients: dict[str, Client]) -> dict[tuple[str, str], str]:
    """Return what each user sees at each URL, and what is published."""
    seen = {(who, url): page for who, client in clients.items() for url, page in looked_at(client).items()}
    return seen | {("the public", "figures"): printed()}


def test_only_advisers_see_small_counts(request):
    clients = {who: request.getfixturevalue(f"{who}_client") for who in WHO}
    seen = []

    for some, few in ((9, 3), (8, 4)):
        with transaction.atomic():
            fill(some, few)
            releases.release(NOW.date())
            seen.append(seen_by_all(clients))
            transaction.set_rollback(True)

    one, other = seen
    assert '"under": 5' in one["the public", "figures"]
    assert [place for place in one if one[place] != other[place]] == [
        ("adviser", "/radgivning/tall/"),
        *(("adviser", f"/radgivning/tall/{year}/") for year in YEARS),
        ("adviser", "/admin/radgivning/enquiry/"),
    ]
