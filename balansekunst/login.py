"""Login: how allauth's accounts and second factors are adapted to this site."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balansekunst import known_browsers
from balansekunst.encryption import decrypt, encrypt
from balansekunst.mail import outbox
from balansekunst.sessions import browser_name

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from balansekunst.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up: staff create the user accounts."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Koden stemmer ikke. Bruk den som står i den siste e-posten fra oss."),
        "too_many_login_attempts": _(
            "Du har prøvd mange ganger. Vent noen minutter, og prøv igjen. Hjelper ikke det, så prøv i morgen."
        ),
    }

    def is_open_for_signup(self, request: "HttpRequest") -> bool:
        return False

    def get_login_redirect_url(self, request: "HttpRequest") -> str:
        return reverse("admin:index" if request.user.is_staff else "my_page")

    def post_login(self, request: "HttpRequest", user: "User", **kwargs: Any) -> "HttpResponse":
        """Return the response of a completed login. The user gets an e-mail if the browser is new."""
        response = super().post_login(request, user, **kwargs)
        if not known_browsers.is_known(request, user):
            context = {
                "browser": browser_name(self.get_http_user_agent(request)),
                "url": request.build_absolute_uri(reverse("usersessions_list")),
            }
            self.send_notification_mail("account/email/new_browser", user, context)
        known_browsers.remember(request, response, user)
        return response

    def send_notification_mail(
        self, template_prefix: str, user: "User", context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Send an e-mail about the user's account through the outbox."""
        recipient = email or user.email
        message = self.render_mail(template_prefix, recipient, {"timestamp": timezone.now(), **(context or {})})
        outbox.post(recipient=recipient, subject=message.subject, body=message.body, about=user)

    def get_reauthentication_methods(self, user: "User | AnonymousUser") -> list[dict]:
        """Return the methods, passkeys first and password last: some users only have a passkey."""
        order = ["mfa_reauthenticate:webauthn", "mfa_reauthenticate", "reauthenticate"]
        return sorted(super().get_reauthentication_methods(user), key=lambda method: order.index(method["id"]))


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, with encrypted secrets, and error messages that explain what to do."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Koden stemmer ikke. Hver kode gjelder i et halvt minutt: vent på den neste, og prøv den."),
        "cannot_delete_authenticator": _("Legg til en ny før du fjerner den siste."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether the owner may delete it: never the last of a protected account (account_changes)."""
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        has_other = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return has_other or not authenticator.user.is_protected()

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)
