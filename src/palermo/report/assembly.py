"""Everything a report folder says, put together: figures with their sources, tables, and all that is wrong at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from palermo import coordination, evidence
from palermo.evidence import Evidence, extract_text
from palermo.ground.errors import UsageError
from palermo.ground.figure import Figure
from palermo.ground.finding import Finding
from palermo.report.canonical import canonical_sha256
from palermo.report.conference import cells_in_views
from palermo.report.cube import Cube, cell_id, compute_cube
from palermo.report.datasets import Holdings, hold
from palermo.report.derived import derive_all, formulas
from palermo.report.figures import CODE_VERSION, Cells, claim_figures, name_cells
from palermo.report.folder import REPORT, Folder, load_folder
from palermo.report.forms import fault
from palermo.report.model import EditionModel, Indicator, Table
from palermo.report.pages.messages import catalogue
from palermo.report.ports import Ports
from palermo.report.released_cube import released_cube
from palermo.report.releases import Gate
from palermo.report.since import changes
from palermo.report.tables import build_tables
from palermo.report.tags import find_tags
from palermo.report.tallies import claim_tallies
from palermo.report.traceable import untraceable


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A folder computed: the model of its edition, and what it was made from. ``findings`` are all there are."""

    folder: Folder
    holdings: Holdings
    model: EditionModel
    cells: Cells
    findings: tuple[Finding, ...]


def assemble(
    files: Mapping[str, bytes],
    *,
    ports: Ports,
    languages: Sequence[str] = (),
    given: Mapping[str, bytes] | None = None,
    also: Sequence[str] = (),
    gate: Gate | None = None,
) -> Assembly:
    """The folder in ``files``, computed. ``also`` are addresses of cells to register beside those the folder uses."""
    folder = load_folder(files, ports.read_returns)
    holdings = hold(folder, given or {}, ports, gate or Gate())
    told = [*folder.faults, *holdings.findings]
    cells = _cells(folder, holdings, ports, told)
    figures, bundle, tallied = _figures(folder, cells, told, also)
    tables = build_tables(folder.tables, cells, folder.indicators, told)
    figures |= _of_tables(tables, cells, figures)
    indicators = {**_with_rules(folder, holdings), **{one.id: one for one in tallied}}
    model = EditionModel(
        id=folder.id,
        title=folder.title,
        languages=tuple(languages) or folder.languages,
        built_at=folder.built_at,
        code_version=CODE_VERSION,
        figures=dict(sorted(figures.items())),
        indicators=indicators,
        datasets=holdings.datasets,
        evidence=bundle,
        tables=tables,
        charts={id: chart for id, chart in folder.charts.items() if chart.table in tables},
        texts=folder.texts,
        sitting=folder.sitting,
        since=folder.since,
        changes=changes(folder.since, folder.indicators) if folder.since else (),
        meta={**folder.meta, "rows_at_hand": list(holdings.at_hand)},
    )
    told += _of_evidence(folder, bundle, model, given or {})
    told += untraceable(folder, model)
    return Assembly(folder=folder, holdings=holdings, model=model, cells=cells, findings=_sorted(told))


def _cells(folder: Folder, holdings: Holdings, ports: Ports, told: list[Finding]) -> Cells:
    """One cube an indicator, its cells named."""
    released = {name for name, entry in folder.data.items() if entry.release is not None}
    cubes: dict[str, Cube] = {}
    for id, one in _with_rules(folder, holdings).items():
        if not released.intersection(one.inputs):
            cube = compute_cube(one, holdings.frames, ports.query, told)
        elif released.intersection(one.inputs) <= holdings.admitted.tables.keys():
            cube = released_cube(one, holdings.admitted.tables, told)
        else:  # why it was not let through has been named
            cube = None
        cubes |= {id: cube} if cube is not None else {}
    return name_cells(folder.indicators, cubes, holdings.datasets, told)


def _with_rules(folder: Folder, holdings: Holdings) -> Mapping[str, Indicator]:
    """The indicators, those of released tables with the disclosure rule of their release."""
    found = dict(folder.indicators)
    for id, one in folder.indicators.items():
        rules = [table.sdc_applied for name in one.inputs if (table := holdings.admitted.tables.get(name))]
        if rules:
            found[id] = replace(one, sdc_applied=" + ".join(sorted(set(rules))))
    return found


