"""The versions of a published report, and the page that checks copies of its files."""

import hashlib

import pytest
from django.core.cache import cache

from reports.document.nodes import Cover, Picture
from reports.document.traversal import transform
from reports.models import FileDigest
from tests.reports import published_reports as made

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def publication():
    cache.clear()
    return made.publish(
        transform(made.made(cover=Cover("sand")), lambda node: () if isinstance(node, Picture) else node)
    )


def download(client, ending: str) -> str:
    """Download the report, and return the digest of the file."""
    return hashlib.sha256(client.get(f"/arsrapport/2024/nedlasting/arsrapport-2024.{ending}").content).hexdigest()


def test_check_page_lists_files_of_all_versions(client, publication, django_assert_num_queries):
    first = [download(client, ending) for ending in ("zip", "pdf", "json")]
    cache.clear()
    assert download(client, "pdf") == first[1]
    made.correct(publication, "members.joined", 39, 38)
    corrected = download(client, "pdf")

    with django_assert_num_queries(4):
        page = client.get("/arsrapport/kontroll/").text

    assert first[2] == publication.digest
    assert all(f'data-digest="{digest}"' in page for digest in (*first, corrected))
    assert "arsrapport-2024.pdf slik vi publiserte den: versjon 1, fra 20. februar 2025. Rapporten er endret" in page
    assert "arsrapport-2024.pdf slik vi publiserte den: versjon 2, fra 3. april 2025. Det er den nyeste" in page
    # The zip made all the files that are in it, and a file that is made again has the same digest.
    made_files = FileDigest.objects.values_list("version", "ending").order_by("version", "ending")
    assert list(made_files) == [(1, "pdf"), (1, "sitater.json"), (1, "xlsx"), (1, "zip"), (2, "pdf")]
