"""The application form: one page that may be saved with anything lacking, as long as what is there can be kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from balansekunst.fields import KronerInput, kroner
from balansekunst.forms import DateField
from balansepotten import attachments, budget, concurrent_edits
from balansepotten.application_content import Content
from balansepotten.budget import Budget, Kind, Line
from balansepotten.concurrent_edits import Change, Version
from balansepotten.models import Application, BudgetLine, Question, Theme

MOST_LETTERS = 8000
MOST_LINES = 60
LONG_TEXTS = ("objectives", "target_group", "expected_effect", "plan", "partners")
OPTIONAL = ("partners", "uploads")


class LineForm(forms.Form):
    """A line of the budget; an empty one is no line."""

    description = forms.CharField(label=_("Hva"), max_length=200, required=False)
    amount = KronerInput(label=_("Beløp i kroner"), required=False)

    def line(self, kind: Kind) -> Line | None:
        """Return the line, or None when it says nothing or can't be kept."""
        said = self.cleaned_data
        description, amount = said.get("description", ""), said.get("amount")
        if not description and amount is None:
            return None
        return Line(kind, description, amount)


LineFormSet = forms.formset_factory(
    LineForm, extra=2, max_num=MOST_LINES, absolute_max=MOST_LINES + 20, validate_max=True
)


class FilesInput(forms.FileInput):
    """Several files at a time."""

    allow_multiple_selected = True


