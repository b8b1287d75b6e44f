"""What the pages of a case ask for. Below each field stands what it is for; nothing is required beyond the core."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palermo.site.cases import words
from palermo.site.cases.actions import NAME_PARTS, First
from palermo.site.cases.fields import Country, KnownDay, Language, choice, line, number, several, text, tick, whole_day
from palermo.site.forms import PageForm


class OfCase(PageForm):
    """A form of a case: ``version`` is what was read, where something is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class OfPerson(OfCase):
    """A form about one person of the case."""

    who = forms.ChoiceField(label=_("Who"), help_text=_("The person of this case whom it is about."))


_SEX = choice(_("Sex"), words.SEX, _("To offer the right help, and to count who is helped."))
_BORN_HELP = _("Whether it is a child decides which rules hold. As far as known: 1999-05-01, 1999-05 or 1999.")
_BORN = KnownDay(label=_("Born"), help_text=_BORN_HELP)
_NATIONALITY = Country(label=_("Nationality"), help_text=_("For a consulate or a return, if wanted. Two letters: MD."))
_LANGUAGE = Language(
    label=_("Language"), help_text=_("To find an interpreter. Its code or English name: ara, Romanian.")
)
_GIVEN = line(_("Given name"), _("To speak to the person. Sealed under the key of the body."), max_length=120)
_FAMILY = line(_("Family name"), _("To find the person again. Sealed; may stay empty."), max_length=120)
_CHANNELS = several(_("Safe ways to reach the person"), words.CHANNELS, _("So that nobody else learns of the contact."))
_NO_CONTACT = tick(_("Do not contact"), _("When any contact could do harm: it is shown before anything is sent."))
_ADDRESS = text(_("Number or address"), _("And what to say if somebody else answers. Sealed."), rows=2)


class FirstContact(PageForm):
    """Twelve fields, two of them needed."""

    opened_on = whole_day(_("Day of the first contact"), _("Deadlines are counted from it. As 2026-02-10."))
    source = choice(_("How it came"), words.SOURCES, _("To see which ways lead here."), required=True)
    given = _GIVEN
    family = _FAMILY
    sex = _SEX
    born = _BORN
    nationality = _NATIONALITY
    language = _LANGUAGE
    channels = _CHANNELS
    do_not_contact = _NO_CONTACT
    address = _ADDRESS
    note = text(_("What was said"), _("For whoever takes over. Sealed; write no more than is needed."), rows=4)

    def first(self) -> First:
        """What the act takes."""
        told = self.cleaned_data
        return First(
            opened_on=told["opened_on"],
            source=told["source"],
            person={name: told[name] for name in ("sex", "born", "nationality", "language")},
            name={name: told[name] for name in NAME_PARTS},
            contact={
                "channels": told["channels"],
                "do_not_contact": told["do_not_contact"],
                "address": told["address"] or None,
            },
            note=told["note"],
        )


class CaseForm(OfCase):
    opened_on = whole_day(_("Day of the first contact"), _("Deadlines are counted from it. As 2026-02-10."))
    source = choice(_("How it came"), words.SOURCES, _("To see which ways lead here."), required=True)


class CloseForm(OfCase):
    on = whole_day(_("Day"), _("From it the time of keeping runs. As 2026-02-10."))
    reason = text(_("Reason"), _("Why it is closed. Sealed. Needed."), required=True)


class ReopenForm(OfCase):
    pass


class PersonForm(OfCase):
    sex = _SEX
    born = _BORN
    age = forms.IntegerField(
        label=_("Age"), help_text=_("Where no birth date is known, as told or guessed."), required=False, min_value=0,
        max_value=120,
    )  # fmt: skip
    age_on = whole_day(_("Told on"), _("The day on which that age was told. As 2026-02-10."), required=False)
    nationality = _NATIONALITY
    national = choice(_("National or foreign"), words.NATIONAL, _("To count both alike. Not asked is an answer."))
    language = _LANGUAGE

    def clean(self) -> dict[str, Any]:
        """An age without its day says nothing later on."""
        told: dict[str, Any] = super().clean() or {}
        if (told.get("age") is None) != (told.get("age_on") is None):
            self.add_error("age_on", _("An age and the day it was told go together."))
        return told


