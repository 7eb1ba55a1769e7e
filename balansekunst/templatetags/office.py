"""The office, for pages that say where to write."""

from email.utils import parseaddr

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def office_email() -> str:
    """Return the address that the office's e-mail comes from, and is answered at."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
