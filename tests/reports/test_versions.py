"""The versions of a published report, and the page that checks copies of its files."""

import hashlib
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from pytest_django.asserts import assertContains

from reports.document.nodes import Cover, Picture
from reports.document.traversal import transform
from reports.models import FileDigest
from reports.publication import sealing
from tests.reports import published_reports as made

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def publication():
    return made.publish(
        transform(made.made(cover=Cover("sand")), lambda node: () if isinstance(node, Picture) else node)
    )


def download(client, ending: str) -> str:
    """Download the report, and return the digest of the file."""
    return hashlib.sha256(client.get(f"/arsrapport/2024/nedlasting/arsrapport-2024.{ending}").content).hexdigest()


def test_check_page_lists_files_of_all_versions(client, publication, django_assert_num_queries):
    first = [download(client, ending) for ending in ("zip", "pdf", "json")]
    for cache in caches.all():
        cache.clear()
    assert download(client, "pdf") == first[1]
    made.correct(publication, "members.joined", 39, 38)
    corrected = download(client, "pdf")

    with django_assert_num_queries(5):
        page = client.get("/arsrapport/kontroll/").text

    assert first[2] == publication.digest
    assert all(f'data-digest="{digest}"' in page for digest in (*first, corrected))
    assert "arsrapport-2024.pdf slik vi publiserte den: versjon 1, fra 20. februar 2025. Rapporten er endret" in page
    assert "arsrapport-2024.pdf slik vi publiserte den: versjon 2, fra 3. april 2025. Det er den nyeste" in page
    # The zip made all the files that are in it, and a file that is made again has the same digest.
    made_files = FileDigest.objects.values_list("version", "ending").order_by("version", "ending")
    assert list(made_files) == [(1, "pdf"), (1, "sitater.json"), (1, "xlsx"), (1, "zip"), (2, "pdf")]


def test_versions_are_listed_with_severity(client, publication, django_assert_num_queries):
    made.correct(publication, "members.joined", 39, 38)
    made.correct(publication, "members.by_region", 34, 33, group="Vestlandet")
    quote = publication.sealed_quotes.get()
    later = made.CORRECTED_AT + timedelta(days=1)
    sealing.withdraw(quote, note="Etter ønske.", by=publication.published_by, at=later)

    with django_assert_num_queries(4):
        response = client.get("/arsrapport/rettelser/")
    feed = ElementTree.fromstring(client.get("/arsrapport/rettelser.atom").content)  # noqa: S314 - our own

    assertContains(response, "alvorlig feil", count=2)
    assertContains(response, '<li id="v2024-4" tabindex="-1">')
    assertContains(response, "Et sitat som sto her, ble trukket 4. april 2025. Etter ønske.")
    assertContains(response, '<a href="/arsrapport/2024/#rettelse-2">')
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == [
        "Årsrapporten for 2024: et sitat er trukket",
        "Årsrapporten for 2024: Medlemmer etter landsdel: Vestlandet er rettet fra 34 til 33 (alvorlig feil)",
        "Årsrapporten for 2024: Nye medlemmer er rettet fra 39 til 38 (alvorlig feil)",
        "Årsrapporten for 2024 er publisert",
    ]
    assert entries[1].findtext("a:summary", namespaces=ATOM) == "Ett medlemskap var ført to ganger."
    assert len({entry.findtext("a:id", namespaces=ATOM) for entry in entries}) == 4
    assertContains(client.get("/arsrapport/2024/"), "</time>, alvorlig feil</p>", count=2)
    assertContains(client.get("/arsrapport/slik-retter-vi/"), "Mindre alvorlig")
