"""The command `figures`: a year's figures as JSON, true ones for the server's own people, or those that are told."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balansekunst.figures import Period
from radgivning import releases
from reports.counting.figures import published
from reports.counting.summary import for_machines

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
            raise CommandError(_("Ventet et år fra %(first)s til %(last)s.") % {"first": YEARS[0], "last": YEARS[-1]})
        counted, checks = published(Period.year(year))
        figures: dict[str, Any] = dict(counted)
        if public:
            day = timezone.localdate()
            releases.release(day)
            told = releases.tell(year, day=day)
            figures["radgivning"] = for_machines(told) if told else None
        self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
        for words, holds in checks:
            if holds:
                self.stderr.write(_("Stemmer: %(words)s") % {"words": words})
            else:
                self.stderr.write(self.style.ERROR(_("Stemmer ikke: %(words)s") % {"words": words}))
