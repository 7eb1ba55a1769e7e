"""What people are quoted for, sealed: the published content has a digest of each quote, and not its words.

The words are stored beside it, with a salt that keeps anyone from guessing them from the digest. A quote whose consent
is withdrawn loses words and salt. The published content, and its digest, are as before.
"""

import hashlib
import json
import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.models import User
from balansemerket.models import Quote as MarkQuote
from reports.document.nodes import Document, Node, Note, PersonQuote
from reports.document.traversal import transform
from reports.models import Publication, Quote, SealedQuote


class BrokenError(Exception):
    """The content of a publication is not what was published: it does not match its digest."""


def canonical(data: Any) -> str:
    """Return the canonical JSON of the data: sorted keys, no spaces, letters unescaped."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return digest_of_bytes(text.encode())


def digest_of_bytes(content: bytes) -> str:
    """Return the SHA-256 of a file, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def seal(document: Document) -> tuple[Document, list[SealedQuote]]:
    """Return the document with sealed quotes, and their words, which are not saved yet."""
    sealed: list[SealedQuote] = []

    def change(node: Node) -> Node:
        if not isinstance(node, PersonQuote):
            return node
        row = SealedQuote(salt=secrets.token_hex(16), text=node.text, person=node.person, role=node.role)
        row.seal = seal_of(row)
        sealed.append(row)
        return replace(node, seal=row.seal)

    return transform(document, change), sealed


def seal_of(quote: SealedQuote) -> str:
    """Return the digest of the words and the salt."""
    return digest(canonical({name: getattr(quote, name) for name in SealedQuote.ERASED}))


def store(publication: Publication, sealed: list[SealedQuote]) -> None:
    for row in sealed:
        row.publication = publication
    SealedQuote.objects.bulk_create(sealed)


def with_words(document: Document, publication: Publication) -> Document:
    """Return the document with the words of its quotes, and a note for each that was withdrawn.

    Raises BrokenError for words that are not those that were published.
    """
    rows = {row.seal: row for row in publication.sealed_quotes.all()}

    def change(node: Node) -> Node:
        if not isinstance(node, PersonQuote):
            return node
        row = rows.get(node.seal)
        if row is None or not (row.withdrawn_at or seal_of(row) == node.seal):
            raise BrokenError(publication.year)
        if row.withdrawn_at:
            return Note(withdrawal_note(row))
        return replace(node, text=row.text, person=row.person, role=row.role)

    return transform(document, change)


def withdrawal_note(quote: SealedQuote) -> str:
    """Return what is in the place of the quote."""
    day = date_format(timezone.localdate(quote.withdrawn_at), "j. F Y")
    return " ".join(filter(None, (_("Et sitat som sto her, ble trukket %(day)s.") % {"day": day}, quote.note)))


@transaction.atomic
def withdraw(quote: SealedQuote, *, note: str, by: User, at: datetime) -> SealedQuote:
    """Erase the words of a published quote everywhere, also in the report's draft and its histories.

    Raises ValidationError if that has been done.
    """
    locked = SealedQuote.objects.select_for_update().get(pk=quote.pk)
    if locked.withdrawn_at:
        raise ValidationError(_("Sitatet er allerede trukket."))
    words = {name: getattr(locked, name) for name in Quote.WORDS}
    drafts = list(Quote.objects.filter(report=locked.publication_id, **words).values_list("pk", flat=True))
    empty = dict.fromkeys(Quote.WORDS, "")
    Quote.objects.filter(pk__in=drafts).update(**empty)
    Quote.history.filter(id__in=drafts).update(**empty)
    for name in SealedQuote.ERASED:
        setattr(locked, name, "")
    locked.note, locked.withdrawn_by, locked.withdrawn_at = note, by, at
    locked.full_clean()
    locked.save()
    return locked


def withdraw_mark_quote(quote: MarkQuote, by: User, at: datetime) -> list[str]:
    """Withdraw a quote about the mark, as it is or was, from all published reports, and return which they are."""
    texts = [quote.text, *quote.history.values_list("text", flat=True)]
    published = SealedQuote.objects.filter(text__in=texts, withdrawn_at=None).select_related("publication")
    found = [withdraw(sealed, note="", by=by, at=at) for sealed in published.order_by("publication__year", "pk")]
    years = dict.fromkeys(sealed.publication.year for sealed in found)
    return [_("årsrapporten for %(year)s") % {"year": year} for year in years]


def quotes_json(publication: Publication) -> bytes:
    """Return the words of the report's quotes by their digests in its JSON, without those that were withdrawn."""
    rows = [
        {"seal": row.seal, "withdrawn": timezone.localdate(row.withdrawn_at).isoformat(), "note": row.note}
        if row.withdrawn_at
        else {"seal": row.seal, **{name: getattr(row, name) for name in SealedQuote.ERASED}}
        for row in publication.sealed_quotes.all()
    ]
    return json.dumps({"year": publication.year, "quotes": rows}, ensure_ascii=False, indent=2).encode()
