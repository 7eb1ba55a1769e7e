"""Template workbooks: the headings of a sheet, and beside it what to write in each column."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from balansekunst.text import clean_line

if TYPE_CHECKING:
    from balansekunst.imports.columns import Column

LAST_ROW = 1000  # that has lists to choose from
WIDTH = 18
# Excel's limits on such a list: its characters, of which commas are between the texts.
MOST_IN_LIST = 255
MOST_CHOICES = 40


def write_template(title: str, columns: Iterable["Column"]) -> bytes:
    """Return a workbook whose first sheet can be filled in and imported. The second one explains its columns."""
    from xlsxwriter import Workbook  # large, and not needed when the program starts

    file = BytesIO()
    book = Workbook(file)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet, explained = book.add_worksheet(title), book.add_worksheet(_("Forklaring"))
    sheet.freeze_panes(1, 0)
    explained.set_column(0, 1, WIDTH * 1.5)
    explained.set_column(2, 2, WIDTH * 4)
    for place, heading in enumerate((_("Kolonne"), _("Må fylles ut"), _("Hva du skriver"))):
        explained.write_string(0, place, heading, bold)
    written = [column for column in columns if not column.readonly]
    for place, column in enumerate(written):
        sheet.set_column(place, place, max(WIDTH, len(column.column_name) + 2))
        sheet.write_string(0, place, column.column_name, bold)
        explained.write_string(place + 1, 0, column.column_name, wrapped)
        explained.write_string(place + 1, 1, _("Ja") if column.required else _("Nei"), wrapped)
        explained.write_string(place + 1, 2, _explanation(column), wrapped)
        if choices := _list_of(column):
            options = {"validate": "list", "source": choices, "error_type": "warning"}
            sheet.data_validation(1, place, LAST_ROW, place, options)
    book.close()
    return file.getvalue()


def _explanation(column: "Column") -> str:
    expected, choices = str(column.widget.expected), column.widget.allowed_texts
    if not 0 < len(choices) <= MOST_CHOICES:
        return expected
    return _("%(expected)s: %(choices)s") % {"expected": expected, "choices": ", ".join(choices)}


def _list_of(column: "Column") -> list[Any]:
    """Return what can be chosen, if a workbook has room for it and one cell is one choice."""
    choices = [clean_line(text) for text in column.widget.allowed_texts]
    fits = len(",".join(choices)) <= MOST_IN_LIST and not any("," in text for text in choices)
    return choices if fits and not column.widget.has_several else []
