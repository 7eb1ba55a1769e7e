"""The calendar feeds of instructors, who have no account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.secret_addresses import FeedAddress
from courses.models.topics import Instructor


class InstructorFeed(FeedAddress):
    """The address of an instructor's calendar feed (`courses.instructor_feeds`)."""

    instructor = models.OneToOneField(Instructor, models.CASCADE, related_name="feed", verbose_name=_("kursholder"))

    class Meta(FeedAddress.Meta):
        abstract = False
        verbose_name = _("kalenderadresse til en kursholder")
        verbose_name_plural = _("kalenderadresser til kursholdere")

    def __str__(self) -> str:
        return str(self.instructor)
