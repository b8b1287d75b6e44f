"""Duties and assessments as the report prints them: every voice by name, side by side, and nothing computed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from palermo import coordination
from palermo.coordination import Assessment, CriterionJudgement, Duties, Judgement, Reply
from palermo.coordination.duties import SheetLine
from palermo.coordination.place import said
from palermo.ground.errors import BadDefinition, UsageError
from palermo.report.conference import ABOUT, ABOUT_TOTAL, Sitting
from palermo.report.cube import cell_id
from palermo.report.pages.addresses import anchor
from palermo.report.pages.sheet import Sheet, marked
from palermo.report.pages.words_table import WordsRow, code, joined, lines, named, title, words_table
from palermo.standards import country_name


def duties_sheet(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """The sheets of one instrument, or of all: each line with its evidence and the judgements side by side."""
    chosen = _last_duties(sitting, target)
    return Markup("\n").join(_duties(sheet, sitting, one) for one in chosen)


def _last_duties(sitting: Sitting, instrument: str) -> list[Duties]:
    """The last sheet of each instrument and state."""
    found = sitting.conference
    if instrument and instrument not in found.instruments:
        raise BadDefinition(f"There is no instrument {instrument!r}.", hint=f"Write {', '.join(found.instruments)}.")
    last: dict[tuple[str, str], Duties] = {}
    for one in sorted(found.duties, key=lambda one: one.period):
        if instrument in ("", one.instrument):
            last[one.instrument, one.state] = one
    if not last:
        raise BadDefinition("No sheet of duties is kept.", hint="Write one into duties/.")
    own = found.country
    return [last[key] for key in sorted(last, key=lambda key: (key[0], key[1] != own, key[1]))]


def _duties(sheet: Sheet, sitting: Sitting, duties: Duties) -> Markup:
    instrument = sitting.conference.instruments[duties.instrument]
    rows = [
        WordsRow(
            cells=(
                lines(
                    (
                        joined((code(one.asked.article), title(one.asked.text, sheet.language)), " "),
                        sheet.say(f"sheet.strength.{one.asked.strength}"),
                    )
                ),
                _evidence(sheet, one),
                _judged(sheet, sitting, one.own) if one.own else sheet.say("sheet.none-given"),
                lines(_judged(sheet, sitting, other) for other in one.others) or "–",
            )
        )
        for one in coordination.sheet(duties, instrument)
    ]
    head = joined((title(instrument.title, sheet.language), state_name(sheet, sitting, duties.state)), ", ")
    return words_table(
        sheet,
        "duties",
        f"{duties.instrument}.{duties.state}",
        kicker=sheet.say("sheet.duties"),
        caption=joined((head, Markup('<time data-lit="date">{}</time>').format(duties.period)), ", "),
        columns=[sheet.say(f"sheet.column.{name}") for name in ("duty", "evidence", "own", "others")],
        rows=rows,
        notes=(sheet.say("sheet.duties-note"),),
    )


def _evidence(sheet: Sheet, one: SheetLine) -> Markup | str:
    if not one.evidence or one.line is None:
        return sheet.say("sheet.no-evidence")
    return lines([*_documents(sheet, one.line.documents), *_figures(sheet, one.line.figures)])


def _documents(sheet: Sheet, ids: Iterable[str]) -> Iterator[Markup]:
    """Each document by its title, leading to its entry in the register."""
    for id in ids:
        document = sheet.model.evidence.documents.get(id)
        if document is None:
            yield code(id)
            continue
        link = Markup('<a href="register.html#{}">{}</a>')
        yield link.format(anchor("d", id), marked("title", document.title or document.publisher or id))


def _figures(sheet: Sheet, ids: Iterable[str]) -> Iterator[Markup]:
    for id in ids:
        yield sheet.binder.cell(id) if id in sheet.model.figures else code(id)


def _judged(sheet: Sheet, sitting: Sitting, one: Judgement) -> Markup:
    """Who says what, in its own words."""
    who = named(sitting.conference.called(one.by, sitting.entry.today, sheet.language))
    head = sheet.say.marked("sheet.says", who=who, what=sheet.say(f"sheet.judgement.{one.judgement}"))
    return joined((head, title(one.text, sheet.language)), " ") if one.text else head


def grid_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """A round, the last or the one named: criterion by state, every assessor's judgement by name."""
    round, chosen = _round(sitting, target)
    states = sorted({one.state for one in chosen})
    rows: list[WordsRow] = [
        WordsRow(
            cells=(
                sheet.say("sheet.rank-row"),
                *(lines(_short_ranks(sheet, sitting, _of(chosen, state))) for state in states),
            )
        )
    ]
    for id in dict.fromkeys(one.framework for one in chosen):
        framework = sitting.conference.frameworks[id]
        group = ""
        for criterion in framework.criteria:
            if criterion.group != group:
                group = criterion.group
                rows.append(WordsRow(group=title(framework.groups[group], sheet.language)))
            cells = (lines(_said(sheet, _of(chosen, state), criterion.id)) or "–" for state in states)
            rows.append(
                WordsRow(cells=(joined((code(criterion.id), title(criterion.text, sheet.language)), " "), *cells))
            )
    return words_table(
        sheet,
        "grid",
        str(round),
        kicker=sheet.say("sheet.grid"),
        caption=_caption(sheet, sitting, chosen, round),
        columns=[sheet.say("sheet.column.criterion"), *(state_name(sheet, sitting, state) for state in states)],
        rows=rows,
        notes=(_legend(sheet, sitting, chosen), sheet.say("sheet.grid-note")),
    )


