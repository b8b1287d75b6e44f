"""What the pages of the conference ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palermo import coordination as room
from palermo.ground.dates import PartialDate
from palermo.site.coordination import words
from palermo.site.forms import PageForm


class Day(forms.CharField):
    """A date as far as it is known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("As far as it is known: 2026-02-10, 2026-02 or 2026."))
        super().__init__(max_length=10, **kwargs)

    def clean(self, value: Any) -> str:
        """The date as written. Raises ValidationError where it is none."""
        written: str = super().clean(value)
        try:
            return str(PartialDate.parse(written)) if written else ""
        except ValueError as error:
            raise ValidationError(_("Write it as 2026-02-10, 2026-02 or 2026.")) from error


class Period(forms.CharField):
    """A period that is reported on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, help_text=_("A year, or 2025-H1, 2025-Q1, 2025-03."), **kwargs)

    def clean(self, value: Any) -> str:
        """The period as written. Raises ValidationError where it is none."""
        written: str = super().clean(value)
        if not room.is_period(written):
            raise ValidationError(_("Write it as 2025, 2025-H1, 2025-Q1 or 2025-03."))
        return written


class Ids(forms.CharField):
    """Ids of documents, one or several."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("Ids of documents, with blanks or commas between them.")
        super().__init__(required=False, max_length=2000, help_text=help_text, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """The ids, each once."""
        written: str = super().clean(value)
        return list(dict.fromkeys(written.replace(",", " ").replace("،", " ").split()))


class Values(forms.CharField):
    """Values of indicators, one a line."""

    def clean(self, value: Any) -> dict[str, str]:
        """Indicator → value as written; whether there is such an indicator is the room's to say."""
        written: str = super().clean(value)
        lines = [line.partition(":") for line in written.splitlines() if line.strip()]
        if any(not between for _name, between, _value in lines):
            raise ValidationError(_("Write each on a line of its own, as in trained: 210."))
        return {name.strip(): told.strip() for name, _between, told in lines if told.strip()}


def text_field(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """A text of some lines."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=4000, widget=area, help_text=help_text)


def several(label: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    """Bodies to tick."""
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


def version() -> forms.IntegerField:
    """The version that was read."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False)


class Begin(PageForm):
    name = forms.CharField(label=_("Name of the conference"), max_length=300)
    country = forms.CharField(label=_("Code of the state"), max_length=2, min_length=2)


class Folder(PageForm):
    file = forms.FileField(label=_("The folder as a ZIP file"), help_text=_("With conference.yml at its top."))


class PlanFile(PageForm):
    file = forms.FileField(label=_("The plan as a YAML file"), help_text=_("Of the format palermo.plan/1."))


class AddBody(PageForm):
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("That of its accounts, where it has any. Never changed.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(words.KINDS.items()))
    name = forms.CharField(label=_("Name"), max_length=300)
    role = forms.ChoiceField(label=_("Seat"), choices=list(words.SEATS.items()), initial="member")
    since = Day(label=_("Since"), required=False)


class Seat(PageForm):
    version = version()
    role = forms.ChoiceField(label=_("Seat"), choices=list(words.SEATS.items()))
    start = Day(label=_("From"), required=False)
    end = Day(label=_("To"), required=False)
    held_by = forms.CharField(
        label=_("Office that holds it"), max_length=300, required=False, help_text=_("Never the name of a person.")
    )


class Dissolve(PageForm):
    version = version()
    dissolved = Day(
        label=_("Dissolved on"),
        required=False,
        help_text=_("As far as it is known: 2026-02-10, 2026-02 or 2026. Empty: it stands."),
    )
    how = forms.ChoiceField(label=_("What became of it"), choices=list(words.CHANGES.items()), initial="merged")
    successors = several(
        _("Bodies it became or went into"),
        help_text=_("What it owed passes to none of them by this: a handover says who takes it over."),
    )


class HandoverForm(PageForm):
    version = version()
    giver = forms.ChoiceField(label=_("Body that gives"))
    taker = forms.ChoiceField(label=_("Body that takes over"))
    on = Day(label=_("From"), required=False)
    source = forms.CharField(
        label=_("By which act"), max_length=300, required=False, help_text=_("A decree, a decision, a letter.")
    )
    measures = several(_("Measures that pass"), help_text=_("None ticked: everything passes."))


class RankForm(PageForm):
    version = version()
    rank = forms.CharField(
        label=_("Rank"),
        max_length=80,
        required=False,
        help_text=_("As the assessor gave it, or empty."),
    )
    on = Day(label=_("Published on"), required=False)
    document = forms.CharField(label=_("Cited document, its id"), max_length=120, required=False)


class KeptFileForm(PageForm):
    version = version()
    path = forms.ChoiceField(label=_("Place in the folder"))
    name = forms.SlugField(
        label=_("Name of the file"), max_length=60, required=False, help_text=_("Of a new one, without its ending.")
    )
    text = forms.CharField(
        label=_("Definition, as YAML"),
        max_length=1 << 20,
        widget=forms.Textarea(attrs={"rows": 20, "dir": "ltr", "lang": "en", "spellcheck": "false"}),
        help_text=_("In the format of the folder, as the reference has it."),
    )


class MeetingForm(PageForm):
    version = version()
    on = Day(label=_("Day"))
    level = forms.CharField(label=_("Level"), max_length=300, required=False)
    document = forms.CharField(label=_("Minutes, the id of the document"), max_length=120, required=False)
    attended = several(_("Bodies that attended"))


class Item(PageForm):
    text = text_field(_("What is to be spoken of"))
    decision = forms.ChoiceField(label=_("About the decision"), required=False)
    measure = forms.ChoiceField(label=_("About the measure"), required=False)


class Decide(PageForm):
    version = version()
    text = text_field(_("What was decided"))
    due = Day(label=_("Due"), required=False)
    measure = forms.ChoiceField(label=_("Measure it belongs to"), required=False)
    owners = several(_("Whose it is"), help_text=_("Without an owner it heads the next agenda."))


class FollowUpForm(PageForm):
    decision = forms.ChoiceField(label=_("Decision"))
    status = forms.ChoiceField(label=_("Where it stands"), choices=list(words.DECISIONS.items()))
    evidence = Ids(label=_("Evidence"))
    superseded_by = forms.ChoiceField(label=_("Superseded by"), required=False)


class MeasureForm(PageForm):
    version = version()
    text = text_field(_("Measure"))
    due = Day(label=_("Due"), required=False)
    leads = several(_("Bodies that lead"))
    supports = several(_("Bodies that support"))


class Report(PageForm):
    version = version()
    body = forms.ChoiceField(label=_("Body"))
    period = Period(label=_("Period"))
    status = forms.ChoiceField(label=_("Where it stands"), choices=list(words.STATUSES.items()))
    note = text_field(_("What was done"), required=False, help_text=_("It is printed. Name no person."))
    values = Values(
        label=_("Values of its indicators"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Each on a line of its own, as in trained: 210."),
    )
    evidence = Ids(label=_("Evidence"))
    reply = text_field(_("Reply to a reader"), required=False, help_text=_("It changes nothing in the review."))


class ReviewForm(PageForm):
    version = version()
    period = Period(label=_("Period"))
    verdict = forms.ChoiceField(label=_("Verdict"), choices=list(words.VERDICTS.items()))
    status = forms.ChoiceField(
        label=_("Where it stands, as you see it"), required=False, choices=[("", "–"), *words.STATUSES.items()]
    )
    text = text_field(_("Why"), required=False, help_text=_("It is printed. Name no person."))
    evidence = Ids(label=_("Evidence"))


class Filled(PageForm):
    file = forms.FileField(
        label=_("The filled form"), help_text=_("XLSX or CSV. Never a name or anything about one person.")
    )


class Sheet(PageForm):
    instrument = forms.ChoiceField(label=_("Instrument"))
    state = forms.CharField(label=_("Code of the state"), min_length=2, max_length=2)
    period = Period(label=_("Period"))


class Judge(PageForm):
    version = version()
    whose = forms.ChoiceField(
        label=_("Whose judgement"),
        choices=[("own", _("the state's own")), ("other", _("somebody else's"))],
    )
    by = forms.ChoiceField(label=_("Who says it"))
    judgement = forms.ChoiceField(label=_("Judgement"), choices=list(words.DUTIES.items()))
    text = text_field(_("In their words"), required=False)
    document = forms.CharField(label=_("Cited document, its id"), max_length=120)


class Cite(PageForm):
    version = version()
    documents = Ids(label=_("Documents"))
    figures = Ids(label=_("Figures"))


class AssessorForm(PageForm):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(words.ASSESSORS.items()))
    of = forms.CharField(label=_("Code of the state it belongs to"), max_length=2, required=False)


class AssessmentForm(PageForm):
    assessor = forms.ChoiceField(label=_("Assessor"))
    framework = forms.ChoiceField(label=_("Yardstick"))
    state = forms.CharField(label=_("Code of the state"), min_length=2, max_length=2)
    round = forms.IntegerField(label=_("Round, the year of the report"), min_value=1990, max_value=2200)
    document = forms.CharField(label=_("Cited document, its id"), max_length=120)


class Criterion(PageForm):
    version = version()
    judgement = forms.ChoiceField(label=_("Judgement"), choices=list(words.CRITERIA.items()))
    text = text_field(_("In their words"), required=False)
    documents = Ids(label=_("Documents"))
    figures = Ids(label=_("Figures"))


class ReplyForm(PageForm):
    by = forms.ChoiceField(label=_("Who answers"))
    criterion = forms.ChoiceField(label=_("To the criterion"), required=False)
    text = text_field(_("Reply"))
    document = forms.CharField(label=_("Cited document, its id"), max_length=120, required=False)
