"""What a report folder asks beside its forms: safe paths, and its own codes for what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from palermo.ground.finding import Finding, Severity
from palermo.ground.forms import Form
from palermo.ground.rows import Row, parse_rows
from palermo.report.canonical import plain

_CODES = {
    "evidence.format": "report.yaml",
    "evidence.unknown-field": "report.unknown-field",
    "evidence.missing-field": "report.missing-field",
    "evidence.bad-value": "report.bad-value",
}


def fault(code: str, text: str, *, path: str, line: int = 1, position: int | None = None, hint: str = "") -> Finding:
    """An error at a place of the folder."""
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, path=path, line=line, position=position)


def read_definition(path: str, data: bytes, faults: list[Finding]) -> Row | None:
    """The top mapping of one of the folder's YAML files; None, and why, where it cannot be read."""
    row, found = parse_rows(path, data)
    faults.extend(renamed(found))
    if row is not None and not _encodable(plain(row)):
        faults.append(fault("report.yaml", "the file escapes half a character", path=path))
        return None
    return row


def renamed(found: Sequence[Finding]) -> Iterator[Finding]:
    """Findings of the forms under the report's own codes, but in the files of the evidence."""
    for one in found:
        own = (one.path or "").startswith("evidence/")
        yield one if own else replace(one, code=_CODES.get(one.code, one.code))


def inside(form: Form, name: str, files: Mapping[str, bytes], *, below: str = "") -> str | None:
    """The path of a file of the folder. A path that leads out of it, or to nothing, is blamed."""
    path = form.needed(name)
    if not path:
        return None
    if leads_out(path):
        form.blame(name, f"{name} leads out of the folder", "a path is relative, with / and without ..", code=OUTSIDE)
        return None
    if below and not path.startswith(below):
        form.blame(name, f"{name} does not lie below {below}")
        return None
    if path not in files:
        form.blame(name, f"the folder holds no file {path}", code="report.file-missing")
        return None
    return path


def leads_out(path: str) -> bool:
    """A path that is absolute, climbs, or is written for another system."""
    steps = path.split("/")
    return path.startswith("/") or "\\" in path or ":" in steps[0] or "\x00" in path or bool({"", ".", ".."} & {*steps})


OUTSIDE = "report.path-outside"


def _encodable(value: object) -> bool:
    if isinstance(value, dict):
        return all(_encodable(key) and _encodable(part) for key, part in value.items())
    if isinstance(value, list):
        return all(map(_encodable, value))
    return not isinstance(value, str) or not any("\ud800" <= character <= "\udfff" for character in value)
