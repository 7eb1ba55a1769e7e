"""Documents for tests of what is printed of them: plain data, as `reports.document` makes it."""

from io import BytesIO

from PIL import Image

from balansekunst.figures import Unit
from radgivning.suppression import Hidden
from reports.charts import drawing
from reports.counting.numbers import Number
from reports.document.annual_report import chart_data
from reports.document.writing import Node


def text(words: str) -> Node:
    return {"type": "text", "text": words}


def paragraph(*inline: Node | str) -> Node:
    return {"type": "paragraph", "inline": [text(node) if isinstance(node, str) else node for node in inline]}


def heading(words: str) -> Node:
    return {"type": "heading", "inline": [text(words)]}


def link(words: str, href: str) -> Node:
    return {"type": "link", "href": href, "inline": [text(words)]}


def number(key: str, value: int, shown: str = "") -> Node:
    return {"type": "number", "key": key, "value": value, "shown": shown or str(value)}


def figure(
    key: str, label: str, value: int | None, shown: str = "", *, unit: str = "count", floor: bool = False
) -> Node:
    shown = shown or str(value)
    return {"key": key, "label": label, "value": value, "shown": shown, "unit": unit, "at_least": floor}


def bars(key: str = "members-regions", title: str = "Medlemmer etter landsdel", rows: int = 3) -> Node:
    told = [(f"Landsdel {place}", Number(40 * place), Number(10 * place, unit=Unit.PERCENT)) for place in range(rows)]
    figure_ = drawing.bars([(name, count, f"({share})") for name, count, share in told])
    return _chart(key, title, figure_, drawing.Table(("Landsdel", "Medlemmer", "Andel"), tuple(told)))


def pie(key: str = "members-shares", title: str = "Andel i hver landsdel") -> Node:
    return _chart(key, title, drawing.pie(ROWS), drawing.Table(("Landsdel", "Medlemmer", "Andel"), ROWS))


def pairs(key: str = "radgivning-callers", title: str = "Hvem som tok kontakt") -> Node:
    rows = (
        ("Leder", Number(47), Number(21)),
        ("Vitne", Number(7), Number(Hidden.SMALL)),
        ("Annet", Number(Hidden.WITHHELD), Number(Hidden.WITHHELD)),
    )
    table = drawing.Table(("Hvem", "2024", "2023"), rows)
    return _chart(key, title, drawing.pairs(("2024", "2023"), rows), table, series=("2024", "2023"))


ROWS = (
    ("Østlandet", Number(133), Number(62, unit=Unit.PERCENT)),
    ("Nord-Norge", Number(81), Number(38, unit=Unit.PERCENT)),
)


def _chart(key: str, title: str, figure: Node, table: drawing.Table, series: tuple[str, ...] = ()) -> Node:
    told = drawing.described(title, table.rows)
    chart = drawing.Chart(key, title, told, figure, table, notes=("Se også tabellen.",), series=series)
    return {"type": "chart", "chart": chart_data(chart)}


def picture(file: str = "kurs.jpg", *, width: int = 600, height: int = 400) -> Node:
    told = {"alt": f"Hva {file} viser", "caption": "Et kurs", "credit": "Foto: Áilu Šuorra"}
    return {"type": "picture", "file": file, "width": width, "height": height, **told}


def said(words: str = "Det ga oss et språk.") -> Node:
    return {"type": "said", "text": words, "person": "Inga Márjá Eira", "role": "daglig leder, Guovdageainnu festivála"}


def recipients(count: int) -> Node:
    rows = [
        {
            "organisation": f"Virksomhet {place:02}",
            "county": "Finnmark – Finnmárku – Finmarkku",
            "title": f"Prosjekt {place:02}: nettressurs for publikum",
            "category": "workshop",
            "amount": 10_000 + place,
        }
        for place in range(1, count + 1)
    ]
    return {"type": "recipients", "rows": rows, "total": sum(row["amount"] for row in rows)}


def section(title: str, *blocks: Node, kind: str = "free") -> Node:
    return {"id": f"del-{title}", "kind": kind, "title": title, "blocks": list(blocks)}


def definition(key: str, label: str, section: str, *, unit: str = "antall", hiding: str = "") -> Node:
    told = {"key": key, "label": label, "section": section, "unit": unit, "hiding": hiding, "parts": []}
    return {**told, "meaning": f"{label} slik de telles.", "when": "I løpet av 2024.", "rounding": f"Hele {unit}."}


