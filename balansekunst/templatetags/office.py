"""The office's e-mail address."""

from email.utils import parseaddr

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def office_email() -> str:
    """Return the address that e-mails come from and can be answered at."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
