"""Who may do what: the permission matrix, one table for pages, API, database and tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from palermo.ground.errors import UsageError
from palermo.standards.loader import load

RELATIONS = ("own", "referred", "other")
"""How a row stands to a body: its own, shared with it by an act, or another's."""


@dataclass(frozen=True, slots=True)
class Right:
    """What one role may do with one resource, and over whose rows."""

    letters: str
    relations: tuple[str, ...]

    def allows(self, letter: str, relation: str) -> bool:
        """Whether it covers a letter (R, W, A, ask) for a row that stands in ``relation`` to the body of the role."""
        if relation not in self.relations:
            return False
        return letter == "ask" if self.letters == "ask" else len(letter) == 1 and letter in self.letters


@dataclass(frozen=True, slots=True)
class Resource:
    """A line of the matrix; ``rights`` holds every role."""

    id: str
    label: str
    rights: Mapping[str, Right]


@cache
def roles() -> tuple[str, ...]:
    """The fourteen roles, the public last."""
    return tuple(load("permissions")["roles"])


@cache
def letters() -> Mapping[str, str]:
    """The letters of the matrix and what each allows."""
    found: Mapping[str, str] = load("permissions")["letters"]
    return found


@cache
def resources() -> Mapping[str, Resource]:
    """Id → line of the matrix, in its order."""
    return {row["id"]: _resource(row) for row in load("permissions")["resources"]}


def right(resource: str, role: str) -> Right:
    """What ``role`` may do with ``resource``. Raises UsageError where either is none of the matrix."""
    if resource not in resources() or role not in roles():
        raise UsageError(f"The permission matrix has no cell {resource!r} for {role!r}.", hint="See the standards.")
    return resources()[resource].rights[role]


def _resource(row: Mapping[str, object]) -> Resource:
    given: Mapping[str, str] = row["rights"]  # type: ignore[assignment]
    reach: tuple[str, ...] = row["reach"]  # type: ignore[assignment]
    excepted: Mapping[str, tuple[str, ...]] = row.get("reach_of", {})  # type: ignore[assignment]
    made = {role: _right(given.get(role, ""), excepted.get(role, reach)) for role in roles()}
    return Resource(id=str(row["id"]), label=str(row["label"]), rights=made)


def _right(cell: str, reach: tuple[str, ...]) -> Right:
    if cell == "own":  # reads, and only what is its own body's
        return Right("R", ("own",))
    return Right(cell, RELATIONS if "all" in reach else reach) if cell else Right("", ())
