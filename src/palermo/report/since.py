"""What became of the indicators since the last edition: dropped, delayed, redefined or new, each named.

An edition writes ``indicators.yml``. A folder that keeps the one of its last edition, and names it under ``since`` in
report.yml, cannot let an indicator go in silence.
"""

from collections.abc import Iterator, Mapping, Sequence

import yaml

from palermo.ground.finding import Finding, Severity
from palermo.ground.forms import Form, parts, rows, words
from palermo.ground.rows import Row
from palermo.report.canonical import canonical_sha256
from palermo.report.forms import fault, inside, read_definition
from palermo.report.model import Absence, Change, Earlier, Indicator, Since

FORMAT = "palermo.indicators/1"
FILE = "indicators.yml"


def written(id: str, built_at: str, indicators: Mapping[str, Indicator]) -> bytes:
    """``indicators.yml``: what this edition defines, for the next one to be held against."""
    found = {
        one.id: {
            "version": str(one.version),
            "name": dict(one.name),
            "definition_sha256": canonical_sha256(one.definition),
            "query_sha256": one.query_sha256,
        }
        for one in indicators.values()
    }
    record = {"format": FORMAT, "edition": id, "built_at": built_at, "indicators": found}
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=True, width=120).encode()


def read_since(
    form: Form, files: Mapping[str, bytes], languages: Sequence[str], faults: list[Finding]
) -> tuple[Since | None, Row | None]:
    """The last edition's indicators as report.yml names them, and the file as it stands; None where it names none."""
    absent = tuple(_absence(row, languages, faults) for row in rows(form, "absent"))
    if not form.has("since"):
        if absent:
            form.blame("absent", "absent is held against the last edition", "name its indicators.yml under since")
        return None, None
    path = inside(form, "since", files)
    if path is None or (row := _file(form, path, files[path], faults)) is None:
        return None, None
    top = Form(row, "the last edition", faults)
    top.get("format")
    edition, built_at = top.needed("edition"), top.needed("built_at")
    earlier = {id: _earlier(part, languages) for id, part in parts(top, "indicators", "indicator", faults)}
    top.close()
    return Since(path=path, edition=edition, built_at=built_at, earlier=earlier, absent=absent), row


def _file(form: Form, path: str, data: bytes, faults: list[Finding]) -> Row | None:
    if not path.endswith(".yml"):
        form.blame("since", "since names a file .yml", f"the {FILE} that the last edition wrote")
        return None
    row = read_definition(path, data, faults)
    if row is not None and row.fields.get("format") != FORMAT:
        form.blame("since", f"{path} is no {FORMAT}", f"the {FILE} that the last edition wrote")
        return None
    return row


def _earlier(form: Form, languages: Sequence[str]) -> Earlier:
    made = Earlier(
        version=form.whole("version") or 1,
        name=words(form, "name", languages),
        definition_sha256=form.sha256("definition_sha256") or "",
        query_sha256=form.sha256("query_sha256") or "",
    )
    form.close()
    return made


def _absence(row: Row, languages: Sequence[str], faults: list[Finding]) -> Absence:
    form = Form(row, "an absent indicator", faults)
    made = Absence(
        indicator=form.needed("indicator"),
        until=form.day("until"),
        why=words(form, "why", languages),
        line=row.line,
    )
    form.close()
    return made


def changes(since: Since, indicators: Mapping[str, Indicator]) -> tuple[Change, ...]:
    """What differs from the last edition, by kind and then by id."""
    return tuple(sorted(_changes(since, indicators), key=lambda one: (KINDS.index(one.kind), one.indicator)))


KINDS = ("dropped", "delayed", "redefined", "new")


def _changes(since: Since, indicators: Mapping[str, Indicator]) -> Iterator[Change]:
    absent = {one.indicator: one for one in since.absent}
    for id, before in since.earlier.items():
        now, gone = indicators.get(id), absent.get(id)
        if now is None:
            kind = "delayed" if gone and gone.until else "dropped"
            yield Change(kind=kind, indicator=id, name=before.name, before=before.version, absence=gone)
        elif now.version != before.version:
            yield Change(kind="redefined", indicator=id, name=now.name, before=before.version, now=now.version)
    for id, now in indicators.items():
        if id not in since.earlier:
            yield Change(kind="new", indicator=id, name=now.name, now=now.version)


def unspoken(since: Since, indicators: Mapping[str, Indicator]) -> Iterator[Finding]:
    """Redefined without a new version, let go without a word, or named as absent and there."""
    spoken = {one.indicator for one in since.absent}
    for id, before in since.earlier.items():
        now = indicators.get(id)
        if now is None:
            if id not in spoken:
                text = f"the indicator {id} of the edition {since.edition} is gone, and nothing says why"
                hint = f"absent: [{{indicator: {id}, why: {{en: …}}}}], with until: DATE where it comes later"
                yield _warning("report.indicator-dropped", text, path="report.yml", hint=hint)
        elif now.version == before.version:
            yield from _same_version(id, before, now, since)
    for one in since.absent:
        if one.indicator in indicators:
            text = f"the indicator {one.indicator} is named as absent, and it is there"
            yield fault("report.bad-value", text, path="report.yml", line=one.line)
        elif one.indicator not in since.earlier:
            text = f"the edition {since.edition} has no indicator {one.indicator}"
            yield fault("report.unknown-id", text, path="report.yml", line=one.line)


def _same_version(id: str, before: Earlier, now: Indicator, since: Since) -> Iterator[Finding]:
    if canonical_sha256(now.definition) != before.definition_sha256:
        text = f"{id}: the definition is not that of version {now.version} in the edition {since.edition}"
        hint = f"a definition that changes takes a new version: {now.version + 1}"
        yield fault("report.redefined", text, path=now.path, line=now.line, hint=hint)
    elif now.query_sha256 != before.query_sha256:
        text = f"{id}: computed by another query than in the edition {since.edition}, under the same version"
        hint = "give it a new version unless only the years asked for differ"
        yield _warning("report.query-changed", text, path=now.path, line=now.line, hint=hint)


def _warning(code: str, text: str, *, path: str, hint: str, line: int = 1) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, text=text, hint=hint, path=path, line=line)
