"""The form for logging an enquiry, and the form for the reason to open a colleague's."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balansekunst.forms import DateField, LineField, NumberInput, WholeNumberField
from balansekunst.models import User
from radgivning import enquiries
from radgivning.models import Enquiry, Ground, Topic
from radgivning.models.enquiries import REGIONS

RECENT = timedelta(days=90)
OTHER = "annet"
LOOKS_LIKE = "looks_like"


def format_enquiry(enquiry: Enquiry) -> str:
    """Return the day and the facts of an enquiry in one line. Its topics should be prefetched."""
    topics = ", ".join(topic.name for topic in enquiry.topics.all())
    return " · ".join(
        [
            enquiry.when,
            enquiry.get_channel_display(),
            enquiry.get_caller_display(),
            topics,
            enquiry.get_region_display(),
        ]
    )


class TopicsInput(forms.CheckboxSelectMultiple):
    """Checkboxes of topics; those with grounds are marked, so that the script shows the grounds for them."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value.instance.has_grounds:
            option["attrs"]["data-has-grounds"] = True
        return option


class EarlierEnquiryField(forms.ModelChoiceField):
    """A choice of earlier enquiries, displayed by their day and facts."""

    def label_from_instance(self, obj: Enquiry) -> str:
        return format_enquiry(obj)


