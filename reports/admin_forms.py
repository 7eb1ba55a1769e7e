"""The forms in which a report is written."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from balansekunst.forms import TextField, WholeNumberField
from balansekunst.merging_forms import MergingForm, MergingFormSet
from reports import pictures
from reports.models import AnnualReport, Picture, Section

MOST_LETTERS, MOST_LEAD = 50_000, 1_000
PLACES_BETWEEN = 10


def text_field(rows: int, most: int, **kwargs: Any) -> TextField:
    """Return a field for a text that things are put into."""
    widget = AdminTextareaWidget(attrs={"rows": rows, "data-places": ""})
    return TextField(widget=widget, max_length=most, required=False, **kwargs)


class ReportForm(MergingForm):
    """The report itself: its cover and its first words."""

    lead = text_field(3, MOST_LEAD, label=_("Ingress"), help_text=AnnualReport._meta.get_field("lead").help_text)


class SectionForm(MergingForm):
    """A section; one without a place is put last."""

    order = WholeNumberField(label=_("Rekkefølge"), min_value=0, max_value=30_000, required=False)
    text = text_field(14, MOST_LETTERS, label=_("Tekst"))

    class Meta:
        model = Section
        fields = ("title", "kind", "order", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.pop("order", None)

    def clean_order(self) -> int:
        """Return the place, or one after the last."""
        order = self.cleaned_data["order"]
        if order is not None:
            return order
        self.replaced.append("order")
        last = Section.objects.filter(report=self.instance.report_id).aggregate(last=Max("order"))["last"]
        return (last or 0) + PLACES_BETWEEN


class QuoteForm(MergingForm):
    """A quote."""


class PictureForm(MergingForm):
    """A picture; the file's content is checked, and not its name."""

    file = forms.FileField(
        label=_("Bildefil"),
        help_text=_("JPEG, PNG eller WebP, høyst 20\xa0MB. Det gjøres mindre, og hvor det ble tatt, fjernes."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Picture
        fields = ("slug", "file", "alt", "caption", "credit", "is_cover")

    def clean_file(self) -> str:
        """Store a new picture, and return its name in the storage."""
        if "file" not in self.files and not self.files.get(self.add_prefix("file")):
            return str(self.instance.file.name)
        stored = pictures.store(self.cleaned_data["file"])
        self.instance.width, self.instance.height = stored.width, stored.height
        return stored.name

    def validate_constraints(self) -> None:
        """Check all constraints except the single cover, which the formset checks: the other may be leaving it."""
        try:
            self.instance.validate_constraints(exclude=["is_cover"])
        except ValidationError as error:
            self.add_error(None, error)


class PictureFormSet(MergingFormSet):
    """The pictures of a report, of which one at most is on the cover."""

    def clean(self) -> None:
        """Raise ValidationError for two on the cover."""
        super().clean()
        if len(self._covers()) > 1:
            raise ValidationError(_("Bare ett bilde kan være på forsiden. Fjern krysset ved de andre."))

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Save the pictures; one that leaves the cover does so first, to make room."""
        covers = [form.instance.pk for form in self._covers()]
        leaving = Picture.objects.filter(report=self.instance.pk, is_cover=True).exclude(pk__in=covers)
        if covers:
            leaving.update(is_cover=False)
        return super().save(commit=commit)

    def _covers(self) -> list[forms.ModelForm]:
        remaining = [
            form for form in self.forms if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE")
        ]
        return [form for form in remaining if form.cleaned_data.get("is_cover")]
