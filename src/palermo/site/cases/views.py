"""The pages of cases: the list, a first contact, one case, what is added and changed, what is held about a person."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from palermo.ground.errors import Refused, UsageError
from palermo.site.access.gate import Verb, demand, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden, LostRace
from palermo.site.access.scope import scoped
from palermo.site.audit.actions import record
from palermo.site.audit.reading import open_record
from palermo.site.cases import actions, all_sections, elsewhere, forms, sections
from palermo.site.cases.all_kinds import ADDING, CHANGING, form_of
from palermo.site.cases.finding_cases import Page, by_text, page_of
from palermo.site.cases.importing import actions as importing
from palermo.site.cases.kinds import Adding, Changing, bodies
from palermo.site.cases.kinds_of_case import signs_of
from palermo.site.cases.models import Case, CaseImport
from palermo.site.cases.sayings import saying
from palermo.site.cases.whole import Whole, row_of
from palermo.site.cases.words import PURPOSES_OF_LOOKING, SOURCES, word
from palermo.site.emergency import actions as emergency
from palermo.site.emergency.models import EmergencyAccess
from palermo.site.keys.refusals import KeyAbsent
from palermo.site.stale import both
from palermo.site.submissions.models import Submission

LOOK = "look"
"""In the session: for what somebody looks at cases. It holds until they sign out or change it."""


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Cases of the body, the newest first. A search is sent as a form: no name stands in an address."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Case)
    searched = forms.Search(request.POST) if request.method == "POST" else forms.Search()
    narrowed = forms.Filter(request.GET)
    narrowed.is_valid()
    closed, found = False, list[elsewhere.Found]()
    if searched.is_bound:
        page = Page()
        try:
            if searched.is_valid():
                page = by_text(actor, searched.cleaned_data["text"])
                found = elsewhere.by_name(actor, searched.cleaned_data["text"])
        except KeyAbsent:  # a case of that reference was found all the same
            closed = not page.lines
    else:
        page = page_of(narrowed.cleaned_data, after=request.GET.get("after", ""))
    look, act = str(request.session.get(LOOK, "")), "case.search" if searched.is_bound else "case.list"
    record(replace(actor, purpose=look or "finding a case"), act, Case, fields=["names"])
    shown = {
        "page": page,
        "elsewhere": found,
        "search": searched,
        "filter": narrowed,
        "closed": closed,
        "writes": may(actor, Verb.WRITE, Case),
        "look": word(PURPOSES_OF_LOOKING, request.session.get(LOOK, "")),
    }
    return render(request, "cases/list.html", shown)


@require_http_methods(["GET", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """A first contact: one page, twelve fields, two of them needed."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Case)
    form = forms.FirstContact(request.POST or None, initial={"opened_on": timezone.localdate()})
    if form.is_valid():
        made: list[Case] = []
        if _done(form, lambda: made.append(actions.open_case(actor, form.first(), now=timezone.now()))):
            request.session.setdefault(LOOK, "support")
            return redirect("cases:one", made[0].pk)
    return render(request, "cases/first.html", {"form": form})


