"""The short form of a course, on the page of its client in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.page_forms import PageForm, Saved
from balansekunst.admin.timeline import row_url
from balansekunst.forms import DateField, WholeNumberField
from courses.models import Assignment, Instructor, Topic
from members.models import Municipality, Organisation


class CourseForm(PageForm, forms.ModelForm):
    """A course for the organisation. With participants it was held, without them it is booked."""

    slug, label, button = "nytt-kurs", gettext_lazy("Registrer kurs"), gettext_lazy("Registrer kurset")
    acts_on = Assignment

    date = DateField(label=gettext_lazy("Dato"))
    participants = WholeNumberField(
        label=gettext_lazy("Deltakere"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("Fyll ut når kurset er gjennomført. Ellers blir det registrert som avtalt."),
    )

    class Meta:
        model = Assignment
        fields = ["date", "title", "topics", "form", "municipality", "instructor", "participants"]
        widgets = {"topics": forms.CheckboxSelectMultiple}

    def __init__(self, row: Organisation, data: Any = None) -> None:
        super().__init__(row, data, instance=Assignment(client=row, form=Assignment.Form.PHYSICAL))
        self.initial.update(date=self.today, municipality=row.municipality_id)
        choices: dict[str, Any] = {
            "topics": Topic.objects.filter(active=True),
            "instructor": Instructor.objects.filter(active=True),
            "municipality": Municipality.objects.valid_on(self.today),
        }
        for name, rows in choices.items():
            field: Any = self.fields[name]
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Take the proposed municipality from a digital course, which has none."""
        answers = super().clean() or self.cleaned_data
        if answers.get("form") == Assignment.Form.DIGITAL:
            answers["municipality"] = None
        return answers

    def apply(self) -> Saved:
        is_held = self.cleaned_data["participants"] is not None
        self.instance.status = Assignment.Status.HELD if is_held else Assignment.Status.BOOKED
        self.instance.full_clean()
        course = self.save()
        words = (
            _("Kurset «%(title)s» er registrert som gjennomført.") if is_held else _("Kurset «%(title)s» er avtalt.")
        )
        return Saved(words % {"title": course.title}, row_url(course))
