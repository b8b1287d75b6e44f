"""Plans: the tree with leads, supporting bodies and status; the timeline, drawn and as a table; one measure."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_GET, require_http_methods

from palermo import coordination as room
from palermo.coordination.place import said
from palermo.ground.dates import PartialDate
from palermo.site.access.gate import Verb, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.coordination import actions, forms
from palermo.site.coordination.models import Measure, Plan, ProgressEntry
from palermo.site.coordination.models.progress import SECRETARY
from palermo.site.coordination.views.meetings import body_choices
from palermo.site.coordination.views.page import changed, conference_of, done, reworded, row_of

WIDTH, ROW, LEFT = 960, 24, 140
"""Of the drawing: its width, the height of a row, and the room for a measure's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A measure as it is drawn: where its bar lies and where its number stands."""

    line: room.Line
    x: int
    y: int
    width: int
    label_x: int

    @property
    def text_y(self) -> int:
        return self.y + 12


def plan_of(found: room.Conference, code: str) -> room.Plan:
    """The plan of that id. Raises Hidden where there is none."""
    if code not in found.plans:
        raise Hidden("Nothing here.")
    return found.plans[code]


@require_GET
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """The tree: areas, measures, their parts, who leads and supports, where each stands."""
    found, today = conference_of(request), timezone.localdate()
    one = plan_of(found, code)
    standing = room.Standing.on(found, today=today).of(one)
    lines = [(each, standing.leads(each), standing.status(each), standing.is_overdue(each)) for each in one.measures]
    areas = [(area, [line for line in lines if line[0].area == area.id]) for area in one.areas]
    shown = {
        "conference": found,
        "plan": one,
        "areas": areas,
        "today": today,
        "period": standing.period,
        "disputed": standing.disputed,
        "silent": standing.silent(one),
    }
    return render(request, "coordination/plan.html", shown)


@require_GET
def timeline(request: HttpRequest, code: str) -> HttpResponse:
    """Measures through the years, drawn, and the same as a table."""
    found, today = conference_of(request), timezone.localdate()
    one = plan_of(found, code)
    lines = [line for line in room.timeline(found, today=today) if line.plan == code]
    first, last = one.first_day(), one.last_day()
    bars = _bars(lines, first, last)
    shown = {
        "conference": found,
        "plan": one,
        "lines": lines,
        "bars": bars,
        "years": [(year, _x(date(year, 1, 1), first, last)) for year in range(first.year, last.year + 1)]
        if bars
        else [],
        "today_x": _x(today, first, last) if bars and first <= today <= last else None,
        "width": WIDTH,
        "height": (len(bars) + 1) * ROW,
    }
    return render(request, "coordination/timeline.html", shown)


def _bars(lines: list[room.Line], first: date, last: date) -> list[Bar]:
    """One a measure; none where the plan has no first or last day to draw between."""
    if first == date.min or last == date.max:
        return []
    right = get_language_bidi()
    found = []
    for at, line in enumerate(lines, 1):
        begin = _x(_earliest(line.start) or first, first, last)
        end = _x(_latest(line.end) or last, first, last)
        near, far = min(begin, end), max(begin, end)
        label = WIDTH - 4 if right else 4
        found.append(Bar(line=line, x=near, y=at * ROW + 4, width=max(far - near, 2), label_x=label))
    return found


def _x(day: date, first: date, last: date) -> int:
    """Where a day lies between the ends of a plan; from the right in languages that run so."""
    share = min(max((day - first).days / max((last - first).days, 1), 0), 1)
    way = round(share * (WIDTH - LEFT - 10))
    return WIDTH - LEFT - way if get_language_bidi() else LEFT + way


def _earliest(day: PartialDate | None) -> date | None:
    return day.earliest() if day else None


def _latest(day: PartialDate | None) -> date | None:
    return day.latest() if day else None


@require_http_methods(["GET", "POST"])
def add_plan(request: HttpRequest) -> HttpResponse:
    """A plan from its file."""
    actor = actor_of(request)
    actions.secretariat(actor, Plan)
    form = forms.PlanFile(request.POST or None, request.FILES or None)
    if form.is_valid():
        file, made = form.cleaned_data["file"], list[Plan]()
        name = f"{file.name.rsplit('.', 1)[0][:80]}.yml"
        if done(form, lambda: made.append(actions.add_plan(actor, name, file.read(), today=timezone.localdate()))):
            return redirect("conference:plan", made[0].code)
    return render(request, "coordination/add_plan.html", {"form": form})


@require_GET
def measure(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """One measure: who answers for it, what each body reported, and what readers say beside it."""
    actor, found, today = actor_of(request), conference_of(request), timezone.localdate()
    one = measure_of(found, plan, code)
    standing = room.Standing.on(found, today=today).of(found.plans[plan])
    own = actions.own_body(actor)
    entries = sorted(found.entries_of.get(one.ref, ()), key=lambda entry: (entry.period, entry.body), reverse=True)
    reviews = [review for review in found.reviews if review.measure == one.ref]
    writes = may(actor, Verb.WRITE, ProgressEntry)
    assigned = {*standing.leads(one), *one.bodies("lead", today), *one.bodies("support", today)}
    shown = {
        "conference": found,
        "plan": found.plans[plan],
        "one": one,
        "leads": standing.leads(one),
        "supports": one.bodies("support", today),
        "status": standing.status(one),
        "overdue": standing.is_overdue(one),
        "entries": entries,
        "reviews": sorted(reviews, key=lambda review: (review.period, review.reviewer), reverse=True),
        "thread": room.thread(found, one.ref)[:-1],
        "keeps": actor.role == SECRETARY,
        "reports": writes and (own in assigned or actor.role == SECRETARY),
        "reviewing": writes and actor.role != SECRETARY and bool(own) and own not in assigned,
        "own": own,
    }
    return render(request, "coordination/measure.html", shown)


def measure_of(found: room.Conference, plan: str, code: str) -> room.Measure:
    """The measure of those ids. Raises Hidden where there is none."""
    one = found.measures.get(f"{plan}/{code}")
    if one is None:
        raise Hidden("Nothing here.")
    return one


@require_http_methods(["GET", "POST"])
def change_measure(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Change a measure and who is assigned to it."""
    actor = actor_of(request)
    actions.secretariat(actor, Measure)
    row = row_of(request, Measure, plan__code=plan, code=code)
    assigned = list(row.assignments.all())
    started = {
        "version": row.version,
        "text": said(row.text, get_language() or "en"),
        "due": row.due,
        "leads": [one.body for one in assigned if one.role == "lead"],
        "supports": [one.body for one in assigned if one.role == "support"],
    }
    offered = dict.fromkeys(("leads", "supports"), body_choices(conference_of(request)))
    form = forms.MeasureForm(request.POST or None, initial=started, choices=offered)
    if form.is_valid():
        told = {**form.cleaned_data, "text": reworded(row.text, form.cleaned_data["text"])}
        act = lambda: actions.change_measure(actor, row, **told, today=timezone.localdate())  # noqa: E731
        raced = changed(request, form, act, now=lambda: started)
        if raced or form.is_valid():
            return raced or redirect("conference:measure", plan, code)
    return render(request, "coordination/change_measure.html", {"form": form, "plan": plan, "code": code})
