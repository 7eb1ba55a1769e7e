"""How cells are read, and the errors for those that can't be read."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from balansekunst.imports.widgets import (
    CellWidget,
    ChoiceWidget,
    DateWidget,
    KronerWidget,
    MomentWidget,
    NamesWidget,
    OrganisationNumberWidget,
    PostcodeWidget,
    TextWidget,
    WholeNumberWidget,
    YesNoWidget,
)
from courses.models import Assignment, Topic
from members.fee_sheets import FeeRateWidget
from members.models import Region
from members.resources import MunicipalityWidget
from radgivning.models import Enquiry
from radgivning.resources import EARLIER_NAMES

pytestmark = pytest.mark.one_database

CALLER = ChoiceWidget(Enquiry.Caller, other_names=EARLIER_NAMES)
NBSP = "\N{NO-BREAK SPACE}"
NOON = datetime(2024, 4, 8, 12, 0)  # noqa: DTZ001
ALL_DAY = datetime(2024, 4, 8, 0, 0)  # noqa: DTZ001
SURPRISES = [
    True,
    False,
    1.5,
    float("inf"),
    float("nan"),
    time(12),
    timedelta(hours=30),
    NOON,
    "?",
    "-",
    ";",
    "#REF!",
    "Ås\x00",
]


@pytest.mark.parametrize(
    ("widget", "cell", "value"),
    [
        pytest.param(TextWidget(), None, "", id="text-none"),
        pytest.param(TextWidget(), f" {NBSP} ", "", id="text-blank"),
        pytest.param(TextWidget(), f"{NBSP} Ås  ", "Ås", id="text-between-blanks"),
        pytest.param(TextWidget(), 12, "12", id="text-number"),
        pytest.param(TextWidget(), 12.0, "12", id="text-float"),
        pytest.param(TextWidget(), 1.5, "1.5", id="text-fraction"),
        pytest.param(PostcodeWidget(), 974, "0974", id="postcode-lost-zero"),
        pytest.param(PostcodeWidget(), 974.0, "0974", id="postcode-lost-zero-float"),
        pytest.param(PostcodeWidget(), "0974", "0974", id="postcode-text"),
        pytest.param(PostcodeWidget(), "974", "974", id="postcode-text-is-left-for-the-model-to-refuse"),
        pytest.param(PostcodeWidget(), 99999, "99999", id="postcode-long-is-left-for-the-model-to-refuse"),
        pytest.param(OrganisationNumberWidget(), 310844829, "310844829", id="organisation-number"),
        pytest.param(OrganisationNumberWidget(), 310844829.0, "310844829", id="organisation-number-float"),
        pytest.param(OrganisationNumberWidget(), f"310{NBSP}844 829 ", "310844829", id="organisation-number-spaces"),
        pytest.param(WholeNumberWidget(), 0, 0, id="whole-zero"),
        pytest.param(WholeNumberWidget(), " 22 ", 22, id="whole-text"),
        pytest.param(WholeNumberWidget(), 22.0, 22, id="whole-float"),
        pytest.param(WholeNumberWidget(), -12, -12, id="whole-negative-is-left-for-the-model-to-refuse"),
        pytest.param(WholeNumberWidget(), "-12", -12, id="whole-negative-text"),
        pytest.param(WholeNumberWidget(), "", None, id="whole-blank"),
        pytest.param(DateWidget(), date(2024, 2, 29), date(2024, 2, 29), id="date"),
        pytest.param(DateWidget(), NOON, date(2024, 4, 8), id="date-with-time"),
        pytest.param(DateWidget(), "29.02.2024", date(2024, 2, 29), id="date-text"),
        pytest.param(DateWidget(), f"{NBSP}1.2.2024 ", date(2024, 2, 1), id="date-short"),
        pytest.param(YesNoWidget(), "JA", True, id="yes"),
        pytest.param(YesNoWidget(), " nei ", False, id="no"),
        pytest.param(YesNoWidget(), True, True, id="yes-as-bool"),
        pytest.param(ChoiceWidget(Assignment.Form), " FYSISK ", "physical", id="choice"),
        pytest.param(ChoiceWidget(Region), "østlandet", "Østlandet", id="choice-ø"),
        pytest.param(CALLER, "den utsatte", "utsatt", id="choice-ambiguous-before"),
        pytest.param(CALLER, " Utsatt", "utsatt", id="choice-earlier-name"),
    ],
)
def test_cell_reads_as(widget: CellWidget, cell: Any, value: Any) -> None:
    assert widget.clean(cell) == value


@pytest.mark.parametrize(
    ("cell", "kroner"),
    [
        *(
            (form.replace(" ", blank), 85_000)
            for blank in (" ", NBSP, "\N{NARROW NO-BREAK SPACE}")
            for form in ("85 000", "85 000 kr", "85 000 kr.", "85 000,-", "85 000,00", "kr 85 000", "85 000,00 kr")
        ),
        *(
            (form, 85_000)
            for form in ("85000", "85.000", "85.000 kr", "85.000,-", "85.000,00", "85000KR", " 85000,- kr ")
        ),
        ("1 500 000", 1_500_000),
        ("1.500.000,-", 1_500_000),
        ("0", 0),
        ("-5 000", -5_000),
        (85_000, 85_000),
        (85_000.0, 85_000),
        (None, None),
        (NBSP, None),
    ],
    ids=repr,
)
def test_kroner_are_read(cell: Any, kroner: int | None) -> None:
    assert KronerWidget().clean(cell) == kroner


@pytest.mark.parametrize(
    "cell",
    [
        "mange penger",
        "85 00",
        "85.00",
        "8 5000",
        "85 000,50",
        "85,000",
        "1e5",
        "kr",
        ",-",
        85_000.5,
        True,
        NOON,
    ],
    ids=repr,
)
def test_invalid_kroner_are_refused(cell: Any) -> None:
    with pytest.raises(ValidationError, match=r"er ikke et beløp\. Skriv hele kroner, for eksempel 85.+000\."):
        KronerWidget().clean(cell)


@given(
    st.integers(min_value=0, max_value=10**12),
    st.sampled_from([" ", NBSP, "."]),
    st.sampled_from(["", " kr", ",-", ",00"]),
)
def test_kroner_are_read_with_any_separator(kroner: int, separator: str, end: str) -> None:
    assert KronerWidget().clean(f"{kroner:,}".replace(",", separator) + end) == kroner


@pytest.mark.parametrize(
    "cell",
    ["31.02.2019", "00.01.2024", "01.13.2024", "2024-01-01", "1/1/2024", "i fjor", 45_000, 45_000.5, True, time(12)],
    ids=repr,
)
def test_invalid_date_is_refused(cell: Any) -> None:
    with pytest.raises(ValidationError, match=r"Skriv de[nt] slik: 31\.12\.2024"):
        DateWidget().clean(cell)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_date_is_read(day: date) -> None:
    assert DateWidget().clean(f"{day:%d.%m.%Y}") == day


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        pytest.param(date(2024, 4, 8), time(23, 59), id="day"),
        pytest.param(ALL_DAY, time(23, 59), id="day-as-the-workbook-keeps-it"),
        pytest.param("08.04.2024", time(23, 59), id="day-as-text"),
        pytest.param(NOON, time(12), id="moment"),
        pytest.param("08.04.2024 12:00", time(12), id="moment-as-text"),
        pytest.param("8.4.2024 9.30", time(9, 30), id="moment-with-a-point"),
    ],
)
def test_moment_without_time_gets_default(cell: Any, at: time) -> None:
    moment = MomentWidget(at=time(23, 59)).clean(cell)

    assert timezone.make_naive(moment) == datetime.combine(date(2024, 4, 8), at)


@pytest.mark.parametrize("cell", ["08.04.2024 24:00", "08.04.2024 12:60", "kl. 12:00", "32.04.2024 12:00"], ids=repr)
def test_invalid_moment_is_refused(cell: str) -> None:
    with pytest.raises(ValidationError, match=r"Skriv de[nt] slik: 31\.12\.2024"):
        MomentWidget(at=time()).clean(cell)


def test_moment_with_default_time_is_rendered_as_date() -> None:
    widget = MomentWidget(at=time(23, 59))

    assert widget.render(widget.clean(ALL_DAY)) == date(2024, 4, 8)
    assert widget.render(widget.clean(NOON)) == NOON


def test_text_with_control_characters_is_refused() -> None:
    with pytest.raises(ValidationError, match="«Ås\N{REPLACEMENT CHARACTER}» har usynlige styretegn"):
        TextWidget().clean("Ås\x00")


@pytest.mark.parametrize("cell", ["Hybrid kurs", 1, True, NOON], ids=repr)
def test_invalid_choice_lists_allowed_ones(cell: Any) -> None:
    with pytest.raises(ValidationError, match=r"Skriv Fysisk, Digitalt eller Hybrid\."):
        ChoiceWidget(Assignment.Form).clean(cell)


@pytest.mark.parametrize("cell", ["310000001", "31084482", "3108448299", "NO310844829", 12, True], ids=repr)
def test_invalid_organisation_number_is_refused(cell: Any) -> None:
    with pytest.raises(ValidationError, match=r"er ikke (et organisasjonsnummer: ni sifre|tekst)"):
        OrganisationNumberWidget().clean(cell)


@pytest.mark.django_db
def test_names_ignore_case_and_blanks() -> None:
    topics = NamesWidget(Topic).clean(f" Bias og  privilegier;{NBSP}YTRINGSFRIHET OG YTRINGSROM ; ")

    assert {topic.name for topic in topics} == {"bias og privilegier", "ytringsfrihet og ytringsrom"}


@pytest.mark.django_db
def test_unknown_name_lists_allowed_ones() -> None:
    with pytest.raises(ValidationError, match=r"«ukjent» er ikke et av valgene\. Skriv bias og privilegier, "):
        NamesWidget(Topic).clean("bias og privilegier; ukjent")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("Herøy (Nordland)", "1818"),
        ("HERØY (møre og romsdal)", "1515"),
        (" Oslo ", "0301"),
        ("våler (østfold)", "3114"),
        ("Oslo kommune", "0301"),
        ("HERØY (NORDLAND) KOMMUNE", "1818"),
        ("0301", "0301"),
        (301, "0301"),
        (301.0, "0301"),
        (5612, "5612"),
        ("Guovdageaidnu", "5612"),
        ("guovdageaidnu - kautokeino", "5612"),
        ("Kautokeino/Guovdageaidnu", "5612"),
        ("Gáivuotna \N{EN DASH} Kåfjord \N{EN DASH} Kaivuono", "5540"),
        ("Porsanki", "5622"),
        ("PORSÁŊGU kommune", "5622"),
        ("Tråante", "5001"),
    ],
)
def test_municipality_is_read_by_name(cell: str, number: str) -> None:
    assert MunicipalityWidget().clean(cell).number == number


@pytest.mark.django_db
@pytest.mark.parametrize("cell", ["Herøy", "Herøy kommune"])
def test_ambiguous_municipality_lists_both(cell: str) -> None:
    with pytest.raises(ValidationError, match=r"Skriv Herøy \(.*\) eller Herøy \(.*\)\."):
        MunicipalityWidget().clean(cell)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cell", ["Atlantis", 302, "302", "kommune", "Herøy (Oslo)", "Oslo - Tana", "Oslo - ", "/"], ids=repr
)
def test_unknown_municipality_is_refused(cell: Any) -> None:
    with pytest.raises(ValidationError, match="Skriv navnet på en norsk kommune"):
        MunicipalityWidget().clean(cell)


@pytest.mark.parametrize("cell", SURPRISES, ids=repr)
@pytest.mark.parametrize(
    "widget",
    [
        TextWidget(),
        PostcodeWidget(),
        OrganisationNumberWidget(),
        WholeNumberWidget(),
        KronerWidget(),
        DateWidget(),
        MomentWidget(at=time()),
        YesNoWidget(),
        ChoiceWidget(Region),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_unexpected_cell_is_read_or_refused(widget: CellWidget, cell: Any) -> None:
    try:
        widget.clean(cell)
    except ValidationError as error:
        (message,) = error.messages
        assert "\n" not in message


@pytest.mark.django_db
def test_name_in_empty_table_is_an_error() -> None:
    with pytest.raises(ValidationError) as refused:
        FeeRateWidget().clean("2026 liten")

    assert refused.value.messages == ["«2026 liten» er ikke et av valgene, for ingen er registrert ennå."]
