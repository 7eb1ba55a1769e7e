"""The URLs that could reveal an enquiry."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from radgivning.models import Enquiry, Ground, Topic
from radgivning.urls import urlpatterns


def admin_addresses(enquiry: Enquiry) -> list[str]:
    """Return every URL of the admin's lists of enquiries, topics and grounds, also with query strings."""
    rows: dict[Any, int] = {Enquiry: enquiry.pk, Topic: Topic.objects.all()[0].pk, Ground: Ground.objects.all()[0].pk}
    found = [
        f"/admin/radgivning/enquiry/{enquiry.pk}/",
        f"{reverse('admin:radgivning_enquiry_changelist')}?q=appelsinjuice",
        f"{reverse('admin:radgivning_enquiry_changelist')}?note__contains=appelsin",
        f"{reverse('admin:radgivning_enquiry_changelist')}?tall=2024-01-01/2024-12-31/contacts",
        reverse("admin:radgivning_enquiry_simple_history", args=[enquiry.pk, enquiry.history.first().pk]),
    ]
    for model, pk in rows.items():
        names = {page.name for page in admin.site.get_model_admin(model).get_urls() if page.name}
        for name in sorted(names - {f"radgivning_{model._meta.model_name}_simple_history"}):
            is_of_one = name.rpartition("_")[2] in ("change", "delete", "history", "view")
            found.append(reverse(f"admin:{name}", args=[pk] if is_of_one else []))
    return found


def own_addresses(enquiry: Enquiry) -> list[str]:
    """Return every URL of the advisers' own pages."""
    return [
        reverse(str(page.name), kwargs=dict.fromkeys(page.pattern.converters, enquiry.pk))
        for page in urlpatterns
        if str(page.name).startswith("enquiry")
    ]
