"""The year's true counts of the advice line. `balansekunst.figures.suppression` hides the small ones from others."""

from collections.abc import Sequence

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from balansekunst.figures import Figure, Period, Shown, When
from radgivning.models import Enquiry, Topic
from radgivning.models.enquiries import REGIONS

NOT_NOTED = "ikke registrert"
# The groups are named by what is stored, which is a key in what is published. People read the labels.
GROUP_LABELS = {"by_role": dict(Enquiry.Caller.choices), "by_outcome": dict(Enquiry.Outcome.choices)}


def figures(period: Period) -> Sequence[Figure]:
    """Return the contacts of the period and who made them: counts only, with no rows to open behind them."""
    contacts = Enquiry.objects.in_period(period)
    return (
        Figure(
            "contacts",
            _("Henvendelser"),
            contacts,
            private=True,
            meaning=_("Henvendelser til Rådgivningstelefonen i perioden."),
            when=When.RELEASE,
            shown=Shown.USUAL | Shown.SERIES,
        ),
        Figure(
            "by_role",
            _("Henvendelser etter hvem"),
            contacts,
            by="caller",
            groups=callers,
            group_labels=GROUP_LABELS["by_role"],
            private=True,
            meaning=_("Henvendelser etter hvem som tok kontakt. Tall under 5 vises ikke."),
            when=When.RELEASE,
            ordered=True,
        ),
        Figure(
            "by_topic",
            _("Henvendelser etter tema"),
            contacts,
            by="topics__name",
            groups=topics,
            private=True,
            meaning=_("Henvendelser etter tema; en henvendelse med flere temaer teller i hvert av dem."),
            when=When.RELEASE,
            shown=Shown.YEAR,
            ordered=True,
        ),
        Figure(
            "by_region",
            _("Henvendelser etter landsdel"),
            contacts,
            by="region",
            groups=regions,
            private=True,
            meaning=_("Henvendelser etter landsdelen de gjaldt."),
            when=When.RELEASE,
            shown=Shown.YEAR,
            ordered=True,
        ),
        Figure(
            "by_month",
            _("Henvendelser etter måned"),
            contacts,
            by="date__month",
            groups=months,
            private=True,
            meaning=_("Henvendelser etter måneden de kom; en måned vises bare under sitt kvartal."),
            when=When.RELEASE,
            shown=Shown(0),
        ),
        Figure(
            "by_outcome",
            _("Henvendelser etter utfall"),
            contacts,
            by="outcome",
            groups=outcomes,
            group_labels=GROUP_LABELS["by_outcome"],
            private=True,
            meaning=_("Henvendelser etter hva de førte til."),
            when=When.RELEASE,
            shown=Shown(0),
        ),
        Figure(
            "guided",
            _("Fikk juridisk veiledning"),
            contacts,
            Count("pk", Q(legal_guidance=True)),
            private=True,
            meaning=_("Henvendelser der det ble gitt juridisk veiledning."),
            when=When.RELEASE,
            shown=Shown(0),
        ),
        Figure(
            "timed",
            _("Henvendelser med registrert tid"),
            contacts,
            Count("minutes"),
            private=True,
            meaning=_("Henvendelser der tidsbruken er registrert."),
            when=When.RELEASE,
            shown=Shown(0),
        ),
        Figure(
            "minutes",
            _("Minutter brukt"),
            contacts,
            Sum("minutes"),
            private=True,
            meaning=_("Tiden som er registrert på henvendelsene til sammen, i hele timer."),
            when=When.RELEASE,
            shown=Shown(0),
        ),
    )


def callers() -> dict[str, str]:
    return {caller.value: caller.value for caller in Enquiry.Caller}


def topics() -> dict[str, str]:
    """Return the topics in alphabetical order."""
    return {name: name for name in Topic.objects.order_by("name").values_list("name", flat=True)}


def regions() -> dict[str, str]:
    """Return the landsdeler, and «ukjent»."""
    return {value: value for value, _label in REGIONS}


def months() -> dict[int, str]:
    return {month: str(month) for month in range(1, 13)}


def outcomes() -> dict[str, str]:
    """Return the outcomes, and that none is entered."""
    return {outcome.value: outcome.value for outcome in Enquiry.Outcome} | {"": NOT_NOTED}
