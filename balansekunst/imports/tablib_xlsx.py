"""tablib's workbook format, imported when it is used.

import-export looks at each of tablib's formats when it is imported, and this one imports all of openpyxl.
"""

from typing import Any

from tablib.formats import load_format_class, registry


class XlsxFormat:
    """A reference to `tablib.formats._xlsx.XLSXFormat`, which only import-export's own commands use."""

    title = "xlsx"

    def __getattr__(self, name: str) -> Any:
        return getattr(load_format_class("tablib.formats._xlsx.XLSXFormat"), name)


def register() -> None:
    """Replace tablib's own format. Must be called before import-export's admin is imported."""
    registry.register("xlsx", XlsxFormat())
