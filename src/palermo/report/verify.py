"""An edition held against itself: figures computed again, files against their hashes, prints against their figures."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from palermo.ground.errors import PalermoError, UnreadableInput, UsageError
from palermo.ground.figure import Figure
from palermo.ground.finding import Finding, errors
from palermo.report import pages
from palermo.report.assembly import Assembly, assemble, place
from palermo.report.bindings import Bound, Page, read_page
from palermo.report.build import BUILD, DEFINITIONS, FIGURES
from palermo.report.canonical import sha256
from palermo.report.conference import DATA, conference_files
from palermo.report.forms import fault
from palermo.report.model import EditionModel
from palermo.report.pages.addresses import anchor
from palermo.report.pages.format import number
from palermo.report.pages.tables_html import table_csv
from palermo.report.ports import Ports
from palermo.report.release_files import ROOTS
from palermo.report.releases import Gate

Row = Mapping[str, Any]

# Snapshots are not exported, so their absence is no difference; a file of ours that is missing is told by its hash.
_EXPECTED = frozenset({"evidence.file-missing", "evidence.absent-unchecked", "report.file-missing"})
_NOT_COMPARED = frozenset({"rendered", "code_version"})  # another version of the program may verify


def verify(
    out: Mapping[str, bytes],
    *,
    ports: Ports,
    given: Mapping[str, bytes] | None = None,
    ledger: bytes | None = None,
) -> tuple[Finding, ...]:
    """What differs in the edition ``out`` (relative path → bytes); empty when every figure comes out as stored.

    ``given`` are files by the name of a source, a dataset or a snapshot that the edition does not hold. Released
    tables are held against ``ledger``; without it against the edition's own receipts. Raises UnreadableInput where it
    is no edition.
    """
    record = _record(out)
    stored, told = _stored(out)
    found = _assembled(out, record, tuple(stored), ports, given or {}, ledger, told)
    told += _files(out, record, found)
    if found is not None:
        told += [one for one in errors(found.findings) if one.code not in _EXPECTED]
        told += _figures(stored, found, record)
        told += _prints(out, record, stored, found.model)
        told += _tables(out, found.model)
    return tuple(dict.fromkeys(sorted(told, key=place)))


def _record(out: Mapping[str, bytes]) -> Row:
    try:
        record = json.loads(out[BUILD])
        if isinstance(record, dict) and isinstance(record.get("files"), dict) and record.get("languages"):
            return record
    except (KeyError, ValueError):
        pass
    raise UnreadableInput(f"The folder holds no {BUILD} of an edition.", hint="Name what `report build` wrote.")


def _stored(out: Mapping[str, bytes]) -> tuple[dict[str, Row], list[Finding]]:
    """The rows of figures.json by id, and what is wrong with them as rows."""
    try:
        rows = json.loads(out.get(FIGURES, b""))
        found = {str(row["id"]): row for row in rows}
    except (ValueError, TypeError, KeyError):
        return {}, [fault("verify.unreadable", "the figures cannot be read: none can be compared", path=FIGURES)]
    if len(found) < len(rows):
        return found, [fault("verify.unreadable", "an id stands twice among the figures", path=FIGURES)]
    return found, []


def _assembled(
    out: Mapping[str, bytes],
    record: Row,
    ids: Sequence[str],
    ports: Ports,
    given: Mapping[str, bytes],
    ledger: bytes | None,
    told: list[Finding],
) -> Assembly | None:
    """The edition computed again from its own definitions and data; None, and why, where they cannot be read."""
    try:
        gate = Gate(ledger=ledger, edition=True)
        return assemble(folder_of(out), ports=ports, languages=record["languages"], given=given, also=ids, gate=gate)
    except UsageError:
        raise
    except PalermoError as error:
        reason = "no figure can be computed again"
        told.append(fault("verify.unreadable", f"{error.message}: {reason}", path=f"{DEFINITIONS}report.json"))
        told.extend(error.findings)
        return None


def folder_of(out: Mapping[str, bytes]) -> dict[str, bytes]:
    """The report folder as an edition keeps it: definitions under their own names, and the data."""
    found = {path: content for path, content in out.items() if path.startswith(ROOTS)}
    for path, content in out.items():
        if path.startswith(DEFINITIONS):
            own = path.removeprefix(DEFINITIONS)
            found[f"{own.removesuffix('.json')}.yml" if own.endswith(".json") else own] = content
    return found


def _files(out: Mapping[str, bytes], record: Row, found: Assembly | None) -> Iterator[Finding]:
    """Files that are missing, changed or new, each with the figures that rest on it."""
    written: Mapping[str, str] = record["files"]
    for path in sorted({*written, *out} - {BUILD}):
        if path not in out:
            yield fault("verify.file-missing", f"the file is missing{_resting(path, found)}", path=path)
        elif path not in written:
            yield fault("verify.file-unknown", "the file is not of this edition", path=path)
        elif sha256(out[path]) != written[path]:
            told = f"the file's sha256 is not the one written{_resting(path, found)}"
            yield fault("verify.hash-differs", told, path=path)


def _resting(path: str, found: Assembly | None) -> str:
    """The figures that rest on a file of the edition: on data, on a definition, or shown in a table."""
    if found is None:
        return ""
    ids = list(_figures_of(path, found))
    return f"; resting on it: {', '.join(ids)}" if ids else ""


def _figures_of(path: str, found: Assembly) -> Iterator[str]:
    model, folder = found.model, found.folder
    data = {
        name
        for name, entry in folder.data.items()
        if entry.path == path
        or _is_conference(path, entry.path)
        or (entry.release is not None and path.startswith(f"{entry.release}/"))
    }
    origin = f"{path.removeprefix(DEFINITIONS).removesuffix('.json')}.yml" if path.startswith(DEFINITIONS) else ""
    direct = {
        id
        for id, figure in model.figures.items()
        if (owner := _owner(figure, model)) is not None and (data & {*owner.inputs} or owner.path == origin)
    }
    direct |= {id for id in model.figures if (at := model.evidence.records.get(id)) is not None and at.path == origin}
    yield from (id for id, figure in model.figures.items() if id in direct or _rests_on(figure, direct, model))


def _is_conference(path: str, data: str | None) -> bool:
    """A file of the conference, on which all its tables rest."""
    own = path.removeprefix(DEFINITIONS)
    return path.startswith(DEFINITIONS) and bool(conference_files({own: b""})) and (data or "").startswith(DATA)


def _owner(figure: Figure, model: EditionModel) -> Any:
    return model.indicators.get((figure.definition or "").rpartition("@")[0])


def _rests_on(figure: Figure, ids: Iterable[str], model: EditionModel) -> bool:
    """One of the figure's operands, or of theirs, is among ``ids``."""
    waiting, seen = list(figure.operands), set[str]()
    while waiting:
        id = waiting.pop()
        if id in ids:
            return True
        if id not in seen and id in model.figures:
            seen.add(id)
            waiting += model.figures[id].operands
    return False


