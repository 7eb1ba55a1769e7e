"""The forms of courses and bookings in the admin."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.forms import WARNING
from balansekunst.admin.page_forms import PageForm, Saved
from balansekunst.admin.timeline import row_url
from balansekunst.forms import DateField, TextField, TimeField
from courses import bookings, scheduling
from courses.models import Assignment, Booking, Instructor, Topic
from courses.participants import CountsPeople, ParticipantsField
from members.models import Municipality, Organisation

LONGEST_ANSWER = 2000
WORDS = gettext_lazy("Står i e-posten til bestilleren, ordrett, hvis kurset er bestilt på nettsiden.")


class WordsField(TextField):
    """Words that are sent to the booker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        values = {"max_length": LONGEST_ANSWER, "widget": forms.Textarea(attrs={"rows": 4}), "help_text": WORDS}
        super().__init__(*args, **{**values, **kwargs})


class WarnsOfClashes(forms.Form):
    """Mixed into a form with a day and course holders: one who has another course then gives a warning once.

    Sent again, the form is saved: the courses it warned of are then in `accepted_clashes`.
    """

    accepted_clashes = forms.CharField(required=False, widget=forms.HiddenInput)

    def planned(self, name: str) -> Any:
        """Return what the form says, or else the row, where the field can't be changed."""
        if name in self.fields:
            return self.cleaned_data.get(name)
        return getattr(getattr(self, "instance", None), name, None)

    def warn_of_clashes(self, instructors: Collection[Instructor] | None = None, *, without: int | None = None) -> None:
        """Add the warning, at the field of the main course holder, if there is one."""
        answers = self.cleaned_data
        day, starts, ends = (self.planned(name) for name in ("date", "starts", "ends"))
        if not day:
            return
        if instructors is None:
            main, others = answers.get("instructor"), answers.get("other_instructors") or ()
            instructors = {*([main] if main else []), *others}
        found = scheduling.clashes(instructors, day=day, starts=starts, ends=ends, without=without)
        accepted = ",".join(str(clash.assignment.pk) for clash in found)
        if not found or answers.get("accepted_clashes") == accepted:
            return
        words = " ".join([*map(str, found), _("Går det likevel, sender du skjemaet en gang til.")])
        self.add_error("instructor" if "instructor" in self.fields else "date", ValidationError(words, code=WARNING))
        data: Any = self.data
        sent = data.copy()
        sent[self.add_prefix("accepted_clashes")] = accepted
        self.data = sent


