"""What the pages of consent and referral ask for. Below each field stands what it is for."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palermo.site.cases.fields import choice, line, several, text, tick, whole_day
from palermo.site.forms import PageForm
from palermo.site.referrals import words

_WHAT = _("Only what is ticked is ever sent.")


class Give(PageForm):
    purpose = choice(
        _("What it is shared for"), words.PURPOSES, _("The consent holds for this and nothing else."), required=True
    )
    recipients = forms.MultipleChoiceField(
        label=_("With whom"),
        help_text=_("Ask for each of them by name. A body that has made no keys cannot be sent anything."),
        widget=forms.CheckboxSelectMultiple,
    )
    fields_ = several(_("What"), words.FIELDS, _WHAT)
    given_by = choice(_("Who agreed"), words.GIVERS, _("A child's guardian agrees together with it."), required=True)
    given_on = whole_day(_("On which day"), _("As 2026-02-10. Empty where a law allows it."), required=False)
    basis = line(
        _("The law, where nobody agreed"),
        _("By its name alone. It lets no name of the person go."),
        max_length=300,
    )
    expires_on = whole_day(
        _("Last day"), _("After it everything that was sent and not accepted runs out."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Somebody on a day, or a law."""
        told = super().clean() or {}
        by_law = told.get("given_by") == "law"
        if by_law and not (told.get("basis") or "").strip():
            self.add_error("basis", _("Name the law."))
        if not by_law and "given_on" in told and told["given_on"] is None:
            self.add_error("given_on", _("Write the day."))
        if not told.get("fields_"):
            self.add_error("fields_", _("Tick at least one."))
        return told

    def terms(self) -> dict[str, Any]:
        """What the act takes."""
        told = self.cleaned_data
        by_law = told["given_by"] == "law"
        return {
            "purpose": told["purpose"],
            "fields": told["fields_"],
            "recipients": told["recipients"],
            "given_on": None if by_law else told["given_on"],
            "given_by": "" if by_law else told["given_by"],
            "basis_if_none": told["basis"] if by_law else "",
            "expires_on": told["expires_on"],
        }


class Narrow(PageForm):
    recipients = forms.MultipleChoiceField(
        label=_("With whom"), help_text=_("Fewer than before, or the same."), widget=forms.CheckboxSelectMultiple
    )
    fields_ = several(_("What"), {}, _("Fewer than before, or the same."))
    expires_on = whole_day(_("Last day"), _("Earlier than before, or empty."), required=False)


class WriteOutside(PageForm):
    """A draft for a body outside."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    addressee = forms.ChoiceField(label=_("To"), help_text=_("A body that the consent names."))
    fields_ = several(_("What is sent"), {}, _("No more than the consent covers."))
    details = text(
        _("What the receiver should know"),
        _("Without any name. It is sent where the consent covers it."),
    )
    desk = line(_("Whom the receiver may ask back"), _("A desk and its number, not a person."))
    apart_because = text(
        _("Why a family is not kept together"),
        _("Only where its members are not all referred to one body. The receiver does not read it."),
    )

    def draft(self) -> dict[str, Any]:
        """What the act takes."""
        told = self.cleaned_data
        texts = {name: told.get(name, "") for name in ("details", "desk", "apart_because")}
        return {**texts, "fields": told["fields_"]}


class Write(WriteOutside):
    """A draft for a body in the system, which answers."""

    urgent = tick(_("Urgent"), _("The receiver then answers within one working day."))
    expires_on = whole_day(_("Last day for an answer"), _("After it the referral runs out."), required=False)

    def draft(self) -> dict[str, Any]:
        """What the act takes."""
        return {**super().draft(), **{name: self.cleaned_data[name] for name in ("urgent", "expires_on")}}


class Send(PageForm):
    """``seen``: the mark of what was previewed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class Answer(PageForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    to = choice(
        _("Answer"),
        {"accepted": _("We take it"), "refused": _("We do not take it")},
        _("The sender is told at once."),
        required=True,
    )
    reason = text(_("Reason"), _("Needed where it is not taken. Both sides read it; name nobody."))


class Because(PageForm):
    """A move with a text."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = text(_("Reason"), _("Both sides read it; name nobody."), required=True)


class Complete(Because):
    reason = text(_("What came of it"), _("Both sides read it; name nobody."), required=True)


class Offer(PageForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    type = choice(_("Service"), words.PURPOSES, _("What people are referred for."), required=True)
    area = line(_("Where"), _("A town or a region; empty: everywhere."), max_length=80)
    languages = line(_("Languages"), _("Codes of three letters, with blanks between them: ara ron."), max_length=200)
    for_whom = several(_("For whom"), words.FOR_WHOM, _("Nothing ticked: for everybody."))
    places = forms.IntegerField(
        label=_("Places"), help_text=_("How many there are."), required=False, min_value=0, max_value=100_000
    )
    free = forms.IntegerField(
        label=_("Of them free"), help_text=_("Empty: not told."), required=False, min_value=0, max_value=100_000
    )
    as_of = whole_day(_("As of"), _("The day on which that was so."))
    ended_on = whole_day(_("Ended on"), _("From this day on it is no longer found."), required=False)

    def clean_languages(self) -> list[str]:
        """Codes. Raises ValidationError for one that is none."""
        from palermo.standards import code_list

        found = [code_list("iso639_2").lookup(one) for one in self.cleaned_data["languages"].replace(",", " ").split()]
        if None in found:
            raise ValidationError(_("Write the code of the language, as in ara or ron."))
        return [one.code for one in found if one is not None]

    def offer(self) -> dict[str, Any]:
        """What the act takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "ended_on")}


class Search(PageForm):
    type = choice(_("Service"), words.PURPOSES, _("What is needed."))
    area = line(_("Where"), _("A town or a region, as the directory writes it."), max_length=80)
    language = line(_("Language"), _("A code of three letters: ara."), max_length=3)
    for_whom = choice(_("For whom"), words.FOR_WHOM, _("A family needs a place for all."))
    places = forms.IntegerField(
        label=_("Places"), help_text=_("As many as the family has members."), required=False, min_value=1, max_value=100
    )


class Share(PageForm):
    monitor = forms.ChoiceField(label=_("With whom"), help_text=_("A monitor of custody that the consent names."))


class AddOutside(PageForm):
    code = forms.SlugField(label=_("Code"), help_text=_("Short, for lists: small letters and hyphens."), max_length=40)
    name = line(_("Name of the body"), _("As it calls itself."), required=True)
    recipient = line(
        _("Its public key"), _("It begins with age1. Ask for it by telephone, and read it back."), required=True
    )


class TakeIn(PageForm):
    file = forms.FileField(
        label=_("File"), help_text=_("Its name ends with .age. It is opened in memory, with the key of your body.")
    )
    told_sha256 = line(
        _("Its SHA-256, as the sender tells it"),
        _("64 signs, by telephone: nothing else shows who made the file. Empty: not compared."),
        max_length=100,
    )

    def clean_told_sha256(self) -> str:
        """In small letters and without blanks. Raises ValidationError for what is no such hash."""
        told = "".join(self.cleaned_data["told_sha256"].split()).lower()
        if told and not re.fullmatch("[0-9a-f]{64}", told):
            raise ValidationError(_("Write all 64 signs, from 0 to 9 and a to f."))
        return told


class AnswerReceived(PageForm):
    to = choice(
        _("Answer"), {"accepted": _("We take it"), "refused": _("We do not take it")}, _("It is recorded here alone."),
        required=True,
    )  # fmt: skip
    reason = text(_("Reason"), _("Needed where it is not taken. Sealed for your body."))
