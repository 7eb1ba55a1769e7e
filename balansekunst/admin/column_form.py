"""The form that asks which column of a file is which of ours."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _

from balansekunst.imports import headings
from balansekunst.imports.resources import SheetResource
from balansekunst.imports.sheets import Sheet
from balansekunst.imports.widgets import shorten

EXAMPLES = 3


@dataclass(frozen=True)
class FileColumn:
    """A column of the file: its heading, its first cells, and the field that asks what it is."""

    heading: str
    examples: list[str]
    field: BoundField


class ColumnsForm(forms.Form):
    """A field for each column of the sheet that has a heading. What is not remembered is suggested."""

    def __init__(self, sheet: Sheet, resource: SheetResource, remembered: list[str] | None, data: Any = None) -> None:
        super().__init__(data)
        self.sheet = sheet
        self.columns = list(resource.fields.values())
        suggested = remembered or headings.suggest(sheet, self.columns)
        known = [(column.column_name, self._label(column)) for column in self.columns]
        for place, heading in enumerate(sheet.headers):
            if heading:
                self.fields[f"column_{place}"] = forms.ChoiceField(
                    label=_("Kolonnen «%(heading)s» er") % {"heading": heading},
                    choices=[("", _("Bruk ikke")), *known],
                    required=False,
                    initial=suggested[place],
                )

    def _label(self, column: Any) -> str:
        return column.column_name if column.optional else _("%(column)s (må være med)") % {"column": column.column_name}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        chosen = Counter(name for name in answers.values() if name)
        for field, name in answers.copy().items():
            if name and chosen[name] > 1:
                words = _("«%(column)s» er valgt for flere kolonner. Velg den for én av dem.")
                self.add_error(field, ValidationError(words, params={"column": name}))
        missing = [each.column_name for each in self.columns if not each.optional and each.column_name not in chosen]
        if missing:
            words = _("Ingen kolonne er valgt som %(columns)s. Velg hvilken det er, eller legg den til i filen.")
            names = ", ".join(f"«{name}»" for name in missing)
            raise ValidationError(words, code="missing", params={"columns": names})
        return answers

    @property
    def names(self) -> list[str]:
        """Our heading for each column of the sheet."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.sheet.headers))]

    @property
    def missing(self) -> list[str]:
        """The columns that must be in the file, and that none is suggested for."""
        chosen = {field.initial for field in self.fields.values()}
        return [each.column_name for each in self.columns if not each.optional and each.column_name not in chosen]

    @property
    def listed(self) -> list[FileColumn]:
        return [
            FileColumn(
                heading,
                [shorten(cell) for cell in headings.samples(self.sheet, place, EXAMPLES)],
                self[f"column_{place}"],
            )
            for place, heading in enumerate(self.sheet.headers)
            if heading
        ]
