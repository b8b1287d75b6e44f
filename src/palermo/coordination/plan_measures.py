"""One measure of a plan as the fields of our format: bodies by id, days, indicators, and a note for all the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from palermo.coordination.plan_days import read_amount, read_days, read_start
from palermo.coordination.plan_names import Named, Names, slug
from palermo.coordination.plan_pieces import Piece, gap, kept
from palermo.coordination.plan_tree import Branch
from palermo.ground.decimals import decimal
from palermo.ground.finding import Finding

_LONGEST = 4000
_COUNTED = ("indicator", "unit", "baseline", "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Makes measures; what a person should look at goes to ``told``. ``day`` is that of the bodies' names."""

    path: str
    names: Names
    day: date
    language: str
    told: list[Finding]

    def made(self, branch: Branch) -> dict[str, Any]:
        """The mapping of one measure, its sub-measures in it."""
        left = [one for one in branch.parts if one.kind not in ("lead", "support", "start", "due", *_COUNTED)]
        made: dict[str, Any] = {"id": branch.id, "text": {self.language: branch.text}}
        made |= self._bodies(branch, left)
        made |= self._days(branch, left)
        counted = [one for one in branch.parts if one.kind in _COUNTED]
        if indicators := list(self._indicators(counted, left)):
            made["indicators"] = indicators
        made |= note(sorted(left, key=lambda one: one.line), self.path, self.told)
        if branch.below:
            made["sub"] = [self.made(one) for one in branch.below]
        return made

    def _bodies(self, branch: Branch, left: list[Piece]) -> dict[str, list[str]]:
        """``lead`` and ``support``; a body that does both leads."""
        found: dict[str, list[str]] = {"lead": [], "support": []}
        for piece in (one for one in branch.parts if one.kind in found):
            for one in self.names.read(piece.text, self.day):
                self._tell(piece, one, left)
                if one.id not in found["lead"] + found["support"]:
                    found[piece.kind].append(one.id)
                elif one.id in found["lead"] and piece.kind == "support":
                    text = f"{one.id} leads {branch.id} and is named among those that support it; it leads"
                    self.told.append(gap(self.path, piece.line, "import.leads-and-supports", text))
        if not found["lead"] and branch.depth == 1:
            text, hint = f"{branch.id} names no lead", "add it before the plan is used"
            self.told.append(gap(self.path, branch.line, "import.no-lead", text, hint))
        return {role: ids for role, ids in found.items() if ids}

    def _tell(self, piece: Piece, one: Named, left: list[Piece]) -> None:
        if not one.known:
            if one.written != one.id:  # an id alone would not say which body is meant
                left.append(Piece(kind="kept", line=piece.line, text=f"{one.id} = {one.written}", label=piece.kind))
            if self.names.bodies:
                hint = f"near it: {', '.join(one.near)}" if one.near else "add it to conference.yml, or mend the name"
                text = f"no body is called {one.written!r}; {one.id} stands in its place"
                self.told.append(gap(self.path, piece.line, "import.body-unknown", text, hint))
        elif one.others:
            text = f"{one.written!r} is the name of {one.id} and of {', '.join(one.others)}; the first is taken"
            self.told.append(gap(self.path, piece.line, "import.body-ambiguous", text, "write the id into the source"))
        elif one.other_time:
            text = f"{one.written!r} is no name of {one.id} on {self.day}"
            self.told.append(gap(self.path, piece.line, "import.name-of-other-time", text, "look whether it is meant"))

    def _days(self, branch: Branch, left: list[Piece]) -> dict[str, str]:
        found: dict[str, str] = {}
        for piece in (one for one in branch.parts if one.kind in ("start", "due")):
            first, last = (read_start(piece.text), None) if piece.kind == "start" else (None, None)
            if piece.kind == "due" and (days := read_days(piece.text)):
                first, last = days
            fresh = {name: str(day) for name, day in (("start", first), ("due", last)) if day}
            if fresh and not any(name in found and found[name] != day for name, day in fresh.items()):
                found |= fresh
                continue
            left.append(Piece(kind="kept", line=piece.line, text=piece.text, label=piece.label or piece.kind))
            text = f"the {piece.kind} of {branch.id} cannot be told from what is written; it stands in the note"
            self.told.append(gap(self.path, piece.line, "import.day-unread", text, "write YYYY-MM-DD, YYYY-MM or YYYY"))
        return {name: found[name] for name in ("start", "due") if name in found}

    def _indicators(self, counted: Sequence[Piece], left: list[Piece]) -> Iterator[dict[str, Any]]:
        """Each indicator with what stands behind it, until the next one begins."""
        taken: set[str] = set()
        for group in _groups(counted):
            made: dict[str, Any] = {}
            for piece in group:
                made |= self._counted(piece, made, left)
            if made:
                yield {"id": _id(made, taken, self.language), **made}

    def _counted(self, piece: Piece, made: dict[str, Any], left: list[Piece]) -> dict[str, Any]:
        if piece.kind == "indicator":
            return {"text": {self.language: piece.text}}
        if piece.kind == "unit":
            return {"unit": piece.text}
        amount = read_amount(piece.text)
        if amount is None:
            left.append(Piece(kind="kept", line=piece.line, text=piece.text, label=piece.kind))
            text = f"the {piece.kind} leaves a doubt which number it is; it stands in the note"
            self.told.append(gap(self.path, piece.line, "import.amount-unread", text, "write 1200 or 0.85"))
            return {}
        value, unit = amount
        fresh = {**({"unit": unit} if unit and "unit" not in made else {}), piece.kind: value}
        if unit and made.get("unit") not in (None, unit):
            left.append(Piece(kind="kept", line=piece.line, text=piece.text, label=piece.kind))
        ends = {**made, **fresh}
        if "baseline" in ends and "target" in ends and decimal(ends["target"]) < decimal(ends["baseline"]):
            fresh["direction"] = "down"
        return fresh


def _groups(counted: Sequence[Piece]) -> list[list[Piece]]:
    """A new indicator begins with its words, or where a field is said a second time."""
    groups: list[list[Piece]] = []
    for piece in counted:
        if not groups or piece.kind == "indicator" or piece.kind in [one.kind for one in groups[-1]]:
            groups.append([])
        groups[-1].append(piece)
    return groups


def _id(made: dict[str, Any], taken: set[str], language: str) -> str:
    words = slug(str(made.get("text", {}).get(language, "")), 40) or "indicator"
    id = next(one for at in range(1, 10**6) if (one := words if at == 1 else f"{words}-{at}") not in taken)
    taken.add(id)
    return id


def note(left: Sequence[Piece], path: str, told: list[Finding]) -> dict[str, str]:
    """What has no field of its own, as a note; what no note can hold is named by its line."""
    lines: list[str] = []
    for piece in left:
        line = f"{piece.label}: {piece.text}" if piece.label else _named(piece)
        if sum(map(len, lines)) + len(lines) + len(line) > _LONGEST:
            text = "the note is full; this text is not in the plan"
            told.append(gap(path, piece.line, "import.note-full", text, "put it into a document of its own"))
            continue
        lines.append(line)
        if not piece.label:  # what has one was named by its column, or by what could not be read
            told.append(kept(path, piece.line, "import.text-kept", "text without a field of its own is in the note"))
    return {"note": "\n".join(lines)} if lines else {}


def _named(piece: Piece) -> str:
    return piece.text if piece.kind == "kept" else f"{piece.kind}: {piece.text}"
