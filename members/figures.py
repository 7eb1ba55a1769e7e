"""The year's figures of members."""

from django.utils.translation import gettext as _

from balansekunst.figures import Check, Derived, Figure, Period, Section, Unit, When, percents
from members.models import Membership, Region

REGION = "organisation__municipality__county__region"


def section(period: Period) -> Section:
    """Return the members at the beginning and end of the period, and who came and went between."""
    memberships = Membership.objects.all()
    closing = memberships.active_on(period.last)
    return Section(
        "members",
        _("Medlemmer"),
        period,
        figures=(
            Figure(
                "opening",
                _("Medlemmer ved inngangen"),
                memberships.active_on(period.eve),
                meaning=_("Virksomheter som var medlem ved utgangen av dagen før perioden."),
                when=When.BEFORE,
            ),
            Figure(
                "joined",
                _("Nye medlemmer"),
                memberships.joined_in(period),
                meaning=_("Medlemskap med første dag i perioden."),
                when=When.DURING,
            ),
            Figure(
                "left",
                _("Utmeldte"),
                memberships.left_in(period),
                meaning=_("Medlemskap som tok slutt: første dag utenfor er i perioden."),
                when=When.DURING,
            ),
            Derived(
                "net",
                _("Netto endring"),
                lambda values: values["joined"] - values["left"],
                meaning=_("Nye medlemmer minus utmeldte."),
                when=When.DURING,
                parts=("joined", "left"),
            ),
            Figure(
                "closing",
                _("Medlemmer ved utgangen"),
                closing,
                meaning=_("Virksomheter som er medlem ved utgangen av periodens siste dag."),
                when=When.END,
            ),
            Figure(
                "by_region",
                _("Medlemmer etter landsdel"),
                closing,
                by=REGION,
                groups=regions,
                meaning=_("Medlemmer ved utgangen etter landsdelen der virksomheten hører hjemme."),
                when=When.END,
            ),
            Derived(
                "by_region_percent",
                _("Andel etter landsdel"),
                lambda values: percents(values["by_region"]),
                Unit.PERCENT,
                meaning=_(
                    "Hver landsdels andel av medlemmene ved utgangen. Hver andel er avrundet for seg selv, så summen "
                    "kan bli 99 eller 101 %."
                ),
                when=When.END,
                parts=("by_region",),
            ),
        ),
        checks=(
            Check(
                holds=lambda values: values["opening"] + values["joined"] - values["left"] == values["closing"],
                words=lambda values: _("%(opening)s + %(joined)s - %(left)s = %(closing)s medlemmer") % values,
            ),
        ),
    )


def regions() -> dict[str, str]:
    """Return the landsdeler, each told by its name."""
    return {region.value: region.value for region in Region}
