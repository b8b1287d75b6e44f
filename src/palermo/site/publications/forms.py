"""What the pages of publications ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.site.forms import PageForm
from palermo.site.publications.actions import LONGEST_REASON
from palermo.site.publications.folders import configured

LARGEST_UPLOAD = 32 << 20
_PACKED = _("Folder, packed as a zip file")


class Packed(PageForm):
    """A folder as one zip file."""

    def clean_packed(self) -> Any:
        """A file of a size that can be held."""
        found = self.cleaned_data["packed"]
        if found is not None and (found.size or 0) > LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 32 MB."))
        return found


class ProposeRelease(Packed):
    """One of the two: an upload, or a folder of the configured place."""

    packed = forms.FileField(
        label=_PACKED, help_text=_("What palermo tables wrote: the manifest and the tables."), required=False
    )
    folder = forms.ChoiceField(
        label=_("Folder on the server"),
        help_text=_("Made there by palermo tables. Leave it empty and take a file instead."),
        choices=lambda: [("", "–"), *((one, one) for one in configured())],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """One, and not both."""
        told = super().clean() or self.cleaned_data
        if bool(told.get("packed")) == bool(told.get("folder")) and not self.errors:
            raise forms.ValidationError(_("Take a file or a folder on the server: one of the two."))
        return told


class ProposeEdition(Packed):
    """A report folder; without one, the register of all releases in force becomes the edition."""

    packed = forms.FileField(
        label=_PACKED,
        help_text=_(
            "A report folder: report.yml, text, indicators, evidence, public data. Releases and ledger are put in here."
            " Without a file the edition holds every release in force, table by table."
        ),
        required=False,
    )


class Decide(PageForm):
    """A decision on what one has seen; ``version`` says which state of it that was."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[(one, one) for one in ("approve", "decline", "withdraw")])
    why = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed to decline or to withdraw. It is public where the thing was. Nothing about a person."),
        required=False,
        max_length=LONGEST_REASON,
    )
