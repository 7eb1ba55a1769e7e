"""The root URLs."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from balansekunst import views
from balansekunst.calendar_views import calendar_feed
from balansekunst.health import health, readiness
from balansekunst.mail.webhook import mail_provider_webhook
from balansekunst.personal_data.views import erasure_ask, personal_data, personal_data_download

handler400 = "balansekunst.views.bad_request"
handler500 = "balansekunst.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("personvern/", views.privacy, name="privacy"),
    path("tilgjengelighet/", views.accessibility, name="accessibility"),
    path("min-side/opplysninger/", personal_data, name="personal_data"),
    path("min-side/opplysninger.json", personal_data_download, name="personal_data_download"),
    path("min-side/opplysninger/slett/", erasure_ask, name="erasure_ask"),
    path("", include("members.urls")),
    path("", include("balansemerket.urls")),
    path("", include("courses.urls")),
    path("", include("balansepotten.urls")),
    path("", include("radgivning.urls")),
    path("", include("reports.urls")),
    path("admin/", admin.site.urls),
    path("kalender/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("kontoendringer/", views.account_change_list, name="account_change_list"),
    path("kontoendringer/<int:pk>/", views.account_change_decide, name="account_change_decide"),
    # Nobody has a password, and staff verify the addresses: these pages of allauth have no use here.
    re_path(r"^konto/(?:password|email)/", views.not_offered),
    path("konto/2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("konto/sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("konto/", include("allauth.urls")),
    path("healthz", health, name="health"),
    path("readyz", readiness, name="readiness"),
]
if settings.MAIL_PROVIDER:
    urlpatterns.append(path("epost/retur/", mail_provider_webhook(settings.MAIL_PROVIDER), name="mail_provider"))
if settings.DEMO:
    urlpatterns.insert(0, path("", include("demo.urls")))
