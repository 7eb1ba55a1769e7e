"""E-mails that came back: the addresses that do not work."""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from balansekunst.models import Bounce


def has_bounced(email: str = "email") -> Exists:
    """Return the condition on rows that the address in their field `email` does not work."""
    return Exists(Bounce.objects.filter(email=Lower(OuterRef(email)), kind=Bounce.Kind.HARD))
