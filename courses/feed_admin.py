"""The calendar feed of an instructor on their page in the admin: its address, which staff give, renew and remove."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balansekunst.admin.object_page import Part
from balansekunst.admin.page_forms import PageForm, Saved
from courses import instructor_feeds
from courses.models import Instructor, InstructorFeed

KEY = "kalender"


@dataclass(frozen=True, kw_only=True)
class FeedPart(Part):
    """The address, for those who may renew it."""

    def is_visible(self, request: HttpRequest) -> bool:
        return admin.site.get_model_admin(Instructor).has_change_permission(request)

    def content(self, request: HttpRequest, row: Instructor) -> str:
        feed = InstructorFeed.objects.filter(instructor=row).first()
        return request.build_absolute_uri(reverse("instructor_feed", args=[feed.token])) if feed else ""


FEED = FeedPart(
    key=KEY,
    title=gettext_lazy("Kalender"),
    empty=gettext_lazy("Kursholderen har ingen kalenderadresse."),
    template="admin/courses/instructor/feed.html",
)


class RenewFeedForm(PageForm, forms.Form):
    """A new address, which replaces the old one."""

    slug, label = "kalenderadresse", gettext_lazy("Lag ny kalenderadresse")
    button = gettext_lazy("Lag ny adresse")
    at, acts_on, action = KEY, Instructor, "change"

    def apply(self) -> Saved:
        had_one = InstructorFeed.objects.filter(instructor=self.row).exists()
        instructor_feeds.renew(self.row)
        return Saved(_("Adressen er ny. Den gamle virker ikke lenger.") if had_one else _("Adressen er laget."))


class RevokeFeedForm(PageForm, forms.Form):
    """No address any more."""

    slug, label = "fjern-kalenderadresse", gettext_lazy("Fjern kalenderadressen")
    button = gettext_lazy("Fjern adressen")
    at, acts_on, action = KEY, Instructor, "change"

    @classmethod
    def is_possible_on(cls, day: date) -> Combinable:
        return Exists(InstructorFeed.objects.filter(instructor=OuterRef("pk")))

    def apply(self) -> Saved:
        instructor_feeds.revoke(self.row)
        return Saved(_("Adressen virker ikke lenger."))
