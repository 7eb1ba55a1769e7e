"""The forms of the steps of a round: rows that several people write in at the same time, saved while they write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.forms import DateField, LineField, TextField, URLField, WholeNumberField
from balansekunst.merging_forms import MergingForm
from balansekunst.uploads import FilesField
from balansemerket import evidence
from balansemerket.models import (
    Area,
    AreaReview,
    Evidence,
    Participation,
    Requirement,
    Risk,
    Round,
    Step,
)

if TYPE_CHECKING:
    from django.http import QueryDict


class AnswerForm(MergingForm):
    """A form of one row of a round, which may be incomplete until its step is handed in."""

    use_required_attribute = False
    optional: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        each: Any
        for name, each in self.fields.items():
            each.widget.is_required = name not in self.optional
            if hasattr(each, "choices"):
                each.choices = [("", _("Velg")), *(choice for choice in each.choices if choice[0])]


class ResultForm(AnswerForm):
    """What came of a measure."""

    class Meta:
        model = Risk
        fields = ["outcome", "result"]
        field_classes = {"result": TextField}

    optional = Meta.fields


class ParticipationForm(AnswerForm):
    """How many took an online course."""

    class Meta:
        model = Participation
        fields = ["participants", "people", "completed_on"]
        field_classes = {
            "participants": WholeNumberField,
            "people": WholeNumberField,
            "completed_on": DateField,
        }

    optional = Meta.fields


class GatheringForm(AnswerForm):
    """The gathering, where the mapping began."""

    class Meta:
        model = Round
        fields = ["gathering_on", "gathering_place", "gathering_people"]
        field_classes = {
            "gathering_on": DateField,
            "gathering_place": LineField,
            "gathering_people": WholeNumberField,
        }


class RiskForm(AnswerForm):
    """A risk in the mapping."""

    class Meta:
        model = Risk
        fields = ["risk", "ground", "likelihood", "consequence", "cause"]
        labels = {"ground": gettext_lazy("Grunnlag")}
        field_classes = {"risk": TextField, "cause": TextField}
        widgets = {"risk": forms.Textarea(attrs={"rows": 3}), "cause": forms.Textarea(attrs={"rows": 3})}

    optional = ["ground"]


class ReviewForm(AnswerForm):
    """An area where no risk was found."""

    class Meta:
        model = AreaReview
        fields = ["no_risk"]
        field_classes = {"no_risk": TextField}
        widgets = {"no_risk": forms.Textarea(attrs={"rows": 2})}

    optional = Meta.fields


class MeasureForm(AnswerForm):
    """What is done about a risk."""

    class Meta:
        model = Risk
        fields = ["measure", "responsible", "due_on"]
        field_classes = {"measure": TextField, "responsible": LineField, "due_on": DateField}
        widgets = {"measure": forms.Textarea(attrs={"rows": 3})}


class MeetingForm(AnswerForm):
    """The meeting that agreed on the plan, and how the talks go on."""

    class Meta:
        model = Round
        fields = ["meeting_on", "meeting_people", "meeting_roles", "next_talk_on", "talks_plan"]
        field_classes = {
            "meeting_on": DateField,
            "meeting_people": WholeNumberField,
            "meeting_roles": TextField,
            "next_talk_on": DateField,
            "talks_plan": TextField,
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("meeting_roles", "talks_plan")}

    optional = ["meeting_people"]


class EvidenceForm(forms.Form):
    """Files and a link to add to a requirement."""

    uploads = FilesField(label=gettext_lazy("Legg ved filer"), most=evidence.MAX_FILES)
    link = URLField(label=gettext_lazy("Eller en lenke"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.is_required = True  # one of them is needed: that «(valgfritt)» would mislead


class CommentForm(forms.Form):
    """Something to say about a step."""

    text = TextField(label=gettext_lazy("Ny kommentar"), max_length=5000)


class AnswerForStep(forms.Form):
    """The words that go with an approval, or with a step that is sent back."""

    words = TextField(label=gettext_lazy("Noen ord til virksomheten"), max_length=5000, required=False)


@dataclass(frozen=True)
class AreaForms:
    """An area of the law, with its risks."""

    area: Area
    review: ReviewForm
    risks: Sequence[RiskForm]


@dataclass(frozen=True)
class EvidenceForms:
    """A requirement, what is added to it, and a form to add more."""

    requirement: Requirement
    given: Sequence[Evidence]
    form: EvidenceForm


class StepForms:
    """All forms of a step, built from the rows as they are stored now. The round is read `with_answers`."""

    def __init__(
        self, work: Round, step: Step, requirements: Sequence[Requirement], data: "QueryDict | None" = None
    ) -> None:
        self.round, self.step, self.data = work, step, data
        self.courses: list[ParticipationForm] = []
        self.gathering: GatheringForm | None = None
        self.areas: list[AreaForms] = []
        self.measures: list[MeasureForm] = []
        self.meeting: MeetingForm | None = None
        if step == Step.COURSES:
            self.courses = [self._form(ParticipationForm, row, f"kurs-{row.pk}") for row in work.participations.all()]
            self.gathering = self._form(GatheringForm, work, "samling")
        elif step == Step.MAPPING:
            self.areas = list(self._areas())
        elif step == Step.MEASURES:
            risks = [risk for risk in work.risks.all() if risk.risk]
            self.measures = [self._form(MeasureForm, risk, f"tiltak-{risk.pk}") for risk in risks]
            self.meeting = self._form(MeetingForm, work, "mote")
        self.evidence = [self._evidence(each) for each in requirements if each.proof == Requirement.Proof.EVIDENCE]

    @property
    def merging(self) -> list[AnswerForm]:
        """The forms of rows that are saved while they are written."""
        found: list[AnswerForm | None] = [*self.courses, self.gathering, *self.measures, self.meeting]
        for area in self.areas:
            found += [*area.risks, area.review]
        return [form for form in found if form is not None]

    @property
    def with_errors(self) -> list[forms.BaseForm]:
        each: list[forms.BaseForm] = [*self.merging, *(part.form for part in self.evidence)]
        return [form for form in each if form.errors]

    def save(self) -> tuple[list[str], dict[str, Any]]:
        """Save the fields that are valid and that nobody else changed.

        Return the names of those, and the values that others have saved, by name. The round is locked.
        """
        saved: list[str] = []
        replaced: dict[str, Any] = {}
        for form in self.merging:
            form.is_valid()
            saved += [form.add_prefix(name) for name in form.save_valid()]
            replaced |= {form.add_prefix(name): _as_typed(form, name) for name in form.replaced}
        return saved, replaced

    def problems(self) -> Iterator[str]:
        """Yield which fields are not saved, for a page that saves itself."""
        for form in self.merging:
            for name in form.errors:
                label = {"field": form.fields[name].label if name in form.fields else str(form.instance)}
                if name in form.contested:
                    yield _("«%(field)s» er også endret av en annen: trykk «Lagre», så ser du begge.") % label
                else:
                    yield _("«%(field)s» må rettes før det kan lagres.") % label

    def add_evidence(self, files: Mapping[str, Any], *, by: Any) -> None:
        """Add the files and links that were sent; those that are refused are errors at their fields."""
        for part in self.evidence:
            form = part.form
            for upload in files.getlist(form.add_prefix("uploads")):  # type: ignore[attr-defined]
                try:
                    evidence.attach(self.round, part.requirement, upload=upload, by=by)
                except ValidationError as error:
                    form.add_error("uploads", error)
            if form.is_valid() and form.cleaned_data["link"]:
                try:
                    evidence.add_link(self.round, part.requirement, link=form.cleaned_data["link"], by=by)
                except ValidationError as error:
                    form.add_error("link", error)

    def _areas(self) -> Iterator[AreaForms]:
        risks = list(self.round.risks.all())
        for review in self.round.area_reviews.all():
            yield AreaForms(
                Area(review.area),
                self._form(ReviewForm, review, f"omrade-{review.pk}"),
                [self._form(RiskForm, risk, f"risiko-{risk.pk}") for risk in risks if risk.area == review.area],
            )

    def _evidence(self, requirement: Requirement) -> EvidenceForms:
        given = [each for each in self.round.evidence.all() if each.requirement_id == requirement.pk]
        return EvidenceForms(requirement, given, EvidenceForm(self.data, prefix=f"krav-{requirement.pk}"))

    def _form[Each: AnswerForm](self, kind: type[Each], row: Any, prefix: str) -> Each:
        """Return the form, unbound if its row is not on the page that was sent: somebody has added it since."""
        sent = self.data is not None and any(key.startswith(f"{prefix}-") for key in self.data)
        return kind(self.data if sent else None, instance=row, prefix=prefix)


class AwardForm(forms.Form):
    """The day of the award or the renewal."""

    date = DateField(label=gettext_lazy("Fra og med"))


def _as_typed(form: AnswerForm, name: str) -> Any:
    """Return the saved value of a field as it is typed into it."""
    value = form.cleaned_data[name]
    return value if isinstance(value, (str, int)) else form.fields[name].widget.format_value(value)
