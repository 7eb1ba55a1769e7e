"""Released figures of the members' yearly work for equality, which never change."""

from django.utils.translation import gettext_lazy as _

from balansekunst.figures.releases import ReleasedYear


class EqualityRelease(ReleasedYear):
    """A year of the members' work (`balansemerket.equality_releases`)."""

    class Meta(ReleasedYear.Meta):
        verbose_name = _("utgitt år med likestillingsarbeid")
        verbose_name_plural = _("utgitte år med likestillingsarbeid")
