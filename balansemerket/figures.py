"""The year's figures of Balansemerket."""

from django.utils.translation import gettext as _

from balansekunst.figures import Figure, Period, Section, When
from balansemerket.models import Certification, Event


def section(period: Period) -> Section:
    """Return the awards and renewals of the period, and who held the mark at its end."""
    return Section(
        "balansemerket",
        _("Balansemerket"),
        period,
        figures=(
            Figure(
                "awarded",
                _("Nye med Balansemerket"),
                Event.objects.awarded_in(period),
                meaning=_("Førstegangstildelinger i perioden."),
                when=When.DURING,
            ),
            Figure(
                "renewed",
                _("Fornyelser"),
                Event.objects.renewed_in(period),
                meaning=_("Fornyelser av merket i perioden."),
                when=When.DURING,
            ),
            Figure(
                "holders",
                _("Har Balansemerket"),
                Certification.objects.held_on(period.last),
                meaning=_("Virksomheter med et merke som gjelder på periodens siste dag, og som ikke er trukket."),
                when=When.END,
            ),
        ),
    )
