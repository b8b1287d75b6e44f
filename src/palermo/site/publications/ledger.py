"""The office's ledger, the file that ``palermo ledger`` knows: read whole, extended under its lock, begun by the first.

Whoever adds or withdraws by the command line is seen here at once: nothing of the ledger is kept anywhere else.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from palermo import disclosure, engines
from palermo.disclosure import HeldRelease, Judgement, Ledger, ReleaseFolder
from palermo.ground.errors import Protected, UsageError
from palermo.ground.finding import Finding, Severity
from palermo.site.publications.folders import scanned


def place() -> Path:
    """Where it lies."""
    path: Path = settings.PALERMO_LEDGER
    return path


def content(*, today: date) -> bytes:
    """The whole ledger; where none was begun yet, one that begins today and was not written."""
    return engines.read_bytes(place()) if place().exists() else disclosure.begin(today=today)


def held(*, today: date) -> Ledger:
    """What it says. Raises Differs where its chain does not hold."""
    return _read(content(today=today))


def in_force(ledger: Ledger) -> dict[str, HeldRelease]:
    """The releases that a report may show, by name."""
    return {one.release: one for one in ledger.releases if not (one.withdrawn or one.unsafe)}


def judged(
    folder: ReleaseFolder, ledger: Ledger, *, today: date, files: Mapping[str, bytes] | None = None
) -> Judgement:
    """The attack on ``folder`` with all that was published, and on all ``files`` that came with it.

    Raises Protected, naming every cell that can be told, and every file that holds more than it shows: here a warning
    is enough, since what is let in is handed on by people who did not make it.
    """
    beside = scanned(files or folder.files, folder)
    found = disclosure.judge(folder, ledger, today=today, other=beside)
    hidden = tuple(one for one in beside if one.severity in (Severity.ERROR, Severity.WARNING))
    if hidden and not found.attack.recovered and not found.attack.pinned:
        raise Protected(
            f"The folder of {folder.release} holds more than its tables show.",
            hint="Take these files out, or write them anew from the published tables alone.",
            findings=hidden,
        )
    if not found.safe:
        raise Protected(
            f"The release {folder.release} is unsafe: counts can be told from it.",
            hint="Hide more, coarsen, or leave a table out. palermo ledger check tells what follows from which tables.",
            findings=tuple(told(found)),
        )
    return found


def told(found: Judgement) -> list[Finding]:
    """Where an attack got through: table and cell, and never the count that it got."""
    cells = [
        (_RECOVERED, one.place, f"a count or a change follows exactly from {', '.join(one.by)}")
        for one in found.attack.recovered
    ]
    cells += [
        (_BOUNDED, one.place, "a count or a change is held below the threshold by what is published")
        for one in found.attack.pinned
    ]
    made = [
        Finding(
            code=code, severity=Severity.ERROR, text=text, table=where.table,
            cell=";".join(f"{name}={value}" for name, value in sorted(where.cell.items())),
        )
        for code, where, text in cells
    ]  # fmt: skip
    return [*made, *(one for one in found.attack.other if one.severity is Severity.ERROR)]


def enter(folder: ReleaseFolder, *, today: date, first: Callable[[], None]) -> None:
    """The ledger holds ``folder`` afterwards, attacked once more with all that it held until that moment.

    ``first`` is done when the attack has failed and before the line is written: the audit's lock, which all writers
    share, is not held while an attack runs. A release that it holds already, byte for byte, is left as it is: the
    line was written and the answer was lost.

    Raises Protected where it is unsafe now, Differs where another release of that name is there.
    """

    def more(data: bytes) -> bytes:
        ledger = disclosure.read_ledger(data, name=place().name)
        judged(folder, ledger, today=today)
        before = ledger.release(folder.release)
        if before is not None and before.withdrawn:
            raise UsageError(f"The release {folder.release} was withdrawn.", hint="Give the new one another name.")
        first()
        return b"" if before else disclosure.release_line(ledger, folder, today=today, unsafe=False)

    _extend(more, today=today)


def withdraw(name: str, *, why: str, today: date) -> None:
    """The ledger marks the release; one that is marked already is left as it is."""

    def more(data: bytes) -> bytes:
        ledger = disclosure.read_ledger(data, name=place().name)
        before = ledger.release(name)
        if before is not None and before.withdrawn:
            return b""
        return disclosure.withdrawal_line(ledger, name, why=why, today=today)

    _extend(more, today=today)


_RECOVERED = "site.cell-recovered"
_BOUNDED = "site.cell-bounded"


def _extend(more: Callable[[bytes], bytes], *, today: date) -> None:
    if not place().exists():
        try:
            engines.begin_file(place(), disclosure.begin(today=today))
        except UsageError:
            if not place().exists():  # else somebody began it in between
                raise
    engines.extend_file(place(), more)


@lru_cache(maxsize=2)
def _read(data: bytes) -> Ledger:
    return disclosure.read_ledger(data, name="the ledger")
