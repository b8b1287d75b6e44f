"""What the pages of submissions ask for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from palermo.site.forms import PageForm
from palermo.site.submissions.models import Mapping

STANDARDS = [("", _("as its header says")), ("htcds", "HTCDS 2.0"), ("ctdc", "CTDC")]
TARGETS = [("none", _("own columns alone")), ("htcds", "HTCDS 2.0"), ("ctdc", "CTDC")]
TYPE_NAMES = [
    ("text", _("text")),
    ("code", _("one code")),
    ("codes", _("several codes")),
    ("date", _("date")),
    ("integer", _("whole number")),
    ("number", _("number")),
    ("boolean", _("yes or no")),
]


class HandIn(PageForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, JSON or JSON Lines. It is sealed for your body before anything reads it."),
    )
    reading = forms.ChoiceField(
        label=_("How its columns are read"),
        help_text=_("By a mapping of yours, by a standard, or as the header says."),
        required=False,
    )
    sheet = forms.CharField(
        label=_("Sheet"), help_text=_("Of a workbook with several; else leave it empty."), required=False, max_length=80
    )

    too_large = False

    @classmethod
    def of(cls, mappings: list[Mapping], data: Any, files: Any, *, too_large: bool) -> "HandIn":
        """The form with the mappings of a body to choose from."""
        own = [(str(one.pk), f"{one.name}, {one.version}") for one in mappings]
        known: Any = cls.base_fields["reading"]
        reading = forms.ChoiceField(
            label=known.label, help_text=known.help_text, required=False, choices=[*STANDARDS, *own]
        )
        form: type[HandIn] = type("HandInOfBody", (cls,), {"reading": reading, "too_large": too_large})
        return form(data, files)

    def clean(self) -> dict[str, Any]:
        """A file that was too large was let go of; that is said in place of "nothing was chosen"."""
        if self.too_large:
            limit = settings.UPLOAD_LIMIT >> 20
            self.errors.pop("file", None)
            self.add_error("file", _("The file is larger than %(limit)s megabytes.") % {"limit": limit})
        return self.cleaned_data


class MendRow(PageForm):
    """A row of the file, a field for each column."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, columns: list[tuple[int, str, str, str]], **kwargs: Any) -> None:
        self.columns = columns
        super().__init__(*args, **kwargs)

    @classmethod
    def of(cls, columns: list[tuple[int, str, str, str]], data: Any, seen: int) -> "MendRow":
        """``columns``: place, header, the cell as it stands now, what is said about it."""
        made = {
            f"c{at}": forms.CharField(
                label=header,
                help_text=told,
                initial=cell,
                required=False,
                strip=False,
                widget=forms.TextInput({"dir": "auto"}),
            )
            for at, header, cell, told in columns
        }
        form: type[MendRow] = type("MendRowOfFile", (cls,), made)
        return form(data, columns=columns, initial={"seen": seen})

    def changed(self, *, every: bool = False) -> dict[int, str]:
        """The cells that are no longer as they stood; or all of them."""
        return {
            at: self.cleaned_data[f"c{at}"]
            for at, _header, cell, _told in self.columns
            if every or self.cleaned_data[f"c{at}"] != cell
        }
