"""Forms of the jury, and of those who invite jurors."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.forms import EmailField, LineField, TextField
from balansepotten.models import Assessment, Call, ConflictOfInterest, Criterion

Ground = ConflictOfInterest.Ground


class AssessmentForm(forms.Form):
    """Points on each criterion of the call, and a comment. Points are required on all of them only to finish."""

    comment = TextField(
        label=gettext_lazy("Kommentar"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Hva er sterkt og svakt? De andre i juryen ser det når de selv er ferdige."),
    )

    def __init__(self, call: Call, own: Assessment | None, data: Any = None, *, done: bool = False) -> None:
        self.criteria = list(call.criteria.all())
        given = {score.criterion_id: score.points for score in own.scores.all()} if own else {}
        initial = {self.name_of(criterion): given.get(criterion.pk) for criterion in self.criteria}
        super().__init__(data, initial={**initial, "comment": own.comment if own else ""})
        for criterion in self.criteria:
            self.fields[self.name_of(criterion)] = _scale(criterion, call.highest_score, required=done)
        self.order_fields([*map(self.name_of, self.criteria), "comment"])

    @staticmethod
    def name_of(criterion: Criterion) -> str:
        return f"criterion_{criterion.pk}"

    def points(self) -> dict[int, int]:
        """Return the points given, by the criterion's primary key."""
        given = {criterion.pk: self.cleaned_data[self.name_of(criterion)] for criterion in self.criteria}
        return {criterion: points for criterion, points in given.items() if points is not None}


def _scale(criterion: Criterion, highest: int, *, required: bool) -> forms.TypedChoiceField:
    field = forms.TypedChoiceField(
        label=criterion.name,
        choices=[(points, str(points)) for points in range(1, highest + 1)],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Gi poeng."),
            "invalid_choice": _("Gi fra 1 til %(highest)s poeng.") % {"highest": highest},
        },
        help_text=_meaning(criterion),
    )
    # Points may be missing in a draft, but the field must not be labelled as optional.
    field.required = required
    return field


def _meaning(criterion: Criterion) -> str:
    weight = _("Teller %(weight)s ganger.") % {"weight": criterion.weight} if criterion.weight > 1 else ""
    return format_html("{} {}", criterion.description, weight)


class ConflictForm(forms.Form):
    """The ground of a conflict of interest, and a confirmation of its consequence."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Hvorfor er du inhabil?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg en grunn.")},
    )
    words = TextField(
        label=gettext_lazy("Med egne ord"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kort. Bare de som leder runden, ser det."),
    )
    sure = forms.BooleanField(error_messages={"required": gettext_lazy("Kryss av for å gå videre.")})

    def __init__(self, data: Any = None, *, consequence: str) -> None:
        super().__init__(data)
        self.fields["sure"].label = consequence

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("ground") == Ground.OTHER and not answers.get("words"):
            self.add_error("words", _("Skriv kort hva det gjelder."))
        return answers


class InvitationForm(forms.Form):
    """The person to invite to the jury."""

    name = LineField(
        label=gettext_lazy("Navn"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Skriv navnet.")},
    )
    email = EmailField(
        label=gettext_lazy("E-post"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Hit sendes invitasjonen, og koden som jurymedlemmet logger inn med."),
        error_messages={"required": gettext_lazy("Skriv e-postadressen.")},
    )
