"""Released figures of the advice line, which never change."""

from balansekunst.figures.releases import ReleasedYear


class Release(ReleasedYear):
    """A year of the advice line (`radgivning.releases`)."""

    class Meta(ReleasedYear.Meta):
        pass
