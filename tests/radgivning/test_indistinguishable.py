"""What is published is identical, whichever of two small counts is the true one.

`tests/access/test_hidden_rows.py` compares the pages of everyone but advisers.
"""

import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from radgivning import releases
from radgivning.models import Topic
from tests.access.hidden import FEW, MANY, SOME
from tests.factories import EnquiryFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
YEARS = (2025, 2026)  # one that is over, and the current one
PAGES = ("/radgivning/tall/", *(f"/radgivning/tall/{year}/" for year in YEARS), "/admin/radgivning/enquiry/")


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


def printed() -> str:
    """Return the published PDFs and files."""
    out = StringIO()
    for year in YEARS:
        call_command("figures", year, "--public", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_only_advisers_see_small_counts(adviser_client: Client) -> None:
    published, seen = [], []

    for some, few in ((9, 3), (8, 4)):
        with transaction.atomic():
            fill(some, few)
            releases.release(NOW.date())
            published.append(printed())
            seen.append({url: TOKEN.sub("", adviser_client.get(url).text) for url in PAGES})
            transaction.set_rollback(True)

    assert '"under": 5' in published[0]
    assert published[0] == published[1]
    assert [url for url in PAGES if seen[0][url] == seen[1][url]] == []
