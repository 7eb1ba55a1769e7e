"""The form that participants evaluate a course with."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.forms import TextField
from courses.models import EvaluationQuestion
from courses.models.evaluations import HIGHEST, LONGEST_COMMENT, LOWEST


class EvaluationForm(forms.Form):
    """An answer from 1 to 5 to each question, and a comment."""

    comment = TextField(
        label=gettext_lazy("Er det noe mer du vil si?"),
        help_text=gettext_lazy("Ikke skriv navn. Teksten slettes ett år etter kurset."),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for question in EvaluationQuestion.objects.all():
            self.fields[question.about] = forms.TypedChoiceField(
                label=question.text,
                choices=[(score, str(score)) for score in range(LOWEST, HIGHEST + 1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Velg et tall fra 1 til 5.")},
            )
        self.order_fields([*(name for name in self.fields if name != "comment"), "comment"])

    @property
    def questions(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name != "comment"]
