"""What the conference has planned and decided, as the report prints it: plans, reviews, decisions, debts, members."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from markupsafe import Markup

from palermo import coordination
from palermo.coordination import Decision, Entry, Measure, Owed, Plan, Review
from palermo.coordination.place import said
from palermo.ground.dates import PartialDate
from palermo.ground.errors import BadDefinition, UsageError
from palermo.report.conference import TARGET, VALUE, Sitting
from palermo.report.cube import cell_id
from palermo.report.pages.plan_charts import VIEWS, draw_plan
from palermo.report.pages.sheet import Sheet
from palermo.report.pages.words_table import Cell, WordsRow, code, day, joined, lines, named, title, words_table


def plan_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """Every measure of a plan: who leads, by when, what the leads reported and what reviewers say beside it."""
    plan = _plan(sitting, target)
    say = sheet.say
    columns = ("measure", "lead", "support", "due", "reported", "counted", "reviewed")
    return words_table(
        sheet,
        "plan",
        plan.id,
        caption=_caption(sheet, plan),
        kicker=say("conference.plan"),
        columns=[say(f"conference.column.{name}") for name in columns],
        rows=_plan_rows(sheet, sitting, plan),
        notes=(say.marked("conference.period-note", period=_year(sitting)),),
    )


def _plan_rows(sheet: Sheet, sitting: Sitting, plan: Plan) -> Iterator[WordsRow]:
    standing, language = sitting.standing.of(plan), sheet.language
    for area in plan.areas:
        yield WordsRow(group=joined((code(area.id), title(area.goal, language)), " "))
        for measure in (one for one in plan.measures if one.area == area.id):
            told = standing.told_by(measure)
            late = sheet.say("conference.overdue") if standing.is_overdue(measure) else ""
            yield WordsRow(
                cells=(
                    joined((code(measure.id), title(measure.text, language)), " "),
                    _bodies(sheet, sitting, standing.leads(measure) or measure.bodies("lead")),
                    _bodies(sheet, sitting, measure.bodies("support", standing.today)),
                    lines((day(measure.due, language), late)),
                    _reported(sheet, sitting, standing.status(measure), told),
                    lines(_counted(sheet, sitting, measure, told)),
                    lines(_reviewed(sheet, sitting, standing.reviews_of(measure))),
                ),
                depth=measure.depth,
            )


def _reported(sheet: Sheet, sitting: Sitting, status: str, told: Mapping[str, Entry]) -> Markup:
    """The status; where leads differ, what each of them said."""
    head = sheet.say(f"plan.status.{status}")
    if len({entry.status for entry in told.values()}) < 2:
        return lines((head,))
    each = (
        joined((_body(sheet, sitting, body), sheet.say(f"plan.status.{entry.status}")), ": ")
        for body, entry in told.items()
    )
    return lines((head, *each))


def _counted(sheet: Sheet, sitting: Sitting, measure: Measure, told: Mapping[str, Entry]) -> Iterator[Markup]:
    """Each indicator's reported values, and its target, as figures; where several bodies report one, who says which."""
    for one in measure.indicators:
        cell = {"measure": measure.ref, "indicator": one.id}
        values = {
            body: sheet.binder.cell(cell_id(VALUE, {**cell, "body": body, "period": entry.period}))
            for body, entry in told.items()
            if one.id in entry.values
        }
        if len(values) > 1:
            values = {body: joined((_body(sheet, sitting, body), value), ": ") for body, value in values.items()}
        name = title(one.text or {sheet.language: one.id.replace("_", " ")}, sheet.language)
        reported = joined(values.values(), "; ") if values else Markup("–")
        yield sheet.say.marked(
            "conference.of-target",
            indicator=name,
            value=reported,
            target=sheet.binder.cell(cell_id(TARGET, cell)) if one.target is not None else Markup("–"),
        )


def _reviewed(sheet: Sheet, sitting: Sitting, reviews: Iterable[Review]) -> Iterator[Markup]:
    for review in reviews:
        verdict = sheet.say(f"conference.verdict.{review.verdict}")
        yield joined((_body(sheet, sitting, review.reviewer), verdict), ": ")


