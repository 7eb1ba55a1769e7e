"""The year's figures of members: how many there are, who came and went, and where they have their home."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.figures import (
    MINUS,
    Bars,
    Check,
    CountedArea,
    Derived,
    Figure,
    FigureArea,
    Number,
    Period,
    Pie,
    Recorded,
    ReportYear,
    Sentence,
    Shown,
    Unit,
    When,
    percents,
)
from members.models import Membership, Region
from members.places import REGION_PATHS, with_region_on


def figures(period: Period) -> Sequence[Figure | Derived]:
    """Return the members at the beginning and end of the period, and who came and went between."""
    memberships = Membership.objects.all()
    closing = memberships.active_on(period.last)
    if period.is_year:
        at_start, at_end = _("Medlemmer ved årets start"), _("Medlemmer ved årets slutt")
    else:
        at_start, at_end = _("Medlemmer ved periodens start"), _("Medlemmer ved periodens slutt")
    return (
        Figure(
            "opening",
            at_start,
            memberships.active_on(period.eve),
            meaning=_("Virksomheter som var medlem på slutten av dagen før perioden."),
            when=When.BEFORE,
            traced=("joined", "left"),
            shown=Shown.PERIOD | Shown.COMMAND,
        ),
        Figure(
            "joined",
            _("Nye medlemmer"),
            memberships.joined_in(period),
            meaning=_("Medlemskap med første dag i perioden."),
            when=When.DURING,
            traced=("joined",),
            shown=Shown.USUAL | Shown.YEAR_TO_DATE,
        ),
        Figure(
            "left",
            _("Utmeldte"),
            memberships.left_in(period),
            meaning=_("Medlemskap som ble avsluttet: den første dagen uten medlemskap er i perioden."),
            when=When.DURING,
            traced=("left",),
            shown=Shown.USUAL | Shown.YEAR_TO_DATE,
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
            at_end,
            closing,
            meaning=_("Virksomheter som er medlem på slutten av periodens siste dag."),
            when=When.END,
            traced=("joined", "left"),
            shown=Shown.USUAL | Shown.SERIES | Shown.YEAR_TO_DATE,
            order=-1,
            key_figure=_("medlemmer ved årets slutt"),
            so_far=_("medlemmer i dag"),
        ),
        Figure(
            "by_region",
            _("Medlemmer etter landsdel"),
            with_region_on(closing, period.last),
            by="home_region",
            groups=regions,
            meaning=_("Medlemmer ved periodens slutt etter landsdelen der virksomheten hørte hjemme den dagen."),
            when=When.END,
            traced=("joined", "left", *REGION_PATHS),
        ),
        Derived(
            "by_region_percent",
            _("Andel etter landsdel"),
            lambda values: percents(values["by_region"]),
            unit=Unit.PERCENT,
            meaning=_(
                "Hver landsdels andel av medlemmene ved periodens slutt. Hver andel er avrundet for seg selv, så "
                "summen kan bli 99 eller 101\xa0%."
            ),
            when=When.END,
            parts=("by_region",),
        ),
    )


def regions() -> dict[str, str]:
    return {region.value: region.value for region in Region}


def lead(area: CountedArea, year: ReportYear) -> Sentence:
    """Return what the year's cover says."""
    text = (
        _("Året da {closing} virksomheter sto sammen om et likestilt og mangfoldig kulturliv.")
        if year.is_over
        else _("{closing} virksomheter står sammen om et likestilt og mangfoldig kulturliv.")
    )
    return Sentence(text, {"closing": area.number("closing"), "year": str(year.year)})


def sentences(area: CountedArea, year: ReportYear) -> Iterator[Sentence]:
    """Return how many members there are at the end of the year, and what led there."""
    numbers = {key: area.number(key) for key in ("opening", "joined", "left", "closing")}
    parts: dict[str, Number | str] = {
        **numbers,
        "at_end": year.at_end,
        "within": year.within,
        "has": _("hadde") if year.is_over else _("har"),
        "members": ngettext("medlem", "medlemmer", area.count("closing")),
        "change": _change(area.count("net")),
    }
    yield Sentence(
        _(
            "{at_end} {has} foreningen {closing} {members}. {within} kom {joined} til, og {left} meldte seg ut: "
            "{change}."
        ),
        parts,
    )
    yield Sentence(_("{opening} + {joined} nye {minus} {left} utmeldte = {closing}."), {**numbers, "minus": MINUS})


def _change(net: int) -> str:
    if not net:
        return _("like mange inn som ut")
    return (_("en netto økning på %s") if net > 0 else _("en netto nedgang på %s")) % abs(net)


def rounding_notes(area: CountedArea) -> list[str]:
    """Explain percentages that don't add up to 100."""
    total = sum(area.counts("by_region_percent").values())
    if total == 100:
        return []
    return [_("Andelene er avrundet hver for seg og blir %(total)s\xa0%% til sammen.") % {"total": total}]


def recorded(day: date) -> list[Recorded]:
    """Return when somebody joined or left."""
    return [
        Recorded(Membership.objects.filter(joined__lte=day), "joined"),
        Recorded(Membership.objects.filter(left__lte=day), "left"),
    ]


AREA = FigureArea(
    key="members",
    label=gettext_lazy("Medlemmer"),
    name=gettext_lazy("medlemmer"),
    figures=figures,
    lead=lead,
    sentences=sentences,
    charts=(
        Bars(
            key="regions",
            figure="by_region",
            share="by_region_percent",
            heading=gettext_lazy("Landsdel"),
            column=gettext_lazy("Medlemmer"),
            total=("closing", "by_region_percent"),
            notes=lambda area: [_("Landsdelen er der virksomheten hører hjemme."), *rounding_notes(area)],
        ),
        Pie(
            key="shares",
            figure="by_region",
            share="by_region_percent",
            title=gettext_lazy("Andel av medlemmene i hver landsdel"),
            heading=gettext_lazy("Landsdel"),
            column=gettext_lazy("Medlemmer"),
            total=("closing", "by_region_percent"),
            notes=rounding_notes,
        ),
    ),
    checks=(
        Check(
            holds=lambda values: values["opening"] + values["joined"] - values["left"] == values["closing"],
            text=lambda values: _("%(opening)s + %(joined)s - %(left)s = %(closing)s medlemmer") % values,
        ),
    ),
    starting_text=gettext_lazy("""Ved slutten av {år} hadde foreningen {members.closing} medlemmer.

I løpet av året kom {members.joined} nye til, og {members.left} meldte seg ut. Året før kom \
{members.joined året før} nye til.

{tall members.closing members.joined members.left members.net}

### Hvor i landet medlemmene hører hjemme
{diagram members-regions}
{diagram members-shares}"""),
    recorded=recorded,
)
