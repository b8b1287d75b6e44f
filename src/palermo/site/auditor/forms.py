"""What one looks for in the audit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.site.accounts.models import Agency
from palermo.site.forms import PageForm

_FORMS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]


class Search(PageForm):
    """Each field narrows; an empty one does not."""

    verb = forms.CharField(
        label=_("Act"), required=False, max_length=60, help_text=_("Its beginning is enough: account, emergency, read.")
    )
    body = forms.ModelChoiceField(
        label=_("Body"), required=False, queryset=Agency.objects.all(), help_text=_("The body of whoever acted.")
    )
    day = forms.DateField(
        label=_("Day"),
        required=False,
        input_formats=_FORMS,
        help_text=_("As in 2026-11-26, in coordinated time (UTC)."),
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