class EnquiryForm(forms.ModelForm):
    """The facts of an enquiry, and its note.

    If the note may point at a person, the form warns once; submitted again with `anyway`, the same note is accepted.
    """

    legal_guidance = forms.TypedChoiceField(
        label=_("Ble det gitt juridisk veiledning?"),
        choices=[("ja", _("ja")), ("nei", _("nei"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg ja eller nei.")},
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label=_("Hva gjelder det?"),
        widget=TopicsInput,
        error_messages={"required": _("Velg minst ett tema.")},
    )
    grounds = forms.ModelMultipleChoiceField(
        Ground.objects.none(),
        label=_("Hvilke diskrimineringsgrunnlag?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    follows = EarlierEnquiryField(
        Enquiry.objects.none(),
        label=_("Gjelder det en tidligere sak?"),
        required=False,
        empty_label=_("Nei, det er en ny sak"),
        help_text=_("Dine egne fra de siste tre månedene."),
    )

    class Meta:
        model = Enquiry
        fields = [
            "date",
            "channel",
            "caller",
            "topics",
            "grounds",
            "region",
            "legal_guidance",
            "culture_field",
            "outcome",
            "referral",
            "minutes",
            "follows",
            "note",
            "hold_reason",
        ]
        field_classes = {"date": DateField, "minutes": WholeNumberField}
        labels = {
            "channel": _("Hvordan tok de kontakt?"),
            "caller": _("Hvem tok kontakt?"),
            "region": _("Hvilken landsdel?"),
            "culture_field": _("Hvilken del av kulturlivet?"),
            "outcome": _("Utfall"),
            "referral": _("Hvem ble de henvist til?"),
            "minutes": _("Minutter brukt"),
            "note": _("Arbeidsnotat"),
        }
        help_texts = {
            "note": _("Kort, og uten noe som kan identifisere noen: ingen navn, nummer eller adresser."),
        }
        error_messages = {
            "date": {"required": _("Skriv datoen.")},
            "channel": {"required": _("Velg hvordan de tok kontakt.")},
            "caller": {"required": _("Velg hvem som tok kontakt.")},
            "region": {"required": _("Velg landsdelen.")},
        }
        widgets = {
            **dict.fromkeys(("channel", "caller", "region", "culture_field", "outcome", "referral"), forms.RadioSelect),
            "minutes": NumberInput,
            # No spell checking: some browsers send the text to a server for that.
            "note": forms.Textarea(
                attrs={"rows": 4, "maxlength": enquiries.MAX_LENGTH, "autocomplete": "off", "spellcheck": "false"}
            ),
            "hold_reason": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, data: Any = None, *, instance: Enquiry, by: User, day: date) -> None:
        super().__init__(data, instance=instance)
        self._prepare_choices()
        self._prepare_lists(by, day)
        if instance.pk is None:
            self.initial |= {"date": day, "channel": Enquiry.Channel.PHONE, "legal_guidance": None}
            # What is counted in figures has no default, which some would not change. Day and channel usually are right.
            self.fields["caller"].widget.attrs["autofocus"] = not self.is_bound
            del self.fields["hold_reason"]
        else:
            self.initial["legal_guidance"] = "ja" if instance.legal_guidance else "nei"
            self.fields["date"].disabled = instance.is_coarse
            if instance.note_shredded_on:
                del self.fields["note"], self.fields["hold_reason"]

    def _prepare_choices(self) -> None:
        for name, choices, unsaid in (
            ("channel", Enquiry.Channel.choices, None),
            ("caller", Enquiry.Caller.choices, None),
            ("region", REGIONS, None),
            ("culture_field", Enquiry.CultureField.choices, _("ikke oppgitt")),
            ("outcome", Enquiry.Outcome.choices, _("ikke avklart")),
            ("referral", Enquiry.Referral.choices, _("ikke oppgitt")),
        ):
            field: Any = self.fields[name]
            field.choices = [*([("", unsaid)] if unsaid else []), *choices]

    def _prepare_lists(self, by: User, day: date) -> None:
        known = Q(active=True) | (Q(enquiries=self.instance.pk) if self.instance.pk else Q())
        topics: Any = self.fields["topics"]
        topics.queryset = (
            Topic.objects.filter(known).alias(is_other=Q(name=OTHER)).order_by("is_other", "name").distinct()
        )
        grounds: Any = self.fields["grounds"]
        grounds.queryset = (
            Ground.objects.filter(known).alias(is_other=Q(name=OTHER)).order_by("is_other", "name").distinct()
        )
        recent = Q(adviser=by, date__gte=day - RECENT)
        earlier = Enquiry.objects.filter(recent | Q(pk=self.instance.follows_id)).exclude(pk=self.instance.pk)
        follows: Any = self.fields["follows"]
        follows.queryset = earlier.defer("note").prefetch_related("topics")

    def clean_note(self) -> str:
        """Return the note with plain line breaks. Raises ValidationError if it is refused or gives a warning."""
        note = self.cleaned_data["note"].replace("\r\n", "\n").strip()
        enquiries.check_note(note)
        if note != self.initial.get("note") and self.data.get("anyway") != note_fingerprint(note):
            self._warn_of(note)
        return note

    def _warn_of(self, note: str) -> None:
        for problem in enquiries.note_problems(note):
            params = {"words": problem.words, "found": problem.found}
            self.add_error("note", ValidationError(_("%(words)s: «%(found)s»."), code=LOOKS_LIKE, params=params))

    def anyway(self) -> str:
        """Return the fingerprint that accepts the note despite its warnings, if the form has no other errors."""
        errors = [error for errors in self.errors.as_data().values() for error in errors]
        if not errors or any(error.code != LOOKS_LIKE for error in errors):
            return ""
        return note_fingerprint(self.data.get("note", "").replace("\r\n", "\n").strip())

    def patterns(self) -> str:
        return enquiries.patterns()


def note_fingerprint(note: str) -> str:
    return sha256(note.encode()).hexdigest()[:16]


class WhyForm(forms.Form):
    """The reason for opening a colleague's enquiry. It is stored in the access log."""

    why = LineField(
        label=_("Hvorfor trenger du å se den?"),
        help_text=_("Står i innsynsloggen for alltid. Skriv ingenting som kan identifisere noen."),
        min_length=10,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Skriv hvorfor du trenger å se den."),
            "min_length": _("Skriv noen ord, så den som går gjennom loggen, forstår det."),
        },
    )

    def clean_why(self) -> str:
        why = self.cleaned_data["why"]
        enquiries.check_reason(why)
        return why
