"""Requests of a list's pages that are asked for again in a job, by the one who asked first."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, QueryDict

from balansekunst.models import User


class JobRequest(HttpRequest):
    """A request in a job, with its messages."""

    def __init__(self, user: User, arguments: dict[str, Any] | None = None) -> None:
        super().__init__()
        found = {"query": "", "form": "", **(arguments or {})}
        self.user = user
        self.method = "POST" if found["form"] else "GET"
        self.GET, self.POST = QueryDict(found["query"]), QueryDict(found["form"])
        self._messages = _Messages(self)

    @property
    def said(self) -> str:
        """Return all messages."""
        return " ".join(str(message) for message in self._messages)


class _Messages(BaseStorage):
    """Messages that are only read by the job."""

    def _get(self, *_args: Any, **_kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: list[Any], *_args: Any, **_kwargs: Any) -> list[Any]:
        return messages


def list_of(arguments: dict[str, Any]) -> Any:
    """Return the list in the admin that a job is about."""
    return admin.site.get_model_admin(apps.get_model(arguments["list"]))
