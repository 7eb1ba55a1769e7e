"""The year's figures of Balansepotten: the pot, what was applied for and what was granted, in number and in kroner."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balansekunst.figures import (
    CountedArea,
    Derived,
    Figure,
    FigureArea,
    Pairs,
    Period,
    Recorded,
    ReportYear,
    Sentence,
    Shown,
    Unit,
    When,
    Withholding,
    percent,
)
from balansekunst.models import User
from balansepotten import conflicts
from balansepotten.models import Application, Call, Theme
from balansepotten.querysets import DECLINED, GRANTED, ApplicationQuerySet
from members.models import Region
from members.places import REGION_PATHS

COMPETING = ("call__year", "status")  # what decides whether an application competes, and is granted


def figures(period: Period) -> Sequence[Figure | Derived]:
    """Return the pot, what was applied for and what was granted, in number and in kroner.

    It is the result of the period's calls (`CallQuerySet.of_period`), on whatever day each application was decided.
    """
    return _figures(period, Application.objects.all())


def figures_for(user: User | AnonymousUser, day: date) -> Callable[[Period], Sequence[Figure | Derived]] | None:
    """Return the figures without the applications that the user may not know on the day; None if they know all."""
    left_out = conflicts.left_out_of_figures(user, day)
    if left_out is None or not Application.objects.filter(left_out, status__in=Application.COMPETING).exists():
        return None
    known = Application.objects.exclude(left_out)
    return lambda period: _figures(period, known)


def _figures(period: Period, known: ApplicationQuerySet) -> Sequence[Figure | Derived]:
    competing = known.competing_in(period)
    granted = competing.granted()
    figure = partial(Figure, when=When.CALL, traced=COMPETING)
    part = partial(figure, among=competing, where=GRANTED)
    refused = partial(figure, among=competing, where=DECLINED, shown=Shown.YEAR | Shown.PERIOD, needs="declined")
    in_region = competing.with_region()
    applying = competing.with_applicant_kind(known)
    return (
        Figure(
            "pot",
            _("Pott"),
            Call.objects.of_period(period),
            Sum("pot"),
            unit=Unit.KRONER,
            meaning=_("Det utlysningen har å dele ut, medregnet det som er lagt til etter vedtaket."),
            when=When.CALL,
            traced=("year",),
        ),
        figure(
            "applications",
            _("Søknader"),
            competing,
            meaning=_("Søknader som ble sendt i utlysningen, og ikke trukket."),
            shown=Shown.USUAL | Shown.SERIES | Shown.YEAR_TO_DATE,
        ),
        figure(
            "applied_nok",
            _("Samlet søknadsbeløp"),
            competing,
            Sum("amount_applied"),
            unit=Unit.KRONER,
            meaning=_("Det disse søknadene ba om til sammen."),
            shown=Shown.USUAL | Shown.YEAR_TO_DATE,
        ),
        part(
            "granted",
            _("Innvilgede søknader"),
            granted,
            meaning=_("Søknader som fikk støtte, også om mottakeren sa fra seg støtten etterpå."),
            shown=Shown.USUAL | Shown.SERIES | Shown.YEAR_TO_DATE,
            needs="granted",
        ),
        part(
            "awarded_nok",
            _("Samlet tildeling"),
            granted,
            Sum("amount_awarded"),
            unit=Unit.KRONER,
            meaning=_(
                "Det de innvilgede søknadene fikk til sammen, også det som ble frasagt og kan være gitt til andre."
            ),
            shown=Shown.USUAL | Shown.YEAR_TO_DATE,
            key_figure=_("delt ut fra Balansepotten"),
            needs="granted",
        ),
        refused(
            "declined",
            _("Frasagte tilskudd"),
            competing.declined(),
            meaning=_("Innvilgede søknader der mottakeren sa fra seg støtten. De er også med blant de innvilgede."),
        ),
        refused(
            "declined_nok",
            _("Frasagt beløp"),
            competing.declined(),
            Sum("amount_awarded"),
            unit=Unit.KRONER,
            meaning=_("Det som ble frasagt til sammen. Pengene gikk tilbake til potten."),
        ),
        Derived(
            "awarded_share_percent",
            _("Tildelt av søkt beløp"),
            lambda values: percent(values["awarded_nok"], values["applied_nok"]),
            unit=Unit.PERCENT,
            meaning=_("Andelen etter beløp: samlet tildeling av samlet søknadsbeløp."),
            when=When.CALL,
            parts=("awarded_nok", "applied_nok"),
            order=1,
            needs="granted",
        ),
        Derived(
            "granted_share_percent",
            _("Innvilget av antall søknader"),
            lambda values: percent(values["granted"], values["applications"]),
            unit=Unit.PERCENT,
            meaning=_("Andelen etter antall: innvilgede søknader av alle."),
            when=When.CALL,
            parts=("granted", "applications"),
            shown=Shown.YEAR | Shown.PERIOD,
            needs="granted",
        ),
        figure(
            "by_category",
            _("Søknader etter kategori"),
            competing,
            by="category",
            groups=categories,
            meaning=_("Søknader etter prosjektets kategori."),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
        part(
            "granted_by_category",
            _("Innvilget etter kategori"),
            granted,
            by="category",
            groups=categories,
            meaning=_("Innvilgede søknader etter prosjektets kategori."),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
        figure(
            "by_region",
            _("Søknader etter landsdel"),
            in_region,
            by="home_region",
            groups=regions,
            meaning=_("Søknader etter landsdelen der søkeren hørte hjemme den dagen fristen gikk ut."),
            traced=(*COMPETING, "call__deadline", *REGION_PATHS),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
        figure(
            "granted_by_region",
            _("Innvilget etter landsdel"),
            in_region.granted(),
            by="home_region",
            groups=regions,
            among=in_region,
            where=GRANTED,
            meaning=_("Innvilgede søknader etter landsdelen der søkeren hørte hjemme den dagen fristen gikk ut."),
            traced=(*COMPETING, "call__deadline", *REGION_PATHS),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
        figure(
            "by_theme",
            _("Søknader etter tematisk satsing"),
            competing,
            by="themes",
            groups=themes,
            meaning=_("Søknader etter tematisk satsing; en søknad med to teller i begge."),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
        part(
            "granted_by_theme",
            _("Innvilget etter tematisk satsing"),
            granted,
            by="themes",
            groups=themes,
            meaning=_("Innvilgede søknader etter tematisk satsing; en søknad med to teller i begge."),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
        figure(
            "applicants",
            _("Nye søkere, og de som har søkt før"),
            applying,
            Count("organisation", distinct=True),
            by="applicant",
            groups=applicants,
            meaning=_("Virksomheter som søkte, etter om de hadde en søknad med i en tidligere utlysning."),
            traced=(*COMPETING, *(f"organisation__applications__{path}" for path in COMPETING)),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
        figure(
            "granted_applicants",
            _("Søkere som fikk støtte"),
            applying.filter(GRANTED),
            Count("organisation", distinct=True),
            by="applicant",
            groups=applicants,
            among=applying,
            where=GRANTED,
            meaning=_("Virksomheter som fikk støtte, etter om de hadde en søknad med i en tidligere utlysning."),
            traced=(*COMPETING, *(f"organisation__applications__{path}" for path in COMPETING)),
            shown=Shown.YEAR | Shown.PERIOD,
        ),
    )


def categories() -> dict[str, str]:
    return {category.value: category.value for category in Application.Category}


def regions() -> dict[str, str]:
    return {region.value: region.value for region in Region}


def themes() -> dict[int, str]:
    """Return the themes' names."""
    return dict(Theme.objects.values_list("pk", "name"))


