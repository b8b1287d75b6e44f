"""What is asked before an account is bound."""

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.site.forms import PageForm


class Bind(PageForm):
    password = forms.CharField(
        label=_("Password"),
        help_text=_("Once more, so that nobody binds an account that was left open."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
