"""The upload form of the admin's import."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.forms import ImportForm

from balansekunst.imports.formats import FORMATS
from balansekunst.imports.limits import check_size

PLACES = {f".{file_format().get_extension()}": str(place) for place, file_format in enumerate(FORMATS)}


class FileForm(ImportForm):
    """The file to import. Its extension decides its format."""

    def __init__(self, formats: list[Any], resources: list[Any], **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].label = _("Fil")
        self.fields["import_file"].help_text = _("En Excel-fil (.xlsx), eller en CSV-fil (.csv) med semikolon.")
        self.fields["import_file"].widget = forms.FileInput(attrs={"accept": ",".join(PLACES)})

    @property
    def media(self) -> forms.Media:
        """No media: import-export's script isn't needed, and breaks the CSP."""
        return forms.Media()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if file := answers.get("import_file"):
            try:
                check_size(file.size)
            except ValidationError as error:
                self.add_error("import_file", error)
                return answers
            answers["format"] = format_of(file.name)
            if not answers["format"]:
                refusal = _("«%(name)s» er ikke en Excel-fil (.xlsx) eller en CSV-fil (.csv).")
                self.add_error("import_file", ValidationError(refusal, params={"name": file.name}))
        return answers


def format_of(file_name: str) -> str:
    """Return the place of the format among FORMATS by the file's extension, or ""."""
    return PLACES.get(PurePath(file_name).suffix.lower(), "")
