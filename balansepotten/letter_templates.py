"""Letter templates with fields in braces, and the text that they result in, for e-mail and for print."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst import letter_fields

AWARD, REJECTION, DECLINE = "award", "rejection", "decline"
FIELDS = {
    "virksomhet": gettext_lazy("navnet på virksomheten"),
    "prosjekt": gettext_lazy("navnet på prosjektet"),
    "søknadsnummer": gettext_lazy("nummeret på søknaden"),
    "søkt": gettext_lazy("beløpet det ble søkt om"),
    "tildelt": gettext_lazy("beløpet som er tildelt"),
    "begrunnelse": gettext_lazy("begrunnelsen i vedtaket"),
    "første_del": gettext_lazy("det som betales når tilsagnet er godtatt"),
    "siste_del": gettext_lazy("det som betales når rapporten er godkjent"),
    "rapportfrist": gettext_lazy("siste dag for rapport og regnskap"),
    "dato": gettext_lazy("dagen vedtaket ble gjort"),
    "frasagt": gettext_lazy("dagen støtten ble sagt fra"),
}
# The fields that only letters of these kinds may use.
FIELD_KINDS = {
    "tildelt": (AWARD, DECLINE),
    "begrunnelse": (AWARD, REJECTION),
    "første_del": (AWARD,),
    "siste_del": (AWARD,),
    "rapportfrist": (AWARD,),
    "frasagt": (DECLINE,),
}
REQUIRED_FIELDS = {AWARD: "tildelt", REJECTION: "begrunnelse"}
BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")

DEFAULTS = {
    AWARD: """Kjære dere i {virksomhet}

Gratulerer! Prosjektet «{prosjekt}» får {tildelt} fra Balansepotten. Dere søkte om {søkt}.

{begrunnelse}

# Slik får dere pengene
Logg inn på Min side, godta støtten, og skriv inn kontonummeret den skal til. Da betaler vi {første_del}. \
Resten, {siste_del}, kommer når prosjektet er ferdig og vi har godkjent rapport og regnskap.

Har dere fått mindre enn dere søkte om, justerer dere budsjettet og planen samtidig. Da betaler vi når vi har godkjent \
dem.

# Dette ber vi dere om
- Bruk pengene til prosjektet slik det står i søknaden og i budsjettet vi er blitt enige om. Skriv til oss først hvis \
noe viktig må bli annerledes.
- Send rapport og signert regnskap senest {rapportfrist}. Dere gjør det på Min side.
- Betal tilbake det som eventuelt ikke blir brukt.

Dere kan ikke klage på vedtaket. Skriv gjerne til oss hvis dere lurer på noe.

Lykke til! Vi gleder oss til å høre hvordan det går.""",
    REJECTION: """Kjære dere i {virksomhet}

Takk for søknaden om {søkt} til «{prosjekt}», og for arbeidet dere har lagt i den. Den får dessverre ikke støtte fra \
Balansepotten denne gangen.

# Begrunnelse
{begrunnelse}

Potten rekker aldri til alle, og et avslag betyr ikke at prosjektet er uviktig. Dere kan ikke klage på vedtaket, men \
dere er velkommen til å søke igjen ved neste utlysning. Skriv gjerne til oss hvis dere vil snakke om søknaden.

Lykke til videre med arbeidet!""",
    DECLINE: """Kjære dere i {virksomhet}

Vi bekrefter at dere sa fra dere støtten på {tildelt} til «{prosjekt}» den {frasagt}.

# Dette betyr det
- Dere får ikke pengene, og skal ikke betale noe tilbake.
- Dere skal ikke sende rapport eller regnskap.
- Støtten kan gå til andre.

Var det ikke meningen å si fra seg støtten? Skriv til oss så snart dere kan.

Dere er velkommen til å søke igjen ved neste utlysning.""",
}


class Kind(StrEnum):
    """The kind of a block."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or a list item of a letter."""

    kind: Kind
    text: str


MARKS = {"# ": Kind.HEADING, "- ": Kind.ITEM}


@dataclass(frozen=True)
class Content:
    """The content of a letter, from which both the e-mail and the PDF are made."""

    title: str
    addressee: tuple[str, ...]
    day: date
    facts: tuple[tuple[str, str], ...]
    outcome: tuple[str, str]
    is_award: bool
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]

    @property
    def formatted_day(self) -> str:
        return formats.date_format(self.day)

    def as_text(self) -> str:
        """Return the letter as plain text for the e-mail."""
        parts = [
            "\n".join(self.addressee),
            self.formatted_day,
            self.title,
            "\n".join(f"{label}: {value}" for label, value in (*self.facts, self.outcome)),
            *_paragraphs(self.blocks),
            "\n".join(self.closing),
            _("Brevet ligger ved som PDF. Du finner det også på Min side."),
        ]
        return "\n\n".join(parts) + "\n"

    def as_data(self) -> dict[str, Any]:
        """Return the letter as data for the typst template."""
        return {**asdict(self), "day": self.formatted_day}


def fields_of(kind: str) -> list[str]:
    """Return the fields that a template of this kind may use."""
    return [name for name in FIELDS if kind in FIELD_KINDS.get(name, (kind,))]


def check(kind: str, body: str) -> None:
    """Raise ValidationError with all errors in a template of this kind."""
    errors = list(_errors_of(kind, body)) if body else []
    if errors:
        raise ValidationError(errors)


def fill(body: str, values: Mapping[str, str]) -> tuple[Block, ...]:
    """Return the template's blocks with `values` in place of the fields.

    Fields and marks in a value are not interpreted. An empty block is left out, and so is a heading with nothing
    below it.
    """
    filled = [
        Block(block.kind, text.strip())
        for block in _split(body)
        for text in BETWEEN_PARAGRAPHS.split(letter_fields.fill(block.text, values))
        if text.strip()
    ]
    following = [*filled[1:], None]
    return tuple(
        block
        for block, after in zip(filled, following, strict=True)
        if block.kind != Kind.HEADING or (after and after.kind != Kind.HEADING)
    )


def _errors_of(kind: str, body: str) -> Iterator[ValidationError]:
    found = letter_fields.names_in(body)
    for error in letter_fields.errors_in(body, fields_of(kind)):
        name = (error.params or {}).get("name")
        if name in FIELDS:
            yield ValidationError(_("Feltet {%(name)s} hører ikke til i dette brevet."), params={"name": name})
        else:
            yield error
    needed = REQUIRED_FIELDS.get(kind)
    if needed and needed not in found:
        words = _("Brevet må si %(meaning)s: sett inn feltet {%(name)s}.")
        yield ValidationError(words, code="needed", params={"meaning": FIELDS[needed], "name": needed})


def _split(body: str) -> Iterator[Block]:
    """Yield the blocks of a template: each line with a mark, and runs of other lines as paragraphs."""
    lines: list[str] = []
    for line in [*body.splitlines(), ""]:
        kind = MARKS.get(line[:2])
        if (kind or not line.strip()) and lines:
            yield Block(Kind.PARAGRAPH, "\n".join(lines))
            lines = []
        if kind:
            yield Block(kind, line[2:])
        elif line.strip():
            lines.append(line)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the blocks as plain text: headings directly above their text, and list items on adjacent lines."""
    lines: list[str] = []
    before = None
    for block in blocks:
        follows = before == Kind.HEADING or (before == block.kind == Kind.ITEM)
        if lines and not follows:
            yield "\n".join(lines)
            lines = []
        lines.append(f"- {block.text}" if block.kind == Kind.ITEM else block.text)
        before = block.kind
    yield "\n".join(lines)