def disputes_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """Where a reviewer disputes: what the body reported, what the reviewer says and what the body replies."""
    plan, language, say = _plan(sitting, target), sheet.language, sheet.say
    standing = sitting.standing.of(plan)
    rows = (
        WordsRow(
            cells=(
                joined((code(measure.id), title(measure.text, language)), " "),
                lines(_entry_words(sheet, sitting, entry) for entry in standing.told_by(measure).values())
                or say("plan.status.not_reported"),
                lines(_review_words(sheet, sitting, one) for one in standing.reviews_of(measure)),
                lines(_replies(sheet, sitting, standing.told_by(measure))) or "–",
            )
        )
        for measure in plan.measures
        if measure.ref in standing.disputed
    )
    return words_table(
        sheet,
        "disputes",
        plan.id,
        caption=say("conference.disputes"),
        columns=[say(f"conference.column.{name}") for name in ("measure", "body-says", "reviewer-says", "reply")],
        rows=rows,
    )


def _entry_words(sheet: Sheet, sitting: Sitting, entry: Entry) -> Markup:
    head = joined((_body(sheet, sitting, entry.body), sheet.say(f"plan.status.{entry.status}")), ": ")
    return joined((head, title(entry.note, sheet.language)), ". ") if entry.note else head


def _replies(sheet: Sheet, sitting: Sitting, told: Mapping[str, Entry]) -> Iterator[Markup]:
    for body, entry in told.items():
        if entry.reply:
            yield joined((_body(sheet, sitting, body), title(entry.reply, sheet.language)), ": ")


def _review_words(sheet: Sheet, sitting: Sitting, review: Review) -> Markup:
    verdict = sheet.say(f"conference.verdict.{review.verdict}")
    head = joined((_body(sheet, sitting, review.reviewer), verdict), ": ")
    return joined((head, title(review.text, sheet.language)), ". ") if review.text else head


def decisions_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """The decisions of every meeting, or of those that are open or overdue only."""
    chosen = _decisions(sitting, target or "all")
    rows = (
        WordsRow(
            cells=(
                joined((code(one.id), title(one.text, sheet.language)), " "),
                _bodies(sheet, sitting, one.owners) or sheet.say("conference.nobody"),
                day(one.on, sheet.language),
                day(one.due, sheet.language),
                lines(
                    (
                        sheet.say(f"conference.decision.{one.status}"),
                        sheet.say("conference.overdue") if _late(sitting, one) else "",
                        joined(map(code, one.evidence)) if one.evidence else "",
                    )
                ),
            )
        )
        for one in chosen
    )
    return words_table(
        sheet,
        "decisions",
        target or "all",
        caption=sheet.say(f"conference.decisions.{target or 'all'}"),
        columns=[sheet.say(f"conference.column.{name}") for name in ("decision", "owner", "taken", "due", "state")],
        rows=rows,
    )


def _decisions(sitting: Sitting, which: str) -> list[Decision]:
    standing = sitting.standing
    if which == "all":
        return list(sitting.conference.decisions(standing.today))
    waiting = list(standing.open_decisions())
    if which == "open":
        return waiting
    if which == "overdue":
        return [one for one in waiting if standing.is_past(one.due) or not standing.owners(one)]
    raise BadDefinition(f"There is no list of decisions {which!r}.", hint="Write all, open or overdue.")


def _late(sitting: Sitting, decision: Decision) -> bool:
    return decision.status == "open" and sitting.standing.is_past(decision.due)


def owed_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """What each body, or one of them, owes on the day, overdue things first."""
    if target and sitting.conference.body(target) is None:
        raise BadDefinition(f"There is no body {target!r}.", hint="Name one of conference.yml.")
    entry = sitting.entry
    found = coordination.owed(sitting.conference, today=entry.today, period=entry.period, body=target or None)
    return words_table(
        sheet,
        "owed",
        target or "all",
        caption=sheet.say("conference.owed"),
        columns=[sheet.say(f"conference.column.{name}") for name in ("what", "kind", "due")],
        rows=_owed_rows(sheet, sitting, found),
        notes=(sheet.say.marked("conference.owed-note", day=_today(sheet, sitting)),),
    )


def _owed_rows(sheet: Sheet, sitting: Sitting, found: tuple[Owed, ...]) -> Iterator[WordsRow]:
    last = None
    for one in found:
        if one.body != last:
            yield WordsRow(group=_body(sheet, sitting, one.body) if one.body else sheet.say("conference.nobody"))
            last = one.body
        late = sheet.say("conference.overdue") if one.overdue and one.kind != "report" else ""
        yield WordsRow(
            cells=(
                joined((code(one.ref), title(one.text, sheet.language)), " "),
                sheet.say(f"conference.owed.{one.kind}"),
                lines((day(one.due, sheet.language), late)),
            )
        )


