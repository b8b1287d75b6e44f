"""What the pages of accounts ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.site.accounts.kinds import KIND_CHOICES
from palermo.site.accounts.models import Agency
from palermo.site.accounts.roles import ROLES
from palermo.site.forms import PageForm

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}


class SignIn(PageForm):
    login = forms.CharField(
        label=_("Sign-in name"),
        help_text=_("Your name, @, and the code of your body."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "dir": "ltr"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class Code(PageForm):
    code = forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=_CODE))


class NewPassword(PageForm):
    password = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("The same again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        """The two must agree."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two are not the same."))
        return again


class ChangePassword(NewPassword):
    old = forms.CharField(
        label=_("Password until now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")


class AddAccount(PageForm):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Body"), help_text=_("Whose rows the account sees."))
    name = forms.SlugField(
        label=_("Sign-in name"), help_text=_("Without @: the code of the body is put behind it."), max_length=60
    )
    display_name = forms.CharField(label=_("Name"), help_text=_("Shown to colleagues."), max_length=150)
    role = forms.ChoiceField(label=_("Role"), help_text=_("What the account may do."), choices=ROLES)


class ChangeAccount(PageForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    display_name = forms.CharField(label=_("Name"), help_text=_("Shown to colleagues."), max_length=150)
    role = forms.ChoiceField(label=_("Role"), help_text=_("What the account may do."), choices=ROLES)
    is_active = forms.BooleanField(label=_("The account is open"), required=False)


class AddAgency(PageForm):
    code = forms.SlugField(label=_("Code"), help_text=_("Short, never changed: part of sign-in names."), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=KIND_CHOICES)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=200, required=False)