def applicants() -> dict[str, str]:
    """Return what the two kinds of applicants are called."""
    return {"new": "nye", "returning": "har søkt før"}


def sentences(area: CountedArea, year: ReportYear) -> Iterator[Sentence]:
    """Return as much as there is: the pot, what was applied for, what was granted and its two rates."""
    numbers = {figure.key: area.number(figure.key) for figure in area.in_row(Shown.YEAR)}
    if not area.count("applications"):
        yield Sentence(
            _("Årets pott var på {pot}.") if area.count("pot") else _("Ingen utlysning er registrert."), numbers
        )
        return
    yield Sentence(
        _("Potten i {year} var på {pot}. {applications} {noun} ba om {applied_nok} til sammen."),
        {**numbers, "year": str(year.year), "noun": ngettext("søknad", "søknader", area.count("applications"))},
    )
    if not area.count("granted"):
        yield Sentence(_("Ingen av dem er innvilget."))
        return
    yield Sentence(
        _("Etter antall: {granted} av {applications} søknader ble innvilget, {granted_share_percent}."), numbers
    )
    yield Sentence(_("Etter beløp: {awarded_nok} av {applied_nok} ble delt ut, {awarded_share_percent}."), numbers)


def recorded(day: date) -> list[Recorded]:
    """Return the years with a call."""
    return [Recorded(Call.objects.filter(year__lte=day.year), "year")]


