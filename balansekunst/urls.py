"""The root URLs."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from balansekunst import views
from balansekunst.health import health

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("balansepotten.urls")),
    path("", include("radgivning.urls")),
    path("", include("reports.urls")),
    path("admin/", admin.site.urls),
    # Nobody has a password, and staff verify the addresses: these pages of allauth have no use here.
    re_path(r"^konto/(?:password|email)/", views.not_offered),
    path("konto/", include("allauth.urls")),
    path("helse/", health, name="health"),
]
if settings.DEMO:
    urlpatterns.insert(0, path("", include("demo.urls")))
