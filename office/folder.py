"""The import of the office's folder: all or nothing, with the same resources as the admin's import."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export.results import Result, RowResult

from balansekunst.imports.faults import CONSEQUENCE, Refused
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.rows import SheetResult
from balansekunst.imports.sheets import Sheet, read_csv, read_workbook
from balansemerket.resources import EventResource
from balansepotten.resources import ApplicationResource, CallResource
from courses.resources import AssignmentResource
from members.resources import MembershipResource
from radgivning.resources import EnquiryResource

# In this order, since sheets refer to rows of earlier ones.
FILES: dict[str, tuple[type[SheetResource], ...]] = {
    "medlemmer.xlsx": (MembershipResource,),
    "kurs.xlsx": (AssignmentResource,),
    "balansemerket.xlsx": (EventResource,),
    "balansepotten.xlsx": (CallResource, ApplicationResource),
    "radgivning.csv": (EnquiryResource,),
}


class Place(NamedTuple):
    """A place in the folder. Parts that don't apply are empty."""

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        row = _("rad %(row)s") % {"row": self.row} if self.row else ""
        return ", ".join(filter(None, (self.file, self.sheet, row, self.column)))


class Fault(NamedTuple):
    """An error in the folder, and what was expected; or a warning."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {' '.join(self.message.split())}"


class Change(NamedTuple):
    """A cell that differs from the stored value."""

    place: Place
    before: str
    after: str

    def __str__(self) -> str:
        words = _("%(place)s: «%(before)s» blir «%(after)s»")
        return words % {"place": self.place, "before": self.before, "after": self.after}


@dataclass
class Folder:
    """The content of a folder: the sheets of each file, None for an unreadable one, and the errors of reading."""

    sheets: dict[str, dict[type[SheetResource], Sheet | None]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(sheet or ()) for sheets in self.sheets.values() for sheet in sheets.values())


@dataclass
class Report:
    """The result of an import or a dry run: row counts by file, changed cells, all errors, and all warnings.

    `to_accept` is the number of warnings about new and changed rows.
    """

    rows: dict[str, Counter[str]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    to_accept: int = 0

    def lines(self) -> Iterator[str]:
        """Yield a summary for each file."""
        for file, rows in self.rows.items():
            yield _("%(file)s: %(new)s nye, %(changed)s endret, %(unchanged)s uendret") % {
                "file": file,
                "new": rows[RowResult.IMPORT_TYPE_NEW],
                "changed": rows[RowResult.IMPORT_TYPE_UPDATE],
                "unchanged": rows[RowResult.IMPORT_TYPE_SKIP],
            }


def read_folder(folder: Path) -> Folder:
    found = Folder()
    if not _is_folder(folder):
        words = _("Mappen finnes ikke. Det skal være en mappe med %(files)s.") % {"files": ", ".join(FILES)}
        found.faults.append(Fault(Place(str(folder)), words))
        return found
    for file, resources in FILES.items():
        try:
            found.sheets[file] = _read_file(folder / file, resources)
        except ValidationError as error:
            found.sheets[file] = dict.fromkeys(resources)
            found.faults += [Fault(Place(file), message) for message in error.messages]
        else:
            missing = [resource.sheet_title for resource, sheet in found.sheets[file].items() if sheet is None]
            found.faults += [
                Fault(Place(file, sheet), _("Fant ikke arket «%(sheet)s».") % {"sheet": sheet}) for sheet in missing
            ]
    return found


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # its name is too long
        return False


def import_folder(
    folder: Folder,
    *,
    dry_run: bool = False,
    accept_warnings: bool = False,
    advance: Callable[[], object] = lambda: None,
) -> Report:
    """Import the folder, unless it has errors, or warnings that aren't accepted, or this is a dry run.

    `advance` is called STEPS times for each row.
    """
    report = Report(faults=list(folder.faults))
    refused = Refused()
    with transaction.atomic():
        for file, sheets in folder.sheets.items():
            report.rows[file] = Counter()
            for resource_class, sheet in sheets.items():
                resource = resource_class(refused, preview=False)
                if sheet is None:
                    resource.refuse_all()
                else:
                    result = resource.import_data(sheet, file_name=file, advance=advance)
                    _add_result(report, Place(file, sheet.name), resource, result)
        if dry_run or report.faults or (report.to_accept and not accept_warnings):
            transaction.set_rollback(True)
    order = list(FILES)
    report.faults.sort(key=lambda fault: order.index(fault.place.file) if fault.place.file in order else -1)
    return report


def _read_file(path: Path, resources: tuple[type[SheetResource], ...]) -> dict[type[SheetResource], Sheet | None]:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ValidationError(_("Filen mangler. Den skal være i mappen.")) from error
    except OSError as error:
        raise ValidationError(_("Filen kan ikke leses (%(error)s)."), params={"error": error.strerror}) from error
    if path.suffix == ".csv":
        return {resources[0]: read_csv(data)}
    sheets = read_workbook(data, [resource.sheet_title for resource in resources])
    return dict(zip(resources, sheets, strict=True))


def _add_result(report: Report, sheet: Place, resource: SheetResource, result: SheetResult) -> None:
    report.rows[sheet.file].update(result.totals)
    report.changes += [
        Change(sheet._replace(row=cell.row, column=cell.column), cell.before, cell.after) for cell in resource.changes
    ]
    faults = [*_faults_of_sheet(sheet, result), *_faults_of_rows(sheet, result)]
    report.faults += sorted(faults, key=lambda fault: fault.place.row)
    report.to_accept += len(result.to_accept)
    report.warnings += [
        Fault(sheet._replace(row=row or 0, column=column), message) for row, column, message in result.warnings
    ]


def _faults_of_sheet(sheet: Place, result: Result) -> Iterator[Fault]:
    for error in result.base_errors:
        yield from (Fault(sheet, message) for message in error.error.messages)


def _faults_of_rows(sheet: Place, result: Result) -> Iterator[Fault]:
    for row in result.invalid_rows:
        for column, errors in row.error.error_dict.items():
            messages = [message for error in errors if error.code != CONSEQUENCE for message in error.messages]
            if messages:
                place = sheet._replace(row=row.number, column="" if column == NON_FIELD_ERRORS else column)
                yield Fault(place, messages[0])