def _legend(sheet: Sheet, sitting: Sitting, chosen: Iterable[Assessment]) -> Markup:
    """The assessors by the short names they have in the cells."""
    found = {one.assessor: one for one in chosen}
    return joined((joined((code(id), _assessor(sheet, sitting, one)), ": ") for id, one in sorted(found.items())), "; ")


def _short_ranks(sheet: Sheet, sitting: Sitting, sheets: Iterable[Assessment]) -> Iterator[Markup]:
    for one in sheets:
        if one.rank is not None:
            label = title(sitting.conference.frameworks[one.framework].ranks[one.rank], sheet.language)
            yield joined((code(one.assessor), label), ": ")


def _caption(sheet: Sheet, sitting: Sitting, chosen: Sequence[Assessment], round: int) -> Markup:
    """The yardstick by its version, and the round."""
    ids = dict.fromkeys(one.framework for one in chosen)
    names = joined(title(sitting.conference.frameworks[id].title, sheet.language) for id in ids)
    return joined((names, Markup('<time data-lit="date">{}</time>').format(round)), ", ")


def _round(sitting: Sitting, target: str) -> tuple[int, list[Assessment]]:
    found = sitting.conference.assessments
    rounds = sorted({one.round for one in found})
    if not rounds or (target and target not in map(str, rounds)):
        hint = f"Rounds: {', '.join(map(str, rounds)) or 'none; write sheets into assessments/'}."
        raise BadDefinition(f"There is no round {target or 'of assessments'}.", hint=hint)
    round = int(target) if target else rounds[-1]
    return round, [one for one in found if one.round == round]


def _of(chosen: Iterable[Assessment], state: str) -> list[Assessment]:
    return [one for one in chosen if one.state == state]


def _ranks(sheet: Sheet, sitting: Sitting, sheets: Iterable[Assessment]) -> Iterator[Markup]:
    for one in sheets:
        if one.rank is not None:
            label = title(sitting.conference.frameworks[one.framework].ranks[one.rank], sheet.language)
            yield sheet.say.marked("sheet.says", who=_assessor(sheet, sitting, one), what=label)