class DraftForm(forms.ModelForm):
    """The whole application: its own fields, and a formset of budget lines for `income` and one for `costs`.

    `seen` tells when the draft that the writer changed was last saved, so that nobody's text is overwritten unseen.
    Uploads are kept one by one by the view: `uploads` is their place in the form, and that of their errors.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(), label=_("Tematisk satsing"), required=False, widget=forms.CheckboxSelectMultiple
    )
    uploads = forms.Field(label=_("Legg ved filer"), required=False, widget=FilesInput)

    class Meta:
        model = Application
        fields = [
            "title",
            "category",
            "themes",
            "objectives",
            "target_group",
            "expected_effect",
            "plan",
            "starts_on",
            "ends_on",
            "partners",
            "amount_applied",
        ]
        labels = {
            "title": _("Navn på prosjektet"),
            "category": _("Kategori"),
            "objectives": _("Mål"),
            "target_group": _("Målgruppe"),
            "expected_effect": _("Forventet effekt"),
            "plan": _("Plan for gjennomføringen"),
            "starts_on": _("Prosjektet starter"),
            "ends_on": _("Prosjektet slutter"),
            "partners": _("Samarbeidspartnere"),
            "amount_applied": _("Beløp dere søker om"),
        }
        help_texts = {
            "title": _("Kort og lett å kjenne igjen."),
            "objectives": _("Hva vil dere oppnå, og hvorfor trengs det?"),
            "target_group": _("Hvem er prosjektet for, og hvordan når dere dem?"),
            "expected_effect": _("Hva er annerledes når prosjektet er ferdig, og hvordan kan dere se det?"),
            "plan": _("Hva skal dere gjøre, i hvilken rekkefølge, og hvem gjør det?"),
            "partners": _("Andre kan være med, men det er medlemmet som svarer for prosjektet."),
        }
        field_classes = {"starts_on": DateField, "ends_on": DateField}
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in LONG_TEXTS}

    def __init__(self, data: Any = None, *, instance: Application) -> None:
        self.saved_at = instance.changed_at
        self.questions = {f"answer-{question.pk}": question for question in instance.call.questions.all()}
        self.kept_lines = list(instance.budget_lines.all())
        self.kept_themes = list(instance.themes.all())
        super().__init__(data, instance=instance)
        self.initial["themes"] = [theme.pk for theme in self.kept_themes]
        self.initial.update({f"answer-{answer.question_id}": answer.text for answer in instance.answers.all()})
        self.fields.update({name: _answer_field(question) for name, question in self.questions.items()})
        self.income = _line_formset(Kind.INCOME, self.kept_lines, data)
        self.costs = _line_formset(Kind.COST, self.kept_lines, data)
        self._dress(instance)

    def _dress(self, instance: Application) -> None:
        themes, category, uploads = self.fields["themes"], self.fields["category"], self.fields["uploads"]
        themes.queryset = Theme.objects.filter(Q(active=True) | Q(pk__in=self.initial["themes"]))  # type: ignore[attr-defined]
        themes.help_text = _("Velg én eller flere.")
        category.choices = [("", _("Velg kategori")), *Application.Category.choices]  # type: ignore[attr-defined]
        self.fields["starts_on"].help_text = _("Tidligst dagen etter at søknadsfristen er ute.")
        if limit := instance.call.max_amount:
            self.fields["amount_applied"].help_text = _("Høyst %(limit)s.") % {"limit": kroner(limit)}
        uploads.help_text = _("PDF, Word, Excel, OpenDocument, PNG eller JPG. Høyst %(most)s filer på 10 MB.") % {
            "most": attachments.MOST_FILES
        }
        uploads.widget.attrs["accept"] = ",".join(
            suffix for suffixes in attachments.SUFFIXES.values() for suffix in suffixes
        )
        for name in LONG_TEXTS:
            self.fields[name].validators.append(MaxLengthValidator(MOST_LETTERS))
        for name, field in self.fields.items():
            # A draft may lack it, but nothing can be sent without it: so it isn't shown as optional.
            question = self.questions.get(name)
            field.widget.is_required = question.required if question else name not in OPTIONAL

    def clean(self) -> dict[str, Any] | None:
        """Refuse to overwrite what was saved after the writer opened the form."""
        if self.is_stale:
            raise ValidationError(
                _("Søknaden er lagret på nytt siden du åpnet den: av en kollega, eller av deg i et annet vindu."),
                code="changed",
            )
        return super().clean()

    def is_valid(self) -> bool:
        """Tell if all of it can be kept, the budget lines too."""
        return all([super().is_valid(), self.income.is_valid(), self.costs.is_valid()])

    @property
    def is_stale(self) -> bool:
        """Whether the draft has been saved since the writer opened the form."""
        return self.is_bound and self.data.get("seen") != self.saved_at.isoformat()

    def content(self) -> Content:
        """Return what the form says, as far as it can be kept: a field that can't be is left out.

        The two dates go together, and so do the lines of the budget.
        """
        names = [name for name in self.Meta.fields if name in self.cleaned_data]
        if {"starts_on", "ends_on"} & self.errors.keys():
            names = [name for name in names if name not in ("starts_on", "ends_on")]
        answers = {question.pk: self.cleaned_data.get(name) for name, question in self.questions.items()}
        return Content(
            values={name: self.cleaned_data[name] for name in names},
            lines=self.lines() if self.income.is_valid() and self.costs.is_valid() else None,
            answers={pk: text for pk, text in answers.items() if text is not None},
        )

    def unkept(self) -> list[str]:
        """Return the names of what can't be kept as it is typed."""
        names = [str(self.fields[name].label) for name in self.errors if name in self.fields]
        formsets = ((_("Utgifter"), self.costs), (_("Inntekter"), self.income))
        return names + [str(name) for name, formset in formsets if not formset.is_valid()]

    def answers(self) -> list[BoundField]:
        """Return the fields of the call's own questions."""
        return [self[name] for name in self.questions]

    def lines(self) -> list[Line]:
        """Return the budget lines that say something and can be kept, as typed, or as kept where nothing is typed."""
        if not self.costs.is_bound:
            return _by_kind(self.kept_lines)
        formsets = ((Kind.INCOME, self.income), (Kind.COST, self.costs))
        return [line for kind, formset in formsets for form in formset if (line := form.line(kind))]

    def budget(self) -> Budget:
        """Return the sums of what has been typed, or of what is kept when nothing has."""
        if self.is_bound:
            return budget.of(self.cleaned_data.get("amount_applied"), self.lines())
        return budget.of(self.instance.amount_applied, self.kept_lines)

    def changed_meanwhile(self) -> list[Change]:
        """Return what another has saved since the writer opened the form, field by field.

        What the writer hasn't touched then says what the other wrote; what both have changed stays as the writer has
        it. Where it isn't known what the writer began with, all that differs is told, and nothing is changed.
        """
        if not self.is_stale:
            return []
        before = concurrent_edits.version_at(self.instance, _moment(self.data.get("seen")))
        changes = [self._change(name, before) for name in (*self.Meta.fields, *self.questions)]
        return [change for change in (*changes, self._change_of_lines(before)) if change]

    def _change(self, name: str, before: Version | None) -> Change | None:
        kept, typed = self._kept(name), self._typed(name)
        began = before.fields.get(name) if before else None
        began = began or "" if isinstance(kept, str) else began
        if typed == kept or (before and began == kept):
            return None
        is_contested = before is None or typed != began
        if not is_contested:
            self._take(name, self.initial.get(name))
        return Change(str(self.fields[name].label), self._kept_text(name), is_contested)

    def _change_of_lines(self, before: Version | None) -> Change | None:
        kept, typed = _by_kind(self.kept_lines), _by_kind(self.lines())
        began = before.lines if before else None
        if kept in (typed, began):
            return None
        is_contested = typed != began or not (self.income.is_valid() and self.costs.is_valid())
        if not is_contested:
            self.income = _line_formset(Kind.INCOME, self.kept_lines, None)
            self.costs = _line_formset(Kind.COST, self.kept_lines, None)
        text = "\n".join(f"{line.description}: {kroner(line.amount or 0)}" for line in self.kept_lines)
        return Change(str(_("Budsjettlinjer")), text or str(_("Tomt")), is_contested)

    def _kept(self, name: str) -> Any:
        if name == "themes":
            return {theme.pk for theme in self.kept_themes}
        return self.initial.get(name, "")

    def _typed(self, name: str) -> Any:
        if name == "themes" and name in self.cleaned_data:
            return {theme.pk for theme in self.cleaned_data[name]}
        return self.cleaned_data.get(name, self.data.get(name))

    def _take(self, name: str, kept: Any) -> None:
        sent: Any = self.data
        data = sent.copy()
        if isinstance(kept, list):
            data.setlist(name, kept)
        else:
            data[name] = self.fields[name].prepare_value("" if kept is None else kept)
        self.data = data

    def _kept_text(self, name: str) -> str:
        kept = self.initial.get(name)
        if name == "themes":
            kept = ", ".join(theme.name for theme in self.kept_themes)
        elif name == "category":
            kept = Application(category=kept or "").get_category_display()
        elif isinstance(kept, date):
            kept = date_format(kept)
        elif isinstance(kept, int):
            kept = kroner(kept)
        return str(kept or _("Tomt"))


def _answer_field(question: Question) -> forms.CharField:
    return forms.CharField(
        label=question.label,
        help_text=escape(question.help_text),
        required=False,
        validators=[MaxLengthValidator(MOST_LETTERS)],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _by_kind(lines: Iterable[BudgetLine | Line]) -> list[Line]:
    return sorted((Line(str(line.kind), line.description, line.amount) for line in lines), key=lambda line: line.kind)


def _moment(text: object) -> datetime | None:
    try:
        return parse_datetime(str(text))
    except ValueError:
        return None


def _line_formset(kind: Kind, lines: Sequence[BudgetLine], data: Mapping | None) -> BaseFormSet:
    initial = [{"description": line.description, "amount": line.amount} for line in lines if line.kind == kind]
    return LineFormSet(data, initial=initial, prefix=kind.value)
