"""What an edition is silent about: indicators of the last edition that are dropped, delayed or redefined.

Silence is a publication decision as well. An indicator is what its table says it is; a table that names none is an
indicator of its own. Indicators are compared within one population.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from palermo.disclosure.ledger.entries import HeldRelease, Ledger
from palermo.disclosure.ledger.folders import ReleaseFolder, ReleaseTable

KINDS = ("dropped", "delayed", "awaited", "redefined")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One indicator against the last edition.

    dropped: there and not here; delayed: the day by which it was promised has passed as well; awaited: that day is
    still to come; redefined: here under another version.
    """

    kind: str
    population: str
    indicator: str
    last: str
    before: str = ""
    now: str = ""
    due: date | None = None

    def to_dict(self) -> dict[str, str]:
        """The fields that apply, JSON-ready."""
        fields = {
            "kind": self.kind,
            "population": self.population,
            "indicator": self.indicator,
            "last": self.last,
            "before": self.before,
            "now": self.now,
            "due": self.due.isoformat() if self.due else "",
        }
        return {name: value for name, value in fields.items() if value}

    def __str__(self) -> str:
        where = f"the indicator {self.indicator} of {self.population}"
        if self.kind == "redefined":
            before, now = self.before or "none", self.now or "none"
            return f"redefined: {where} has version {now}, in {self.last} version {before}"
        told = {
            "dropped": "is not here",
            "delayed": f"was due on {self.due} and is not here",
            "awaited": f"is not here, and due on {self.due}",
        }
        return f"{self.kind}: {where}, published in {self.last}, {told[self.kind]}"


def differences(ledger: Ledger, folder: ReleaseFolder, *, today: date) -> tuple[Difference, ...]:
    """What became of the indicators of the last edition of each population of ``folder``."""
    earlier = ledger.earlier(folder.release)
    populations = dict.fromkeys(one.population for one in folder.tables)
    found = [one for population in populations for one in _of_population(population, folder, earlier, today)]
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.population, one.indicator)))


def last_editions(ledger: Ledger) -> tuple[HeldRelease, ...]:
    """The last release of each population that was not withdrawn."""
    last: dict[str, HeldRelease] = {}
    for one in ledger.releases:
        if not one.withdrawn:
            last |= {table.population: one for table in one.folder.tables}
    return tuple({one.release: one for one in last.values()}.values())


def _of_population(
    population: str, folder: ReleaseFolder, earlier: Sequence[HeldRelease], today: date
) -> Iterator[Difference]:
    last = next((one for one in reversed(earlier) if not one.withdrawn and _of(one.folder, population)), None)
    if last is None:
        return
    now = _of(folder, population)
    for indicator, before in _of(last.folder, population).items():
        if indicator not in now:
            kind = "dropped" if before.due is None else "delayed" if before.due <= today else "awaited"
            yield Difference(
                kind=kind, population=population, indicator=indicator, last=last.release, due=before.due
            )  # fmt: skip
        elif now[indicator].version != before.version:
            yield Difference(
                kind="redefined",
                population=population,
                indicator=indicator,
                last=last.release,
                before=before.version,
                now=now[indicator].version,
            )


def _of(folder: ReleaseFolder, population: str) -> Mapping[str, ReleaseTable]:
    """The tables of a population by indicator; where several have one, the first speaks for it."""
    found: dict[str, ReleaseTable] = {}
    for table in folder.tables:
        if table.population == population:
            found.setdefault(table.indicator, table)
    return found
