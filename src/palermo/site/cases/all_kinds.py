"""Every kind of what can be added to a case and changed in it, by the word of its address."""

from collections.abc import Mapping

from django import forms as django_forms
from django.utils.translation import gettext_lazy

from palermo.site.cases import forms
from palermo.site.cases import kinds_of_case as of_case
from palermo.site.cases import kinds_of_help as of_help
from palermo.site.cases.kinds import Adding, Changing, bodies, who_of
from palermo.site.cases.models import Repatriation, StatusDecision
from palermo.site.cases.whole import Whole

ADDING: Mapping[str, Adding] = {
    "person": Adding(title=gettext_lazy("Add a person"), form=forms.AddPersonForm, act=of_case.add_person),
    "name": Adding(title=gettext_lazy("Add a name"), form=forms.NameForm, act=of_case.add_name, offers=who_of),
    "family": Adding(title=gettext_lazy("Add a family"), form=forms.FamilyForm, act=of_case.add_family),
    "event": Adding(title=gettext_lazy("Add an event"), form=forms.EventForm, act=of_case.add_event, offers=who_of),
    "status": Adding(
        title=gettext_lazy("Record a decision"), form=forms.StatusForm, act=of_case.decide, model=StatusDecision,
        offers=of_case.status_offers,
    ),
    "clock": Adding(title=gettext_lazy("Start a clock"), form=forms.ClockForm, act=of_case.start_clock, offers=who_of),
    "risk": Adding(title=gettext_lazy("Assess risks"), form=forms.RiskForm, act=of_help.assess, offers=who_of),
    "plan": Adding(title=gettext_lazy("Add a support plan"), form=forms.PlanForm, act=of_help.add_plan, offers=who_of),
    "service": Adding(
        title=gettext_lazy("Add a service"), form=forms.ServiceForm, act=of_help.add_service,
        offers=of_help.service_offers,
    ),
    "note": Adding(title=gettext_lazy("Add a note"), form=forms.NoteForm, act=of_case.add_note),
    "complaint": Adding(
        title=gettext_lazy("Add a complaint"), form=forms.ComplaintForm, act=of_help.complain,
        offers=lambda whole: {"event": of_help.event_choices(whole), "made_to": list(bodies().items())},
    ),
    "proceeding": Adding(
        title=gettext_lazy("Add a proceeding"), form=forms.ProceedingForm, act=of_help.add_proceeding,
        offers=of_help.proceeding_offers,
    ),
    "return": Adding(
        title=gettext_lazy("Plan a return"), form=forms.ReturnForm, act=of_help.plan_return, model=Repatriation,
        offers=who_of,
    ),
}  # fmt: skip
CHANGING: Mapping[str, Changing] = {
    "case": Changing(
        title=gettext_lazy("Change the case"), form=forms.CaseForm, rows=of_case.itself, act=of_case.change_case,
        start=of_case.from_form(forms.CaseForm),
    ),
    "close": Changing(
        title=gettext_lazy("Close the case"), form=forms.CloseForm, rows=of_case.itself, act=of_case.close,
        start=of_case.from_form(forms.ReopenForm),
    ),
    "reopen": Changing(
        title=gettext_lazy("Open the case again"), form=forms.ReopenForm, rows=of_case.itself, act=of_case.reopen,
        start=of_case.from_form(forms.ReopenForm),
    ),
    "person": Changing(
        title=gettext_lazy("Change the person"), form=forms.PersonForm, rows=of_case.people, act=of_case.change_person,
        start=of_case.from_form(forms.PersonForm),
    ),
    "disability": Changing(
        title=gettext_lazy("Disability"), form=forms.DisabilityForm, rows=of_case.people, act=of_case.change_disability,
        start=lambda whole, row: {**row.disability, "version": row.version},
    ),
    "contact": Changing(
        title=gettext_lazy("Safe contact"), form=forms.ContactForm, rows=of_case.people, act=of_case.set_contact,
        start=of_case.contact_start,
    ),
    "event": Changing(
        title=gettext_lazy("Change the event"), form=forms.EventForm, rows=lambda whole: whole.events,
        act=of_case.change_event, start=of_help.from_row(forms.EventForm), offers=who_of,
    ),
    "signs": Changing(
        title=gettext_lazy("Signs seen"), form=forms.SignsForm, rows=lambda whole: whole.parts, act=of_case.screen,
        start=of_case.signs_start,
    ),
    "pause": Changing(
        title=gettext_lazy("Pause the clock"), form=forms.OnDayForm, rows=lambda whole: whole.clocks, act=of_case.pause,
        start=of_case.on_clock,
    ),
    "restart": Changing(
        title=gettext_lazy("Run the clock again"), form=forms.OnDayForm, rows=lambda whole: whole.clocks,
        act=of_case.restart, start=of_case.on_clock,
    ),
    "stop": Changing(
        title=gettext_lazy("Stop the clock"), form=forms.OnDayForm, rows=lambda whole: whole.clocks, act=of_case.stop,
        start=of_case.on_clock,
    ),
    "plan": Changing(
        title=gettext_lazy("Change the support plan"), form=forms.PlanForm, rows=lambda whole: whole.plans,
        act=of_help.change_plan, start=of_help.from_row(forms.PlanForm), offers=who_of,
    ),
    "service": Changing(
        title=gettext_lazy("Change the service"), form=forms.ServiceForm, rows=lambda whole: whole.services,
        act=of_help.change_service, start=of_help.service_start, offers=of_help.service_offers,
    ),
    "proceeding": Changing(
        title=gettext_lazy("Change the proceeding"), form=forms.ProceedingForm, rows=lambda whole: whole.proceedings,
        act=of_help.change_proceeding, start=of_help.proceeding_start, offers=of_help.proceeding_offers,
    ),
    "return": Changing(
        title=gettext_lazy("Change the return"), form=forms.ReturnForm, rows=lambda whole: whole.returns,
        act=of_help.change_return, start=of_help.return_start, model=Repatriation,
        offers=who_of,
    ),
    "follow-up": Changing(
        title=gettext_lazy("A look after the person"), form=forms.FollowUpForm, rows=lambda whole: whole.follow_ups,
        act=of_help.follow_up, start=lambda whole, row: {"version": row.version}, model=Repatriation,
    ),
}  # fmt: skip


def form_of(kind: Adding | Changing, whole: Whole) -> type[django_forms.Form]:
    """The form of a kind; that of a family depends on who is in the case."""
    return of_case.family_form(whole) if kind.form is forms.FamilyForm else kind.form
