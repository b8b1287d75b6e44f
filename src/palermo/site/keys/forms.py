"""What the pages of keys ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.site.forms import PageForm

_HIDDEN = {"autocomplete": "off"}


class NewPassphrase(PageForm):
    """A passphrase of the body, twice."""

    passphrase = forms.CharField(
        label=_("Passphrase of the body"),
        help_text=_("Five words or more that nobody would guess. Colleagues need it too; it is kept nowhere."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """The two must agree."""
        told = super().clean() or {}
        if told.get("passphrase") and told.get("again") and told["passphrase"] != told["again"]:
            self.add_error("again", _("The two are not the same."))
        return told


class Open(PageForm):
    """The passphrase, or else the key file."""

    passphrase = forms.CharField(
        label=_("Passphrase of the body"),
        help_text=_("Not your own password: the one your body shares."),
        required=False,
        widget=forms.PasswordInput(attrs=_HIDDEN),
    )
    key_file = forms.FileField(
        label=_("Or the key file"), help_text=_("It is read and not kept."), required=False, max_length=200
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told = super().clean() or {}
        if bool(told.get("passphrase")) == bool(told.get("key_file")):
            self.add_error("passphrase", _("Give the passphrase, or the key file, and not both."))
        return told


class Schedule(PageForm):
    """How long a kind of record is kept."""

    kind = forms.SlugField(
        label=_("Kind of record"),
        help_text=_("As the list of what is due names it, such as submission."),
        max_length=40,
    )
    days = forms.IntegerField(
        label=_("Days"),
        help_text=_("From the day of the record; afterwards it is due to be erased."),
        min_value=1,
        max_value=36_500,
    )
    basis = forms.CharField(label=_("Legal basis"), help_text=_("The law or rule that sets this time."), max_length=300)
    valid_from = forms.DateField(
        label=_("Valid from"),
        help_text=_("The first day of this rule, as in 2026-01-31."),
        widget=forms.DateInput(attrs={"dir": "ltr"}),
    )
