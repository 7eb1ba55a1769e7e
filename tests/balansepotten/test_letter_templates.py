"""Letter templates: their fields, and the text that they result in."""

import pytest
from django.core.exceptions import ValidationError

from balansepotten import letter_templates
from balansepotten.letter_templates import Block, Kind
from balansepotten.models import LetterTemplate

pytestmark = pytest.mark.one_database

VALUES = {name: f"<{name}>" for name in letter_templates.FIELDS}


@pytest.mark.parametrize("kind", LetterTemplate.Kind.values)
def test_default_templates_are_valid(call, kind):
    template = LetterTemplate(call=call, kind=kind, body=letter_templates.DEFAULTS[kind])

    template.full_clean()

    assert ("Dere kan ikke klage på vedtaket" in template.body) == (kind != "decline")


@pytest.mark.parametrize(
    ("kind", "body", "errors"),
    [
        pytest.param("award", "Dere får {tildelt}.", [], id="in-order"),
        pytest.param(
            "award",
            "Dere får penger.",
            ["Brevet må si beløpet som er tildelt: sett inn feltet {tildelt}."],
            id="award-without-its-sum",
        ),
        pytest.param(
            "rejection",
            "Dere får nei.",
            ["Brevet må si begrunnelsen i vedtaket: sett inn feltet {begrunnelse}."],
            id="rejection-without-its-reason",
        ),
        pytest.param(
            "rejection",
            "{begrunnelse} {tildelt}",
            ["Feltet {tildelt} hører ikke til i dette brevet."],
            id="sum-in-a-rejection",
        ),
        *(
            pytest.param(
                "award",
                f"Dere får {{tildelt}}{stray}",
                ["Det står en krøllparentes alene. Et felt skrives slik: {virksomhet}."],
                id=f"stray-{stray}",
            )
            for stray in ("{", "}", "{tildelt", "tildelt}", "}{")
        ),
        pytest.param(
            "award",
            "{{tildelt}}",
            ["Det står en krøllparentes alene. Et felt skrives slik: {virksomhet}."],
            id="twofold-braces",
        ),
        pytest.param("award", "", ["Feltet kan ikke være blankt."], id="empty"),
    ],
)
def test_template_validated_on_save(call, kind, body, errors):
    template = LetterTemplate(call=call, kind=kind, body=body)

    try:
        template.full_clean()
    except ValidationError as error:
        found = error.message_dict["body"]
    else:
        found = []

    assert found == errors


@pytest.mark.parametrize("kind", LetterTemplate.Kind.values)
def test_unknown_field_error_lists_known_fields(call, kind):
    template = LetterTemplate(call=call, kind=kind, body="{tildelt} {begrunnelse} {Virksomhet}")

    with pytest.raises(ValidationError) as error:
        template.full_clean()

    text = error.value.message_dict["body"][-1]
    assert text.startswith("«{Virksomhet}» er ikke et felt. Feltene er {virksomhet}, {prosjekt}, ")
    assert ("{tildelt}" in text) == (kind != "rejection")
    assert ("{frasagt}" in text) == (kind == "decline")
    assert ("{rapportfrist}" in text) == (kind == "award")


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        pytest.param("Hei\n\nHå", [(Kind.PARAGRAPH, "Hei"), (Kind.PARAGRAPH, "Hå")], id="paragraphs"),
        pytest.param("Hei\nhå", [(Kind.PARAGRAPH, "Hei\nhå")], id="lines"),
        pytest.param("Hei\r\n\r\nHå\r\n", [(Kind.PARAGRAPH, "Hei"), (Kind.PARAGRAPH, "Hå")], id="as-browsers-send-it"),
        pytest.param(
            "Hei\n# Så\n- en\n- to\nslutt",
            [
                (Kind.PARAGRAPH, "Hei"),
                (Kind.HEADING, "Så"),
                (Kind.ITEM, "en"),
                (Kind.ITEM, "to"),
                (Kind.PARAGRAPH, "slutt"),
            ],
            id="heading-and-list",
        ),
        pytest.param(
            "# Uten noe\n{begrunnelse}\n\n# Neste\nHei",
            [(Kind.HEADING, "Neste"), (Kind.PARAGRAPH, "Hei")],
            id="empty-part",
        ),
        pytest.param("# Sist\n", [], id="heading-alone"),
    ],
)
def test_template_becomes_pieces(body, blocks):
    assert letter_templates.fill(body, VALUES | {"begrunnelse": ""}) == tuple(Block(*block) for block in blocks)


def test_markup_in_value_not_interpreted():
    reason = "# Ikke en overskrift {tildelt}\n\n- ikke en liste"

    assert letter_templates.fill("{begrunnelse}", VALUES | {"begrunnelse": reason}) == (
        Block(Kind.PARAGRAPH, "# Ikke en overskrift {tildelt}"),
        Block(Kind.PARAGRAPH, "- ikke en liste"),
    )
