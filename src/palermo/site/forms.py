"""Forms as the pages show them: errors on top and at the field, one line of purpose below each label, no script."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

_CLASSES: dict[type[forms.Widget], str] = {
    forms.Select: "govuk-select",
    forms.FileInput: "govuk-file-upload",
    forms.SelectMultiple: "govuk-select",
    forms.ClearableFileInput: "govuk-file-upload",
    forms.Textarea: "govuk-textarea",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.CheckboxSelectMultiple: "govuk-checkboxes__input",
}


class PageForm(forms.Form):
    """A form whose widgets carry the classes of the sheet and say to a reader's aid what belongs to them.

    ``choices``: what the named fields offer; one that may be left empty offers that first.
    """

    def __init__(
        self, *args: Any, choices: Mapping[str, Sequence[tuple[str, str]]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (choices or {}).items():
            chooser: Any = self.fields[name]
            several = isinstance(chooser, forms.MultipleChoiceField)
            chooser.choices = [*([] if several or chooser.required else [("", "–")]), *offered]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = _CLASSES.get(type(field.widget), "govuk-input")
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}-hint"

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's; the widget says so too. Not before: a view may yet have to say what a field allows."""
        super().add_error(field, error)
        for name in set(self.errors) & set(self.fields):
            attributes, hint = self.fields[name].widget.attrs, self.fields[name].help_text
            told = [f"id_{name}-hint", f"id_{name}-error"] if hint else [f"id_{name}-error"]
            attributes["aria-describedby"] = " ".join(told)
            attributes["aria-invalid"] = "true"
            if "govuk-input--error" not in attributes["class"]:
                attributes["class"] += " govuk-input--error"