class AssignmentForm(WarnsOfClashes, CountsPeople):
    """The admin's form of a course. Cancelling it takes a reason."""

    counted = "participants"
    participants = ParticipantsField(
        label=gettext_lazy("Deltakere"),
        required=False,
        help_text=gettext_lazy("Når kurset er gjennomført. Er det et minstetall, skriver du «over 30» eller «30+»."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields.get("status")
        is_cancelled = self.instance.status == Assignment.Status.CANCELLED
        if status and "cancellation_reason" not in self.fields and not is_cancelled:  # its own page sends an e-mail
            status.choices = [choice for choice in status.choices if choice[0] != Assignment.Status.CANCELLED]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        is_cancelled = "status" in self.changed_data and answers.get("status") == Assignment.Status.CANCELLED
        if is_cancelled and not answers.get("cancellation_reason"):
            self.add_error("cancellation_reason", _("Skriv hvorfor kurset er avlyst."))
        if answers.get("instructor") and answers["instructor"] in (answers.get("other_instructors") or ()):
            words = _("%(name)s er kursholder allerede.")
            self.add_error("other_instructors", words % {"name": answers["instructor"]})
        planned = {"date", "starts", "ends", "instructor", "other_instructors"} & set(self.changed_data)
        if planned and answers.get("status") == Assignment.Status.BOOKED:
            self.warn_of_clashes(without=self.instance.pk)
        return answers


class ConfirmForm(WarnsOfClashes, forms.ModelForm):
    """The assignment that a booking becomes, and the words of the confirmation."""

    date = DateField(label=gettext_lazy("Dato"))
    starts = TimeField(label=gettext_lazy("Begynner"), required=False)
    ends = TimeField(label=gettext_lazy("Slutter"), required=False)
    words = WordsField(
        label=gettext_lazy("Melding til bestilleren"),
        required=False,
        help_text=gettext_lazy("Står i e-posten og på bestillerens side, ordrett."),
    )

    class Meta:
        model = Assignment
        fields = [
            *("date", "starts", "ends", "title", "topics", "form", "municipality"),
            *("instructor", "other_instructors", "price"),
        ]
        widgets = {"topics": forms.CheckboxSelectMultiple, "other_instructors": forms.CheckboxSelectMultiple}
        help_texts = {"price": gettext_lazy("0 er gratis. Tomt hvis dere avtaler prisen senere.")}

    def __init__(self, booking: Booking, data: Any = None) -> None:
        self.booking, self.today = booking, timezone.localdate()
        instance = Assignment(client=booking.organisation, client_name=booking.organisation_name)
        topics, wish = list(booking.topics.all()), next(iter(booking.wishes.all()), None)
        initial = {
            "date": wish and wish.day,
            "starts": wish and wish.starts,
            "title": _("Kurs om %(topics)s") % {"topics": _(" og ").join(str(topic) for topic in topics)},
            "topics": topics,
            "form": booking.form,
            "municipality": booking.municipality_id,
            "price": 0 if booking.is_member else None,
        }
        super().__init__(data, instance=instance, initial=initial)
        fields: dict[str, Any] = self.fields
        for name in ("instructor", "other_instructors"):
            fields[name].queryset = Instructor.objects.filter(active=True)
        fields["topics"].queryset = Topic.objects.filter(Q(active=True) | Q(pk__in=[topic.pk for topic in topics]))
        fields["municipality"].queryset = Municipality.objects.valid_on(self.today)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("form") == Assignment.Form.DIGITAL:
            answers["municipality"] = None
        if answers.get("date") and answers["date"] < self.today:
            self.add_error("date", _("Skriv en dag som kommer."))
        self.warn_of_clashes()
        return answers

    def apply(self) -> str:
        given = self.cleaned_data
        several = {"topics": given["topics"], "other_instructors": given["other_instructors"]}
        bookings.confirm(self.booking, self.instance, **several, words=given["words"], on=self.today)
        return _("Kurset er avtalt, og bekreftelsen er sendt til %(email)s.") % {"email": self.booking.contact_email}


class DeclineForm(forms.Form):
    """Why a booking is declined."""

    answer = WordsField(
        label=gettext_lazy("Hvorfor"),
        help_text=gettext_lazy("Står i e-posten og på bestillerens side, ordrett."),
        error_messages={"required": gettext_lazy("Skriv hvorfor bestillingen er avslått.")},
    )
    sends = forms.BooleanField(
        label=gettext_lazy("Send svaret på e-post"),
        required=False,
        help_text=gettext_lazy("Ta bort haken hvis bestillingen ikke er fra et menneske."),
    )

    def __init__(self, booking: Booking, data: Any = None) -> None:
        self.booking = booking
        super().__init__(data, initial={"sends": True})

    def apply(self) -> str:
        sends = self.cleaned_data["sends"]
        bookings.decline(self.booking, answer=self.cleaned_data["answer"], on=timezone.localdate(), sends=sends)
        if not sends:
            return _("Bestillingen er avslått, uten e-post.")
        return _("Bestillingen er avslått, og svaret er sendt til %(email)s.") % {"email": self.booking.contact_email}


class MoveForm(WarnsOfClashes):
    """The new time of a course."""

    date = DateField(label=gettext_lazy("Ny dato"), validators=Assignment._meta.get_field("date").validators)
    starts = TimeField(label=gettext_lazy("Begynner"), required=False)
    ends = TimeField(label=gettext_lazy("Slutter"), required=False)
    words = WordsField(label=gettext_lazy("Melding til bestilleren"), required=False)

    def __init__(self, assignment: Assignment, data: Any = None) -> None:
        self.assignment = assignment
        initial = {"date": assignment.date, "starts": assignment.starts, "ends": assignment.ends}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        self.warn_of_clashes(self.assignment.instructors, without=self.assignment.pk)
        return answers

    def apply(self) -> str:
        given = self.cleaned_data
        times = {"day": given["date"], "starts": given["starts"], "ends": given["ends"]}
        moved = scheduling.move(self.assignment, **times, words=given["words"])
        return _("Kurset er flyttet til %(when)s.") % {"when": moved.when}


class CancelForm(forms.Form):
    """Why a course is cancelled."""

    reason = WordsField(
        label=gettext_lazy("Hvorfor"),
        error_messages={"required": gettext_lazy("Skriv hvorfor kurset er avlyst.")},
    )

    def __init__(self, assignment: Assignment, data: Any = None) -> None:
        self.assignment = assignment
        super().__init__(data)

    def apply(self) -> str:
        scheduling.cancel(self.assignment, reason=self.cleaned_data["reason"])
        return _("Kurset er avlyst.")


class CourseForm(PageForm, WarnsOfClashes, CountsPeople):
    """A course for the organisation. With participants it was held, without them it is booked."""

    slug, label, button = "nytt-kurs", gettext_lazy("Registrer kurs"), gettext_lazy("Registrer kurset")
    acts_on = Assignment
    counted = "participants"

    date = DateField(label=gettext_lazy("Dato"))
    starts = TimeField(label=gettext_lazy("Begynner"), required=False)
    ends = TimeField(label=gettext_lazy("Slutter"), required=False)
    participants = ParticipantsField(
        label=gettext_lazy("Deltakere"),
        required=False,
        help_text=gettext_lazy(
            "Fyll ut når kurset er gjennomført, for eksempel 30 eller over 30. Ellers blir det registrert som avtalt."
        ),
    )

    class Meta:
        model = Assignment
        fields = [
            *("date", "starts", "ends", "title", "topics", "form", "municipality", "instructor", "participants"),
        ]
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
        if answers.get("participants") is None:
            self.warn_of_clashes()
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
