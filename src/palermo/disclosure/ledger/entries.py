"""The entries of a ledger: releases with all that they published, and withdrawals, which take nothing back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from palermo.disclosure.ledger.chain import FORMAT, NOTHING_BEFORE, Line, read_chain, seal
from palermo.disclosure.ledger.folders import ReleaseFolder, read_release, text_of
from palermo.ground.errors import Differs, UsageError
from palermo.ground.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """That a release was withdrawn: when, why, and in which line."""

    line: int
    at: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRelease:
    """A release in the ledger. ``unsafe``: it was out before anybody asked, and counts can be told from it."""

    line: int
    sha256: str
    at: str
    folder: ReleaseFolder
    unsafe: bool = False
    withdrawn: Withdrawal | None = None

    @property
    def release(self) -> str:
        return self.folder.release

    @property
    def files(self) -> Mapping[str, bytes]:
        """The manifest and every table, byte for byte as they were published."""
        return self.folder.files


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A ledger whose chain holds. ``hashes`` are those of its lines; the last is its head."""

    name: str
    hashes: tuple[str, ...]
    days: tuple[str, ...]
    releases: tuple[HeldRelease, ...]

    @property
    def head(self) -> str:
        """The hash of the last line: who keeps it can tell whether lines after it, or all of them, were changed."""
        return self.hashes[-1]

    def release(self, id: str) -> HeldRelease | None:
        """The release with that id, withdrawn or not."""
        return next((one for one in self.releases if one.release == id), None)

    def earlier(self, id: str) -> tuple[HeldRelease, ...]:
        """All that was published before a release: where it is not in the ledger yet, everything."""
        own = self.release(id)
        return tuple(one for one in self.releases if own is None or one.line < own.line)


def begin(*, today: date) -> bytes:
    """The first line of a new ledger."""
    return seal({"kind": "ledger", "format": FORMAT, "at": today.isoformat()}, NOTHING_BEFORE)


def read_ledger(data: bytes, *, name: str = "ledger") -> Ledger:
    """The ledger in ``data``. Raises UnreadableInput where it is none, Differs where its chain does not hold."""
    lines = read_chain(data, name)
    releases: dict[str, HeldRelease] = {}
    told: list[Finding] = []
    for line in lines:
        kind = line.fields.get("kind")
        if (kind == "ledger") != (line.number == 1):
            told.append(_blame(name, line, "a ledger begins once, in its first line"))
        elif kind == "release":
            held = _release(line, name)
            if held is None or held.release in releases:
                told.append(_blame(name, line, "the release is not whole, or stands in the ledger already"))
            else:
                releases[held.release] = held
        elif kind == "withdrawal":
            held = releases.get(str(line.fields.get("release")))
            if held is None or held.withdrawn:
                told.append(_blame(name, line, "it withdraws what is not there, or what was withdrawn before"))
            else:
                releases[held.release] = replace(held, withdrawn=_withdrawal(line))
        elif kind != "ledger":
            told.append(_blame(name, line, "the kind of the entry is not known: a later version may have written it"))
    if told:
        raise Differs(f"{name} is no ledger of ours.", hint="Take it from a copy that holds.", findings=told)
    return Ledger(
        name=name,
        hashes=tuple(line.sha256 for line in lines),
        days=tuple(str(line.fields.get("at")) for line in lines),
        releases=tuple(releases.values()),
    )


def release_line(ledger: Ledger, folder: ReleaseFolder, *, today: date, unsafe: bool) -> bytes:
    """The line that records ``folder``. Raises UsageError where a release of its id is there."""
    if held := ledger.release(folder.release):
        raise UsageError(
            f"The release {folder.release} is in the ledger, in line {held.line}.",
            hint="A release is added once. What is published later is a release of its own.",
        )
    files = {path: text_of(content) for path, content in sorted(folder.files.items())}
    fields = {"kind": "release", "at": today.isoformat(), "release": folder.release, "files": files, "unsafe": unsafe}
    return seal(fields, ledger.head)


def withdrawal_line(ledger: Ledger, release: str, *, why: str, today: date) -> bytes:
    """The line that withdraws a release. Raises UsageError where there is none, or it was withdrawn before."""
    held = ledger.release(release)
    if held is None:
        named = ", ".join(one.release for one in ledger.releases) or "none"
        raise UsageError(f"The ledger holds no release {release!r}.", hint=f"It holds: {named}.")
    if held.withdrawn:
        raise UsageError(f"The release {release} was withdrawn on {held.withdrawn.at}.", hint="Nothing was added.")
    if not why.strip() or not why.isprintable():
        raise UsageError("A withdrawal says why.", hint="One line of text, and nothing in it about a person.")
    return seal({"kind": "withdrawal", "at": today.isoformat(), "release": release, "why": why}, ledger.head)


def days_out_of_order(ledger: Ledger, *, today: date) -> Iterator[Finding]:
    """Lines dated after today, or before the line above them: a clock was wrong, or somebody's hand."""
    for number, (before, at) in enumerate(zip(("", *ledger.days), ledger.days, strict=False), start=1):
        if at > today.isoformat():
            yield _warn(ledger.name, number, "ledger.day-ahead", f"it is dated {at}, which is still to come")
        if at < before:
            yield _warn(ledger.name, number, "ledger.days-backwards", f"it is dated {at}, the line before it {before}")


def _release(line: Line, name: str) -> HeldRelease | None:
    files = line.fields.get("files")
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        return None
    folder, faults = read_release({path: text.encode() for path, text in files.items()}, name=name)
    if folder is None or faults or folder.release != line.fields.get("release"):
        return None
    unsafe = line.fields.get("unsafe") is not False
    return HeldRelease(
        line=line.number, sha256=line.sha256, at=str(line.fields.get("at")), folder=folder, unsafe=unsafe
    )


def _withdrawal(line: Line) -> Withdrawal:
    return Withdrawal(line=line.number, at=str(line.fields.get("at")), why=str(line.fields.get("why")))


def _blame(name: str, line: Line, text: str) -> Finding:
    return Finding(code="ledger.entry-wrong", severity=Severity.ERROR, text=text, path=name, line=line.number)


def _warn(name: str, line: int, code: str, text: str) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, text=text, path=name, line=line)