def _difficulty(domain: str) -> Any:
    return choice(
        words.DOMAINS[domain], words.DIFFICULTY, _("Only to adapt the help. Leave it empty where nobody asked.")
    )


class DisabilityForm(OfCase):
    """The short set of the Washington Group: six questions."""

    seeing = _difficulty("seeing")
    hearing = _difficulty("hearing")
    walking = _difficulty("walking")
    remembering = _difficulty("remembering")
    self_care = _difficulty("self_care")
    communicating = _difficulty("communicating")


class AddPersonForm(PageForm):
    role = choice(_("Role"), words.ROLES, _("What the person is in this case."), required=True)
    given = _GIVEN
    family = _FAMILY
    sex = _SEX
    born = _BORN
    nationality = _NATIONALITY
    staff_of = line(_("Staff of"), _("For an alleged perpetrator: code of the body or facility."), max_length=60)


class NameForm(OfPerson):
    kind = choice(_("Kind of name"), words.NAME_KINDS, _("To know which name stands in which paper."), required=True)
    given = _GIVEN
    family = _FAMILY
    script = line(_("Script"), _("Where it is written in another: Arab, Cyrl, Hans."), max_length=20)


class ContactForm(OfCase):
    channels = _CHANNELS
    days = line(
        _("Safe days"), _("Days of the week from 1 (Monday) to 7, as in 1 2 3. Empty: every day."), max_length=20
    )
    start = line(_("Safe from"), _("In the person's own time, as 09:00. Empty: at any time."), max_length=5)
    end = line(_("Safe until"), _("As 17:30. From then on it is not safe."), max_length=5)
    do_not_contact = _NO_CONTACT
    address = _ADDRESS
    asked_on = whole_day(_("Asked on"), _("An old answer may no longer be safe. As 2026-02-10."), required=False)


class EventForm(OfPerson):
    acts = several(_("Acts"), words.ACTS, _("What was done, by the words of the Protocol."))
    means = several(_("Means used"), words.MEANS, _("How. For a child no means is needed."))
    purposes = several(_("Purposes"), words.PURPOSES, _("What for."))
    place = text(_("Place"), _("To know where to look. Sealed."), rows=2)
    country = Country(label=_("Country"), help_text=_("To count routes. Two letters: MD."))
    place_role = choice(_("The place was one"), words.PLACES, _("To tell where it began from where it happened."))
    facility = line(_("Facility"), _("Its code, where the place is one."), max_length=60)
    staff_of = line(_("Staff of"), _("Whose staff is alleged to have done it, by code."), max_length=60)
    started = KnownDay(label=_("From"), help_text=_("As far as it is known: 2026-02-10, 2026-02 or 2026."))
    ended = KnownDay(label=_("To"), help_text=_("Empty: it goes on, or nobody knows."))


class SignsForm(OfCase):
    """The signs of six dimensions; which they are depends on the age."""

    on = whole_day(_("Seen on"), _("When the signs were seen. As 2026-02-10."))
    d1 = several(words.DIMENSIONS[1], {}, "")
    d2 = several(words.DIMENSIONS[2], {}, "")
    d3 = several(words.DIMENSIONS[3], {}, "")
    d4 = several(words.DIMENSIONS[4], {}, "")
    d5 = several(words.DIMENSIONS[5], {}, "")
    d6 = several(words.DIMENSIONS[6], {}, "")


