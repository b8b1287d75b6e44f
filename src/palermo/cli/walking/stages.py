"""How a walk goes: stage after stage, each a folder with a stamp, and none done twice over the same things."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from palermo import __version__, engines
from palermo.cli.walking.order import Order
from palermo.ground.errors import PalermoError, UsageError

STAMP = "stamp.json"
MARK = "walk.json"
"""What shows that a folder is of a walk."""
Files = Mapping[str, bytes]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a stage, and what there is to say in a line."""

    files: Files
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of the walk. ``after``: the stages whose files it reads; ``rests_on``: what else its result hangs on."""

    name: str
    after: tuple[str, ...]
    rests_on: Callable[[Order], Mapping[str, object]]
    make: Callable[[Order, Path], Made]


def walk(order: Order, out: Path, stages: Iterable[Stage], tell: Tell) -> None:
    """Every stage's folder in ``out`` holds what the order asks for; those that did already are left as they are.

    Raises what the stage that failed raised, after it was named.
    """
    engines.check_target(out, marks=(MARK,), apart_from=order.folder)
    engines.write_files(out, {MARK: as_json({"format": "palermo.walk/1", "version": __version__})})
    hashes: dict[str, str] = {}
    for stage in stages:
        asked = _asked(order, stage, hashes)
        changed = _changed(out / stage.name)
        for name in changed or ():
            tell(f"{stage.name:9} {name} is not as it was made: the stage is done again")
        if changed == [] and _stamp(out / stage.name)["asked"] == asked:
            tell(f"{stage.name:9} stands: {_stamp(out / stage.name)['said']}")
        else:
            _do(order, out, stage, asked, tell)
        hashes[stage.name] = _hash(_stamp(out / stage.name)["files"])


def below(out: Path, stage: str) -> dict[str, bytes]:
    """The files of a stage. Raises UsageError where it is not there."""
    if not (out / stage / STAMP).is_file():
        raise UsageError(f"{out} holds no finished stage {stage}.", hint="Walk first: palermo walk DIR --out OUT.")
    return engines.read_folder(out / stage)


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


def _do(order: Order, out: Path, stage: Stage, asked: str, tell: Tell) -> None:
    begun = time.perf_counter()
    try:
        made = stage.make(order, out)
        files = {name: digest(data) for name, data in sorted(made.files.items())}
        stamp = as_json({"stage": stage.name, "asked": asked, "said": made.said, "files": files})
        engines.write_folder(out / stage.name, {**made.files, STAMP: stamp}, marks=(STAMP,))
    except PalermoError:
        tell(f"{stage.name:9} failed ({time.perf_counter() - begun:.1f} s)")
        raise
    tell(f"{stage.name:9} {made.said} ({time.perf_counter() - begun:.1f} s)")


def _asked(order: Order, stage: Stage, hashes: Mapping[str, str]) -> str:
    """One hash over all that the result of a stage hangs on: program, settings, its own files, earlier stages."""
    rests_on = {
        name: digest(one) if isinstance(one, bytes) else one for name, one in sorted(stage.rests_on(order).items())
    }
    before = {name: hashes[name] for name in stage.after}
    return _hash({"version": __version__, "run": order.run, "today": order.today, "rests": rests_on, "after": before})


def _changed(folder: Path) -> list[str] | None:
    """The files that are not as the stamp of a stage says; None where it has none that can be read."""
    if not (folder / STAMP).is_file():
        return None
    try:
        said = dict(_stamp(folder)["files"])
    except (ValueError, KeyError, TypeError):
        return [STAMP]
    held = {name: digest(data) for name, data in engines.read_folder(folder).items() if name != STAMP}
    return sorted(name for name in {*said, *held} if said.get(name) != held.get(name))


def _stamp(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(engines.read_bytes(folder / STAMP))
    return found


def _hash(told: object) -> str:
    return digest(json.dumps(told, sort_keys=True, default=str).encode())


def as_json(told: object) -> bytes:
    """JSON as it is written to a file."""
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
