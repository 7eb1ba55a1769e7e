"""How a number is written, and what opens behind it."""

import pytest

from balansekunst.figures import CountedArea, Hidden, Number, Period, Sentence, Unit, opens_nothing
from members.figures import AREA
from members.models import Membership
from tests.factories import MembershipFactory


@pytest.mark.parametrize(
    ("number", "text", "length"),
    [
        pytest.param(Number(1557), "1\N{NO-BREAK SPACE}557", 1557, id="count"),
        pytest.param(Number(-3), "\N{MINUS SIGN}3", -3, id="below-zero"),
        pytest.param(Number(1550, at_least=True), "minst 1\N{NO-BREAK SPACE}550", 1550, id="floor"),
        pytest.param(
            Number(85000, unit=Unit.KRONER), "85\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr", 85000, id="kroner"
        ),
        pytest.param(Number(14, unit=Unit.PERCENT), "14\N{NO-BREAK SPACE}%", 14, id="percent"),
        pytest.param(Number(Hidden.SMALL), "færre enn 5", 0, id="small"),
        pytest.param(Number(Hidden.WITHHELD), "skjult", 0, id="withheld"),
    ],
)
def test_number_is_written_as_norwegians_do(number, text, length):
    assert str(number) == text
    assert number.shown == length


def test_number_is_a_link_only_where_a_list_can_be_opened():
    assert Number(3).html == '<span class="number">3</span>'
    assert Number(3, url="/admin/?a=1&b=2").html == '<a class="number" href="/admin/?a=1&amp;b=2">3</a>'


def test_sentence_is_plain_in_print_and_has_links_on_a_page():
    sentence = Sentence("{within} kom {joined} til.", {"within": "<I 2024>", "joined": Number(3, url="/a")})

    assert str(sentence) == "<I 2024> kom 3 til."
    assert sentence.html == '&lt;I 2024&gt; kom <a class="number" href="/a">3</a> til.'


def test_sentence_without_numbers_is_escaped():
    assert Sentence("a < b").html == "a &lt; b"
    assert str(Sentence("a < b")) == "a < b"


@pytest.fixture
def area():
    MembershipFactory.create(joined="2024-02-01")
    figures = AREA.in_period(Period.year(2024))
    return lambda can_open: CountedArea(figures, figures.values(), can_open)


@pytest.mark.django_db
def test_numbers_link_to_permitted_lists(area):
    open_area = area(lambda model: model is Membership)

    assert open_area.number("joined").url.endswith("%2Fjoined")
    assert open_area.groups("by_region")["Østlandet"].url.endswith("%2Fby_region%2F%C3%98stlandet")
    net = open_area.number("net")
    assert (str(net), net.label, net.meaning) == ("1", "Netto endring", "Nye medlemmer minus utmeldte.")
    assert net.url.endswith("#members.net")


@pytest.mark.django_db
def test_area_opens_nothing_for_others(area):
    closed = area(opens_nothing)

    assert closed.number("joined", label="nye") == Number(1, "nye", meaning="Medlemskap med første dag i perioden.")
    assert {number.url for number in closed.groups("by_region").values()} == {""}
