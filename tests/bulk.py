"""Work on many rows, as staff do it in the admin."""

from typing import Any

from django.test import Client
from django.urls import reverse

from balansekunst.models import BulkChange


def choose(client: Client, action: str, *rows: Any) -> Any:
    """Choose the action for the rows in their list, and return the page."""
    name = f"{rows[0]._meta.app_label}_{rows[0]._meta.model_name}"
    chosen = {"action": f"bulk_{action}", "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(f"admin:{name}_changelist"), chosen)


def confirm(client: Client, page: Any, **answers: Any) -> Any:
    """Confirm what the page shows, with these answers."""
    preview = page.context["preview"]
    data = {"rows": page.context["keys"], "fingerprint": preview.fingerprint, "confirm": "1"}
    return client.post(page.context["url"], preview.form.data | data | answers, follow=True)


def skipped(page: Any) -> dict[int, str]:
    """Return why rows are skipped, by their primary keys."""
    return {each.row.pk: each.skipped for each in page.context["preview"].planned if each.skipped}


def undo(client: Client) -> Any:
    """Undo the only change, and return the page that asked for it."""
    url = reverse("admin:balansekunst_bulkchange_undo", args=[BulkChange.objects.get().pk])
    asked = client.get(url)
    client.post(url, {"fingerprint": asked.context["fingerprint"]})
    return asked


def shown(page: Any) -> list[str]:
    """Return the messages on the page."""
    return [str(message) for message in page.context["messages"]]
