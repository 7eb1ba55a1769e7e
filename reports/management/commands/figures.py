"""The command `figures`: a year's figures as JSON, true ones for the server's own people, or the published ones."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.figures import Period, encode, figure_areas, release_all
from reports.counting.summary import key_numbers

YEARS = range(1900, 2101)


class Command(BaseCommand):
    help = "Skriv årets nøkkeltall som JSON, i samme form som ett år av kontorets fasit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, help="året, for eksempel 2024")
        parser.add_argument(
            "--public",
            action="store_true",
            help="de tallene fra rådgivningstelefonen som kan vises for andre, uten de små; null til de kan vises",
        )

    def handle(self, *, year: int, public: bool = False, **_options: Any) -> None:
        if year not in YEARS:
            raise CommandError(_("Skriv et år fra %(first)s til %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]})
        counted, checks = key_numbers(Period.year(year))
        figures: dict[str, Any] = dict(counted)
        if public:
            day = timezone.localdate()
            release_all(day)
            for area in figure_areas():
                if area.releases:
                    (values,) = area.published_values([area.in_period(Period.year(year))], day)
                    figures[area.key] = encode(values)
        self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
        for text, holds in checks:
            if holds:
                self.stderr.write(_("Stemmer: %(text)s") % {"text": text})
            else:
                self.stderr.write(self.style.ERROR(_("Stemmer ikke: %(text)s") % {"text": text}))
