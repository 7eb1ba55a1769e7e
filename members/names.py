"""Names of organisations that may be the same organisation's: equal but for small things, or with one letter wrong."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, Self

from django.utils.translation import gettext as _

from members.models import EarlierIdentity, Organisation

# Words that people leave out of a name, or add to it.
UNSAID = {
    *("as", "asa", "ans", "ba", "da", "enk", "iks", "kf", "ks", "nuf", "sa"),
    *("stiftelse", "stiftelsen", "forening", "foreningen", "og", "and"),
}
# The letters as they are typed on other keyboards, or without their marks.
LETTERS = str.maketrans({"æ": "a", "ø": "o", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "ß": "ss", "’": "", "'": ""})
SPELLINGS = (("aa", "a"), ("ae", "a"), ("oe", "o"))
WORD = re.compile(r"\w+")
# One letter makes another word of a short name («Rota», «Rosa»).
SHORTEST_WITH_ERROR = 8
# No name is longer, but a cell of a file may be, and each letter is another variant.
LONGEST_WITH_ERROR = 400


def fold_name(name: str) -> str:
    """Return the letters and digits of a name, without legal form, accents, case, punctuation and spaces."""
    return "".join(folded_words(name))


def folded_words(name: str) -> list[str]:
    """Return the words of a name, folded so."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for written, meant in SPELLINGS:
        plain = plain.replace(written, meant)
    words = WORD.findall(plain)
    return [word for word in words if word not in UNSAID] or words


def variants(folded: str) -> Iterator[str]:
    """Yield the whole name, marked as such; and if it is long, the name and what it is without each of its letters.

    Two names with one letter wrong, missing or too many have a variant in common. Digits are never left out: «Scene 1»
    and «Scene 2» are two.
    """
    yield f"={folded}"
    if SHORTEST_WITH_ERROR <= len(folded) <= LONGEST_WITH_ERROR:
        yield folded
        for place, letter in enumerate(folded):
            if not letter.isdigit():
                yield folded[:place] + folded[place + 1 :]


@lru_cache(maxsize=1)
def _variants_of(name: str) -> tuple[str, ...]:
    """Return the variants of a name, which a sheet first compares and then adds."""
    return tuple(variants(fold_name(name)))


class Named(NamedTuple):
    """A name of an organisation."""

    name: str
    number: str


class Names:
    """Names of organisations, found by a similar one, in the same time however many there are."""

    def __init__(self) -> None:
        self._by_variant: dict[str, list[Named]] = {}

    @classmethod
    def of_register(cls) -> Self:
        """Return the names of all organisations, also their earlier ones."""
        names = cls()
        earlier = EarlierIdentity.objects.exclude(name="").values_list("name", "organisation__number")
        for name, number in chain(Organisation.objects.order_by("pk").values_list("name", "number"), earlier):
            names.add(name, number)
        return names

    def add(self, name: str, number: str) -> None:
        named = Named(name, number)
        for variant in _variants_of(name):
            self._by_variant.setdefault(variant, []).append(named)

    def similar(self, name: str, number: str) -> Named | None:
        """Return the name of another organisation that is most like this one, if any is."""
        for variant in _variants_of(name):
            for other in self._by_variant.get(variant, ()):
                if other.number != number:
                    return other
        return None


def warning(name: str, number: str, names: Names) -> str:
    """Return the warning that another organisation has such a name, or an empty text."""
    other = names.similar(name, number)
    if other is None:
        return ""
    if fold_name(other.name) == fold_name(name):
        words = _(
            "«%(name)s» er registrert med organisasjonsnummer %(number)s. Har virksomheten fått nytt nummer, "
            "registrerer du det på siden til virksomheten."
        )
    else:
        words = _("Navnet ligner på «%(name)s» (%(number)s). Er det samme virksomhet?")
    return words % {"name": other.name, "number": other.number}
