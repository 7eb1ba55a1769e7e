"""The webhook of the e-mail provider, which reports what came back."""

from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase


def mail_provider_webhook(provider: str) -> "Callable[..., HttpResponseBase]":
    """Return django-anymail's view of the provider's reports, which checks the secret, and is open to who has it.

    Raises ImproperlyConfigured for a provider that it does not know.
    """
    from anymail import urls  # the views of all providers, which take a moment to load

    views = {page.name: page.callback for page in urls.urlpatterns}
    try:
        return views[f"{provider}_tracking_webhook"]
    except KeyError:
        known = ", ".join(sorted(name.removesuffix("_tracking_webhook") for name in views if "_tracking_" in name))
        raise ImproperlyConfigured(f"MAIL_PROVIDER is none of {known}.") from None
