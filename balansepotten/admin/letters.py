"""Letter templates in the admin. The letters have pages of their own (balansepotten.views.letters)."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.models import User
from balansepotten import letters
from balansepotten.letter_templates import FIELDS
from balansepotten.models import LetterTemplate


class LetterTemplateForm(forms.ModelForm):
    """The form of a letter template, with a help text that lists its fields."""

    class Meta:
        model = LetterTemplate
        fields = ["kind", "body"]
        widgets = {"body": AdminTextareaWidget(attrs={"rows": 24, "spellcheck": "true"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].help_text = _explained()


def unsent(user: User) -> TaskRows:
    """Return a task for each call with letters that are not sent."""

    def task(count: int, year: int) -> Task:
        words = ngettext(
            "brev fra Balansepotten %(year)s er ikke sendt", "brev fra Balansepotten %(year)s er ikke sendt", count
        )
        return Task(Urgency.WAITING, words % {"year": year}, count, reverse("letter_list", args=[year]))

    return TaskRows(letters.unsent_decisions(by=user), task, by="application__call__year")


def _explained() -> str:
    """Return the help text of a template: the markup, and the meaning of each field."""
    fields = format_html_join(", ", "<code>{{{}}}</code> {}", FIELDS.items())
    marks = _("En linje som begynner med «# » blir en overskrift, og en som begynner med «- » et punkt i en liste.")
    letterhead = _("Mottaker, dato, beløp og hilsen settes inn automatisk.")
    return format_html("{} {}<br>{}: {}.", marks, letterhead, _("Felter"), fields)
