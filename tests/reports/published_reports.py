"""A report with everything in it, made by hand, and how it is published without the rows that it counts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from balansekunst.figures import Chart as CountedChart
from balansekunst.figures import ChartKind, Period, Table, Unit
from balansekunst.figures import Number as CountedNumber
from reports.counting.chart_data import described, flat
from reports.document.conversion import chart_node
from reports.document.nodes import (
    FORMAT,
    Block,
    Chart,
    Cover,
    Definition,
    Document,
    Emphasis,
    Heading,
    KeyFigures,
    LineBreak,
    Link,
    List,
    Number,
    PersonQuote,
    Picture,
    Quote,
    Recipient,
    Recipients,
    Section,
    Strong,
    Text,
)
from reports.document.serialise import to_json
from reports.document.values import AreaValues, YearValues
from reports.models import AnnualReport, Correction, FrozenFigure, Publication
from reports.publication import sealing
from tests.factories import UserFactory
from tests.reports.documents import number, paragraph

PUBLISHED_AT = datetime(2025, 2, 20, 9, 0, tzinfo=UTC)
CORRECTED_AT = datetime(2025, 4, 3, 9, 0, tzinfo=UTC)
REGIONS = {"Østlandet": 133, "Vestlandet": 34, "Nord-Norge": 27, "Midt-Norge": 14, "Sørlandet": 6}


def picture(file: str) -> Picture:
    return Picture(file, 1600, 900, "Tre på en scene", "Fra et kurs", "Foto: N.N.")


def members(count: int, key: str = "members.closing") -> CountedNumber:
    return CountedNumber(count, "Medlemmer ved periodens slutt", key=key)


def bars() -> Chart:
    rows = [(name, (members(count, f"members.by_region.{name}"),)) for name, count in REGIONS.items()]
    table = Table(("Landsdel", "Medlemmer"), flat(rows), ("Til sammen", members(214)))
    description = described("Stolpediagram", table.rows)
    return chart_node(
        CountedChart("members-regions", "members", "Etter landsdel", ChartKind.BARS, description, tuple(rows), table)
    )


def pairs() -> Chart:
    rows = (("Vitne", (CountedNumber(7), CountedNumber(5))), ("Utsatt", (CountedNumber(9), CountedNumber(6))))
    return chart_node(
        CountedChart(
            key="radgivning-callers",
            area="radgivning",
            title="Hvem",
            kind=ChartKind.PAIRS,
            description="Hvem. Vitne 7, 5",
            rows=rows,
            table=Table(("Hvem", "2024", "2023"), flat(rows)),
            notes=("Små tall vises ikke.",),
            series=("2024", "2023"),
        )
    )


def pie() -> Chart:
    rows = tuple(
        (name, (members(count), CountedNumber(count * 100 // 214, unit=Unit.PERCENT)))
        for name, count in REGIONS.items()
    )
    table = Table(("Landsdel", "Medlemmer", "Andel"), flat(rows))
    return chart_node(CountedChart("members-shares", "members", "Andeler", ChartKind.PIE, "Kakediagram", rows, table))


def places() -> Chart:
    rows = (("Oslo", (CountedNumber(9),)), ("Tromsø", (CountedNumber(4),)))
    where = {"Oslo": (59.91, 10.75), "Tromsø": (69.65, 18.96)}
    table = Table(("Kommune", "Kurs"), flat(rows))
    return chart_node(
        CountedChart("courses-places", "courses", "Steder", ChartKind.MAP, "Kart", rows, table, places=where)
    )


def made(**changes: Any) -> Document:
    """Return a document with every kind of block in it."""
    recipient = Recipient("=Ås & Øy", "Akershus", "<b>Rom</b>", "workshop", 91_000)
    closing = Definition(
        key="members.closing",
        area="members",
        label="Medlemmer ved periodens slutt",
        section="Medlemmer",
        meaning="Virksomheter som er medlem på den siste dagen.",
        when="Ved utgangen av perioden.",
        unit=Unit.COUNT,
        unit_name="antall",
        rounding="Hele tall.",
    )
    areas = ("members", "courses", "balansemerket", "balansepotten")
    document = Document(
        format=FORMAT,
        rules="2026-1",
        year=2024,
        period=Period.year(2024),
        is_over=True,
        title="Årsrapport 2024",
        lead=(Text("Året da "), number("members.closing", 214), Text(" virksomheter sto sammen.")),
        cover=Cover("accent", picture("forside.jpg")),
        key_figures=(
            Number("members.closing", 214, "214", label="medlemmer ved årets slutt"),
            Number(
                "balansepotten.awarded_nok",
                1_500_000,
                str(CountedNumber(1_500_000, unit=Unit.KRONER)),
                Unit.KRONER,
                "delt ut fra Balansepotten",
            ),
        ),
        sections=(
            section(
                "members", "Medlemmer", paragraph("I løpet av året kom ", number("members.joined", 39), " nye."), bars()
            ),
            section(
                "courses",
                "Kurs",
                paragraph(
                    "Vi lærte ",
                    Strong((Emphasis((Text("mye"),)),)),
                    LineBreak(),
                    Link("https://eksempel.example/kurs", (Text("les mer"),)),
                ),
                Heading((Text("Hvor"),)),
                List(ordered=False, items=((paragraph("normer"),),)),
                picture("kurs.jpg"),
                pie(),
                places(),
            ),
            section(
                "balansepotten",
                "Balansepotten",
                KeyFigures((Number("members.joined", 39, "39", label="Nye medlemmer"),)),
                Recipients((recipient,), 91_000),
                Quote((paragraph("Et ord på veien"),)),
            ),
            section("radgivning", "Rådgivningstelefonen", pairs(), PersonQuote("Endelig!", "Inga Eira", "leder")),
        ),
        figures=YearValues(
            2024,
            date(2024, 12, 31),
            is_over=True,
            areas=(*(AreaValues(key, ()) for key in areas), AreaValues("radgivning", None)),
        ),
        definitions=(closing,),
        warnings=(),
    )
    return replace(document, **changes)


def section(kind: str, title: str, *blocks: Block) -> Section:
    return Section(f"del-{kind}", kind, title, blocks)


# The figures of `publish` that tests correct.
FROZEN = [
    ("members.joined", "", 39),
    *(("members.by_region", group, 34) for group in ("Vestlandet", "Landsdel 0", "Landsdel 1", "Landsdel 2")),
]


@transaction.atomic  # the figures refer to a publication that comes after them
def publish(document: Document | None = None, *, digest: str = "") -> Publication:
    """Publish a document as it is; nothing is counted. With another digest it is as one that was tampered with."""
    document, sealed = sealing.seal(document or made())
    content = sealing.canonical(to_json(document))
    report = AnnualReport.objects.create(year=document.year, title=document.title)
    for key, group, value in FROZEN:
        FrozenFigure.objects.create(publication_id=report.pk, key=key, group=group, value=value, rows=[])
    publication = Publication.objects.create(
        report=report,
        year=document.year,
        published_at=PUBLISHED_AT,
        published_by=UserFactory.create(name="Ada Ansatt"),
        rules=document.rules,
        content=content,
        digest=digest or sealing.digest(content),
    )
    sealing.store(publication, sealed)
    return publication


def correct(publication: Publication, key: str, old: int, new: int, *, group: str = "") -> None:
    """Publish that a number should have been another."""
    Correction.objects.create(
        figure=publication.figures.get(key=key, group=group),
        old=old,
        new=new,
        severity="serious",
        note="Ett medlemskap var ført to ganger.",
        corrected_at=CORRECTED_AT,
        corrected_by=publication.published_by,
    )
