"""What the page of tokens asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.site.api.verbs import VERBS
from palermo.site.forms import PageForm


class MakeToken(PageForm):
    label = forms.CharField(
        label=_("What it is for"), help_text=_("So that you know later which one to revoke."), max_length=80
    )
    verbs = forms.MultipleChoiceField(
        label=_("What it is good for"),
        help_text=_("It opens nothing that your role does not."),
        choices=VERBS,
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = forms.DateField(
        label=_("Last day"), help_text=_("Within a year from today, written as 2026-12-31."), input_formats=["%Y-%m-%d"]
    )