def silent_list(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """The bodies that owe a report on a plan and sent none, by name."""
    plan = _plan(sitting, target)
    bodies = sitting.standing.of(plan).silent(plan)
    if not bodies:
        return Markup('<p class="note">{}</p>').format(sheet.say("conference.none-silent"))
    items = Markup("").join(Markup("<li>{}</li>").format(_body(sheet, sitting, body)) for body in bodies)
    return Markup('<ul class="silent">{}</ul>').format(items)


def members_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """The members on the day, by their names of that day, with the name they had when they took their seat."""
    today = sitting.entry.today
    rows = []
    for body in sitting.conference.members(today):
        seat = body.seat(today)
        if seat is None:
            continue
        since = seat.validity.start
        then = body.name(since.earliest() or today, sheet.language) if since else ""
        now = body.name(today, sheet.language)
        rows.append(
            WordsRow(
                cells=(
                    named(now),
                    sheet.say(f"conference.seat.{seat.role}"),
                    day(since, sheet.language),
                    named(then) if then != now else "",
                )
            )
        )
    return words_table(
        sheet,
        "members",
        "day",
        caption=sheet.say.marked("conference.members", day=_today(sheet, sitting)),
        columns=[sheet.say(f"conference.column.{name}") for name in ("body", "seat", "since", "then-called")],
        rows=rows,
    )


def threads_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """What became of an earlier plan's measures: carried over, changed, or dropped with the plan."""
    plan = _plan(sitting, target)
    entry = sitting.entry
    found = [
        one
        for one in coordination.timeline(sitting.conference, today=entry.today, period=entry.period)
        if one.plan == plan.id
    ]
    rows = (
        WordsRow(
            cells=(
                joined((code(one.measure.id), title(one.measure.text, sheet.language)), " "),
                sheet.say(f"plan.status.{one.status}"),
                sheet.say(f"conference.fate.{one.fate}"),
                joined(map(code, one.continued_by)),
            ),
            depth=one.depth,
        )
        for one in found
    )
    return words_table(
        sheet,
        "threads",
        plan.id,
        caption=_caption(sheet, plan),
        columns=[sheet.say(f"conference.column.{name}") for name in ("measure", "last-reported", "fate", "taken-up")],
        rows=rows,
    )


def plan_chart(view: str) -> Callable[[Sheet, Sitting, str], Markup]:
    """The maker of one picture of a plan."""

    def made(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
        plan = _plan(sitting, target)
        drawing = draw_plan(sitting.standing, plan, view, sheet.say)
        caption = joined((sheet.say(f"plan.chart.{view}"), title(plan.title, sheet.language)), ": ")
        return Markup(
            '<figure class="chart plan-chart" id="{}">\n<figcaption>{}</figcaption>\n<div class="scroll" role="group"'
            ' tabindex="0" aria-label="{}">{}</div>\n<p class="note">{}</p>\n</figure>'
        ).format(
            sheet.binder.anchors.take("plan-chart", f"{plan.id}.{view}"),
            caption,
            sheet.say(f"plan.chart.{view}"),
            drawing.inline,
            sheet.say(f"plan.chart.{view}.described"),
        )

    return made


PLAN_VIEWS: Mapping[str, Callable[[Sheet, Sitting, str], Markup]] = {
    "plan": plan_table,
    "disputes": disputes_table,
    "decisions": decisions_table,
    "owed": owed_table,
    "silent": silent_list,
    "members": members_table,
    "threads": threads_table,
    **{view: plan_chart(view) for view in VIEWS},
}


def _plan(sitting: Sitting, id: str) -> Plan:
    try:
        return coordination.choose_plan(sitting.conference, id or None, sitting.entry.today)
    except UsageError as error:
        raise BadDefinition(error.message, hint=error.hint) from error


def _bodies(sheet: Sheet, sitting: Sitting, ids: tuple[str, ...]) -> Markup:
    return joined(_body(sheet, sitting, id) for id in ids)


def _body(sheet: Sheet, sitting: Sitting, id: str) -> Markup:
    return named(sitting.conference.name_of(id, sitting.entry.today, sheet.language))


def _caption(sheet: Sheet, plan: Plan) -> Cell:
    return title(plan.title, sheet.language) if said(plan.title) else code(plan.id)


def _year(sitting: Sitting) -> Markup:
    return Markup('<time data-lit="date">{}</time>').format(sitting.entry.period)


def _today(sheet: Sheet, sitting: Sitting) -> Markup:
    return day(PartialDate.parse(str(sitting.entry.today)), sheet.language)