class StatusForm(OfPerson):
    value = choice(_("Decision"), words.STATUSES, _("What was decided. To decline is not: no victim."), required=True)
    stage = choice(_("Stage"), words.STAGES, _("How sure one had to be."), required=True)
    decided_by = forms.ChoiceField(label=_("Decided by"), help_text=_("The body that answers for it."))
    decided_on = whole_day(_("Decided on"), _("The rule of that day holds. As 2026-02-10."))
    rulebook = choice(_("Rulebook"), words.RULEBOOKS, _("Which law's thresholds and clocks apply; none: left empty."))
    holidays = choice(_("Holidays of"), words.HOLIDAYS, _("For clocks that count working days."))
    reasons = text(_("Reasons"), _("Whoever is told no has a right to them. Sealed. Needed."), required=True)
    supersedes = forms.ChoiceField(
        label=_("In place of"), required=False, help_text=_("An earlier decision that is reconsidered or was wrong.")
    )
    corrects = tick(_("The earlier one was recorded in error"), _("Then it held on no day."))


class ClockForm(OfPerson):
    code = choice(_("What is waited for"), words.CLOCKS, _("Its rule says how long."), required=True)
    rulebook = choice(_("Rulebook"), words.RULEBOOKS, _("Whose rule it is."), required=True)
    started = whole_day(_("Start"), _("The day of what starts it: the referral received, the decision made."))
    holidays = choice(_("Holidays of"), words.HOLIDAYS, _("For rules that count working days."))


class OnDayForm(OfCase):
    on = whole_day(_("Day"), _("From this day on. As 2026-02-10."))


class ServiceForm(OfPerson):
    type = choice(
        _("What is needed"), words.SUPPORT, _("To find who offers it, and to count what was lacking."), required=True
    )
    requested = whole_day(_("Asked for on"), _("How long people wait is counted from it. As 2026-02-10."))
    provider = forms.ChoiceField(label=_("Provided by"), required=False, help_text=_("The body that gives it."))
    plan = forms.ChoiceField(label=_("Of the plan"), required=False, help_text=_("The support plan it belongs to."))
    started = whole_day(_("Started on"), _("Empty: it is waited for."), required=False)
    ended = whole_day(_("Ended on"), _("Empty: it goes on."), required=False)
    outcome = text(_("Outcome"), _("What came of it; needed at its end. Sealed."))


class PlanForm(OfPerson):
    type = choice(_("Kind of support"), words.SUPPORT, _("What the plan is about."), required=True)
    objectives = text(_("Objectives"), _("What the person wants to reach. Sealed."))
    action_plan = text(_("Steps"), _("Who does what. Sealed."))
    planned_end = whole_day(_("Planned end"), _("To look at it again in time."), required=False)
    actual_end = whole_day(_("Ended on"), _("Empty: it goes on."), required=False)


class RiskForm(OfPerson):
    level = choice(_("Risk of"), words.LEVELS, _("Whose surroundings were looked at."), required=True)
    on = whole_day(_("Day"), _("A risk changes; this says how old the answer is. As 2026-02-10."))
    threats = text(_("Who could do harm, and how"), _("To choose a safe place. Sealed."))
    safe_now = text(_("Is the person safe now?"), _("To act at once where not. Sealed."))
    wishes = text(_("What the person wants done"), _("Nothing is done over their head. Sealed."))
    agreed = text(_("What was agreed"), _("Who watches over it. Sealed."))


QUESTIONS = ("threats", "safe_now", "wishes", "agreed")
"""Fields of a risk assessment that hold an answer."""


class NoteForm(PageForm):
    text = text(_("Note"), _("For whoever works on the case next. Sealed; a later note puts right an earlier one."),
                required=True, rows=6)  # fmt: skip


class FamilyForm(PageForm):
    """One choice a person: how related, or no member."""

    keep_together = tick(_("Keep together"), _("Referred, housed and returned together."), initial=True)
    why_not = text(_("Why not together"), _("The reason on record, where they are not kept together. Sealed."), rows=2)


class ComplaintForm(PageForm):
    event = forms.ChoiceField(label=_("Event"), help_text=_("What it was made of."))
    made_on = whole_day(_("Made on"), _("As 2026-02-10."))
    made_to = forms.ChoiceField(label=_("Made to"), required=False, help_text=_("The body that has to answer it."))


