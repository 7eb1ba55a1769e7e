"""Letter templates in the admin. The letters have pages of their own (balansepotten.views.letters)."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.access import RUN_ROUNDS
from balansekunst.admin.search import OTHER_KINDS, SearchKind
from balansekunst.front_page import Task, TaskRows, Urgency
from balansekunst.models import User
from balansepotten import conflicts, letters
from balansepotten.letter_templates import FIELDS
from balansepotten.models import Letter, LetterTemplate


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


def _visible_letters(request: HttpRequest) -> QuerySet[Letter]:
    """Return the letters that the user may read."""
    user: Any = request.user
    if not user.has_perm(RUN_ROUNDS):
        return Letter.objects.none()
    found = Letter.objects.filter(conflicts.without_conflict(user, "decision__application"))
    return found.select_related("decision__application__organisation", "message")


def _hint(letter: Letter) -> str:
    application = letter.decision.application
    return f"{application.number}, {application.organisation}, {letter.message.get_status_display()}"


OTHER_KINDS.append(
    SearchKind(
        gettext_lazy("Brev"),
        _visible_letters,
        [
            "decision__application__title",
            "decision__application__number",
            "decision__application__organisation__name",
            "decision__application__organisation__number",
        ],
        lambda letter: reverse("letter_detail", args=[letter.pk]),
        _hint,
    )
)


def _explained() -> str:
    """Return the help text of a template: the markup, and the meaning of each field."""
    fields = format_html_join(", ", "<code>{{{}}}</code> {}", FIELDS.items())
    marks = _("En linje som begynner med «# » blir en overskrift, og en som begynner med «- » et punkt i en liste.")
    letterhead = _("Mottaker, dato, beløp og hilsen settes inn automatisk.")
    return format_html("{} {}<br>{}: {}.", marks, letterhead, _("Felter"), fields)
