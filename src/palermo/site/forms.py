"""Forms as the pages show them: errors on top and at the field, one line of purpose below each label, no script."""

from typing import Any

from django import forms

_CLASSES: dict[type[forms.Widget], str] = {
    forms.Select: "govuk-select",
    forms.FileInput: "govuk-file-upload",
    forms.ClearableFileInput: "govuk-file-upload",
    forms.Textarea: "govuk-textarea",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.ClearableFileInput: "govuk-file-upload",
}


class PageForm(forms.Form):
    """A form whose widgets carry the classes of the sheet and say to a reader's aid what belongs to them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = _CLASSES.get(type(field.widget), "govuk-input")
            told = [f"id_{name}-hint"] if field.help_text else []
            if self.is_bound and name in self.errors:
                told.append(f"id_{name}-error")
                field.widget.attrs["class"] += " govuk-input--error"
                field.widget.attrs["aria-invalid"] = "true"
            if told:
                field.widget.attrs["aria-describedby"] = " ".join(told)
