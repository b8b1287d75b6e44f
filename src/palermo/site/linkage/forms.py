"""What the pages of linkage ask for."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from palermo import linkage
from palermo.site.forms import PageForm
from palermo.site.linkage.models import PairAnswer

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{2,59}")
SCHEMES = [linkage.Scheme(bits=bits).name for bits in (1024, 2048, 512, 4096)]
"""With the usual diffusion alone: what is weaker is let in by nobody here."""


class OpenRun(PageForm):
    code = forms.CharField(
        label=_("Run id"),
        help_text=_("Bodies encode for it, as in palermo encode --run 2026-q1. Small letters, digits and hyphens."),
        max_length=60,
        widget=forms.TextInput({"dir": "ltr"}),
    )
    purpose = forms.CharField(
        label=_("Purpose"), help_text=_("What is to be counted. Links serve no other purpose."), max_length=300
    )
    basis = forms.CharField(
        label=_("Legal basis"), help_text=_("The law or agreement by which lists may be linked."), max_length=300
    )
    scheme = forms.ChoiceField(
        label=_("Scheme"),
        help_text=_("As FIELDS.yml of the run says it; the first one, where it says nothing."),
        choices=[(one, one) for one in SCHEMES],
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        help_text=_("Every list is deleted after it. Within a year from today, written as 2026-12-31."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"dir": "ltr"}),
    )
    one_to_one = forms.BooleanField(
        label=_("No person stands twice in a list"),
        help_text=_("Each body has looked for that at home, with palermo dedupe."),
        required=False,
    )

    def clean_code(self) -> str:
        """An id that can stand in a file and on a command line."""
        told: str = self.cleaned_data["code"]
        if not _CODE.fullmatch(told):
            raise forms.ValidationError(_("Small letters, digits and hyphens, at least three."))
        return told


class Uploaded(PageForm):
    """A form with a file that may have been too large to be held."""

    too_large = False

    def clean(self) -> dict[str, Any]:
        """Of a file that was too large nothing was kept; that is said in place of "nothing was chosen"."""
        if self.too_large:
            limit = settings.UPLOAD_LIMIT >> 20
            self.errors.pop("file", None)
            self.add_error("file", _("The file is larger than %(limit)s megabytes.") % {"limit": limit})
        return self.cleaned_data


class SendList(Uploaded):
    file = forms.FileField(
        label=_("Encoded list"), help_text=_("What palermo encode wrote for this run. It holds no name and no secret.")
    )
    basis = forms.CharField(
        label=_("Legal basis"),
        help_text=_("By which your body may send this list. Without one it is not taken in."),
        max_length=300,
    )
    facts = forms.FileField(
        label=_("Coded facts, if you may send them"),
        help_text=_(
            "CSV of all records: record_id and any of sex, birth_year, citizenship, region. A reviewer of a doubtful"
            " pair sees whether they agree, never what they say. Leave it empty where your law does not allow it."
        ),
        required=False,
    )


class RecordAudit(Uploaded):
    file = forms.FileField(
        label=_("Result of the audit"), help_text=_("What palermo link-audit --json printed for FIELDS.yml of the run.")
    )


class Answer(forms.Form):
    """What a reviewer says of a pair."""

    answer = forms.ChoiceField(choices=PairAnswer.Answer)
