"""The floor of `bench.pages`: Django's own admin, without anything of ours, over the same tables at `/stock/`."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.test import override_settings
from django.urls import include, path

from balansemerket.models import Certification
from balansepotten.models import Application, Grant, Letter
from bench.rows import LETTERS
from courses.models import Assignment
from members.models import Contact, Membership, Organisation
from radgivning.models import Enquiry

site = admin.AdminSite(name="stock")


def register(model: type[Model], columns: list[str], search: list[str], filters: list[str], **options: Any) -> None:
    """Register the model with what one would show of it, and as many rows a page as our list."""
    options = {"list_per_page": 50, **options}
    site.register(model, admin.ModelAdmin, list_display=columns, search_fields=search, list_filter=filters, **options)


OF_ORGANISATION = ["organisation__name", "organisation__number"]
register(
    Organisation,
    ["name", "number", "field", "municipality"],
    ["name", "number", "postal_place"],
    ["field", "municipality__county__region"],
)
register(
    Membership,
    ["organisation", "joined", "left", "leave_cause", "leave_reason"],
    OF_ORGANISATION,
    ["organisation__field"],
)
register(
    Contact,
    ["name", "organisation", "email", "phone"],
    ["name", "email", *OF_ORGANISATION],
    ["organisation__municipality__county__region"],
)
register(
    Assignment,
    ["title", "date", "client", "municipality", "form", "participants", "status"],
    ["title", "client__name", "client__number", "client_name"],
    ["status", "form"],
)
register(
    Application,
    ["title", "number", "organisation", "call", "category", "status", "amount_applied", "amount_awarded"],
    ["title", "number", *OF_ORGANISATION],
    ["call", "status", "category"],
)
register(
    Grant,
    ["application", "accepted_at", "report_due"],
    ["application__title", "application__number", "application__organisation__name"],
    ["application__call"],
)
register(
    Letter,
    ["decision", "message"],
    ["decision__application__number"],
    [],
    list_per_page=LETTERS,
    list_select_related=["decision__application", "message"],
)
register(Enquiry, ["date", "channel", "caller", "region", "legal_guidance"], [], ["channel", "region"])
register(Certification, ["organisation"], OF_ORGANISATION, ["organisation__field"])

urlpatterns: list[Any] = [path("stock/", site.urls), path("", include("balansekunst.urls"))]

# Django's own templates, not ours by the same names.
with_own_templates = override_settings(
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ]
)
