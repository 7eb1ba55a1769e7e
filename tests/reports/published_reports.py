"""A report with everything in it, made by hand, and how it is published without the rows that it would tell of."""

from datetime import UTC, datetime
from typing import Any

from balansekunst.figures import Unit
from reports.charts import drawing, maps
from reports.charts.drawing import Chart, Table
from reports.counting.numbers import Number
from reports.document import annual_report
from reports.document.filling import figure_data
from reports.document.writing import Node
from reports.models import AnnualReport, Correction, FrozenFigure, Publication
from reports.publication import publishing
from tests.factories import UserFactory

PUBLISHED_AT = datetime(2025, 2, 20, 9, 0, tzinfo=UTC)
CORRECTED_AT = datetime(2025, 4, 3, 9, 0, tzinfo=UTC)
PICTURE = {"width": 1600, "height": 900, "alt": "Tre på en scene", "caption": "Fra et kurs", "credit": "Foto: N.N."}
REGIONS = {"Østlandet": 133, "Vestlandet": 34, "Nord-Norge": 27, "Midt-Norge": 14, "Sørlandet": 6}


def members(count: int, key: str = "members.closing") -> Number:
    return Number(count, "Medlemmer ved utgangen", key=key)


def bars() -> Node:
    rows = [(name, members(count, f"members.by_region.{name}"), "") for name, count in REGIONS.items()]
    table = Table(("Landsdel", "Medlemmer"), tuple(row[:2] for row in rows), ("Til sammen", members(214)))
    description = drawing.described("Stolpediagram", table.rows)
    return annual_report.chart_data(Chart("members-regions", "Etter landsdel", description, drawing.bars(rows), table))


def pairs() -> Node:
    rows = [("Vitne", Number(7), Number(5)), ("Utsatt", Number(9), Number(6))]
    table = Table(("Hvem", "2024", "2023"), tuple(rows))
    drawn = drawing.pairs(("2024", "2023"), rows)
    chart = Chart(
        "radgivning-callers", "Hvem", "Hvem. Vitne 7, 5", drawn, table, ("Små tall vises ikke.",), ("2024", "2023")
    )
    return annual_report.chart_data(chart)


def pie() -> Node:
    rows = [(name, members(count), Number(count * 100 // 214, unit=Unit.PERCENT)) for name, count in REGIONS.items()]
    table = Table(("Landsdel", "Medlemmer", "Andel"), tuple(rows))
    return annual_report.chart_data(Chart("members-shares", "Andeler", "Kakediagram", drawing.pie(rows), table))


def places() -> Node:
    found = [("Oslo", Number(9), 59.91, 10.75), ("Tromsø", Number(4), 69.65, 18.96)]
    table = Table(("Kommune", "Kurs"), (("Oslo", Number(9)), ("Tromsø", Number(4))))
    return annual_report.chart_data(Chart("courses-places", "Steder", "Kart", maps.circles(found, "kurs"), table))


def text(words: str) -> Node:
    return {"type": "text", "text": words}


def paragraph(*nodes: Node) -> Node:
    return {"type": "paragraph", "inline": list(nodes)}


def number(key: str, value: int, shown: str = "") -> Node:
    return {"type": "number", "key": key, "value": value, "shown": shown or str(value)}


def made(**changes: Any) -> Node:
    """Return a document with every kind of block in it."""
    joined = number("members.joined", 39)
    link = {"type": "link", "href": "https://eksempel.example/kurs", "inline": [text("les mer")]}
    strong = {"type": "strong", "inline": [{"type": "emphasis", "inline": [text("mye")]}]}
    recipient = {
        "organisation": "=Ås & Øy",
        "county": "Akershus",
        "title": "<b>Rom</b>",
        "category": "workshop",
        "amount": 91000,
    }
    kroner = Number(1_500_000, "delt ut fra Balansepotten", Unit.KRONER)
    sections = [
        ("members", "Medlemmer", [paragraph(text("I løpet av året kom "), joined, text(" nye.")), chart(bars())]),
        (
            "courses",
            "Kurs",
            [
                paragraph(text("Vi lærte "), strong, {"type": "break"}, link),
                {"type": "heading", "inline": [text("Hvor")]},
                {"type": "list", "ordered": False, "items": [[paragraph(text("normer"))]]},
                {"type": "picture", "file": "kurs.jpg", **PICTURE},
                chart(pie()),
                chart(places()),
            ],
        ),
        (
            "balansepotten",
            "Balansepotten",
            [
                {"type": "figures", "figures": [figure_data("members.joined", Number(39, "Nye medlemmer"))]},
                {"type": "recipients", "rows": [recipient], "total": 91000},
                {"type": "quote", "blocks": [paragraph(text("Et ord på veien"))]},
            ],
        ),
        (
            "radgivning",
            "Rådgivningstelefonen",
            [chart(pairs()), {"type": "said", "text": "Endelig!", "person": "Inga Eira", "role": "leder"}],
        ),
    ]
    return {
        "format": annual_report.FORMAT,
        "rules": "2026-1",
        "year": 2024,
        "period": {"first": "2024-01-01", "last": "2024-12-31"},
        "is_over": True,
        "title": "Årsrapport 2024",
        "lead": [text("Året da "), number("members.closing", 214), text(" virksomheter sto sammen.")],
        "cover": {"colour": "accent", "picture": {"file": "forside.jpg", **PICTURE}},
        "key_figures": [
            figure_data("members.closing", Number(214, "medlemmer ved årets slutt")),
            figure_data("balansepotten.awarded_nok", kroner),
        ],
        "sections": [
            {"id": f"del-{kind}", "kind": kind, "title": title, "blocks": blocks} for kind, title, blocks in sections
        ],
        "figures": {
            **{area: {} for area in ("members", "courses", "balansemerket", "balansepotten")},
            "radgivning": None,
            "year": 2024,
            "as_of": "2024-12-31",
            "is_over": True,
        },
        "definitions": [
            {
                "key": "members.closing",
                "label": "Medlemmer ved utgangen",
                "section": "Medlemmer",
                "meaning": "Virksomheter som er medlem på den siste dagen.",
                "when": "Ved utgangen av perioden.",
                "unit": "antall",
                "rounding": "Hele tall.",
                "parts": [],
                "hiding": "",
            }
        ],
        "warnings": [],
        **changes,
    }


def chart(told: Node) -> Node:
    return {"type": "chart", "chart": told}


def publish(told: Node | None = None, *, digest: str = "") -> Publication:
    """Publish a document as it is; nothing is counted. With another digest it is as one that was tampered with."""
    told = told or made()
    content = publishing.canonical(told)
    return Publication.objects.create(
        report=AnnualReport.objects.create(year=told["year"], title=told["title"]),
        year=told["year"],
        published_at=PUBLISHED_AT,
        published_by=UserFactory.create(name="Ada Ansatt"),
        rules=told["rules"],
        content=content,
        digest=digest or publishing.digest(content),
    )


def correct(publication: Publication, key: str, old: int, new: int, *, group: str = "") -> None:
    """Publish that a number should have been another."""
    figure = FrozenFigure.objects.create(publication=publication, key=key, group=group, value=old, rows=[])
    Correction.objects.create(
        figure=figure,
        old=old,
        new=new,
        note="Ett medlemskap var ført to ganger.",
        corrected_at=CORRECTED_AT,
        corrected_by=publication.published_by,
    )