def _figures(stored: Mapping[str, Row], found: Assembly, record: Row) -> Iterator[Finding]:
    """Stored against recomputed, field by field; figures that are only on one side."""
    figures = found.model.figures
    for id in sorted({*stored, *figures}):
        if id not in stored:
            yield _blame("verify.figure-missing", f"{id}: defined, and not among the figures")
        elif id not in figures:
            yield _lost(id, stored[id], found)
        else:
            yield from _figure(stored[id], figures[id], record)


def _figure(row: Row, figure: Figure, record: Row) -> Iterator[Finding]:
    again = figure.to_dict()
    for name in sorted({*row, *again} - _NOT_COMPARED):
        if row.get(name) != again.get(name):
            told = f"{figure.id}: {name} stored {_shown(row.get(name))}, recomputed {_shown(again.get(name))}"
            yield _blame("verify.figure-differs", told)
    if row.get("code_version") not in (None, record.get("code_version")):
        yield _blame("verify.figure-differs", f"{figure.id}: code_version is not that of the edition")
    rendered = row.get("rendered")
    for language in record["languages"]:
        text = rendered.get(language) if isinstance(rendered, dict) else None
        if text != (printed := pages.printed(figure, language)):
            told = f"{figure.id}: printed in {language} stored {_shown(text)}, recomputed {_shown(printed)}"
            yield _blame("verify.print-differs", told)