@require_http_methods(["GET", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    """Say what one looks at cases for; then on to the case that was asked for."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Case)
    form = forms.Look(request.POST or None, initial={"purpose": request.session.get(LOOK, "")})
    if form.is_valid():
        request.session[LOOK] = form.cleaned_data["purpose"]
        case = request.GET.get("case", "")
        return redirect("cases:one", case) if _is_key(case) else redirect("cases:list")
    return render(request, "cases/purpose.html", {"form": form})


@require_GET
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One case with everything that hangs on it. Written down as read, with its purpose."""
    case, ask = _looked_at(request, key)
    if ask is not None:
        return ask
    actor, today, whole = actor_of(request), timezone.localdate(), Whole(case)
    kinds = {code for code, kind in ADDING.items() if may(actor, Verb.WRITE, kind.model)}
    changes = {code for code, kind in CHANGING.items() if may(actor, Verb.WRITE, kind.model)}
    told = all_sections.every(whole, bodies(), today)
    shown = {
        "case": case,
        "source": word(SOURCES, case.source),
        "reason": sections.sealed(whole, case, "closing_reason"),
        "opened": whole.opened,
        "sections": [_allowed(section, kinds, changes) for section in told],
        "writes": may(actor, Verb.WRITE, case),
        "victims": [(part, whole.label(part)) for part in whole.parts],
        "look": word(PURPOSES_OF_LOOKING, request.session[LOOK]),
    }
    return render(request, "cases/one.html", shown)


@require_GET
def held(request: HttpRequest, key: UUID, person: UUID) -> HttpResponse:
    """What we hold about one person, to be printed and handed over. Nothing of others in the case stands in it."""
    actor = actor_of(request)
    case = open_record(actor, Case, key, purpose="request")
    whole = Whole(case)
    if person not in whole.persons:
        raise Hidden("Nothing here.")
    whole.narrow(person)
    every = [_bare(section) for section in all_sections.every(whole, bodies(), timezone.localdate())]
    every += elsewhere.held_about(actor, whole, person)
    told = [section for section in every if any(entry.facts for entry in section.entries)]
    shown = {
        "case": case,
        "opened": whole.opened,
        "same_name": elsewhere.of_same_name(actor, whole, person),
        "sections": [section for section in told if section.id not in ("notes", "families")],
        "notes": len(whole.notes),
        "day": timezone.localdate(),
    }
    return render(request, "cases/held.html", shown)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Add something of that kind to a case."""
    adding = ADDING.get(kind)
    if adding is None:
        raise Hidden("Nothing here.")
    case, whole, ask = _to_write(request, key, adding)
    if ask is not None:
        return ask
    initial = {"who": next((str(part.pk) for part in whole.parts), "")}
    form = form_of(adding, whole)(request.POST or None, choices=adding.offers(whole), initial=initial)  # type: ignore[call-arg]
    actor = actor_of(request)
    if form.is_valid() and _done(form, lambda: adding.act(actor, whole, dict(form.cleaned_data), timezone.now())):
        return redirect("cases:one", key)
    return render(request, "cases/form.html", {"form": form, "case": case, "title": adding.title})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: UUID, kind: str, row: UUID) -> HttpResponse:
    """Change a row of a case. Where somebody was faster, both versions are shown and nothing is lost."""
    changing = CHANGING.get(kind)
    if changing is None:
        raise Hidden("Nothing here.")
    case, whole, ask = _to_write(request, key, changing)
    if ask is not None:
        return ask
    found = row_of(changing.rows(whole), row)
    if found is None:
        raise Hidden("Nothing here.")
    if not whole.opened:
        raise KeyAbsent("The texts of the case are sealed.")
    offers = signs_of(whole.child(found)) if kind == "signs" else changing.offers(whole)
    form = form_of(changing, whole)(request.POST or None, choices=offers, initial=changing.start(whole, found))  # type: ignore[call-arg]
    actor = actor_of(request)

    def act() -> None:
        told = dict(form.cleaned_data)
        version = told.pop("version", None) or 0
        changing.act(actor, whole, found, version, told, timezone.now())

    if form.is_valid():
        try:
            if _done(form, act):
                return redirect("cases:one", key)
        except LostRace:
            return both(request, form, _as_it_stands(case, changing, row))
    return render(request, "cases/form.html", {"form": form, "case": case, "title": changing.title})


@require_GET
def opened(request: HttpRequest, access: UUID) -> HttpResponse:
    """Coded facts of another body's case, while an approved emergency access opens them; never a name."""
    actor = actor_of(request)
    asked = find(actor, EmergencyAccess, access)
    inside = emergency.opened(actor, asked, now=timezone.now())
    with scoped(inside):
        case = Case.objects.filter(agency_id=asked.owner_id, reference=asked.reference).first()
        if case is None:
            raise Hidden("Nothing here.")
        told = sections.coded(Whole(case, coded_only=True), timezone.localdate())
    record(replace(actor, purpose="emergency access"), "read", case)
    shown = {"case": case, "asked": asked, "sections": [_bare(section) for section in told]}
    return render(request, "cases/opened.html", shown)


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Ask that the accepted rows of a file become cases, and see how far that is."""
    actor = actor_of(request)
    file = demand(actor, Verb.READ, find(actor, Submission, submission))
    demand_of(actor, Verb.WRITE, Case)
    form = django_forms.Form(request.POST or None)
    if request.method == "POST" and _done(form, lambda: importing.ask(actor, file, now=timezone.now())):
        return redirect("cases:import", submission)
    shown = {"form": form, "submission": file, "imports": CaseImport.objects.filter(submission=file)}
    return render(request, "cases/import.html", shown)


def _looked_at(request: HttpRequest, key: UUID) -> tuple[Case, HttpResponse | None]:
    """The case, written down as read; or the page that asks for the purpose first."""
    actor, look = actor_of(request), str(request.session.get(LOOK, ""))
    if look in PURPOSES_OF_LOOKING:
        return open_record(actor, Case, key, purpose=look), None
    case = demand(actor, Verb.READ, find(actor, Case, key))
    answer = redirect("cases:purpose")
    answer["Location"] += f"?case={key}"
    return case, answer


def _to_write(request: HttpRequest, key: UUID, kind: Adding | Changing) -> tuple[Case, Whole, HttpResponse | None]:
    """The case and all of it, for whoever may write that kind; or the page that asks for the purpose first."""
    actor = actor_of(request)
    find(actor, Case, key)
    demand_of(actor, Verb.WRITE, kind.model)
    case, ask = _looked_at(request, key)
    return case, Whole(case), ask


def _as_it_stands(case: Case, changing: Changing, row: UUID) -> Mapping[str, Any]:
    """What stands there now, in the words of the form."""
    whole = Whole(Case.objects.get(pk=case.pk))
    found = row_of(changing.rows(whole), row)
    return changing.start(whole, found) if found is not None else {"version": None}


def _allowed(section: sections.Section, adds: set[str], changes: set[str]) -> sections.Section:
    """The section with the acts that the reader may do."""
    entries = tuple(
        replace(entry, changes=tuple(one for one in entry.changes if one[0] in changes)) for entry in section.entries
    )
    return replace(section, entries=entries, adds=tuple(one for one in section.adds if one[0] in adds))


def _bare(section: sections.Section) -> sections.Section:
    """The section without anything to do."""
    entries = tuple(replace(entry, changes=(), warning="") for entry in section.entries)
    return replace(section, adds=(), entries=entries)


def _done(form: django_forms.Form, act: Any) -> bool:
    """Whether the act was done. What is refused stands in the form, all of it."""
    try:
        act()
    except (Refused, UsageError) as error:
        found = [saying(one) for one in error.findings] or [f"{error.message} {error.hint}".strip()]
        form.add_error(None, found)
        return False
    return True


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
