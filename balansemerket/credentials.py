"""The mark as an Open Badges 3.0 credential: a Verifiable Credential 2.0 as a signed JWT.

The issuer is the site, as `did:web`. A credential is of one award or renewal, and made anew each time it is asked for,
with the same content. Whether it still holds is a bit of a status list (Bitstring Status List), which the site signs.
"""

import base64
import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.jwk import ECKey

from balansekunst.dates import midnight
from balansemerket.models import Event, SigningKey
from balansemerket.register import PublicMark

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
BADGE_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
ALGORITHM = "ES256"
# The standard's smallest list. An event has the bit of its number, in the list of so many numbers.
LIST_BITS = 131_072
# A copy of the list is not to be trusted for longer: it would hide a withdrawal.
LIST_LASTS = timedelta(days=2)


@dataclass(frozen=True)
class Site:
    """The site that issues credentials; `url` has no slash at its end."""

    url: str

    @property
    def did(self) -> str:
        return f"did:web:{quote(urlsplit(self.url).netloc, safe='')}"

    def address(self, route: str, *args: object) -> str:
        return self.url + reverse(route, args=args)


def make_key(*, at: datetime) -> SigningKey:
    """Make a key, which signs from now on. What the earlier ones signed is still valid."""
    key = ECKey.generate_key("P-256", private=True)
    name = key.thumbprint()
    public = {**key.as_dict(private=False), "kid": name, "alg": ALGORITHM, "use": "sig"}
    private = json.dumps(key.as_dict(private=True))
    return SigningKey.objects.create(name=name, public=public, private=private, made_at=at)


def current_key(*, at: datetime) -> SigningKey:
    """Return the newest key, or the first one, which is made now."""
    return SigningKey.objects.first() or make_key(at=at)


def did_document(site: Site, *, at: datetime) -> dict[str, Any]:
    """Return the document of the issuer, with all its keys, the newest first."""
    current_key(at=at)
    methods = [
        {
            "id": f"{site.did}#{key.name}",
            "type": "JsonWebKey2020",
            "controller": site.did,
            "publicKeyJwk": key.public,
        }
        for key in SigningKey.objects.defer("private")
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": site.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def credential(mark: PublicMark, site: Site, *, at: datetime) -> str:
    """Return the signed credential of the mark's latest award or renewal."""
    return _sign(credential_content(mark, site), site, at=at)


def credential_content(mark: PublicMark, site: Site) -> dict[str, Any]:
    page = site.address("holder_detail", mark.uuid)
    number, place = divmod(mark.event.pk, LIST_BITS)
    status_list = site.address("credential_status", number)
    valid_from, valid_until = midnight(mark.begins_on), midnight(mark.valid_until + timedelta(days=1))
    return {
        "@context": [VC_CONTEXT, BADGE_CONTEXT],
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{page}#{mark.event.pk}')}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _("Balansemerket"),
        "issuer": {"id": site.did, "type": ["Profile"], "name": "Balansekunst", "url": site.url},
        "validFrom": _moment(valid_from),
        "validUntil": _moment(valid_until),
        "credentialSubject": {
            "id": page,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": mark.name,
                    "identityType": "name",
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": site.address("holder_list"),
                "type": ["Achievement"],
                "achievementType": "Certification",
                "name": _("Balansemerket"),
                "description": _("Virksomheten arbeider for et likestilt og mangfoldig kulturliv."),
                "criteria": {
                    "narrative": _(
                        "Virksomheten har kartlagt risikoen for seksuell trakassering og diskriminering, "
                        "har rutiner for varsling og arbeider videre etter en plan."
                    )
                },
                "image": {"id": site.address("holder_badge_png", mark.uuid), "type": "Image"},
            },
        },
        "credentialStatus": {
            "id": f"{status_list}#{place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place),
            "statusListCredential": status_list,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "iss": site.did,
        "jti": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{page}#{mark.event.pk}')}",
        "sub": page,
        "nbf": int(valid_from.timestamp()),
        "exp": int(valid_until.timestamp()),
    }


def is_used(number: int) -> bool:
    """Return whether there may be credentials in the list; the first one always exists."""
    return number * LIST_BITS <= (Event.objects.aggregate(Max("pk"))["pk__max"] or 0)


def status_list(number: int, site: Site, *, day: date, at: datetime) -> str:
    """Return the signed list in which a bit is set for each award and renewal that gives no mark on the day."""
    url = site.address("credential_status", number)
    first = number * LIST_BITS
    giving = Event.objects.giving_mark_on(day).values("pk")
    listed = Event.objects.filter(pk__gte=first, pk__lt=first + LIST_BITS, kind__in=Event.GIVES_PERIOD, date__lte=day)
    ended = listed.exclude(pk__in=giving).order_by().values_list("pk", flat=True)
    content = {
        "@context": [VC_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": site.did,
        "validFrom": _moment(at),
        "validUntil": _moment(at + LIST_LASTS),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_bits(key - first for key in ended),
        },
        "iss": site.did,
        "jti": url,
        "nbf": int(at.timestamp()),
    }
    return _sign(content, site, at=at)


def encode_bits(places: Iterable[int]) -> str:
    """Return a string of bits with those at the places set, compressed, as the standard encodes it."""
    bits = bytearray(LIST_BITS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def _sign(content: dict[str, Any], site: Site, *, at: datetime) -> str:
    key = current_key(at=at)
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": f"{site.did}#{key.name}"}
    return jwt.encode(header, content, ECKey.import_key(json.loads(key.private)), algorithms=[ALGORITHM])


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