def _lost(id: str, row: Row, found: Assembly) -> Finding:
    """A stored figure that did not come out: its data are not at hand, or nothing defines it."""
    owner = found.folder.indicators.get(str(row.get("definition")).rpartition("@")[0])
    lacking = [name for name in owner.inputs if name not in found.holdings.datasets] if owner else []
    if lacking:
        hint = f"--data {lacking[0]}=FILE"
        return _blame("verify.not-checkable", f"{id}: not checkable, {', '.join(lacking)} is not at hand", hint)
    return _blame("verify.figure-unknown", f"{id}: stored {_shown(row.get('value'))}, and it cannot be computed again")


def _prints(out: Mapping[str, bytes], record: Row, stored: Mapping[str, Row], model: EditionModel) -> Iterator[Finding]:
    """Every bound element of every page and chart against the figure; every figure and passage in the register."""
    for language in record["languages"]:
        for path in sorted(out):
            if path.startswith((f"{language}/", f"charts/{language}/")) and path.endswith((".html", ".svg")):
                page = read_page(out[path])
                yield from _page(path, page, language, stored, model)
                if path == f"{language}/register.html":
                    yield from _register(path, page, stored, model)


def _page(path: str, page: Page, language: str, stored: Mapping[str, Row], model: EditionModel) -> Iterator[Finding]:
    for line in page.unbound:
        yield fault("verify.page-differs", "a data element is bound to no figure", path=path, line=line)
    for bound in page.bound:
        figure = model.figures.get(bound.figure)
        if figure is None:
            known = "cannot be computed again" if bound.figure in stored else "is no figure of this edition"
            yield fault("verify.page-differs", f"{bound.figure} {known}", path=path, line=bound.line)
            continue
        value, text = _expected(figure, bound, language)
        if bound.value not in (None, value) or bound.text != text:
            shown = bound.text if bound.text != text else bound.value
            right = text if bound.text != text else value
            told = f"{bound.figure}: the page has {_shown(shown)}, the figure gives {_shown(right)}"
            yield fault("verify.page-differs", told, path=path, line=bound.line)


def _expected(figure: Figure, bound: Bound, language: str) -> tuple[str, str]:
    """The value and the text a bound element must have."""
    ends = "/".join(end for end in (figure.low, figure.high) if end)
    if not bound.claim:
        return figure.value if figure.value is not None else ends, pages.printed(figure, language, bound.form)
    values = [value for value in (figure.value, figure.low, figure.high) if value is not None]
    return "/".join(values), "–".join(number(value, language, unit=figure.unit) for value in values)


def _register(path: str, page: Page, stored: Mapping[str, Row], model: EditionModel) -> Iterator[Finding]:
    """Each figure has its entry, each quoted one the words of its passage."""
    for id in stored:
        figure = model.figures.get(id)
        if figure is None:
            continue
        if anchor("f", id) not in page.anchors:
            yield fault("verify.page-differs", f"{id}: the register has no entry of it", path=path)
        passage = model.evidence.passages.get(figure.passage or "")
        if passage is not None and passage.exact and " ".join(passage.exact.split()) not in page.words:
            yield fault("verify.passage-differs", f"{id}: the register does not hold its passage", path=path)


def _tables(out: Mapping[str, bytes], model: EditionModel) -> Iterator[Finding]:
    """The cells of the tables as files against the figures, line by line."""
    for id, table in model.tables.items():
        path = f"tables/{id}.csv"
        lines = out.get(path, b"").decode("utf-8", "replace").split("\n")
        again = table_csv(table, model.figures).decode().split("\n")
        for at, (label, cells) in enumerate(table.rows, start=1):
            if at >= len(lines) or at >= len(again) or lines[at] != again[at]:
                ids = ", ".join(cell.figure for cell in cells if cell.figure)
                yield fault("verify.table-differs", f"the row {label} is not that of {ids}", path=path, line=at + 1)


def _shown(value: object) -> str:
    return "nothing" if value in (None, "") else str(value)


def _blame(code: str, told: str, hint: str = "") -> Finding:
    return fault(code, told, path=FIGURES, hint=hint)
