"""Lasting subject ids at the centre: from one run to the next, with merges and splits told. For counting only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from palermo.ground.finding import Finding, Severity

Record = tuple[str, str]
"""Source and record id."""


@dataclass(frozen=True, slots=True)
class Held:
    """The lasting id of a record, and the run that gave it."""

    subject_id: str
    since_run: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to lasting ids in a run: ``merged`` into the first of ``ids``, or ``split`` from it."""

    run: str
    kind: str
    ids: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        return {"run": self.run, "kind": self.kind, "ids": list(self.ids)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The store after a run, what happened, and the counts."""

    store: Mapping[Record, Held]
    events: tuple[Event, ...]
    kept: int
    new: int
    merged: int
    split: int
    findings: tuple[Finding, ...]

    def counts(self) -> dict[str, int]:
        return {"kept": self.kept, "new": self.new, "merged": self.merged, "split": self.split}


def carry(
    clusters: Sequence[Sequence[Record]],
    store: Mapping[Record, Held],
    *,
    run: str,
    fresh: Iterator[str],
    order: Mapping[str, int],
) -> Carried:
    """Every cluster with a lasting id: the oldest it contains, else a new one from ``fresh`` (32 random hex digits).

    ``order`` numbers the runs known to the store, the oldest first. An id in several clusters stays with the part
    that holds its oldest record, ties by source and id; the others get new ones.
    """
    parts: dict[str, dict[int, tuple[int, Record]]] = {}  # id → cluster → its oldest record of that id
    for number, members in enumerate(clusters):
        for record in members:
            if record in store:
                age = order.get(store[record].since_run, len(order)), record
                held = parts.setdefault(store[record].subject_id, {})
                held[number] = min(held.get(number, age), age)
    owner = {subject: min(held, key=held.__getitem__) for subject, held in parts.items()}
    after: dict[Record, Held] = dict(store)
    events: list[Event] = []
    made: list[str] = []
    kept = merged = 0
    for number, members in enumerate(clusters):
        own = {store[record].subject_id for record in members if record in store}
        mine = sorted((parts[one][number], one) for one in own if owner[one] == number)
        subject = mine[0][1] if mine else next(fresh)
        kept += bool(mine)
        made.append(subject)
        if len(mine) > 1:
            merged += 1
            events.append(Event(run, "merged", (subject, *(one for _, one in mine[1:]))))
        for record in members:
            before = store.get(record)
            after[record] = before if before and before.subject_id == subject else Held(subject, run)
    split = [subject for subject in sorted(parts) if len(parts[subject]) > 1]
    for subject in split:
        events.append(Event(run, "split", (subject, *sorted({made[number] for number in parts[subject]} - {subject}))))
    return Carried(
        store=after,
        events=tuple(events),
        kept=kept,
        new=len(clusters) - kept,
        merged=merged,
        split=len(split),
        findings=tuple(_changed(clusters, store)),
    )


def _changed(clusters: Sequence[Sequence[Record]], store: Mapping[Record, Held]) -> Iterator[Finding]:
    """A question where fewer than half of a source's carried records came back: perhaps its ids were made anew."""
    here = {record for members in clusters for record in members}
    sources = {source for source, _ in here}
    for source in sorted(sources):
        held = [record for record in store if record[0] == source]
        back = sum(record in here for record in held)
        if held and 2 * back < len(held):
            yield Finding(
                code="linkage.record-ids-changed",
                severity=Severity.QUESTION,
                text=f"fewer than half of the carried record ids of {source} came back",
                hint="A record keeps its id in every run. Ask the body whether its ids were made anew.",
                count=len(held) - back,
            )