class ProceedingForm(OfCase):
    kind = choice(_("Kind"), words.PROCEEDINGS, _("Which court answers."), required=True)
    stage = choice(_("Stage"), words.COURT_STAGES, _("How far it is."), required=True)
    on = whole_day(_("As of"), _("The day on which it stood so. As 2026-02-10."))
    events = forms.MultipleChoiceField(
        label=_("About"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Which events it is about.")
    )
    complaint = forms.ChoiceField(label=_("From the complaint"), required=False, help_text=_("Which one led to it."))
    offence = line(_("Offence"), _("By its code."), max_length=60)
    court = line(_("Court"), _("And its file number. Sealed."))
    suspects = number(_("Suspects"), _("People. Empty: not known, which is not none."))
    charged = number(_("Charged"), _("People."))
    convicted = number(_("Convicted"), _("People."))
    sentences = line(
        _("Sentences in months"), _("One number a convicted person, with blanks; s behind it: suspended. As 36 24s.")
    )
    officials_involved = number(_("Officials involved"), _("People, as suspected or convicted."))
    compensation_awarded = line(_("Compensation awarded"), _("The sum with its currency. Sealed."))
    compensation_paid = choice(_("Compensation paid"), words.YES_NO, _("Whether the person got it."))
    victim_punished = choice(
        _("A victim was punished"), words.YES_NO, _("For an act that the person was forced to do.")
    )  # fmt: skip

    def clean_sentences(self) -> list[dict[str, Any]]:
        """Months by person. Raises ValidationError where something else is written."""
        told = []
        for part in str(self.cleaned_data["sentences"]).replace(",", " ").split():
            months = part.removesuffix("s")
            if not months.isdigit() or len(months) > 4:
                raise ValidationError(_("Write months as in 36 24s."))
            told.append({"months": int(months), "suspended": part.endswith("s"), "fine": ""})
        return told


class ReturnForm(OfPerson):
    kind = choice(_("Kind of return"), words.RETURNS, _("Whether the person wants it."), required=True)
    planned_on = whole_day(_("Planned for"), _("To see what must be done before."), required=False)
    consented_on = whole_day(_("The person agreed on"), _("Needed, unless the return is forced."), required=False)
    risk_assessed_on = whole_day(_("Risk assessed on"), _("Before the person leaves."), required=False)
    left_on = whole_day(_("Left on"), _("Looks after the person are planned from it."), required=False)
    received_by = line(_("Received by"), _("Who met the person. Sealed."))
    apart_because = text(
        _("Why a family does not return together"), _("Needed where one of a family leaves and not all go. Sealed.")
    )
    months = line(_("Looks after the person"), _("Months after the return, as in 1 3 6 12."), max_length=40)

    def clean_months(self) -> list[int]:
        """Months that rise. Raises ValidationError on others."""
        told = str(self.cleaned_data["months"]).replace(",", " ").split()
        if any(not part.isdigit() or not 1 <= int(part) <= 120 for part in told):
            raise ValidationError(_("Write months as in 1 3 6 12."))
        return sorted({int(part) for part in told})


class FollowUpForm(OfCase):
    result = choice(_("Result"), words.RESULTS, _("Not reached is a result, and stays counted."), required=True)
    on = whole_day(_("Day"), _("When it was tried. As 2026-02-10."))


class Look(PageForm):
    """Why somebody looks at cases."""

    purpose = choice(
        _("What do you look at cases for?"), words.PURPOSES_OF_LOOKING,
        _("It is written down with each case you open, and holds until you sign out or change it."), required=True,
    )  # fmt: skip


class Filter(PageForm):
    """Coded facts by which the list is narrowed."""

    state = choice(_("State"), {"open": _("open"), "closed": _("closed")}, "")
    source = choice(_("How it came"), words.SOURCES, "")
    status = choice(_("Status"), words.STATUSES, "")


class Search(PageForm):
    """A name or a reference; sent as a form, so that no name stands in an address."""

    text = line(
        _("Reference or name"), _("A whole given name, family name or both; letters of any case."), required=True
    )