def _said(sheet: Sheet, sheets: Iterable[Assessment], criterion: str) -> Iterator[Markup]:
    """What each assessor says of a criterion, and the reply to it."""
    for one in sheets:
        judged = one.judged(criterion)
        if judged is not None:
            yield joined((code(one.assessor), sheet.say(f"sheet.judgement.{judged.judgement}")), ": ")
        for reply in one.answers(criterion):
            yield _reply(sheet, reply)


def _assessor(sheet: Sheet, sitting: Sitting, one: Assessment) -> Markup:
    return named(sitting.conference.called(one.assessor, sitting.entry.today, sheet.language))


def _reply(sheet: Sheet, reply: Reply) -> Markup:
    words = title(reply.text, sheet.language)
    return sheet.say.marked("sheet.replies", who=named(reply.by), what=words)


def assessment_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """One state in the last round: the assessors' words side by side, the evidence they name, the state's reply."""
    state, _, asked = target.partition("@")
    round, chosen = _round(sitting, asked)
    mine = _of(chosen, state)
    if not mine:
        known = ", ".join(sorted({one.state for one in chosen}))
        raise BadDefinition(f"Nobody assesses {state or 'no state'!r} in {round}.", hint=f"States: {known}.")
    criteria = {
        criterion.id: criterion
        for id in dict.fromkeys(one.framework for one in mine)
        for criterion in sitting.conference.frameworks[id].criteria
    }
    whole = [
        lines([*_ranks(sheet, sitting, [one]), *(_reply(sheet, reply) for reply in one.answers(None))]) or "–"
        for one in mine
    ]
    rows = [WordsRow(cells=(sheet.say("sheet.whole"), *whole))]
    rows += [
        WordsRow(
            cells=(
                joined((code(id), title(criterion.text, sheet.language)), " "),
                *(_cell(sheet, one, one.judged(id)) for one in mine),
            )
        )
        for id, criterion in criteria.items()
        if any(one.judged(id) or one.answers(id) for one in mine)
    ]
    silent = [id for id in criteria if not any(one.judged(id) or one.answers(id) for one in mine)]
    notes = [sheet.say("sheet.grid-note")]
    return words_table(
        sheet,
        "assessment",
        f"{state}.{round}",
        kicker=sheet.say("sheet.assessment"),
        caption=joined((state_name(sheet, sitting, state), _caption(sheet, sitting, mine, round)), ": "),
        columns=[sheet.say("sheet.column.criterion"), *(_plain(sitting, one, sheet.language) for one in mine)],
        rows=rows,
        notes=[*notes, sheet.say.marked("sheet.silent-on", which=joined(map(code, silent)))] if silent else notes,
    )


def _plain(sitting: Sitting, one: Assessment, language: str) -> str:
    return sitting.conference.called(one.assessor, sitting.entry.today, language)


def _cell(sheet: Sheet, one: Assessment, judged: CriterionJudgement | None) -> Markup | str:
    replies = one.answers(judged.criterion) if judged else ()
    if judged is None:
        return "–"
    return lines(
        (
            sheet.say(f"sheet.judgement.{judged.judgement}"),
            title(judged.text, sheet.language) if judged.text else "",
            joined([*_documents(sheet, judged.documents), *_figures(sheet, judged.figures)]),
            *(_reply(sheet, reply) for reply in replies),
        )
    )


def changes_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """Which criterion an assessor judges otherwise than in its last round, and on what evidence."""
    found = coordination.changes(sitting.conference.assessments, sitting.conference.frameworks)
    rows = [
        WordsRow(
            cells=(
                joined((state_name(sheet, sitting, one.state), code(one.criterion)), " "),
                named(sitting.conference.called(one.assessor, sitting.entry.today, sheet.language)),
                _then(sheet, one.before_round, one.before),
                sheet.say(f"sheet.framed.{one.framed}") if one.framed else _then(sheet, one.round, one.now),
                joined([*_documents(sheet, one.evidence)]) or sheet.say("sheet.no-evidence"),
            )
        )
        for one in found
        if target in ("", one.state)
    ]
    return words_table(
        sheet,
        "changes",
        target or "all",
        caption=sheet.say("sheet.changes"),
        columns=[sheet.say(f"sheet.column.{name}") for name in ("criterion", "assessor", "before", "now", "evidence")],
        rows=rows,
    )


