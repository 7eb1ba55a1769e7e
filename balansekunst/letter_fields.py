"""Texts with fields in braces, such as the templates of letters: checked when written, and filled for a recipient."""

import re
from collections.abc import Collection, Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BRACES = re.compile(r"\{([^{}]*)\}")


def names_in(text: str) -> list[str]:
    """Return the names in braces, each once."""
    return list(dict.fromkeys(BRACES.findall(text)))


def errors_in(text: str, names: Collection[str]) -> Iterator[ValidationError]:
    """Yield what is wrong in a text that may use these fields: other names in braces, and a brace without its pair."""
    known = ", ".join(f"{{{name}}}" for name in names)
    for name in names_in(text):
        if name not in names:
            words = _("«{%(name)s}» er ikke et felt. Feltene er %(known)s.")
            yield ValidationError(words, code="unknown", params={"name": name, "known": known})
    if re.search(r"[{}]", BRACES.sub("", text)):
        yield ValidationError(_("Det står en krøllparentes alene. Et felt skrives slik: {virksomhet}."), code="braces")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with `values` in place of the fields. Braces in a value are not interpreted."""
    return BRACES.sub(lambda found: values[found[1]], text)