def document(*sections: Node, **changes: object) -> Node:
    """Return the document of a report of 2024 with the sections, and else as the `changes` say."""
    return {
        "format": "arsrapport-1",
        "rules": "2026-1",
        "year": 2024,
        "period": {"first": "2024-01-01", "last": "2024-12-31"},
        "is_over": True,
        "title": "Årsrapport 2024",
        "lead": [text("I 2024 var vi "), number("members.closing", 214), text(" sammen.")],
        "cover": {"colour": "accent", "picture": None},
        "key_figures": [
            figure("members.closing", "medlemmer ved årets slutt", 214),
            figure("balansepotten.awarded_nok", "delt ut", 1_500_000, "1 500 000 kr", unit="kroner"),
        ],
        "sections": list(sections),
        "figures": {
            "members": {"joined": 39, "by_region": {"Østlandet": 133, "Nord-Norge": 81}},
            "courses": {"participants": 1557, "participants_at_least": 2},
            "balansepotten": {"pot": 1_500_000, "granted_share_percent": 33},
            "radgivning": {"contacts": 72, "by_role": {"leder": 47, "vitne": {"under": 5}, "annet": {"hidden": True}}},
        },
        "definitions": [
            definition("members.joined", "Nye medlemmer", "Medlemmer"),
            definition("members.by_region", "Medlemmer etter landsdel", "Medlemmer"),
            definition("courses.participants", "Deltakere", "Kurs"),
            definition("balansepotten.pot", "Pott", "Balansepotten", unit="kroner"),
            definition("balansepotten.granted_share_percent", "Innvilget andel", "Balansepotten", unit="prosent"),
            definition("radgivning.contacts", "Henvendelser", "Rådgivningstelefonen", hiding="Små tall vises ikke."),
            definition("radgivning.by_role", "Etter hvem", "Rådgivningstelefonen", hiding="Små tall vises ikke."),
            definition("radgivning.by_month", "Etter måned", "Rådgivningstelefonen", hiding="Små tall vises ikke."),
        ],
        **changes,
    }


def every_block() -> Node:
    """Return a section with every type of block and of running text, some of them within others."""
    emphasised = {"type": "emphasis", "inline": [text("lenge")]}
    strong = {"type": "strong", "inline": [text("sterkt "), link("skriv", "mailto:post@example.no")]}
    figures = [
        figure(f"members.tall_{place}", f"Tall nummer {place}", 10_666_500, "10 666 500 kr") for place in range(5)
    ]
    return section(
        "Alt som kan stå",
        paragraph(
            "Åtte ", number("balansemerket.awarded", 8), " med ", emphasised, " og ", strong, {"type": "break"}, "ny"
        ),
        paragraph(link("søk", "/soknad/"), " #let x = *1* $2$ [3] <4> @5 \\ _6_"),
        heading("Slik var det"),
        {
            "type": "list",
            "ordered": False,
            "items": [[paragraph("én"), nested_list()], [bars("members-b", "I lista", rows=2)]],
        },
        {"type": "quote", "blocks": [paragraph("Sagt før."), heading("Sitert")]},
        {"type": "figures", "figures": figures},
        said(),
        picture(),
        bars(),
        pie(),
        pairs(),
        recipients(3),
    )


def nested_list() -> Node:
    return {"type": "list", "ordered": True, "items": [[paragraph("først")], [paragraph("så")]]}


def long_document() -> Node:
    """Return a report of eight sections with 60 recipients, longer than most."""
    words = "Kulturlivet trenger flere stemmer, og vi jobber for det hver dag. " * 9
    blocks = [paragraph(words), heading("Slik var det"), paragraph(words), bars(rows=9), pie(), said(words[:300])]
    sections = [section(f"Del nummer {place}", *blocks) for place in range(1, 8)]
    return document(*sections, section("Mottakerne", recipients(60)))


def jpeg(width: int = 600, height: int = 400, *, noise: bool = False) -> bytes:
    """Return a picture's bytes; with `noise` one that no compression makes light."""
    kind = Image.effect_noise((width, height), 80) if noise else Image.linear_gradient("L").resize((width, height))
    content = BytesIO()
    kind.convert("RGB").save(content, "JPEG", quality=90)
    return content.getvalue()
