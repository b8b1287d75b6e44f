"""Families, and a guardian with a child: kept together unless somebody says why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from palermo.ground.errors import UsageError
from palermo.ground.finding import Finding
from palermo.register.sayings import tell

Act = Literal["referred", "housed", "returned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyUnit:
    """People handled as one: person → relation. Each keeps a consent and a status of their own."""

    id: str
    agency: str
    members: Mapping[str, str]
    guardian: str | None = None
    keep_together: bool = True

    def __post_init__(self) -> None:
        if len(self.members) < 2 or (self.guardian is not None and self.guardian not in self.members):
            raise UsageError(
                "A family unit has two members or more, its guardian among them.", hint="Add who is missing."
            )


def together(unit: FamilyUnit, act: Act, where: Mapping[str, str], *, reason: str = "") -> tuple[Finding, ...]:
    """Whether an act keeps the unit together: person → agency, house or place, for those it is about.

    Those left out count as apart. With a ``reason`` put on record, or where the unit is not to be kept together,
    nothing is held up, and it is still said that they part.
    """
    concerned = {person: where[person] for person in unit.members if person in where}
    if not concerned or (len(concerned) == len(unit.members) and len(set(concerned.values())) == 1):
        return ()
    free = bool(reason.strip()) or not unit.keep_together
    missing = len(unit.members) - len(concerned)
    text = f"{act}, {missing} left out" if missing else act
    return (tell("register.family-parted" if free else "register.family-apart", text),)
