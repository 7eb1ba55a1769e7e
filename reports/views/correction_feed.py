"""The versions and corrections of published reports as an Atom feed."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.publication import versions
from reports.publication.versions import Version

LONGEST = 50
Item = tuple[int, Version]  # of the year's report


class CorrectionFeed(Feed[Item, None]):
    """The newest versions of all reports: as published, after each correction, and after each withdrawn quote."""

    feed_type = Atom1Feed
    title = gettext_lazy("Balansekunst: årsrapporter og rettelser")
    subtitle = gettext_lazy("Nye årsrapporter, og det som er rettet i dem siden.")

    def link(self) -> str:
        return reverse("report_correction_list")

    def items(self) -> list[Item]:
        """Return the versions, newest first."""
        found = [(year, version) for year, made in versions.report_histories() for version in made]
        return sorted(found, key=lambda item: item[1].at, reverse=True)[:LONGEST]

    def item_title(self, item: Item) -> str:
        year, version = item
        if correction := version.correction:
            return _("Årsrapporten for %(year)s: %(label)s er rettet fra %(old)s til %(new)s (%(severity)s)") % {
                "year": year,
                "label": correction.label,
                "old": correction.old.shown,
                "new": correction.new.shown,
                "severity": correction.severity,
            }
        words = (
            _("Årsrapporten for %(year)s: et sitat er trukket")
            if version.withdrawal
            else _("Årsrapporten for %(year)s er publisert")
        )
        return words % {"year": year}

    def item_description(self, item: Item) -> str:
        """Return the reason as HTML."""
        version = item[1]
        return escape(version.correction.note if version.correction else version.withdrawal)

    def item_link(self, item: Item) -> str:
        """Return the place of the version in the list, which is also its unique name in the feed."""
        return f"{reverse('report_correction_list')}#v{item[0]}-{item[1].number}"

    def item_pubdate(self, item: Item) -> datetime:
        return item[1].at

    def item_updateddate(self, item: Item) -> datetime:
        return item[1].at
