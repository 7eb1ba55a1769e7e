"""Doing work on many rows in the admin: its preview, and confirming it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from members.models import Fee

INVOICE = {"due_on": "2026-04-15", "note": "Takk!"}


def preview(client: Client, work: str, rows: list[Any], **answers: str) -> Any:
    """Return the page of the work on the rows, with these answers."""
    model = rows[0]._meta
    keys = ",".join(str(row.pk) for row in rows)
    url = reverse(f"admin:{model.app_label}_{model.model_name}_bulk", args=[work])
    return client.post(url, {"rows": keys, **answers})


def confirm(client: Client, work: str, rows: list[Any], **answers: str) -> Any:
    page = preview(client, work, rows, **answers)
    expected = page.context["preview"].fingerprint
    return preview(client, work, rows, fingerprint=expected, confirm="1", **answers)


def skipped(page: Any) -> dict[str, str]:
    return {each.name: each.skipped for each in page.context["preview"].planned if each.skipped}


def invoiced(client: Client, *fees: Fee, **answers: str) -> Any:
    return confirm(client, "fee-invoice", list(fees), **{**INVOICE, **answers})
