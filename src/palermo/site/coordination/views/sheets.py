"""The sheet of duties and the grid of assessments: one yardstick for every state, one's own included; no score."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from palermo import coordination as room
from palermo.coordination.place import said
from palermo.site.access.gate import Verb, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.coordination import forms
from palermo.site.coordination.models import Assessment, Duties
from palermo.site.coordination.sheets import actions
from palermo.site.coordination.views.page import changed, conference_of, done, in_words, reworded


def _language() -> str:
    return get_language() or "en"


@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """The sheets there are."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Duties)
    found = conference_of(request, Duties)
    sheets = [(row, found.instruments.get(row.instrument)) for row in Duties.objects.all()]
    shown = {"conference": found, "sheets": sheets, "writes": may(actor, Verb.WRITE, Duties)}
    return render(request, "coordination/duties.html", shown)


@require_GET
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Every line of an instrument: evidence or that none is written, the own judgement, others' beside it."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Duties)
    row, found = find(actor, Duties, key), conference_of(request, Duties)
    instrument = found.instruments.get(row.instrument)
    same = (row.instrument, row.state, row.period)
    one = next((one for one in found.duties if (one.instrument, one.state, one.period) == same), None)
    if instrument is None or one is None:
        raise Hidden("Nothing here.")
    shown = {
        "conference": found,
        "row": row,
        "instrument": instrument,
        "lines": room.sheet(one, instrument),
        "writes": may(actor, Verb.WRITE, Duties),
    }
    return render(request, "coordination/sheet.html", shown)


