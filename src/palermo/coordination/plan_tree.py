"""The pieces of a plan as a tree: areas, measures below them, sub-measures by their numbers; every id once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from palermo.coordination.plan_pieces import Piece, Pieces, gap, kept
from palermo.ground.finding import Finding

_DEEPEST = 3
_NO_WORDS = "(no words in the source)"


@dataclass(slots=True, kw_only=True)
class Branch:
    """An area or a measure while the tree grows: its piece, what belongs to it, and what stands below."""

    id: str
    line: int
    text: str
    parts: list[Piece] = field(default_factory=list)
    below: list["Branch"] = field(default_factory=list)
    depth: int = 0


def areas_of(read: Pieces, told: list[Finding]) -> tuple[list[Piece], list[Branch]]:
    """What stands above the first area, and the areas. Each finding of the way goes to ``told``."""
    pieces = _without_prose(read, told)
    tree = _Tree(read.path, told, anew=_begin_anew(pieces))
    for piece in pieces:
        tree.add(piece)
    return tree.top, tree.areas


def _without_prose(read: Pieces, told: list[Finding]) -> list[Piece]:
    """Headings without a number over no measure are no areas where others have a number: their words are kept."""
    areas = [at for at, one in enumerate(read.pieces) if one.kind == "area"]
    ends = [*areas[1:], len(read.pieces)][: len(areas)]
    bare = {
        at
        for at, end in zip(areas, ends, strict=True)
        if not read.pieces[at].number and not any(one.kind == "measure" for one in read.pieces[at:end])
    }
    if len(bare) == len(areas):
        return list(read.pieces)
    made = []
    for at, piece in enumerate(read.pieces):
        if at in bare:
            text = "a heading over no measure; its words are in a note"
            told.append(kept(read.path, piece.line, "import.heading-kept", text, "number it if it is an area"))
            piece = Piece(kind="kept", line=piece.line, text=piece.text)
        made.append(piece)
    return made


def _begin_anew(pieces: Sequence[Piece]) -> bool:
    """Whether plain numbers begin again in a further area: 1, 2, 3 and again 1, 2."""
    area, seen = 0, dict[str, int]()
    for piece in pieces:
        area += piece.kind == "area"
        if piece.kind == "measure" and piece.number and "." not in piece.number:
            if seen.setdefault(piece.number, area) != area:
                return True
    return False


class _Tree:
    """``anew``: numbers begin again in each area, so that an id needs the area's before it."""

    def __init__(self, path: str, told: list[Finding], *, anew: bool) -> None:
        self._anew = anew
        self.top: list[Piece] = []
        self.areas: list[Branch] = []
        self._path = path
        self._told = told
        self._open: Branch | None = None
        self._by_number: dict[str, Branch] = {}
        self._ids: set[str] = set()

    def add(self, piece: Piece) -> None:
        if piece.kind == "area":
            self._open = self._area(piece)
        elif piece.kind == "measure":
            self._open = self._measure(piece)
        elif piece.kind in ("title", "period", "issued", "plan_number") or self._open is None:
            self.top.append(piece)
        else:
            self._open.parts.append(piece)

    def _area(self, piece: Piece) -> Branch:
        taken = {one.id for one in self.areas}
        id = _slug(piece.number) or str(next(at for at in range(len(self.areas) + 1, 10**6) if str(at) not in taken))
        area = Branch(id=self._once(id, taken, piece, "area"), line=piece.line, text=piece.text or _NO_WORDS)
        if not piece.text:
            self._told.append(gap(self._path, piece.line, "import.no-words", f"the area {area.id} has no words"))
        self.areas.append(area)
        self._by_number = {}
        return area

    def _measure(self, piece: Piece) -> Branch:
        number = _slug(piece.number)
        area = self._area_of(piece, number)
        if self._anew and number:  # 1 and 1.a alike: the first area has its numbers from 1.1 on
            number = f"{area.id}.{number}"
            text = f"numbers begin anew in each area: this measure is called {number}"
            self._told.append(kept(self._path, piece.line, "import.number-of-area", text))
        id = number or self._next(area)
        if not number:
            text = f"a measure without a number, called {id} here"
            self._told.append(gap(self._path, piece.line, "import.no-number", text, "number it as the plan does"))
        above = self._parent(number) or area
        made = Branch(id=self._once(id, self._ids, piece, "measure"), line=piece.line, text=piece.text or _NO_WORDS)
        if not piece.text:
            self._told.append(gap(self._path, piece.line, "import.no-words", f"the measure {made.id} has no words"))
        made.depth = above.depth + 1
        above.below.append(made)
        self._ids.add(made.id)
        self._by_number[made.id] = made
        return made

    def _area_of(self, piece: Piece, number: str) -> Branch:
        """The area that is open; one without words where the source has none for this number."""
        head = number.partition(".")[0]
        if self.areas and (self._spoken or "." not in number or self.areas[-1].id == head):
            return self.areas[-1]
        same = next((one for one in self.areas if one.id == head), None)
        return same or self._area(Piece(kind="area", line=piece.line, number=head if "." in number else ""))

    @property
    def _spoken(self) -> bool:
        """Whether the source has words for its areas."""
        return any(one.text != _NO_WORDS for one in self.areas)

    def _parent(self, number: str) -> Branch | None:
        """The measure whose number this one goes on from, the deepest that the format allows."""
        while "." in number:
            number = number.rpartition(".")[0]
            if (found := self._by_number.get(number)) and found.depth <= _DEEPEST:
                return found
        return None

    def _next(self, area: Branch) -> str:
        return next(id for at in range(1, 10**6) if (id := f"{area.id}.{at}") not in self._ids)

    def _once(self, id: str, taken: set[str], piece: Piece, what: str) -> str:
        if id not in taken:
            return id
        other = next(made for at in range(2, 10**6) if (made := f"{id}-{at}") not in taken)
        text = f"the {what} {id} stands twice; this one is called {other} here"
        hint = "a spreadsheet makes 1.1 of 1.10: look at the number in the source"
        self._told.append(gap(self._path, piece.line, "import.number-twice", text, hint))
        return other


def _slug(number: str) -> str:
    """A number as an id: letters, digits, points and hyphens."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", number).strip(".-")[:60]
