"""Kinds of fields of a case: days as far as they are known, codes, texts that are stored sealed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palermo.ground.dates import PartialDate
from palermo.site.cases import words
from palermo.site.cases.words import choices
from palermo.standards import code_list

LONG = 8000


class Day(forms.DateField):
    """A whole day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"dir": "ltr"}))
        kwargs.setdefault("error_messages", {"invalid": _("Write it as 2026-02-10.")})
        super().__init__(**kwargs)


class KnownDay(forms.CharField):
    """A day, a month or a year: as far as it is known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "ltr"}))
        super().__init__(required=False, max_length=10, **kwargs)

    def clean(self, value: Any) -> str:
        """The date as written. Raises ValidationError where it is none."""
        written: str = super().clean(value)
        try:
            return str(PartialDate.parse(written))
        except ValueError as error:
            raise ValidationError(_("Write it as 2026-02-10, 2026-02 or 2026.")) from error


class Country(forms.CharField):
    """A country by its code of two letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        """The code. Raises ValidationError where no country is meant."""
        written: str = super().clean(value)
        found = code_list("iso3166_alpha2").lookup(written) if written else None
        if written and found is None:
            raise ValidationError(_("Write the two letters of the country, as in MD."))
        return found.code if found else ""


class Language(forms.CharField):
    """A language by its code or its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        """The code of three letters. Raises ValidationError where no language is meant."""
        written: str = super().clean(value)
        found = code_list("iso639_2").lookup(written) if written else None
        if written and found is None:
            raise ValidationError(_("Write the code of the language, as in ara or ron."))
        return found.code if found else ""


def choice(label: Any, listed: words.Words, help_text: Any, *, required: bool = False, **kwargs: Any) -> Any:
    """One code of a list; where it may be left empty that comes first."""
    offered = choices(listed) if required else [("", "–"), *choices(listed)]
    return forms.ChoiceField(label=label, choices=offered, help_text=help_text, required=required, **kwargs)


def several(label: Any, listed: words.Words, help_text: Any) -> Any:
    """Codes to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=choices(listed), help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


def text(label: Any, help_text: Any, *, required: bool = False, rows: int = 3) -> forms.CharField:
    """A text of some lines, which is stored sealed."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=LONG, widget=area)


def line(label: Any, help_text: Any, *, required: bool = False, max_length: int = 200) -> forms.CharField:
    """A text of one line."""
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=max_length)


def number(label: Any, help_text: Any) -> forms.IntegerField:
    """People; empty is not known, which is not none."""
    return forms.IntegerField(label=label, help_text=help_text, required=False, min_value=0, max_value=100_000)


def tick(label: Any, help_text: Any, **kwargs: Any) -> forms.BooleanField:
    """Yes, or nothing said."""
    return forms.BooleanField(label=label, help_text=help_text, required=False, **kwargs)


def whole_day(label: Any, help_text: Any, *, required: bool = True) -> Day:
    """A day as 2026-02-10."""
    return Day(label=label, help_text=help_text, required=required)
