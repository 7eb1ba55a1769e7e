"""Which column of a sheet is which: by its heading, by words that mean the same, and by what its cells contain."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from balansekunst.folding import fold_text
from balansekunst.imports.faults import Refused

if TYPE_CHECKING:
    from balansekunst.imports.columns import Column
    from balansekunst.imports.sheets import Sheet

# Headings that mean the same. A heading may be in several lines.
SYNONYMS = tuple(
    frozenset(map(fold_text, line.split(", ")))
    for line in (
        "Organisasjonsnummer, org nr, orgnr, orgnummer, organisasjonsnr, foretaksnummer, organisation number",
        "Navn, virksomhet, virksomhetsnavn, firma, firmanavn, foretak, foretaksnavn, organisasjon, medlem, name",
        "Virksomhet, søker, oppdragsgiver, kunde, bedrift",
        "E-post, e-postadresse, epostadresse, mail, e-mail, mailadresse, email address",
        "Telefon, tlf, telefonnummer, mobil, mobilnummer, phone",
        "Adresse, gateadresse, postadresse, besøksadresse, forretningsadresse, gate, address",
        "Postnummer, postnr, zip, postal code",
        "Poststed, sted, by, city",
        "Kommune, kommunenavn, hjemkommune, municipality",
        "Fylke, fylkesnavn, county",
        "Landsdel, region",
        "Nettside, nettsted, hjemmeside, web, webside, url, internettadresse, website",
        "Kontaktperson, kontakt, kontaktnavn, navn på kontaktperson, contact",
        "Innmeldt, innmeldingsdato, medlem fra, medlem siden, startdato, joined",
        "Utmeldt, utmeldingsdato, medlem til, sluttdato, left",
        "Årsak til utmelding, årsak, grunn, hvorfor",
        "Kunstfelt, felt, kategori, bransje, kunstform, sjanger",
        "Størrelse, size, antall ansatte",
        "Dato, date, når, kursdato",
        "Deltakere, antall deltakere, antall, participants",
        "Kursholder, foredragsholder, instruktør, holdt av",
        "Tema, emne, topic, kurs",
        "Beløp, sum, kroner, kr, pris, kontingent, amount",
        "Søknadsbeløp, søkt beløp, omsøkt beløp, omsøkt",
        "Tildelt beløp, innvilget beløp, tildelt, bevilget",
        "Forfall, forfallsdato, betalingsfrist, due date",
        "Betalt, betalingsdato, innbetalt, paid",
        "År, årstall, year",
    )
)
EMAIL_HEADING = fold_text("E-post")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SAMPLES = 20
# Heading and cells together must give this much for a suggestion.
LIKELY = 0.55
SAME, SYNONYM, CONTAINED = 1.0, 0.9, 0.7
LIKE_WORDS = 0.75  # the least ratio of difflib
RECOGNISED_EMAIL = 0.7


def suggest(sheet: "Sheet", columns: Iterable["Column"]) -> list[str]:
    """Return the likely heading of ours for each column of the sheet, each once, and "" for the others."""
    known = list(columns)
    scores = sorted(
        (
            (-score, place, column.column_name)
            for place, heading in enumerate(sheet.headers)
            if heading
            for column, score in _scores(heading, samples(sheet, place), known)
            if score >= LIKELY
        ),
        key=lambda each: each[:2],
    )
    suggested = [""] * len(sheet.headers)
    taken: set[str] = set()
    for _score, place, name in scores:
        if not suggested[place] and name not in taken:
            suggested[place] = name
            taken.add(name)
    return suggested


def samples(sheet: "Sheet", place: int, most: int = SAMPLES) -> list[Any]:
    """Return the first different cells of a column that aren't blank."""
    cells = (row.cells[place] for row in sheet.rows)
    return list(islice(_different(cell for cell in cells if cell not in (None, "")), most))


def _different(cells: Iterable[Any]) -> Iterator[Any]:
    seen: set[Any] = set()
    for cell in cells:
        if cell not in seen:
            seen.add(cell)
            yield cell


def _scores(heading: str, cells: Sequence[Any], columns: Sequence["Column"]) -> Iterator[tuple["Column", float]]:
    """Yield how likely the column is each of ours: from its heading, and then from its cells."""
    for column in columns:
        by_heading = likeness(heading, column.column_name)
        if by_heading == SAME:
            yield column, by_heading + 1
            continue
        weight, share = _content(cells, column)
        if by_heading and weight and cells and share < 0.5:
            by_heading /= 2  # the cells contradict the heading
        yield column, by_heading + (weight * share if by_heading or share > 0.9 else 0)


def likeness(heading: str, ours: str) -> float:
    """Return how like two headings are, from 0 to 1."""
    one, other = fold_text(heading), fold_text(ours)
    if one.replace(" ", "") == other.replace(" ", ""):
        return SAME
    synonyms = {word for line in SYNONYMS if other in line for word in line}
    if one in synonyms or one.replace(" ", "") in {word.replace(" ", "") for word in synonyms}:
        return SYNONYM
    if any(f" {word} " in f" {one} " for word in (other, *synonyms)):
        return CONTAINED
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio * SYNONYM if ratio >= LIKE_WORDS else 0


def _content(cells: Sequence[Any], column: "Column") -> tuple[float, float]:
    """Return how much the cells can say about this column, and which share of them it accepts."""
    if not cells:
        return 0, 0
    emails = sum(bool(EMAIL.fullmatch(str(cell).strip())) for cell in cells) / len(cells)
    if fold_text(column.column_name) == EMAIL_HEADING:
        return RECOGNISED_EMAIL, emails
    if emails > 0.9:
        return RECOGNISED_EMAIL, 0
    weight = column.widget.recognised
    return weight, (sum(_is_accepted(cell, column) for cell in cells) / len(cells) if weight else 0)


def _is_accepted(cell: Any, column: "Column") -> bool:
    try:
        column.widget.recognise(cell, refused=Refused())
    except ValidationError:
        return False
    return True
