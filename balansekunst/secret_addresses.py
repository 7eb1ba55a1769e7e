"""Addresses that only one person knows: 256 random bits, of which the SHA-256 finds the row."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from balansekunst.encryption import EncryptedTextField

TOKEN_BYTES = 32


def new_token() -> str:
    return token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


class FeedAddress(models.Model):
    """The address of a calendar feed, which is found by the digest of its token, and shown to who manages it."""

    token = EncryptedTextField(_("adresse"))
    digest = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        abstract = True
        verbose_name = _("kalenderadresse")
        verbose_name_plural = _("kalenderadresser")


@transaction.atomic
def renew_feed[Feed: FeedAddress](model: type[Feed], **owner: Any) -> Feed:
    """Give the owner a new address of the feed. The old one stops working."""
    rows: models.Manager[Feed] = model._default_manager  # noqa: SLF001 - Django documents it
    rows.filter(**owner).delete()
    token = new_token()
    return rows.create(**owner, token=token, digest=digest(token))
