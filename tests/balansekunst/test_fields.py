import pytest
from django.core.exceptions import ValidationError

from balansekunst.fields import kroner, number, validate_organisation_number, validate_phone, validate_postcode
from members.models import Organisation
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("310000001", id="check-digit"),
        pytest.param("31084482", id="eight-digits"),
        pytest.param("3108448290", id="ten-digits"),
        pytest.param("310 844 829", id="spaces-left-in"),
        pytest.param("NO310844829", id="letters"),
        pytest.param("", id="empty"),
    ],
)
def test_invalid_organisation_number_is_refused(wrong):
    with pytest.raises(ValidationError) as refusal:
        validate_organisation_number(wrong)

    assert refusal.value.code == "organisation_number"


def test_organisation_number_is_stored_without_spaces():
    organisation = OrganisationFactory.build(number=" 310 844 829 ", municipality_id=1)

    organisation.clean_fields(exclude=["municipality"])

    assert organisation.number == "310844829"


def test_duplicate_organisation_number_gives_error():
    OrganisationFactory(number="310844829")

    with pytest.raises(ValidationError) as refusal:
        OrganisationFactory.build(number="310844829", municipality=Organisation.objects.get().municipality).full_clean()

    assert refusal.value.message_dict == {"number": ["Organisasjonsnummeret er registrert fra før."]}


@pytest.mark.parametrize(
    "phone", [pytest.param("22 22 22 22", id="norwegian"), pytest.param("+46 8 123 456 78", id="swedish")]
)
def test_valid_phone_is_accepted(phone):
    assert validate_phone(phone) is None


@pytest.mark.parametrize(
    "phone", [pytest.param("12", id="short"), pytest.param("ring meg", id="words"), pytest.param("", id="empty")]
)
def test_invalid_phone_is_refused(phone):
    with pytest.raises(ValidationError, match="er ikke et telefonnummer"):
        validate_phone(phone)


@pytest.mark.parametrize(
    "postcode",
    [pytest.param("123", id="three"), pytest.param("12345", id="five"), pytest.param("0150\n", id="line-break")],
)
def test_postcode_without_four_digits_is_refused(postcode):
    with pytest.raises(ValidationError, match="fire sifre"):
        validate_postcode(postcode)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param(0, "0", id="none"),
        pytest.param(999, "999", id="no-group"),
        pytest.param(10_666_500, "10\xa0666\xa0500", id="millions"),
        pytest.param(-12_000, "-12\xa0000", id="negative"),
    ],
)
def test_number_has_norwegian_format(value, read):
    assert number(value) == read
    assert kroner(value) == f"{read}\xa0kr"
