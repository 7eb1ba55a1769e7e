"""Characters that aren't in the font don't prevent a document from being made."""

import pytest

from balansekunst import typesetting


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("Čállin, ŋ og đ – «ærlig» 1\N{NO-BREAK SPACE}000", None, id="norwegian-and-sami"),
        pytest.param("Fest 🎉", "Fest □", id="emoji"),
        pytest.param("Flagg 🏳\N{VARIATION SELECTOR-16}", "Flagg □", id="emoji-with-a-colour"),
        pytest.param("A\N{COMBINING RING ABOVE}s", "Ås", id="sign-in-two-parts"),
        pytest.param("日本", "□□", id="other-script"),
        pytest.param("lyd\x07", "lyd", id="control-sign"),
        pytest.param("to\nlinjer", None, id="lines"),
        pytest.param({"a": ["🎉", ("🎉", 1, None)]}, {"a": ["□", ["□", 1, None]]}, id="inside-others"),
    ],
)
def test_missing_glyphs_are_replaced(text, printed):
    assert typesetting._printable(text) == (text if printed is None else printed)
