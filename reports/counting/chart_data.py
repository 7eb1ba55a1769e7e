"""The charts of a counted area: their rows, tables and text alternatives. Nothing is drawn here."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from balansekunst.figures import (
    Bars,
    Chart,
    ChartKind,
    ChartRow,
    CountedArea,
    GroupChart,
    Hidden,
    Map,
    Number,
    Pairs,
    Pie,
    ReportYear,
    Shown,
    Table,
)


def charts_of(area: CountedArea, year: ReportYear) -> tuple[Chart, ...]:
    """Return the charts that the area declares, and bars of each figure by group that it declares none for."""
    declared = list(area.area.charts)
    drawn = {key for chart in declared for key in _keys(chart)}
    others = [
        _usual(area, figure.key)
        for figure in area.shown(Shown.YEAR)
        if area.has_groups(figure.key) and figure.key not in drawn
    ]
    return tuple(_chart(area, chart, year) for chart in (*declared, *others) if _has_numbers(area, chart))


def described(kind: str, rows: Sequence[tuple[str | Number, ...]]) -> str:
    """Return a chart's text alternative: what kind it is, and every number in it."""
    texts = [f"{name} {', '.join(str(cell) for cell in cells)}" for name, *cells in rows]
    return f"{kind}. {'; '.join(texts)}." if texts else _("%(kind)s uten tall.") % {"kind": kind}


def flat(rows: Iterable[tuple[str, Iterable[Number]]]) -> tuple[tuple[str | Number, ...], ...]:
    """Return rows as those of a table: a name and its numbers."""
    return tuple((name, *numbers) for name, numbers in rows)


def _keys(chart: GroupChart) -> tuple[str, ...]:
    """Return the keys of the figures that a chart shows."""
    if isinstance(chart, Pairs):
        return chart.figures
    if isinstance(chart, (Bars, Pie)) and chart.share:
        return chart.figure, chart.share
    return (chart.figure,) if isinstance(chart, (Bars, Pie, Map)) else ()


def _usual(area: CountedArea, key: str) -> GroupChart:
    name = key.replace("_", "-")
    if area.before is not None:
        return Pairs(key=name, figures=(key,), heading=_("Gruppe"))
    return Bars(key=name, figure=key, heading=_("Gruppe"), column=_("Tall"))


def _has_numbers(area: CountedArea, chart: GroupChart) -> bool:
    if not all(key in area.values for key in _keys(chart)):
        return False
    years = [area.values, *([area.before] if area.before is not None else [])]
    if chart.needs:
        return any(values[chart.needs] for values in years)
    return any(count for values in years for key in _keys(chart) for count in values[key].values())


def _chart(area: CountedArea, chart: GroupChart, year: ReportYear) -> Chart:
    if isinstance(chart, Pairs):
        return _pairs(area, chart, year)
    if isinstance(chart, Map):
        return _map(area, chart)
    if isinstance(chart, (Bars, Pie)):
        return _bars_or_pie(area, chart)
    raise TypeError(f"unknown chart {chart}")


def _made(
    area: CountedArea,
    chart: GroupChart,
    kind: ChartKind,
    description: str,
    rows: Sequence[ChartRow],
    table: Table,
    series: tuple[str, ...] = (),
) -> Chart:
    return Chart(
        key=f"{area.area.key}-{chart.key}",
        area=area.area.key,
        title=str(chart.title) or area.label(_keys(chart)[0]),
        kind=kind,
        description=description,
        rows=tuple(rows),
        table=table,
        notes=(*map(str, chart.notes(area)), *_hidden_notes(rows)),
        series=series,
        places=chart.places(name for name, _numbers in rows) if isinstance(chart, Map) else None,
    )


def _bars_or_pie(area: CountedArea, chart: Bars | Pie) -> Chart:
    shares = area.groups(chart.share) if chart.share else {}
    rows = [
        (area.figure(chart.figure).group_label(group), (number, *([shares[group]] if shares else [])))
        for group, number in _groups(area, chart.figure)
    ]
    headings = (str(chart.heading), str(chart.column), *([_("Andel")] if shares else []))
    table = Table(headings, flat(rows), _total(area.total(key) for key in chart.total))
    if isinstance(chart, Pie):
        description = described(_("Kakediagram"), flat((name, numbers[1:]) for name, numbers in rows))
        return _made(area, chart, ChartKind.PIE, description, rows, table)
    return _made(area, chart, ChartKind.BARS, described(_("Stolpediagram"), table.rows), rows, table)


def _map(area: CountedArea, chart: Map) -> Chart:
    groups = sorted(area.groups(chart.figure).items(), key=lambda row: (-row[1].shown, row[0]))
    rows = [(name, (number,)) for name, number in groups]
    below = [(area.label(key), (area.number(key),)) for key in chart.also]
    table = Table((str(chart.heading), str(chart.column)), flat([*rows, *below]), _total(map(area.total, chart.total)))
    description = described(_("Norgeskart med en sirkel ved hvert sted"), flat(rows))
    return _made(area, chart, ChartKind.MAP, description, rows, table)


def _pairs(area: CountedArea, chart: Pairs, year: ReportYear) -> Chart:
    """Show a figure beside another one, or this year beside the year before."""
    if len(chart.figures) == 1:
        (key,) = chart.figures
        series = (str(year.year), str(year.year - 1))
        first, second = area.groups(key), area.groups(key, year_before=True)
        total = [area.number(one, year_before=before) for one in chart.total for before in (False, True)]
    else:
        key, other = chart.figures
        series = (str(chart.columns[0]), str(chart.columns[1]))
        first, second = area.groups(key), area.groups(other)
        total = [area.total(one) for one in chart.total]
    unknown = area.unknown(key)
    rows = [
        (area.figure(key).group_label(name), (first.get(name, unknown), second.get(name, unknown)))
        for name in dict.fromkeys([*first, *second])
    ]
    if not area.figure(key).ordered:
        rows.sort(key=lambda row: -row[1][0].shown)
    names = {"first": series[0].lower(), "second": series[1].lower()}
    description = described(_("Stolpediagram, %(first)s og %(second)s") % names, flat(rows))
    table = Table((str(chart.heading), *series), flat(rows), _total(total))
    return _made(area, chart, ChartKind.PAIRS, description, rows, table, series)


def _groups(area: CountedArea, key: str) -> list[tuple[str, Number]]:
    """Return the groups in their own order, if they have one, or else the largest first."""
    groups = list(area.groups(key).items())
    return groups if area.figure(key).ordered else sorted(groups, key=lambda row: -row[1].shown)


def _total(numbers: Iterable[Number]) -> tuple[str | Number, ...]:
    total = tuple(numbers)
    return (_("Til sammen"), *total) if total else ()


def _hidden_notes(rows: Iterable[ChartRow]) -> Iterator[str]:
    """Explain why numbers are hidden, where any are."""
    hidden = {number.value for _name, numbers in rows for number in numbers if isinstance(number.value, Hidden)}
    if hidden:
        yield _("Tall under 5 vises ikke, fordi de kan vise hvem det gjelder.")
    if Hidden.WITHHELD in hidden:
        yield _("«Skjult» er tall som holdes tilbake for at de små ikke skal kunne regnes ut.")
