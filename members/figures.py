"""The year's figures of members: how many there are, who came and went, and where they have their home."""

from collections.abc import Callable, Iterator, Sequence
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
    Values,
    When,
    percent,
    percents,
)
from members import fee_figures
from members.models import Membership, Region, SupportingMember
from members.places import REGION_PATHS, with_region_on
from members.querysets import YEARS_AS_MEMBER, years_before

DETAILED = Shown.PERIOD | Shown.COMMAND  # not on the year's page, which the public report is made of


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
        Figure(
            "supporting",
            _("Støttemedlemmer"),
            SupportingMember.objects.active_on(period.last),
            meaning=_(
                "Personer som er støttemedlem på slutten av periodens siste dag. De er ikke med i tallet på medlemmer."
            ),
            when=When.END,
            traced=("joined", "left"),
            order=1,
            needs="supporting",
        ),
        *_movement(period),
        *fee_figures.figures(period),
        *_retention(period),
    )


def _movement(period: Period) -> Iterator[Figure]:
    """Yield why members came and left: too detailed for the yearly report, and shown on the page of a period."""
    memberships = Membership.objects.all()
    yield Figure(
        "joined_by_kind",
        _("Nye medlemmer, og de som kom tilbake"),
        memberships.joined_in(period).with_kind_of_joining(),
        by="kind_of_joining",
        groups=lambda: {"new": _("medlem for første gang"), "again": _("har vært medlem før")},
        meaning=_("Medlemskap med første dag i perioden, etter om virksomheten har hatt et medlemskap tidligere."),
        when=When.DURING,
        traced=("joined",),
        shown=DETAILED,
    )
    yield Figure(
        "left_by_cause",
        _("Utmeldte etter årsak"),
        memberships.left_in(period),
        by="leave_cause",
        groups=leave_causes,
        meaning=_("Medlemskap som ble avsluttet i perioden, etter årsaken som er registrert."),
        when=When.DURING,
        traced=("left",),
        shown=DETAILED,
    )
    yield Figure(
        "by_years",
        _("Medlemmer etter år som medlem"),
        memberships.active_on(period.last).with_years_on(period.last),
        by="years_as_member",
        groups=lambda: {key: label() for key, (_least, label) in YEARS_AS_MEMBER.items()},
        meaning=_(
            "Medlemmer ved periodens slutt, etter hele år siden de ble innmeldt. Den som har vært borte, teller fra "
            "dagen den kom tilbake."
        ),
        when=When.END,
        traced=("joined", "left"),
        shown=DETAILED,
        ordered=True,
    )


def _retention(period: Period) -> Iterator[Figure | Derived]:
    """Yield how many of those who were members one, two and five years before are so still."""
    memberships = Membership.objects.all()
    for years in (1, 2, 5):
        then = years_before(period.last, years)
        ago = ngettext("%(years)s år før", "%(years)s år før", years) % {"years": years}
        yield Figure(
            f"members_{years}_before",
            _("Medlemmer %(ago)s") % {"ago": ago},
            memberships.active_on(then),
            meaning=_("Virksomheter som var medlem %(ago)s periodens siste dag.") % {"ago": ago},
            when=When.BEFORE,
            traced=("joined", "left"),
            shown=DETAILED,
        )
        yield Figure(
            f"remaining_{years}",
            _("Medlemmer %(ago)s som fortsatt er medlem") % {"ago": ago},
            memberships.active_on(then).active_on(period.last),
            meaning=_(
                "De av medlemmene %(ago)s som er medlem ved periodens slutt, uten opphold. Den som meldte seg ut og "
                "kom tilbake, er ikke med."
            )
            % {"ago": ago},
            when=When.END,
            traced=("joined", "left"),
            shown=DETAILED,
        )
        yield Derived(
            f"remaining_{years}_percent",
            _("Andel av medlemmene %(ago)s som fortsatt er medlem") % {"ago": ago},
            _share(f"remaining_{years}", f"members_{years}_before"),
            unit=Unit.PERCENT,
            meaning=_("Andelen av medlemmene %(ago)s som er medlem ved periodens slutt, uten opphold.") % {"ago": ago},
            when=When.END,
            parts=(f"remaining_{years}", f"members_{years}_before"),
            shown=DETAILED,
        )


def _share(part: str, whole: str) -> Callable[[Values], int]:
    return lambda values: percent(values[part], values[whole])


def leave_causes() -> dict[str, str]:
    return {"": _("ikke oppgitt"), **{cause.value: str(cause.label) for cause in Membership.LeaveCause}}


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
