"""What the import of a file would do, as its page shows it: also stored by a job."""

import json
from dataclasses import asdict, dataclass
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balansekunst.fields import number
from balansekunst.imports import mappings
from balansekunst.imports.rows import CellMessage, DiffCell, SheetResult

MOST_SHOWN = 200


class ChangedRow(NamedTuple):
    """A new or changed row."""

    is_new: bool
    cells: list[DiffCell]


@dataclass(frozen=True)
class Outcome:
    """The first of the errors, warnings and changed rows, and how many there are.

    `accepted` and `mapped` identify the warnings and the use of the columns, which the import must find again.
    """

    sheet_name: str
    renamed: list[tuple[str, str]]
    headings: list[str]
    faults: list[CellMessage]
    fault_count: int
    warnings: list[CellMessage]
    warning_count: int
    to_accept_count: int
    changes: list[ChangedRow]
    new_count: int
    changed_count: int
    unchanged_count: int
    accepted: str
    mapped: str

    @classmethod
    def of(cls, result: SheetResult) -> "Outcome":
        """Return the outcome of a preview."""
        faults = faults_of(result)
        changes = [row for row in result.rows if row.is_new() or row.is_update()]
        return cls(
            sheet_name=result.sheet_name,
            renamed=list(result.renamed),
            headings=[str(heading) for heading in result.diff_headers],
            faults=faults[:MOST_SHOWN],
            fault_count=len(faults),
            warnings=result.warnings[:MOST_SHOWN],
            warning_count=len(result.warnings),
            to_accept_count=len(result.to_accept),
            changes=[ChangedRow(row.is_new(), list(row.diff)) for row in changes[:MOST_SHOWN]],
            new_count=result.totals["new"],
            changed_count=result.totals["update"],
            unchanged_count=result.totals["skip"],
            accepted=result.fingerprint,
            mapped=mappings.fingerprint(result.renamed),
        )

    @classmethod
    def from_json(cls, content: bytes) -> "Outcome":
        """Return the outcome that a job has stored."""
        found = json.loads(content)
        for name in ("faults", "warnings"):
            found[name] = [CellMessage(*message) for message in found[name]]
        found["changes"] = [
            ChangedRow(is_new, [DiffCell(*cell) for cell in cells]) for is_new, cells in found["changes"]
        ]
        return cls(**found)

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), default=str).encode()

    @property
    def summary(self) -> str:
        """What would happen, in words without personal data."""
        if self.fault_count:
            words = ngettext("%(count)s feil i filen.", "%(count)s feil i filen.", self.fault_count)
            return f"{words % {'count': number(self.fault_count)}} {_('Ingenting er importert.')}"
        return _("%(new)s nye, %(changed)s endret, %(unchanged)s uendret. Ingenting er importert ennå.") % {
            "new": number(self.new_count),
            "changed": number(self.changed_count),
            "unchanged": number(self.unchanged_count),
        }


def faults_of(result: SheetResult) -> list[CellMessage]:
    """Return all errors of an import, in the order of the rows."""
    faults = [CellMessage(None, "", words) for error in result.base_errors for words in error.error.messages]
    for row in result.invalid_rows:
        for column, messages in row.error_dict.items():
            faults += [
                CellMessage(row.number, "" if column == NON_FIELD_ERRORS else column, words) for words in messages
            ]
    return sorted(faults, key=lambda fault: fault.row or 0)
