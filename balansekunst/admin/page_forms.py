"""Short forms on the page of a row, for what is registered or changed daily.

Each has an address of its own, where it works without scripts; `object_page.js` opens it in a dialog. The rules are in
the domain modules that the forms call.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils import timezone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Saved:
    """What was done, in a sentence, and the page of the row that was changed or added."""

    words: str
    url: str = ""


class PageForm(forms.BaseForm):
    """A form on the page of `row`, linked to by `label`: from the heading of the part `at`, or else from the top."""

    do_not_call_in_templates = True

    slug: ClassVar[str]
    label: ClassVar["StrOrPromise"]
    button: ClassVar["StrOrPromise"]
    at: ClassVar[str] = ""
    # What the user must be allowed to do, by the admin of the model: "add", "change".
    acts_on: ClassVar[type[Model]]
    action: ClassVar[str] = "add"

    def __init__(self, row: Any, data: Any = None, **kwargs: Any) -> None:
        self.row = row
        self.today = timezone.localdate()
        super().__init__(data, **kwargs)

    @classmethod
    def is_allowed(cls, request: HttpRequest) -> bool:
        """Return whether the user may do this with rows that they may see."""
        return getattr(admin.site.get_model_admin(cls.acts_on), f"has_{cls.action}_permission")(request)

    @classmethod
    def is_possible_on(cls, day: date) -> Combinable | Q | None:
        """Return an expression of the page's model: whether there is something to do. None is always."""
        return None

    @classmethod
    def page_of(cls, row: Any) -> Model:
        """Return the row whose page is shown afterwards."""
        return row

    def apply(self) -> Saved:
        """Do it. Raises ValidationError."""
        raise NotImplementedError

    def try_to_apply(self) -> Saved | None:
        """Do it; or return None if a rule is against it, and report that at the fields."""
        try:
            with transaction.atomic():
                return self.apply()
        except ValidationError as error:
            found = error.error_dict if hasattr(error, "error_dict") else {"": error}
            for field, problem in found.items():
                self.add_error(field if field in self.fields else None, problem)
            return None


def offered(request: HttpRequest, row: Model, found: Iterable[type[PageForm]]) -> list[type[PageForm]]:
    """Return the forms that the user may use now, found in one query."""
    allowed = [form for form in found if form.is_allowed(request)]
    today = timezone.localdate()
    conditions = {form.slug.replace("-", "_"): form.is_possible_on(today) for form in allowed}
    expressions = {f"may_{name}": condition for name, condition in conditions.items() if condition is not None}
    if not expressions:
        return allowed
    possible = type(row)._meta.base_manager.filter(pk=row.pk).values(**expressions).get()
    return [form for form in allowed if possible.get(f"may_{form.slug.replace('-', '_')}", True)]
