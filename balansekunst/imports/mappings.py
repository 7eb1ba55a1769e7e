"""How the columns of workbooks with other headings than ours are used, remembered for the next one of that shape."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from balansekunst.folding import fold_text
from balansekunst.imports.sheets import Row, Sheet

if TYPE_CHECKING:
    from balansekunst.models import User


class ColumnMapping(models.Model):
    """Which of our columns each column of a sheet is, "" for one that isn't used.

    The sheet is known by the fingerprint of its headings, and `columns` are in the alphabetical order of these. The
    headings themselves aren't stored: what should be headings may be somebody's name.
    """

    listed = models.CharField(_("liste"), max_length=100)
    shape = models.CharField(_("overskriftenes avtrykk"), max_length=64, editable=False)
    columns = models.JSONField(_("kolonner"), default=list)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("koblet av"), related_name="+"
    )
    changed_at = models.DateTimeField(_("koblet"))

    class Meta:
        verbose_name = _("kobling av kolonner")
        verbose_name_plural = _("koblinger av kolonner")
        constraints = [models.UniqueConstraint(name="columnmapping_once_a_shape", fields=["listed", "shape"])]

    def __str__(self) -> str:
        return self.listed


class OtherHeadingsError(Exception):
    """A sheet has other headings than ours, and nobody has said which is which."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet


def find(listed: str, headers: Sequence[str], known: Iterable[str]) -> list[str] | None:
    """Return what is remembered of a sheet with these headings: our heading for each of them. None if nothing is.

    A column of ours that isn't `known` any more counts as not used.
    """
    mapping = ColumnMapping.objects.filter(listed=listed, shape=_shape(headers)).first()
    if mapping is None or len(mapping.columns) != len(headers):
        return None
    names = set(known)
    found = [""] * len(headers)
    for place, name in zip(_order(headers), mapping.columns, strict=True):
        found[place] = name if name in names else ""
    return found


def remember(listed: str, headers: Sequence[str], names: Sequence[str], *, by: "User", at: datetime) -> None:
    """Remember our heading for each column of a sheet with these headings."""
    ColumnMapping.objects.update_or_create(
        listed=listed,
        shape=_shape(headers),
        defaults={
            "columns": [names[place] for place in _order(headers)],
            "changed_by": by,
            "changed_at": at,
        },
    )


def renamed(sheet: Sheet, names: Sequence[str]) -> Sheet:
    """Return the sheet with our headings, and without the columns that aren't used. Rows have the same numbers."""
    used = [place for place, name in enumerate(names) if name]
    rows = [Row(row.number, tuple(row.cells[place] for place in used)) for row in sheet.rows]
    pairs = tuple((sheet.headers[place], names[place]) for place in used)
    return replace(sheet, headers=[names[place] for place in used], rows=rows, renamed=pairs)


def fingerprint(pairs: Iterable[tuple[str, str]]) -> str:
    """Return what identifies the use of columns, to compare that of a preview with that of the import."""
    found = tuple(pairs)
    return sha256(repr(found).encode()).hexdigest() if found else ""


def _order(headers: Sequence[str]) -> list[int]:
    """Return the places of the columns in the alphabetical order of their headings, which may occur twice."""
    return sorted(range(len(headers)), key=lambda place: (fold_text(headers[place]), place))


def _shape(headers: Sequence[str]) -> str:
    return sha256("\n".join(sorted(map(fold_text, headers))).encode()).hexdigest()
