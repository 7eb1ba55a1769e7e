"""Both databases sort and search Norwegian alike. The tests run on the configured one."""

import pytest

from balansekunst.sqlite import norwegian
from members.models import Organisation
from tests.factories import OrganisationFactory


@pytest.mark.django_db
def test_names_sort_in_norwegian_order():
    names = ["Ås", "Ørsta", "Ærlig", "Zoo", "Aase", "Alta", "Bø"]
    for name in names:
        OrganisationFactory(name=name)

    in_order = list(Organisation.objects.order_by("name").values_list("name", flat=True))

    assert in_order == ["Alta", "Bø", "Zoo", "Ærlig", "Ørsta", "Ås", "Aase"]


@pytest.mark.django_db
def test_sami_letters_sort_as_base_letters():
    for name in ["Duodji", "Đuohta", "Eallju", "Cirkus", "Čájáhus", "Dáidda"]:
        OrganisationFactory(name=name)

    in_order = list(Organisation.objects.order_by("name").values_list("name", flat=True))

    assert in_order == ["Čájáhus", "Cirkus", "Dáidda", "Duodji", "Đuohta", "Eallju"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("ås", id="lower"),
        pytest.param("ÅS", id="upper"),
        pytest.param("Ås", id="as-written"),
    ],
)
def test_search_ignores_case_of_all_letters(typed):
    OrganisationFactory(name="Ås kulturhus")
    OrganisationFactory(name="As kulturhus")

    found = Organisation.objects.filter(name__icontains=typed)

    assert [organisation.name for organisation in found] == ["Ås kulturhus"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", [pytest.param("100%", id="percent"), pytest.param("a_b", id="underscore"), pytest.param("\\", id="slash")]
)
def test_search_escapes_wildcards(typed):
    OrganisationFactory(name=f"Scene {typed} Kunst")
    OrganisationFactory(name="Scene 100 axb Kunst")

    found = Organisation.objects.filter(name__icontains=typed)

    assert [organisation.name for organisation in found] == [f"Scene {typed} Kunst"]


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        pytest.param("Bø", "Bø", 0, id="same"),
        pytest.param("alta", "Alta", -1, id="lower-case-first"),
        pytest.param("Zoo", "Ærlig", -1, id="z-before-ae"),
        pytest.param("Ås", "Øst", 1, id="aa-last"),
        pytest.param("Bjørn", "Björn", 1, id="oe-with-its-neighbour"),
    ],
)
def test_collation_is_norwegian(left, right, order):
    assert norwegian.collate(left, right) == order
    assert norwegian.collate(right, left) == -order


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        pytest.param("%ås%", "BÅSE", True, id="inside"),
        pytest.param("a_c", "abc", True, id="one-letter"),
        pytest.param("a_c", "abbc", False, id="two-letters"),
        pytest.param("a%", None, None, id="null"),
        pytest.param(None, "a", None, id="null-pattern"),
        pytest.param("%", "a\nb", True, id="line-break"),
    ],
)
def test_like_follows_sql(pattern, text, matches):
    assert norwegian.like(pattern, text) is matches
