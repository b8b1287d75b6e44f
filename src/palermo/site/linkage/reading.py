"""What of a run is seen by whom: a body its own list, the operator all but values, the statistician what came of it."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from palermo import linkage
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, may
from palermo.site.access.refusals import Forbidden, Hidden
from palermo.site.linkage.models import DoubtfulPair, EncodedList, LinkageRun, Linking, PairAnswer
from palermo.site.linkage.sealing import unseal

Both = frozenset[tuple[str, str]]
"""Two records, each (list, record id)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What one may do with runs: link them, read what came of them, or send a list."""

    links: bool
    reads: bool
    sends: bool


def desk(actor: Actor) -> Desk:
    """The desk of ``actor``; whoever links sends no list."""
    links = actor.signed_in and may(actor, Verb.READ, EncodedList)
    return Desk(
        links=links,
        reads=actor.signed_in and may(actor, Verb.READ, Linking),
        sends=actor.signed_in and not links and may(actor, Verb.WRITE, EncodedList),
    )


def demand_desk(actor: Actor) -> Desk:
    """The desk of ``actor``. Raises Forbidden for whoever has none."""
    found = desk(actor)
    if not (found.links or found.reads or found.sends):
        raise Forbidden("Not allowed.")
    return found


def run_of(key: UUID) -> LinkageRun:
    """The run of that key. Raises Hidden where there is none."""
    found = LinkageRun.objects.filter(pk=key).first()
    if found is None:
        raise Hidden("Nothing here.")
    return found


def decided(answers: Iterable[PairAnswer]) -> str | None:
    """*same* or *different* once two reviewers agree, by the last that each of them said; answers come by time."""
    return linkage.verdict([one.answer for one in last_of_each(answers)])


def said_of(run: UUID) -> dict[Both, list[PairAnswer]]:
    """By two records what reviewers said of them in any linking of the run, by time. Empty once it is closed."""
    answered = PairAnswer.objects.filter(pair__linking__run=run).order_by().values("pair")
    found: dict[Both, list[PairAnswer]] = {}
    for pair in DoubtfulPair.objects.filter(pk__in=answered).prefetch_related("answers"):
        if pair.sealed:
            found.setdefault(both(json.loads(unseal(pair))), []).extend(pair.answers.all())
    return {records: sorted(said, key=lambda one: one.at) for records, said in found.items()}


def both(records: Sequence[Sequence[str]]) -> Both:
    """The two records of a pair, whichever comes first."""
    return frozenset((body, record) for body, record in records)


def last_of_each(answers: Iterable[PairAnswer]) -> list[PairAnswer]:
    """The last answer of each reviewer; answers come by time."""
    return [*{one.account: one for one in answers}.values()]


def own_answer(answers: Iterable[PairAnswer], actor: Actor) -> PairAnswer | None:
    """The last answer of ``actor``; what a colleague said is not seen before both have answered."""
    return next((one for one in reversed([*answers]) if one.account == actor.account), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A pair in the queue, what was decided, and whether the one who looks has answered."""

    pair: DoubtfulPair
    decided: str | None
    answered: bool


def queue_of(linking: Linking, actor: Actor) -> list[Looked]:
    """The pairs of a linking in their order."""
    pairs = linking.pairs.defer("sealed").prefetch_related("answers")
    found = []
    for pair in pairs:
        said = [*pair.answers.all()]
        answered = own_answer(said, actor) is not None
        found.append(Looked(pair=pair, decided=decided(said), answered=answered))
    return found


def waiting_pairs(actor: Actor) -> list[tuple[LinkageRun, int]]:
    """Of each run that is not closed, how many pairs of its last linking wait for an answer of ``actor``."""
    runs = LinkageRun.objects.exclude(stage=LinkageRun.Stage.CLOSED)
    done = Linking.objects.filter(run__in=runs, stage=Linking.Stage.DONE).order_by("number")
    last = dict(done.values_list("run_id", "pk"))
    pairs = DoubtfulPair.objects.filter(linking__in=last.values()).only("linking").prefetch_related("answers")
    found = Counter(one.linking_id for one in pairs if _waits([*one.answers.all()], actor))
    return [(run, found[last[run.pk]]) for run in runs if run.pk in last]


def next_of(linking: Linking, actor: Actor) -> DoubtfulPair | None:
    """The first pair that is open and that ``actor`` has not answered."""
    rows = (one.pair for one in queue_of(linking, actor) if one.decided is None and not one.answered)
    return next(rows, None)


def _waits(said: Sequence[PairAnswer], actor: Actor) -> bool:
    """Whether a pair is open and ``actor`` has not answered it."""
    return decided(said) is None and own_answer(said, actor) is None
