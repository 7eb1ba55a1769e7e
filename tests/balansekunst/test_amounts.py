import pytest
from django.core.exceptions import ValidationError

from balansekunst.fields import KronerFormField
from balansekunst.imports.widgets import KronerWidget

READERS = [pytest.param(KronerFormField().clean, id="form"), pytest.param(KronerWidget().clean, id="import")]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "text",
    [
        *(
            form.replace(" ", blank)
            for blank in (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}")
            for form in ("85 000", "85 000 kr", "85 000 kr.", "85 000,-", "85 000,00", "kr 85 000", "85 000 NOK")
        ),
        "85000",
        "85.000,00 kr",
        "85.000.-",
        "85 000,\N{EN DASH}",
        "85 000,\N{EM DASH}",
        "NOK 85 000",
        "85000nok",
        " 85000,- kr ",
    ],
    ids=repr,
)
def test_amount_is_read_alike(read, text):
    assert read(text) == 85_000


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "text", ["mange penger", "85 00", "85.00", "8 5000", "85 000,50", "85,000", "1e5", "kr", ",-", "९", "--1"], ids=repr
)
def test_other_text_is_no_amount(read, text):
    with pytest.raises(ValidationError, match=r"hele kroner, for eksempel 85.+000"):
        read(text)
