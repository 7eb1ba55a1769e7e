"""The digital credentials, verified by a library that is not ours (openbadgeslib)."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib import baking as their_baking
from openbadgeslib.ob3.status import decode_encoded_list
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from PIL import Image

from balansemerket import corrections, renewals
from balansemerket.credentials import encode_bits
from balansemerket.models import Event, SigningKey
from tests.factories import EventFactory

TODAY = date(2026, 3, 16)
DID = "did:web:testserver"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime(2026, 3, 16, 11, tzinfo=UTC), tick=False)


@pytest.fixture
def award(db):
    return EventFactory.create(date=date(2025, 7, 1), valid_until=date(2026, 6, 30))


def download(client, event, ending="jwt"):
    response = client.get(reverse("holder_credential", args=[event.certification.uuid, ending]), secure=True)
    assert response.status_code == 200
    return response.content


def verify(client, token):
    """Return the credential, after its signature, its dates and its status, with the signature of the list."""

    def fetch(url):
        return client.get(urlsplit(url).path, secure=True).content

    verifier = OB3Verifier.for_issuer_did(DID, download=fetch)
    return verifier.verify(token, check_status=True, download=fetch)


def test_credential_is_verified(client, award):
    found = verify(client, download(client, award).decode())

    assert found.issuer.id == DID
    assert (found.expiration_date.date(), found.achievement.name) == (date(2026, 6, 30), "Balansemerket")
    assert client.get(reverse("credential_status", args=[10**9])).status_code == 404
    document = client.get("/.well-known/did.json", secure=True).json()
    assert document["id"] == DID
    assert "d" not in document["verificationMethod"][0]["publicKeyJwk"]
    with pytest.raises(OB3VerificationError, match="signature"):
        verify(client, download(client, award).decode()[:-8] + "AAAAAAAA")


def test_credential_is_baked_into_pictures(client, award, tmp_path):
    png, svg = download(client, award, "png"), download(client, award, "svg")

    for token in (
        their_baking.extract_png(png, keyword=their_baking.ITXT_KEYWORD_OB3),
        their_baking.extract_svg(svg, element=their_baking.SVG_ELEMENT_OB3),
    ):
        assert verify(client, token.decode() if isinstance(token, bytes) else token).issuer.id == DID
    (tmp_path / "badge.png").write_bytes(png)
    with Image.open(tmp_path / "badge.png") as picture:
        assert picture.size == (640, 640)
        picture.load()
    refused = client.get(reverse("holder_credential", args=[award.certification.uuid, "exe"]))
    assert refused.status_code == 404


def withdraw(event):
    values = {"kind": Event.Kind.WITHDRAWN, "date": TODAY, "valid_until": None}
    EventFactory.create(certification=event.certification, **values)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(withdraw, id="withdrawn"),
        pytest.param(lambda event: corrections.cancel(event, on=TODAY, reason="Feil virksomhet."), id="cancelled"),
    ],
)
def test_ended_mark_is_revoked(client, award, end):
    token = download(client, award).decode()
    verify(client, token)

    end(award)

    with pytest.raises(OB3VerificationError, match="revocation"):
        verify(client, token)
    assert client.get(reverse("holder_credential", args=[award.certification.uuid, "jwt"])).status_code == 404


def test_lapsed_mark_is_revoked_and_expired(client, award, time_machine):
    token = download(client, award).decode()
    renewals.add(renewals.proposal(award.certification, on=TODAY))
    verify(client, token)  # also after an early renewal

    time_machine.move_to(datetime(2026, 6, 30, 22, 10, tzinfo=UTC), tick=False)  # the first hour without it, in Norway

    with pytest.raises(OB3VerificationError, match="expired"):
        verify(client, token)
    assert verify(client, download(client, award).decode()).expiration_date.date() == date(2027, 6, 30)


def test_earlier_keys_verify_what_they_signed(client, award, time_machine):
    before = download(client, award).decode()
    time_machine.move_to(datetime(2026, 3, 17, 11, tzinfo=UTC), tick=False)
    call_command("new_credential_key")

    after = download(client, award).decode()

    assert SigningKey.objects.count() == 2
    assert verify(client, before).issuer.id == verify(client, after).issuer.id == DID
    assert before.split(".")[0] != after.split(".")[0]


@given(st.sets(st.integers(0, 131_071), max_size=6))
@settings(max_examples=30, derandomize=True, deadline=None)
def test_status_list_has_the_bits(places):
    bits = decode_encoded_list(encode_bits(places))

    assert len(bits) == 16 * 1024
    assert {place for place in range(len(bits) * 8) if bits[place // 8] & (0x80 >> (place % 8))} == places
