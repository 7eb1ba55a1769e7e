"""Years and months in addresses: a value that no date can have is another address, and answers 404."""

from django.urls import register_converter
from django.urls.converters import IntConverter

FIRST_YEAR, LAST_YEAR = 1000, 9998  # room to count a year back or on


class YearConverter(IntConverter):
    """A year. Addresses can be made for any year, since a register may contain a date with a typing error."""

    def to_python(self, value: str) -> int:
        year = super().to_python(value) if len(value) <= len(str(LAST_YEAR)) else 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(value)
        return year


class MonthConverter(IntConverter):
    """A month, 1 to 12."""

    regex = "1[0-2]|0?[1-9]"


register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