@require_http_methods(["GET", "POST"])
def add_sheet(request: HttpRequest) -> HttpResponse:
    """A further sheet."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Duties)
    found = conference_of(request, Duties)
    offered = [(id, said(one.title, _language())) for id, one in found.instruments.items()]
    form = forms.Sheet(request.POST or None, choices={"instrument": offered}, initial={"state": found.country})
    if form.is_valid():
        told, made = {**form.cleaned_data, "state": form.cleaned_data["state"].upper()}, list[Duties]()
        if done(form, lambda: made.append(actions.add_sheet(actor, **told, today=timezone.localdate()))):
            return redirect("conference:sheet", made[0].pk)
    return render(request, "coordination/add_sheet.html", {"form": form})


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, key: UUID, article: str) -> HttpResponse:
    """What somebody says of an obligation, citing what."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Duties)
    row = find(actor, Duties, key)
    line = row.lines.filter(article=article).first()
    own = line.judgements.filter(whose="own").first() if line and request.GET.get("whose") == "own" else None
    started = {
        "whose": "own" if own else request.GET.get("whose", "other"),
        **({name: getattr(own, name) for name in ("version", "by", "judgement", "document")} if own else {}),
        **({"text": said(own.text, _language())} if own else {}),
    }
    form = forms.Judge(request.POST or None, initial=started, choices={"by": _speakers(request)})
    if form.is_valid():
        told = {**form.cleaned_data, "text": in_words(form.cleaned_data["text"])}
        act = lambda: actions.judge(actor, row, article=article, **told, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:sheet", key)
    return render(request, "coordination/judge.html", {"form": form, "row": row, "article": article})


@require_http_methods(["GET", "POST"])
def cite(request: HttpRequest, key: UUID, article: str) -> HttpResponse:
    """The evidence of an obligation."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Duties)
    row = find(actor, Duties, key)
    line = row.lines.filter(article=article).first()
    started = {"version": line.version, **_ids(line.documents, line.figures)} if line else {}
    form = forms.Cite(request.POST or None, initial=started)
    if form.is_valid():
        told = form.cleaned_data
        act = lambda: actions.cite(actor, row, article=article, **told, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:sheet", key)
    return render(request, "coordination/cite.html", {"form": form, "row": row, "article": article})


@require_GET
def grid(request: HttpRequest) -> HttpResponse:
    """A round: every criterion, every state, what each assessor says of it, citing what, and the reply."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Assessment)
    found = conference_of(request, Duties)
    rounds = sorted({one.round for one in found.assessments}, reverse=True)
    asked = request.GET.get("round", "")
    chosen = int(asked) if asked.isdigit() and int(asked) in rounds else room.latest_round(found.assessments)
    keys = {(one.assessor, one.state, one.round): one.pk for one in Assessment.objects.all()}
    grids = [
        _grid(found, framework, chosen, keys)
        for framework in dict.fromkeys(one.framework for one in found.assessments if one.round == chosen)
        if chosen is not None and framework in found.frameworks
    ]
    shown = {
        "conference": found,
        "rounds": rounds,
        "round": chosen,
        "grids": grids,
        "writes": may(actor, Verb.WRITE, Assessment),
    }
    return render(request, "coordination/grid.html", shown)


def _grid(found: room.Conference, id: str, round: int, keys: dict[tuple[str, str, int], UUID]) -> dict[str, object]:
    """One yardstick laid on every state of the round in the same way."""
    framework = found.frameworks[id]
    sheets = [one for one in found.assessments if one.framework == id and one.round == round]
    sheets.sort(key=lambda one: (one.state, one.assessor))
    rows = room.grid(sheets, framework.criteria, round)
    pks = [keys.get((one.assessor, one.state, one.round)) for one in sheets]
    return {
        "framework": framework,
        "sheets": list(zip(sheets, pks, strict=True)),
        "rows": [(criterion, list(zip(cells, pks, strict=True))) for criterion, cells in rows],
    }


@require_http_methods(["GET", "POST"])
def add_assessor(request: HttpRequest) -> HttpResponse:
    """Somebody who assesses states."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Assessment)
    form = forms.AssessorForm(request.POST or None)
    if form.is_valid():
        told = {**form.cleaned_data, "name": in_words(form.cleaned_data["name"]), "of": form.cleaned_data["of"].upper()}
        if done(form, lambda: actions.add_assessor(actor, **told, today=timezone.localdate())):
            return redirect("conference:grid")
    return render(request, "coordination/add_assessor.html", {"form": form})


def _speakers(request: HttpRequest) -> list[tuple[str, str]]:
    """Bodies of the conference, then assessors, by name."""
    found, today = conference_of(request, Duties), timezone.localdate()
    ids = [*(one.id for one in found.bodies if one.stands_on(today)), *(one.id for one in found.assessors)]
    return [(id, found.called(id, today, _language())) for id in ids]


@require_http_methods(["GET", "POST"])
def add_assessment(request: HttpRequest) -> HttpResponse:
    """A further sheet of an assessor on a state."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Assessment)
    found = conference_of(request, Duties)
    offered = {
        "assessor": [(one.id, said(one.name, _language())) for one in found.assessors],
        "framework": [(id, said(one.title, _language())) for id, one in found.frameworks.items()],
    }
    form = forms.AssessmentForm(request.POST or None, choices=offered)
    if form.is_valid():
        told = {**form.cleaned_data, "state": form.cleaned_data["state"].upper()}
        if done(form, lambda: actions.add_assessment(actor, **told, today=timezone.localdate())):
            return redirect("conference:grid")
    return render(request, "coordination/add_assessment.html", {"form": form})


@require_http_methods(["GET", "POST"])
def rank(request: HttpRequest, key: UUID) -> HttpResponse:
    """The rank that the assessor gave."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Assessment)
    row = find(actor, Assessment, key)
    started = {name: getattr(row, name) for name in ("version", "rank", "on", "document")}
    form = forms.RankForm(request.POST or None, initial=started)
    if form.is_valid():
        act = lambda: actions.rank(actor, row, **form.cleaned_data, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:grid")
    return render(request, "coordination/rank.html", {"form": form, "row": row})


@require_http_methods(["GET", "POST"])
def criterion(request: HttpRequest, key: UUID, criterion: str) -> HttpResponse:
    """What the assessor says of one criterion."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Assessment)
    row = find(actor, Assessment, key)
    there = row.entries.filter(criterion=criterion).first()
    started: dict[str, object] = {}
    if there:
        started = {"version": there.version, "judgement": there.judgement, "text": said(there.text, _language())}
        started |= _ids(there.documents, there.figures)
    form = forms.Criterion(request.POST or None, initial=started)
    if form.is_valid():
        text = form.cleaned_data["text"]
        told = {**form.cleaned_data, "text": reworded(there.text, text) if there else in_words(text)}
        act = lambda: actions.assess(actor, row, criterion=criterion, **told, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:grid")
    return render(request, "coordination/criterion.html", {"form": form, "row": row, "criterion": criterion})


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the assessed government answers."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, Assessment)
    row, found = find(actor, Assessment, key), conference_of(request, Duties)
    framework = found.frameworks.get(row.framework)
    offered = [
        (one.id, f"{one.id} {said(one.text, _language())[:80]}") for one in (framework.criteria if framework else ())
    ]
    form = forms.ReplyForm(request.POST or None, choices={"criterion": offered, "by": _speakers(request)})
    if form.is_valid():
        told = {**form.cleaned_data, "text": in_words(form.cleaned_data["text"])}
        if done(form, lambda: actions.reply(actor, row, **told, today=timezone.localdate())):
            return redirect("conference:grid")
    return render(request, "coordination/reply.html", {"form": form, "row": row})


def _ids(documents: Iterable[str], figures: Iterable[str]) -> dict[str, str]:
    return {"documents": " ".join(documents), "figures": " ".join(figures)}
