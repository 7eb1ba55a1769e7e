"""Documents for tests, made by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from balansekunst.figures import Chart as CountedChart
from balansekunst.figures import ChartKind, ChartRow, Hidden, Period, Table, Unit
from balansekunst.figures import Number as CountedNumber
from reports.counting.chart_data import described, flat
from reports.document.conversion import chart_node
from reports.document.nodes import (
    Block,
    Chart,
    Cover,
    Definition,
    Document,
    Emphasis,
    Heading,
    Inline,
    KeyFigures,
    LineBreak,
    Link,
    List,
    Number,
    Paragraph,
    PersonQuote,
    Picture,
    Quote,
    Recipient,
    Recipients,
    Section,
    Strong,
    Text,
)
from reports.document.values import AreaValues, FigureValue, Value, YearValues

UNIT_NAMES = {Unit.COUNT: "antall", Unit.KRONER: "kroner", Unit.PERCENT: "prosent"}
ROWS = (
    ("Østlandet", (CountedNumber(133), CountedNumber(62, unit=Unit.PERCENT))),
    ("Nord-Norge", (CountedNumber(81), CountedNumber(38, unit=Unit.PERCENT))),
)


def paragraph(*inline: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(node) if isinstance(node, str) else node for node in inline))


def heading(text: str) -> Heading:
    return Heading((Text(text),))


def link(text: str, href: str) -> Link:
    return Link(href, (Text(text),))


def number(key: str, value: int, shown: str = "") -> Number:
    return Number(key, value, shown or str(value))


def figure(
    key: str, label: str, value: Value, shown: str = "", *, unit: Unit = Unit.COUNT, at_least: bool = False
) -> Number:
    return Number(key, value, shown or str(value), unit, label, at_least)


def bars(
    key: str = "members-regions", title: str = "Medlemmer etter landsdel", rows: int = 3, *, area: str = "members"
) -> Chart:
    counted = [
        (f"Landsdel {place}", (CountedNumber(40 * place), CountedNumber(10 * place, unit=Unit.PERCENT)))
        for place in range(rows)
    ]
    return _chart(key, area, title, ChartKind.BARS, ("Landsdel", "Medlemmer", "Andel"), counted)


def pie(key: str = "members-shares", title: str = "Andel i hver landsdel") -> Chart:
    return _chart(key, "members", title, ChartKind.PIE, ("Landsdel", "Medlemmer", "Andel"), ROWS)


def pairs(key: str = "radgivning-callers", title: str = "Hvem som tok kontakt") -> Chart:
    rows = [
        ("Leder", (CountedNumber(47), CountedNumber(21))),
        ("Vitne", (CountedNumber(7), CountedNumber(Hidden.SMALL))),
        ("Annet", (CountedNumber(Hidden.WITHHELD), CountedNumber(Hidden.WITHHELD))),
    ]
    return _chart(key, "radgivning", title, ChartKind.PAIRS, ("Hvem", "2024", "2023"), rows, series=("2024", "2023"))


def _chart(
    key: str,
    area: str,
    title: str,
    kind: ChartKind,
    headings: tuple[str, ...],
    rows: Sequence[ChartRow],
    series: tuple[str, ...] = (),
) -> Chart:
    table = Table(headings, flat(rows))
    return chart_node(
        CountedChart(
            key=key,
            area=area,
            title=title,
            kind=kind,
            description=described(title, table.rows),
            rows=tuple(rows),
            table=table,
            notes=("Se også tabellen.",),
            series=series,
        )
    )


def picture(file: str = "kurs.jpg", *, width: int = 600, height: int = 400) -> Picture:
    return Picture(file, width, height, f"Hva {file} viser", "Et kurs", "Foto: Áilu Šuorra")


def person_quote(text: str = "Det ga oss et språk.") -> PersonQuote:
    return PersonQuote(text, "Inga Márjá Eira", "daglig leder, Guovdageainnu festivála")


def recipients(count: int) -> Recipients:
    rows = tuple(
        Recipient(
            organisation=f"Virksomhet {place:02}",
            county="Finnmark – Finnmárku – Finmarkku",
            title=f"Prosjekt {place:02}: nettressurs for publikum",
            category="workshop",
            amount=10_000 + place,
        )
        for place in range(1, count + 1)
    )
    return Recipients(rows, sum(row.amount for row in rows))


def section(title: str, *blocks: Block, kind: str = "free") -> Section:
    return Section(f"del-{title}", kind, title, blocks)


def definition(key: str, label: str, section: str, *, unit: Unit = Unit.COUNT, hiding: str = "") -> Definition:
    name = UNIT_NAMES[unit]
    return Definition(
        key=key,
        area=key.split(".")[0],
        label=label,
        section=section,
        meaning=f"{label} slik de telles.",
        when="I løpet av 2024.",
        unit=unit,
        unit_name=name,
        rounding=f"Hele {name}.",
        hiding=hiding,
    )


def document(*sections: Section, **changes: Any) -> Document:
    """Return the document of a report of 2024 with the sections, and else as the `changes` say."""
    hiding = "Små tall vises ikke."
    made = Document(
        format="arsrapport-1",
        rules="2026-1",
        year=2024,
        period=Period.year(2024),
        is_over=True,
        title="Årsrapport 2024",
        lead=(Text("I 2024 var vi "), number("members.closing", 214), Text(" sammen.")),
        cover=Cover("accent"),
        key_figures=(
            figure("members.closing", "medlemmer ved årets slutt", 214),
            figure("balansepotten.awarded_nok", "delt ut", 1_500_000, "1 500 000 kr", unit=Unit.KRONER),
        ),
        sections=sections,
        figures=values(),
        definitions=(
            definition("members.joined", "Nye medlemmer", "Medlemmer"),
            definition("members.by_region", "Medlemmer etter landsdel", "Medlemmer"),
            definition("courses.participants", "Deltakere", "Kurs"),
            definition("balansepotten.pot", "Pott", "Balansepotten", unit=Unit.KRONER),
            definition("balansepotten.granted_share_percent", "Innvilget andel", "Balansepotten", unit=Unit.PERCENT),
            definition("radgivning.contacts", "Henvendelser", "Rådgivningstelefonen", hiding=hiding),
            definition("radgivning.by_role", "Etter hvem", "Rådgivningstelefonen", hiding=hiding),
            definition("radgivning.by_month", "Etter måned", "Rådgivningstelefonen", hiding=hiding),
        ),
        warnings=(),
    )
    return replace(made, **changes)


def values(*, advice_line_is_released: bool = True) -> YearValues:
    """Return figures of four areas."""
    by_role = (("leder", 47), ("vitne", Hidden.SMALL), ("annet", Hidden.WITHHELD))
    advice_line = (FigureValue("contacts", 72), FigureValue("by_role", groups=by_role))
    areas = {
        "members": (
            FigureValue("joined", 39),
            FigureValue("by_region", groups=(("Østlandet", 133), ("Nord-Norge", 81))),
        ),
        "courses": (FigureValue("participants", 1557), FigureValue("participants_at_least", 2)),
        "balansepotten": (FigureValue("pot", 1_500_000), FigureValue("granted_share_percent", 33)),
        "radgivning": advice_line if advice_line_is_released else None,
    }
    return YearValues(
        2024, date(2024, 12, 31), is_over=True, areas=tuple(AreaValues(key, of) for key, of in areas.items())
    )


def every_block() -> Section:
    """Return a section with every type of block and of running text, some of them within others."""
    emphasised = Emphasis((Text("lenge"),))
    strong = Strong((Text("sterkt "), link("skriv", "mailto:post@example.no")))
    figures = tuple(
        figure(f"members.tall_{place}", f"Tall nummer {place}", 10_666_500, "10 666 500 kr", unit=Unit.KRONER)
        for place in range(5)
    )
    return section(
        "Alt som kan stå",
        paragraph("Åtte ", number("balansemerket.awarded", 8), " med ", emphasised, " og ", strong, LineBreak(), "ny"),
        paragraph(link("søk", "/soknad/"), " #let x = *1* $2$ [3] <4> @5 \\ _6_"),
        heading("Slik var det"),
        List(ordered=False, items=((paragraph("én"), nested_list()), (bars("members-b", "I lista", rows=2),))),
        Quote((paragraph("Sagt før."), heading("Sitert"))),
        KeyFigures(figures),
        person_quote(),
        picture(),
        bars(),
        pie(),
        pairs(),
        recipients(3),
    )


def nested_list() -> List:
    return List(ordered=True, items=((paragraph("først"),), (paragraph("så"),)))


def long_document() -> Document:
    """Return a report of eight sections with 60 recipients, longer than most."""
    words = "Kulturlivet trenger flere stemmer, og vi jobber for det hver dag. " * 9
    blocks = (
        paragraph(words),
        heading("Slik var det"),
        paragraph(words),
        bars(rows=9),
        pie(),
        person_quote(words[:300]),
    )
    sections = [section(f"Del nummer {place}", *blocks) for place in range(1, 8)]
    return document(*sections, section("Mottakerne", recipients(60)))


def jpeg(width: int = 600, height: int = 400, *, noise: bool = False) -> bytes:
    """Return a picture's bytes; with `noise` one that no compression makes light."""
    kind = Image.effect_noise((width, height), 80) if noise else Image.linear_gradient("L").resize((width, height))
    content = BytesIO()
    kind.convert("RGB").save(content, "JPEG", quality=90)
    return content.getvalue()
