"""What a letter says: templates with fields in braces, and the words that come of them, for e-mail and for print."""

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

AWARD, REJECTION = "award", "rejection"
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
}
OF_AWARDS = ("tildelt", "første_del", "siste_del", "rapportfrist")
NEEDED = {AWARD: "tildelt", REJECTION: "begrunnelse"}
BRACES = re.compile(r"\{([^{}]*)\}")
BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")

DEFAULTS = {
    AWARD: """Kjære dere i {virksomhet}

Gratulerer! Prosjektet «{prosjekt}» får {tildelt} fra Balansepotten. Dere søkte om {søkt}.

{begrunnelse}

# Slik får dere pengene
Logg inn på Min side, takk ja til støtten og skriv inn kontonummeret den skal til. Da betaler vi {første_del}. \
Resten, {siste_del}, kommer når prosjektet er ferdig og vi har godkjent rapport og regnskap.

# Dette ber vi dere om
- Bruk pengene til prosjektet slik det står i søknaden. Skriv til oss først hvis noe viktig må bli annerledes.
- Send rapport og signert regnskap senest {rapportfrist}. Dere gjør det på Min side.
- Betal tilbake det som eventuelt ikke blir brukt.

Vedtaket kan ikke påklages. Skriv gjerne til oss hvis dere lurer på noe.

Lykke til! Vi gleder oss til å høre hvordan det går.""",
    REJECTION: """Kjære dere i {virksomhet}

Takk for søknaden om {søkt} til «{prosjekt}», og for arbeidet dere har lagt i den. Den får dessverre ikke støtte fra \
Balansepotten denne gangen.

# Begrunnelse
{begrunnelse}

Potten rekker aldri til alle, og et avslag betyr ikke at prosjektet er uviktig. Vedtaket kan ikke påklages, men dere \
er velkommen til å søke igjen ved neste utlysning. Skriv gjerne til oss hvis dere vil snakke om søknaden.

Lykke til videre med arbeidet!""",
}


class Kind(StrEnum):
    """What a piece of a letter is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"


@dataclass(frozen=True)
class Block:
    """A piece of a letter: a paragraph, a heading, or an item of a list."""

    kind: Kind
    text: str


MARKS = {"# ": Kind.HEADING, "- ": Kind.ITEM}


@dataclass(frozen=True)
class Content:
    """All that a letter says. The e-mail and the PDF are made of this alone, so that they can't say two things."""

    title: str
    addressee: tuple[str, ...]
    day: date
    facts: tuple[tuple[str, str], ...]
    outcome: tuple[str, str]
    is_award: bool
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]

    @property
    def spoken_day(self) -> str:
        """The day as people say it."""
        return formats.date_format(self.day)

    def as_text(self) -> str:
        """Return the letter as an e-mail says it."""
        parts = [
            "\n".join(self.addressee),
            self.spoken_day,
            self.title,
            "\n".join(f"{label}: {value}" for label, value in (*self.facts, self.outcome)),
            *_paragraphs(self.blocks),
            "\n".join(self.closing),
            _("Brevet ligger ved som PDF. Du finner det også på Min side."),
        ]
        return "\n\n".join(parts) + "\n"

    def as_data(self) -> dict[str, Any]:
        """Return the letter as the page that is printed reads it."""
        return {**asdict(self), "day": self.spoken_day}


def check(kind: str, body: str) -> None:
    """Raise ValidationError with all that is wrong with the text of a template of this kind."""
    faults = list(_faults(kind, body)) if body else []
    if faults:
        raise ValidationError(faults)


def fill(body: str, values: Mapping[str, str]) -> tuple[Block, ...]:
    """Return the template's pieces with `values` for the fields: what stands in a value is never a field or a mark.

    A piece that comes out empty is left out, and so is a heading with nothing under it.
    """
    filled = [
        Block(block.kind, text.strip())
        for block in _split(body)
        for text in BETWEEN_PARAGRAPHS.split(BRACES.sub(lambda found: values[found[1]], block.text))
        if text.strip()
    ]
    following = [*filled[1:], None]
    return tuple(
        block
        for block, after in zip(filled, following, strict=True)
        if block.kind != Kind.HEADING or (after and after.kind != Kind.HEADING)
    )


def _faults(kind: str, body: str) -> Iterator[ValidationError]:
    found = BRACES.findall(body)
    known = ", ".join(f"{{{name}}}" for name in FIELDS if kind == AWARD or name not in OF_AWARDS)
    for name in dict.fromkeys(found):
        if name in OF_AWARDS and kind != AWARD:
            yield ValidationError(_("Feltet {%(name)s} hører bare til i tilsagnsbrev."), params={"name": name})
        elif name not in FIELDS:
            words = _("«{%(name)s}» er ikke et felt. Feltene er %(known)s.")
            yield ValidationError(words, code="unknown", params={"name": name, "known": known})
    if re.search(r"[{}]", BRACES.sub("", body)):
        yield ValidationError(_("Det står en krøllparentes alene. Et felt skrives slik: {virksomhet}."), code="braces")
    needed = NEEDED.get(kind)
    if needed and needed not in found:
        words = _("Brevet må si %(meaning)s: sett inn feltet {%(name)s}.")
        yield ValidationError(words, code="needed", params={"meaning": FIELDS[needed], "name": needed})


def _split(body: str) -> Iterator[Block]:
    """Find the pieces of a template: a line with a mark stands for itself, others run until an empty one."""
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
    """Say the pieces as plain text: a heading right above its text, and the items of a list below each other."""
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