def _figures(
    folder: Folder, cells: Cells, told: list[Finding], also: Sequence[str]
) -> tuple[dict[str, Figure], Evidence, tuple[Indicator, ...]]:
    """Every figure by id but those only tables show; the evidence with its open formulas computed."""
    bundle = folder.evidence
    tallied, counts = claim_tallies(bundle, data_sha256=evidence_sha256(folder))
    wanted = formulas(folder.indicators, bundle)
    known = {one.id: one for one in (*claim_figures(bundle), *counts)}
    known |= {id: one for id, one in bundle.figures.items() if id not in wanted}
    used: dict[str, Figure] = {}
    derived = derive_all(wanted, _resolver(known, cells, used), told)
    asked = dict.fromkeys(
        (*cells.names, *cells.cubes, *also, *_in_texts(folder), *_in_evidence(bundle), *_in_views(folder, cells))
    )
    found = {id: figure for id in asked if id not in known and (figure := cells.figure(id)) is not None}
    bundle = replace(bundle, figures={id: derived.get(id, one) for id, one in bundle.figures.items()})
    return {**found, **used, **known, **derived}, bundle, tallied


def _resolver(known: Mapping[str, Figure], cells: Cells, used: dict[str, Figure]) -> Callable[[str], Figure | None]:
    """Finds operands among what is known and the cells, and keeps the cells that were used."""

    def resolve(id: str) -> Figure | None:
        if id in known:
            return known[id]
        figure = used.get(id) or cells.figure(id)
        if figure is not None:
            used[id] = figure
        return figure

    return resolve


def evidence_sha256(folder: Folder) -> str:
    """The hash of the folder's evidence in its canonical form, which a changed comment leaves as it is."""
    own = {path.rsplit(".", 1)[0]: row for path, row in folder.raw.items() if path.startswith("evidence/")}
    return canonical_sha256(own)


def _in_texts(folder: Folder) -> Iterator[str]:
    return (tag.target for text in folder.texts for tag in find_tags(text.source) if tag.kind == "fig")


def _in_views(folder: Folder, cells: Cells) -> Iterator[str]:
    """The figures that views of the conference print, and those its duties and assessments name as evidence."""
    if folder.sitting is None:
        return
    tags = (tag for text in folder.texts for tag in find_tags(text.source) if tag.kind == "conference")
    for name, held in cells_in_views(folder.sitting, dict.fromkeys((tag.target, tag.option) for tag in tags)):
        cube = cells.cubes.get(name)
        for key in cube.cells if cube else ():
            cell = cube.cell(key) if cube else {}
            if held is None or all(cell.get(part) == value for part, value in held.items()):
                yield cell_id(name, cell)
    yield from coordination.figures_named(folder.sitting.conference)


def _in_evidence(bundle: Evidence) -> Iterator[str]:
    """Figures that the evidence points to, perhaps outside itself."""
    for claim in bundle.claims.values():
        yield from (*claim.rivals, *claim.stated.operands, claim.trace.source_figure or "")
    for contrast in bundle.contrasts.values():
        yield from contrast.members
    for figure in bundle.figures.values():
        yield from figure.operands


def _of_tables(tables: Mapping[str, Table], cells: Cells, known: Mapping[str, Figure]) -> dict[str, Figure]:
    ids = (cell.figure for table in tables.values() for _, line in table.rows for cell in line)
    return {id: one for id in ids if id and id not in known and (one := cells.figure(id)) is not None}


def _of_evidence(
    folder: Folder, bundle: Evidence, model: EditionModel, given: Mapping[str, bytes]
) -> Iterator[Finding]:
    """What the room of evidence has to say, with the snapshots that are at hand."""
    held = {
        id: data
        for id, one in bundle.snapshots.items()
        if (data := given.get(id) or folder.files.get(one.file or "")) is not None
    }
    texts = {id: text for id in held if (text := _extracted(id, bundle, folder)) is not None}
    yield from evidence.check(bundle, held=held, known=model.figures, texts=texts)


def _extracted(id: str, bundle: Evidence, folder: Folder) -> str | None:
    """The text kept beside a snapshot that is no text itself."""
    one = bundle.snapshots[id]
    if one.file is None or extract_text(b"", one.media_type) is not None:
        return None
    kept = folder.files.get(f"{one.file}.txt")
    return kept.decode("utf-8", "replace") if kept is not None else None


def _sorted(told: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by place."""
    return tuple(dict.fromkeys(sorted(told, key=place)))


def place(finding: Finding) -> tuple[str, int, int, str, str]:
    """Where a finding stands in the order of a report."""
    return (finding.path or "", finding.line or 0, finding.position or 0, finding.code, finding.text)


def unknown_languages(folder: Folder, languages: Sequence[str]) -> Iterator[Finding]:
    """Languages asked for that have no catalogue of messages, or no text in this folder."""
    written = {text.language for text in folder.texts}
    for language in languages:
        try:
            catalogue(language)
        except UsageError as error:
            yield fault("language.no-catalogue", error.message, path=REPORT, hint=f"{error.hint} Choose by --lang.")
        if language not in written or language not in folder.languages:
            named = ", ".join(folder.languages)
            told = f"the report has no text in the language {language}"
            hint = f"it is written in {', '.join(sorted(written)) or 'none'}; report.yml names {named}"
            yield fault("language.no-text", told, path=REPORT, hint=hint)