AREA = FigureArea(
    key="balansepotten",
    label=gettext_lazy("Balansepotten"),
    name=gettext_lazy("Balansepotten"),
    figures=figures,
    sentences=sentences,
    charts=(
        Pairs(
            key="categories",
            figures=("by_category", "granted_by_category"),
            heading=gettext_lazy("Kategori"),
            columns=(gettext_lazy("Søknader"), gettext_lazy("Innvilget")),
            total=("applications", "granted"),
            needs="applications",
        ),
        Pairs(
            key="themes",
            figures=("by_theme", "granted_by_theme"),
            heading=gettext_lazy("Tematisk satsing"),
            columns=(gettext_lazy("Søknader"), gettext_lazy("Innvilget")),
            notes=lambda _area: [_("En søknad kan ha flere tematiske satsinger, og teller i hver av dem.")],
        ),
        Pairs(
            key="regions",
            figures=("by_region", "granted_by_region"),
            heading=gettext_lazy("Landsdel"),
            columns=(gettext_lazy("Søknader"), gettext_lazy("Innvilget")),
            total=("applications", "granted"),
            notes=lambda _area: [_("Landsdelen er der søkeren hører hjemme.")],
            needs="applications",
        ),
        Pairs(
            key="applicants",
            figures=("applicants", "granted_applicants"),
            heading=gettext_lazy("Søkere"),
            columns=(gettext_lazy("Søkte"), gettext_lazy("Fikk støtte")),
            total=("applicants", "granted_applicants"),
            notes=lambda _area: [
                _(
                    "En virksomhet med flere søknader teller én gang. Har søkt før: hadde en søknad med i et tidligere "
                    "år."
                )
            ],
            needs="applications",
        ),
    ),
    starting_text=gettext_lazy("""Potten i {år} var på {balansepotten.pot}.

{balansepotten.applications} søknader ba om {balansepotten.applied_nok} til sammen.

{balansepotten.granted} prosjekter fikk støtte. Det er {balansepotten.granted_share_percent} av søknadene. \
De fikk {balansepotten.awarded_nok} til sammen, som er {balansepotten.awarded_share_percent} av det som ble søkt om.

{tall balansepotten.applications balansepotten.applied_nok balansepotten.granted balansepotten.awarded_nok}

{diagram balansepotten-categories}

### Prosjektene som fikk støtte
{mottakere}"""),
    recorded=recorded,
    by_call=True,
    withholding=Withholding(
        figures=figures_for,
        note=gettext_lazy(
            "Du er inhabil i noe av en runde som ikke er offentlig ennå. Det er ikke med i tallene du ser her."
        ),
    ),
    year_to_date_note=gettext_lazy("Årets utlysning så langt, ved siden av hele utlysninger fra før."),
    part_of_year_note=gettext_lazy(
        "Tallene gjelder utlysninger med søknadsfrist i perioden, og det som til nå er blitt av søknadene, også om "
        "vedtaket kom senere."
    ),
)
