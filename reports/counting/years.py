"""The years that a report can be made of, and how far a year has come on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet, Value
from django.db.models.functions import ExtractYear
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from balansekunst.figures import Period
from balansemerket.models import Event
from balansepotten.models import Call
from courses.models import Assignment
from members.models import Membership
from radgivning.models import Enquiry


@dataclass(frozen=True)
class ReportYear:
    """A year as it is told on `day`: whole once it is over, and so far while it lasts."""

    year: int
    day: date

    @cached_property
    def period(self) -> Period:
        """The days that are counted."""
        return Period.year_until(self.year, self.day)

    @cached_property
    def whole(self) -> Period:
        """The whole year, also while it lasts."""
        return Period.year(self.year)

    @cached_property
    def before(self) -> Period:
        """The year before, which is always whole."""
        return Period.year(self.year - 1)

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self.day > date(self.year, 12, 31)

    @property
    def as_of(self) -> str:
        """The last day that is counted, as it is read."""
        return date_format(self.period.last, "j. F Y")

    @property
    def within(self) -> str:
        """When its events happened, at the start of a sentence."""
        return (_("I %(year)s") if self.is_over else _("Så langt i %(year)s")) % {"year": self.year}

    @property
    def at_end(self) -> str:
        """The moment of what is counted at its end, at the start of a sentence."""
        if self.is_over:
            return _("Ved utgangen av %(year)s") % {"year": self.year}
        return _("Per %(day)s") % {"day": self.as_of}


def years_with_data(day: date) -> dict[int, list[str]]:
    """Return the years in which something is recorded by `day`, newest first, each with the areas that have it.

    It takes one query.
    """
    recorded = [
        _years(Membership.objects.filter(joined__lte=day), "joined", 0),
        _years(Membership.objects.filter(left__lte=day), "left", 0),
        _years(Assignment.objects.filter(status=Assignment.Status.HELD, date__lte=day), "date", 1),
        _years(Event.objects.filter(date__lte=day), "date", 2),
        Call.objects.filter(year__lte=day.year).order_by().values_list("year", Value(3)),
        _years(Enquiry.objects.filter(date__lte=day), "date", 4),
    ]
    names = (_("medlemmer"), _("kurs"), _("Balansemerket"), _("Balansepotten"), _("rådgivningstelefonen"))
    areas: dict[int, list[str]] = {}
    for year, area in sorted(recorded[0].union(*recorded[1:]).order_by(), key=lambda row: (-row[0], row[1])):
        areas.setdefault(year, []).append(names[area])
    return areas


def _years(rows: QuerySet, field: str, area: int) -> QuerySet:
    return rows.order_by().values_list(ExtractYear(field), Value(area))
