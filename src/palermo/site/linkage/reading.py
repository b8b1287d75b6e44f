"""What of a run is seen by whom: a body its own list, the operator all but values, the statistician what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from palermo import linkage
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, may
from palermo.site.access.refusals import Forbidden, Hidden
from palermo.site.linkage.models import DoubtfulPair, EncodedList, LinkageRun, Linking, PairAnswer


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
    return linkage.verdict([*{one.account: one.answer for one in answers}.values()])


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


def next_of(linking: Linking, actor: Actor) -> DoubtfulPair | None:
    """The first pair that is open and that ``actor`` has not answered."""
    rows = (one.pair for one in queue_of(linking, actor) if one.decided is None and not one.answered)
    return next(rows, None)
