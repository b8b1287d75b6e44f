"""Yardsticks by which assessors judge states, each version with the years for which it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from palermo.ground.errors import UsageError
from palermo.standards.loader import load


@dataclass(frozen=True, slots=True)
class FrameworkCriterion:
    """One criterion, with the group it stands in; words by language."""

    id: str
    group: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Framework:
    """A version of a yardstick. ``ranks`` in its own order; ``first`` and ``last`` are rounds, open where None."""

    id: str
    title: Mapping[str, str]
    source: str
    first: int | None
    last: int | None
    ranks: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, Mapping[str, str]]
    criteria: tuple[FrameworkCriterion, ...]

    def criterion(self, id: str) -> FrameworkCriterion | None:
        """The criterion of an id; None where it has none."""
        return next((one for one in self.criteria if one.id == id), None)

    def holds_in(self, round: int) -> bool:
        """Whether the version is that of a round."""
        return (self.first is None or self.first <= round) and (self.last is None or round <= self.last)


@cache
def framework(id: str) -> Framework:
    """A version that ships with the program. Raises UsageError on another."""
    if id not in frameworks():
        raise UsageError(f"There is no framework {id!r}.", hint=f"Shipped: {', '.join(frameworks())}.")
    return frameworks()[id]


@cache
def frameworks() -> Mapping[str, Framework]:
    """Every shipped version by its id."""
    found = load("frameworks")
    return {row["id"]: _made(row, found["source"]) for row in found["frameworks"]}


def _made(row: Mapping[str, object], source: str) -> Framework:
    """The lines of the base, the criteria of the fourth standard as 4.1 to 4.12, with what the version adds."""
    base = load("tvpa")
    groups = {"standards": {"en": "Minimum standards"}, "4": {"en": "Marks of serious and sustained efforts"}}
    criteria = [FrameworkCriterion(str(one["number"]), "standards", {"en": one["text"]}) for one in base["standards"]]
    criteria += [FrameworkCriterion(f"4.{one['number']}", "4", {"en": one["text"]}) for one in base["criteria"]]
    added = row.get("adds", ())
    for part in added if isinstance(added, tuple) else ():
        groups[part["group"]] = {"en": part["title"]}
        criteria += [FrameworkCriterion(one["id"], part["group"], {"en": one["text"]}) for one in part["criteria"]]
    first, last = row.get("from_report"), row.get("to_report")
    return Framework(
        id=str(row["id"]),
        title={"en": str(row["title"])},
        source=source,
        first=first if isinstance(first, int) else None,
        last=last if isinstance(last, int) else None,
        ranks={one["code"]: {"en": one["label"]} for one in base["tiers"]},
        groups=groups,
        criteria=tuple(criteria),
    )