def _then(sheet: Sheet, round: int, judgement: str | None) -> Markup:
    said = sheet.say(f"sheet.judgement.{judgement or 'not_stated'}")
    return joined((Markup('<time data-lit="date">{}</time>').format(round), said), ": ")


def about_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """How much of each assessor's report is about which state: counted by it, in figures."""
    rows = [
        WordsRow(
            cells=(
                state_name(sheet, sitting, state),
                named(sitting.conference.called(one.assessor, sitting.entry.today, sheet.language)),
                Markup('<time data-lit="date">{}</time>').format(one.round),
                sheet.say.marked(
                    "sheet.about-of",
                    amount=sheet.binder.cell(cell_id(ABOUT, _about_cell(one, state))),
                    total=sheet.binder.cell(cell_id(ABOUT_TOTAL, _about_cell(one, state))),
                    unit=sheet.say(f"sheet.unit.{one.about.unit}"),
                ),
            )
        )
        for one in sitting.conference.assessments
        if one.about is not None
        for state in one.about.states
        if target in ("", str(one.round))
    ]
    return words_table(
        sheet,
        "about",
        target or "all",
        caption=sheet.say("sheet.about"),
        columns=[sheet.say(f"sheet.column.{name}") for name in ("state", "assessor", "round", "about")],
        rows=rows,
    )


def _about_cell(one: Assessment, state: str) -> dict[str, str]:
    return {"assessor": one.assessor, "round": str(one.round), "state": state}


def ranks_table(sheet: Sheet, sitting: Sitting, target: str) -> Markup:
    """The ranks each assessor gave over the years, and what the rule of the automatic downgrade implies next."""
    given: dict[tuple[str, str], dict[int, str]] = {}
    for row in sitting.tables["rank_rows"].iter_rows(named=True):
        if target in ("", row["assessor"]):
            given.setdefault((row["assessor"], row["state"]), {})[int(row["year"])] = row["rank"]
    years = sorted({year for ranks in given.values() for year in ranks})
    rows = []
    for (assessor, state), ranks in sorted(given.items(), key=lambda pair: (pair[0][0], pair[0][1])):
        history = coordination.History(state=state, ranks=ranks)
        implied = coordination.next_implied(history, max(ranks) + 1)
        rows.append(
            WordsRow(
                cells=(
                    state_name(sheet, sitting, state),
                    named(sitting.conference.called(assessor, sitting.entry.today, sheet.language)),
                    *(code(ranks[year]) if year in ranks else "" for year in years),
                    marked("title", implied) if implied else "–",
                )
            )
        )
    return words_table(
        sheet,
        "ranks",
        target or "all",
        caption=sheet.say("sheet.ranks"),
        columns=[
            sheet.say("sheet.column.state"),
            sheet.say("sheet.column.assessor"),
            *(Markup('<time data-lit="date">{}</time>').format(year) for year in years),
            sheet.say("sheet.column.implied"),
        ],
        rows=rows,
        notes=(sheet.say("sheet.ranks-note"),),
    )


def state_name(sheet: Sheet, sitting: Sitting, state: str) -> Markup:
    """A state by the name the conference gives it, else by its common one; the code of a made-up one without a name."""
    if own := sitting.conference.states.get(state):
        return named(said(own, sheet.language))
    try:
        return named(country_name(state, sheet.language))
    except UsageError:
        return code(state)


SHEET_VIEWS: Mapping[str, Callable[[Sheet, Sitting, str], Markup]] = {
    "duties": duties_sheet,
    "grid": grid_table,
    "assessment": assessment_table,
    "changes": changes_table,
    "about": about_table,
    "ranks": ranks_table,
}
