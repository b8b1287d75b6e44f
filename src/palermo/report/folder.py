"""A report folder as bytes → what it says: data, indicators, tables, charts, texts and evidence, every fault named."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from palermo import coordination, evidence
from palermo.evidence import Evidence
from palermo.ground.errors import BadDefinition, UnreadableInput
from palermo.ground.figure import Sensitivity
from palermo.ground.finding import Finding
from palermo.ground.forms import ID, Form, parts, rows, words
from palermo.ground.rows import Row, parse_rows
from palermo.report.canonical import plain, sha256
from palermo.report.conference import DATA, PREFIX, Sitting, indicator_files, read_entry, sit, table_files
from palermo.report.forms import fault, inside, read_definition, renamed
from palermo.report.indicators import indicator
from palermo.report.model import Chart, Indicator, Since, TextFile, Words
from palermo.report.ports import ReadReturns
from palermo.report.release_files import place_of_table, release_folder
from palermo.report.since import read_since, unspoken
from palermo.report.sql import asks_outside

FORMAT = "palermo.report/1"
REPORT = "report.yml"
_NAME = re.compile(r"[A-Za-z_]\w{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_TEXT = re.compile(r"text/(?P<name>[^/]+?)(?:\.(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?))?\.md")
_SENSITIVITIES = tuple(kind.value for kind in Sensitivity)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataEntry:
    """A dataset as the report names it: a file, or the ``table`` of a ``release`` that the ledger holds."""

    name: str
    path: str | None
    sha256: str
    sensitivity: Sensitivity
    document: str | None = None
    source: str | None = None
    sql: str | None = None
    release: str | None = None
    table: str | None = None
    population: str | None = None
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A file that is not shipped, known by its hash and read by its layout."""

    name: str
    sha256: str
    bytes: int | None
    layout: str | None
    document: str | None
    sensitivity: Sensitivity
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """A table as asked for: which dimension runs down, which across, what the others are held at."""

    id: str
    indicator: str
    rows: str
    columns: str | None
    where: Mapping[str, str]
    totals: bool
    caption: Words
    corner: Words
    notes: tuple[Words, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """What a report folder says. ``faults`` is everything in it that breaks the format, ``raw`` its definitions."""

    id: str
    title: Words
    languages: tuple[str, ...]
    built_at: str
    data: Mapping[str, DataEntry]
    sources: Mapping[str, SourceEntry]
    tables: Mapping[str, TableEntry]
    charts: Mapping[str, Chart]
    chart_lines: Mapping[str, int]
    indicators: Mapping[str, Indicator]
    texts: tuple[TextFile, ...]
    evidence: Evidence
    meta: Mapping[str, Any]
    files: Mapping[str, bytes]
    ledger: str | None = None
    sitting: Sitting | None = None
    since: Since | None = None
    raw: Mapping[str, object] = field(default_factory=dict)
    faults: tuple[Finding, ...] = ()


def load_folder(files: Mapping[str, bytes], read_returns: ReadReturns | None = None) -> Folder:
    """The folder held in ``files`` (relative path → bytes). Raises UnreadableInput where there is no report.yml.

    Yearly returns of a conference are read through ``read_returns``; without it they are passed over.
    """
    if REPORT not in files:
        raise UnreadableInput(f"The folder holds no {REPORT}.", hint="Name a report folder.")
    faults: list[Finding] = []
    top = read_definition(REPORT, files[REPORT], faults)
    if top is None or top.fields.get("format") != FORMAT:
        if top is not None:
            faults.append(fault("report.format", f"the format is not {FORMAT}", path=REPORT, hint=f"format: {FORMAT}"))
        raise BadDefinition(f"{REPORT} cannot be read as {FORMAT}.", hint="Mend the lines named.", findings=faults)
    form = Form(top, "report", faults)
    form.get("format")
    sitting = _sitting(form, files, read_returns, faults)
    if sitting is not None:
        files = {**files, **indicator_files(sitting, files), **table_files(sitting)}
    raw = {path: row for path in _definitions(files) if (row := read_definition(path, files[path], faults))}
    raw[REPORT] = top
    found = _report(form, raw, files, sitting, faults)
    if sitting is not None:
        known = {*found["evidence"].figures, *found["evidence"].claims, *_figure_ids(found["indicators"])}
        faults.extend(
            coordination.check_evidence(sitting.conference, found["evidence"].documents.keys() | known, known)
        )
    since, kept = read_since(form, files, found["languages"], faults)
    if since is not None and kept is not None:
        faults.extend(unspoken(since, found["indicators"]))
        raw[since.path] = kept
    form.close()
    return Folder(
        **found,
        files=files,
        sitting=sitting,
        since=since,
        raw={path: plain(row) for path, row in sorted(raw.items())},
        faults=tuple(renamed(faults)),
    )


def _figure_ids(indicators: Mapping[str, Indicator]) -> Iterator[str]:
    """Every id that an indicator gives to a figure."""
    for id, one in indicators.items():
        yield from (id, *one.figures, *one.derived)


def _sitting(
    form: Form, files: Mapping[str, bytes], read_returns: ReadReturns | None, faults: list[Finding]
) -> Sitting | None:
    """The conference the report speaks of, where it speaks of one."""
    entry = read_entry(form, form.text("built_at") or "")
    return sit(entry, files, read_returns, faults) if entry else None


def _tables_of(sitting: Sitting | None, files: Mapping[str, bytes]) -> dict[str, DataEntry]:
    """The conference's tables as datasets of the report."""
    if sitting is None:
        return {}
    entry = sitting.entry
    return {
        f"{PREFIX}{name}": DataEntry(
            name=f"{PREFIX}{name}",
            path=(path := f"{DATA}{name}.csv"),
            sha256=sha256(files[path]),
            sensitivity=entry.returns if name in coordination.RETURN_COLUMNS else entry.sensitivity,
            document=entry.document,
            line=entry.line,
        )
        for name, table in sitting.tables.items()
        if table.height
    }


def _definitions(files: Mapping[str, bytes]) -> list[str]:
    folders = ("indicators/", "evidence/")
    return [
        path for path in sorted(files)
        if (path.startswith(folders) and path.count("/") == 1 and path.endswith((".yml", ".yaml")))
    ]  # fmt: skip


def _report(
    form: Form, raw: Mapping[str, Row], files: Mapping[str, bytes], sitting: Sitting | None, faults: list[Finding]
) -> dict[str, Any]:
    languages = _languages(form)
    sources = {name: _source(name, part, files) for name, part in parts(form, "sources", "source", faults)}
    data = {name: _data(name, part, files) for name, part in parts(form, "data", "data", faults)}
    data |= _tables_of(sitting, files)
    both = [(id, _chart(id, part, languages), part.row.line) for id, part in parts(form, "charts", "chart", faults)]
    return {
        "id": form.needed("id"),
        "title": words(form, "title", languages),
        "languages": languages,
        "built_at": _built_at(form),
        "data": data,
        "sources": sources,
        "tables": {id: _table(id, part, languages, faults) for id, part in parts(form, "tables", "table", faults)},
        "charts": {id: chart for id, chart, _ in both},
        "chart_lines": {id: line for id, _, line in both},
        "indicators": _indicators(raw, languages, data, faults),
        "texts": _texts(files, languages, faults),
        "ledger": inside(form, "ledger", files) if form.has("ledger") else None,
        "evidence": _evidence(files, faults),
        "meta": _meta(form, faults),
    }


def _languages(form: Form) -> tuple[str, ...]:
    languages = form.texts("languages")
    if not languages or not all(_LANGUAGE.fullmatch(language) for language in languages):
        form.blame("languages", "languages is a list of codes", "languages: [en]")
    if len(set(languages)) < len(languages):
        form.blame("languages", "a language stands twice")
    return tuple(dict.fromkeys(languages)) or ("en",)


def _built_at(form: Form) -> str:
    """The only clock of a report: an instant with its offset, as written."""
    written = form.needed("built_at")
    try:
        if written and datetime.fromisoformat(written).tzinfo is None:
            form.blame("built_at", "built_at has no time zone", 'end it in Z: "2026-01-31T00:00:00Z"')
    except ValueError:
        form.blame("built_at", "built_at is no instant", 'write "2026-01-31T00:00:00Z"')
    return written


def _meta(form: Form, faults: list[Finding]) -> Mapping[str, Any]:
    digits = form.form("digits")
    maps = form.get("maps")
    if maps not in (None, False):
        form.blame("maps", "maps are off in this edition", "use a table or bars instead, and maps: false")
    return {
        "digits": {key: said for key in digits.row.fields if (said := digits.text(key))} if digits else {},
        "previous": form.text("previous"),
        "revisions": [plain(row) for row in rows(form, "revisions")],
        "note": form.text("note"),
    }


def _data(name: str, form: Form, files: Mapping[str, bytes]) -> DataEntry:
    _check_name(name, form)
    if form.has("release"):
        return _of_release(name, form, files)
    made = DataEntry(
        name=name,
        path=inside(form, "path", files, below="data/"),
        sha256=_hash(form),
        sensitivity=_sensitivity(form, default="protected"),
        document=form.text("document"),
        source=form.text("source"),
        sql=form.text("sql", longest=40_000),
        line=form.row.line,
    )
    form.text("note")
    form.close()
    if made.sql and (asked := asks_outside(made.sql)):
        form.blame("sql", f"the query asks for {asked}", "it may use its source only: no clock, no chance, no machine")
    if bool(made.source) != bool(made.sql):
        form.blame("source", "a dataset derived from a source names both source and sql")
    return made


def _of_release(name: str, form: Form, files: Mapping[str, bytes]) -> DataEntry:
    """A table of a release. It is protected by where it comes from, whatever is written beside it."""
    release, table = release_folder(form) or "", form.text("table") or ""
    path, sha256 = place_of_table(files, release, table)
    made = DataEntry(
        name=name,
        path=path or None,
        sha256=sha256,
        sensitivity=Sensitivity.PROTECTED,
        release=release,
        table=table,
        population=form.text("population"),
        line=form.row.line,
    )
    form.text("note")
    form.close()
    return made


def _source(name: str, form: Form, files: Mapping[str, bytes]) -> SourceEntry:
    _check_name(name, form)
    made = SourceEntry(
        name=name,
        sha256=_hash(form),
        bytes=form.whole("bytes"),
        layout=_layout(form, files) if form.has("layout") else None,
        document=form.text("document"),
        sensitivity=_sensitivity(form, default="protected"),
        line=form.row.line,
    )
    form.text("note")
    form.close()
    return made


def _layout(form: Form, files: Mapping[str, bytes]) -> str | None:
    """The file of a layout. It goes into the edition as it is, so anything but definitions is blamed."""
    path = inside(form, "layout", files)
    if path is not None and parse_rows(path, files[path])[0] is None:
        form.blame("layout", f"{path} is no layout: it holds no YAML mapping")
    return path


def _check_name(name: str, form: Form) -> None:
    if not _NAME.fullmatch(name):
        form.blame(name, f"a table of a query cannot be called {name!r}", "letters, digits and underscore")


def _hash(form: Form) -> str:
    found = form.sha256("sha256")
    if found is None and not form.has("sha256"):
        form.blame("sha256", "sha256 is missing", code="evidence.missing-field")
    return found or ""


def _sensitivity(form: Form, *, default: str) -> Sensitivity:
    if not form.has("sensitivity"):
        hint = f"one of {', '.join(_SENSITIVITIES)}"
        form.blame("sensitivity", "every dataset has a sensitivity", hint, code="evidence.missing-field")
    return Sensitivity(form.choice("sensitivity", _SENSITIVITIES, default))


def _table(id: str, form: Form, languages: Sequence[str], faults: list[Finding]) -> TableEntry:
    where, labels = form.form("where"), form.form("labels")
    made = TableEntry(
        id=id,
        indicator=form.needed("indicator"),
        rows=form.needed("rows"),
        columns=form.text("columns"),
        where={column: where.needed(column) for column in where.row.fields} if where else {},
        totals=form.flag("totals", True),
        caption=words(form, "caption", languages),
        corner=words(form, "corner", languages, needed=False),
        notes=tuple(_note(row, languages, faults) for row in rows(form, "notes")),
        labels={value: labels.needed(value) for value in labels.row.fields} if labels else {},
        line=form.row.line,
    )
    _check_id(id, form)
    form.close()
    return made


def _note(row: Row, languages: Sequence[str], faults: list[Finding]) -> Words:
    form = Form(row, "note", faults)
    return {language: said for language in row.fields if (said := form.text(language))}


def _chart(id: str, form: Form, languages: Sequence[str]) -> Chart:
    made = Chart(
        id=id,
        table=form.needed("table"),
        kind=form.choice("kind", ("bar", "line"), "bar"),
        alt=words(form, "alt", languages),
        title=words(form, "title", languages, needed=False),
    )
    _check_id(id, form)
    form.close()
    return made


def _check_id(id: str, form: Form) -> None:
    if not ID.fullmatch(id):
        form.blame("id", f"the id {id!r} is no slug", "letters, digits, point, hyphen and underscore")


def _indicators(
    raw: Mapping[str, Row], languages: Sequence[str], data: Mapping[str, DataEntry], faults: list[Finding]
) -> Mapping[str, Indicator]:
    found: dict[str, Indicator] = {}
    for path, row in raw.items():
        made = indicator(row, languages, tuple(data), faults) if path.startswith("indicators/") else None
        if made is None:
            continue
        if made.id in found:
            text = f"the indicator {made.id} is defined before, in {found[made.id].path}"
            faults.append(fault("report.duplicate-id", text, path=path, line=row.lines.get("id", 1)))
        else:
            found[made.id] = made
    return found


def _texts(files: Mapping[str, bytes], languages: Sequence[str], faults: list[Finding]) -> tuple[TextFile, ...]:
    found = []
    for path in sorted(files):
        match = _TEXT.fullmatch(path)
        if match is None:
            if path.startswith("text/") and path.endswith(".md"):
                faults.append(
                    fault("report.bad-value", "a text is called text/NAME.md or text/NAME.LANG.md", path=path)
                )
            continue
        name, language = match["name"], match["language"] or languages[0]
        if match["language"] is None and name in languages:
            name, language = "", name
        if language not in languages:
            told = f"the text is in {language}, which the report does not name among its languages"
            faults.append(fault("report.bad-value", told, path=path, hint=f"languages: {', '.join(languages)}"))
        try:
            source = files[path].decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = files[path].count(b"\n", 0, error.start) + 1
            faults.append(fault("report.encoding", "the text is not UTF-8", path=path, line=line))
            continue
        found.append(TextFile(path=path, name=name, language=language, source=source))
    ranks = {language: rank for rank, language in enumerate(languages)}
    return tuple(sorted(found, key=lambda text: (ranks.get(text.language, len(ranks)), text.path)))


def _evidence(files: Mapping[str, bytes], faults: list[Finding]) -> Evidence:
    """The evidence of the folder; empty, with the reasons, where it cannot be read."""
    own = {path: data for path, data in files.items() if path.startswith("evidence/") and path.count("/") == 1}
    try:
        return evidence.load(own)
    except BadDefinition as error:
        known = {str(one) for one in faults}
        # A file that is no YAML has been named already.
        faults.extend(one for one in error.findings if str(next(renamed([one]))) not in known)
        return Evidence()
