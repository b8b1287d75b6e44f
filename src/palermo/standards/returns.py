"""What a body may be asked to count: the lines of a return, their cells, and which of them must add up."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Literal, NamedTuple

from palermo.standards.codes import Code, code_list
from palermo.standards.loader import load

Rule = Literal["add", "overlap", "within"]
ALL = "all"
"""The code of a dimension by which a cell is not broken down."""
REASONS = ("not_asked", "not_known")
"""Why a cell holds no number. An empty cell without one of them is neither."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to break a count down, with its codes; *not known* and *not asked* are codes of each."""

    name: str
    label: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Dimensions crossed with each other. ``parts`` says how their cells stand to the total."""

    by: tuple[str, ...]
    parts: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """One count: its unit, what is counted how often (``counting``), and how it is broken down."""

    id: str
    group: str
    label: str
    unit: str
    counting: str
    clause: str
    breakdowns: tuple[Breakdown, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.unit != "money"


class Cell(NamedTuple):
    """One number of a return: the line, and a code of each dimension (``all`` where it is not broken down by it)."""

    line: str
    sex: str = ALL
    age_band: str = ALL
    nationality: str = ALL
    disability: str = ALL
    form: str = ALL

    def codes(self) -> Mapping[str, str]:
        """The code of each dimension."""
        return dict(zip(self._fields[1:], self[1:], strict=True))


@dataclass(frozen=True, slots=True)
class Total:
    """What must hold between a total and its parts.

    ``add``: the parts make up the total. ``overlap``: each part is at most the total, together they are at least it.
    ``within``: each part is at most the total.
    """

    total: Cell
    parts: tuple[Cell, ...]
    rule: Rule


@cache
def dimensions() -> Mapping[str, Dimension]:
    """Every dimension by its name, in the order of the columns of a return."""
    return {row["concept"]: _dimension(row) for row in load("yearly_return")["dimensions"]}


@cache
def groups() -> Mapping[str, str]:
    """The groups of lines and their labels."""
    return {row["id"]: row["label"] for row in load("yearly_return")["groups"]}


@cache
def lines() -> Mapping[str, ReturnLine]:
    """Every line by its id, in the order of a return."""
    return {row["id"]: _line(row) for row in load("yearly_return")["lines"]}


def lines_of(asked: Collection[str]) -> tuple[ReturnLine, ...]:
    """The lines of the groups ``asked``, in the order of a return."""
    return tuple(line for line in lines().values() if line.group in asked)


@cache
def cells(line: str) -> tuple[Cell, ...]:
    """The cells of a line: its total, then each breakdown. Raises KeyError on an unknown line."""
    found = lines()[line]
    return (Cell(line), *(cell for one in found.breakdowns for cell in _broken_down(line, one)))


def totals(asked: Collection[str]) -> Iterator[Total]:
    """What must add up among the lines of the groups ``asked``."""
    for line in lines_of(asked):
        for one in line.breakdowns:
            yield Total(Cell(line.id), tuple(_broken_down(line.id, one)), one.parts)
    for row in load("yearly_return")["totals"]:
        if lines()[row["total"]].group in asked:
            yield Total(Cell(row["total"]), tuple(Cell(part) for part in row["parts"]), row["rule"])


def label(cell: Cell) -> str:
    """The cell in words: "Victims identified – sex: female, age: 9 to 17"."""
    parts = [
        f"{dimensions()[name].label}: {next(one.label for one in dimensions()[name].codes if one.code == code)}"
        for name, code in cell.codes().items()
        if code != ALL
    ]
    line = lines()[cell.line]
    return f"{line.label} – {', '.join(parts) or ALL}" if line.breakdowns else line.label


def _dimension(row: Mapping[str, Any]) -> Dimension:
    listed = code_list(row["list"]).codes if "list" in row else ()
    return Dimension(
        row["concept"], row["label"], (*listed, *(Code(one["code"], one["label"]) for one in row["codes"]))
    )


def _line(row: Mapping[str, Any]) -> ReturnLine:
    texts = {name: row[name] for name in ("id", "group", "label", "unit", "counting", "clause")}
    return ReturnLine(
        **texts, breakdowns=tuple(Breakdown(tuple(one["by"]), one["parts"]) for one in row.get("breakdowns", ()))
    )


def _broken_down(line: str, breakdown: Breakdown) -> Iterator[Cell]:
    codes = ([code.code for code in dimensions()[name].codes] for name in breakdown.by)
    for chosen in product(*codes):
        yield Cell(line)._replace(**dict(zip(breakdown.by, chosen, strict=True)))
