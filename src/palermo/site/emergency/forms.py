"""What the pages of emergency access ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.site.accounts.models import Agency
from palermo.site.emergency.actions import SHORTEST_REASON
from palermo.site.forms import PageForm

RESOURCES = [("case", _("coded facts of a case")), ("stay", _("stay in custody")), ("status_decision", _("status"))]


class Ask(PageForm):
    owner = forms.ModelChoiceField(Agency.objects.none(), label=_("Body that owns the record"))
    resource = forms.ChoiceField(label=_("What is needed"), choices=RESOURCES)
    reference = forms.CharField(
        label=_("Reference of the record"), help_text=_("The owner's own; no name of a person."), max_length=80
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Why it cannot wait. Owner and auditor read it; name no person."),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
