"""What may not be printed because nobody could trace it, however right it may be."""

from collections import Counter
from collections.abc import Iterator

from palermo.ground.figure import Figure, Origin, Sensitivity
from palermo.ground.finding import Finding
from palermo.report.folder import REPORT, Folder
from palermo.report.forms import fault
from palermo.report.model import EditionModel, Indicator

_BY_HAND = {"none-public-source": Sensitivity.PUBLIC, "none-invented": Sensitivity.INVENTED}


def untraceable(folder: Folder, model: EditionModel) -> Iterator[Finding]:
    """Figures and definitions that lack a part of their chain, ids given twice, charts of no table."""
    for indicator in folder.indicators.values():
        yield from _definition(indicator, folder)
    for figure in model.figures.values():
        yield from _figure(figure, model)
    yield from _held_against_hidden(model)
    yield from _ids(folder)
    yield from _codes(model)
    for id, chart in folder.charts.items():
        if chart.table not in folder.tables:
            told = f"chart {id}: there is no table {chart.table}"
            yield fault("report.unknown-id", told, path=REPORT, line=folder.chart_lines[id])


def _definition(indicator: Indicator, folder: Folder) -> Iterator[Finding]:
    if not indicator.definition.get("text"):
        yield _blame(indicator, "figure.untraceable", "it has no definition in words", at="definition")
    wanted = _BY_HAND.get(indicator.sdc_applied or "")
    if any(folder.data[name].release is not None for name in indicator.inputs):
        if indicator.sdc_applied:
            told, hint = "sdc_applied is written", "leave it out: for a released table it is computed"
            yield _blame(indicator, "figure.sdc", told, hint, at="sdc_applied")
    elif wanted is None:
        said = indicator.sdc_applied or "nothing"
        hint = f"by hand only {' or '.join(_BY_HAND)}; for protected data it is computed, never written"
        yield _blame(indicator, "figure.sdc", f"sdc_applied says {said}", hint, at="sdc_applied")
    else:
        other = [name for name in indicator.inputs if folder.data[name].sensitivity is not wanted]
        if other:
            told = f"sdc_applied is {indicator.sdc_applied}, and {', '.join(other)} is not {wanted}"
            hint = "every dataset of the query has to be of that kind"
            yield _blame(indicator, "figure.sdc", told, hint, at="sdc_applied")
    if indicator.origin is Origin.ASSESSED and not (indicator.assessor and indicator.framework):
        hint = "name assessor and framework, with its version"
        yield _blame(indicator, "figure.untraceable", "an assessment without its yardstick", hint, at="origin")


def _figure(figure: Figure, model: EditionModel) -> Iterator[Finding]:
    """A computed figure has definition, query and data; a derived one its operands; each its disclosure rule."""
    lacking = [name for name in _NEEDS.get(figure.origin, ()) if not getattr(figure, name)]
    lacking += ["sdc_applied"] if not (figure.sdc_applied or _rule_named_missing(figure, model)) else []
    if figure.origin is Origin.ASSESSED and figure.definition is None:
        lacking = [name for name in lacking if name == "sdc_applied"]  # quoted from evidence, which checks its own
    if lacking:
        path, line = _where(figure, model)
        told = f"figure {figure.id} has no {', no '.join(lacking)}"
        yield fault("figure.untraceable", told, path=path, line=line)
    if figure.origin is Origin.DERIVED and not figure.hidden and (under := _hidden_below(figure, model)):
        path, line = _where(figure, model)
        told = f"figure {figure.id} gives a number, and rests on hidden cells: {', '.join(under)}"
        yield fault("figure.hidden-operand", told, path=path, line=line, hint="leave its value out: it is hidden too")
    if missing := [operand for operand in figure.operands if operand not in model.figures]:
        path, line = _where(figure, model)
        told = f"figure {figure.id}: its operands {', '.join(missing)} are not registered"
        yield fault("figure.operand-missing", told, path=path, line=line)


def _hidden_below(figure: Figure, model: EditionModel) -> list[str]:
    below = (model.figures.get(id) for id in figure.operands)
    return [one.id for one in below if one is not None and one.hidden]


def _held_against_hidden(model: EditionModel) -> Iterator[Finding]:
    """A claim that is said to equal, or to differ from, a hidden cell would tell what is hidden."""
    for claim in model.evidence.claims.values():
        source = model.figures.get(claim.trace.source_figure or "")
        if source is not None and source.hidden and claim.trace.facets.get("value", "unknown") != "unknown":
            at = model.evidence.records[claim.id]
            told = f"claim {claim.id}: its value is held against {source.id}, which is hidden"
            yield fault("figure.hidden-operand", told, path=at.path, line=at.line, hint="value: unknown")


def _rule_named_missing(figure: Figure, model: EditionModel) -> bool:
    """The missing disclosure rule is that of an indicator or an operand, where it is named once."""
    below = (model.figures.get(id) for id in figure.operands)
    indicator = model.indicators.get((figure.definition or "").rpartition("@")[0])
    return indicator is not None or any(one is not None and not one.sdc_applied for one in below)


_NEEDS = {
    Origin.COMPUTED: ("definition", "query_sha256", "data_sha256"),
    Origin.ASSESSED: ("definition", "query_sha256", "data_sha256", "assessor", "framework"),
    Origin.DERIVED: ("operands", "formula"),
}


def _where(figure: Figure, model: EditionModel) -> tuple[str, int]:
    if record := model.evidence.records.get(figure.id):
        return record.path, record.line
    owners = (
        one for one in model.indicators.values() if one.reference == figure.definition or figure.id in one.derived
    )
    owner = next(owners, None)
    return (owner.path, owner.line_of(figure.id)) if owner else (REPORT, 1)


def _ids(folder: Folder) -> Iterator[Finding]:
    """One id, one thing: across indicators, their names and formulas, and the evidence."""
    taken = {id: f"{record.path}:{record.line}" for id, record in folder.evidence.records.items()}
    for id, place in taken.items():
        if _kept(id):
            path, line = place.rsplit(":", 1)
            told = f"the id {id} is kept for counts of the evidence"
            yield fault("report.duplicate-id", told, path=path, line=int(line))
    for indicator in folder.indicators.values():
        for id in (indicator.id, *indicator.figures, *indicator.derived):
            if first := taken.get(id):
                yield _blame(indicator, "report.duplicate-id", f"the id {id} is taken, in {first}", at=id)
            if _kept(id):
                told = f"the id {id} is kept for counts of the evidence"
                yield _blame(indicator, "report.duplicate-id", told, at=id)
            taken[id] = f"{indicator.path}:{indicator.line_of(id)}"


def _kept(id: str) -> bool:
    return id == "evidence" or id.startswith("evidence.")


def _codes(model: EditionModel) -> Iterator[Finding]:
    """Two figures with one paper code could not be told apart on paper."""
    counts = Counter(figure.code for figure in model.figures.values())
    for code in (code for code, count in counts.items() if count > 1):
        ids = [id for id, figure in model.figures.items() if figure.code == code]
        hint = "give one of them another id"
        yield fault("figure.code-shared", f"{', '.join(ids)} share the paper code {code}", path=REPORT, hint=hint)


def _blame(indicator: Indicator, code: str, told: str, hint: str = "", *, at: str) -> Finding:
    line = indicator.line_of(at)
    return fault(code, f"indicator {indicator.id}: {told}", path=indicator.path, line=line, hint=hint)
