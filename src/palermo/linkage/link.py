"""Encoded lists to links and clusters under pseudonyms of one run: what the linkage unit does, holding no name."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from palermo.ground.errors import Protected, UnreadableInput, UsageError
from palermo.ground.finding import Finding, Severity
from palermo.linkage.calibrate import Calibration, Probed, calibrate
from palermo.linkage.decisions import Decision, constrained
from palermo.linkage.encodings import Encodings, Passport
from palermo.linkage.evaluate import Numbers
from palermo.linkage.pairs import (
    Copies,
    Listed,
    Pairs,
    Runner,
    candidates,
    floor_of,
    found_elsewhere,
    listed,
    planted,
    run_here,
    scores_of,
)
from palermo.linkage.plant import NAMES
from palermo.linkage.resolve import (
    NOTHING_UNSEEN,
    Constraints,
    Edge,
    Unseen,
    competing,
    draw_clusterings,
    resolve,
)

_DIGITS = 20
_NEVER = 0.002  # the probability, over all pairs of a score, below which none of them is looked at
_DOUBT = 0.05  # the probability from which a pair that is no link is in doubt
_UNLIKELY = 0.01  # and that of a pair, its rivals considered, below which it stands for nobody
_WIDTH = 3.92  # standard errors from end to end of an interval


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of records of two lists: score, and ``link`` or ``doubt``."""

    left_source: str
    left_id: str
    right_source: str
    right_id: str
    score: float
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """Every real record once, with the pseudonym of its cluster in this run."""

    run: str
    records: Sequence[tuple[str, str]]
    subjects: Sequence[str]

    def groups(self) -> list[list[tuple[str, str]]]:
        """The records of each cluster, in the order of the first."""
        found: dict[str, list[tuple[str, str]]] = {}
        for record, subject in zip(self.records, self.subjects, strict=True):
            found.setdefault(subject, []).append(record)
        return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Links:
    """The outcome of a run."""

    passport: Passport
    sources: tuple[tuple[str, int, int], ...]
    pairs_compared: int
    links: tuple[Link, ...]
    doubts: int
    clusters: Clusters
    calibration: Calibration
    doubt_from: float
    constraints: Constraints
    candidates: tuple[Edge, ...]
    probabilities: tuple[float, ...]
    unseen: Unseen
    findings: tuple[Finding, ...]

    @property
    def made(self) -> int:
        """How many pairs are links."""
        return len(self.links) - self.doubts

    def draws(self, number: int, seed: int) -> list[tuple[int, ...]]:
        """``number`` clusterings that might be, each the cluster of every record in the order of ``clusters``."""
        return draw_clusterings(
            self.candidates, self.probabilities, self.constraints, draws=number, seed=seed, unseen=self.unseen
        )


def admit(lists: Sequence[Encodings], today: date) -> None:
    """Raise what keeps these lists from being linked: differing files, one source twice, expired encodings."""
    if len(lists) < 2:
        raise UsageError(
            "One list cannot be linked.", hint="Name two files or more; inside one list use palermo dedupe."
        )
    first = lists[0].passport
    faults = []
    for one in lists[1:]:
        names = first.differs_from(one.passport)
        if names:
            text = f"{one.passport.source} and {first.source} differ in {', '.join(names)}"
            faults.append(Finding(code="linkage.encodings-differ", severity=Severity.ERROR, text=text))
    sources = [one.passport.source for one in lists]
    for source in sorted({source for source in sources if sources.count(source) > 1}):
        text = f"the source {source} is named by more than one file"
        faults.append(Finding(code="linkage.source-twice", severity=Severity.ERROR, text=text))
    if faults:
        hint = "All lists of a run are encoded with one secret, run id, FIELDS.yml and program version."
        raise UnreadableInput("These encodings cannot be compared.", hint=hint, findings=faults)
    old = [one.passport.source for one in lists if one.passport.expires < today.isoformat()]
    if old:
        expired = [
            Finding(
                code="linkage.encodings-expired", severity=Severity.ERROR, text=f"the encodings of {source} expired"
            )
            for source in old
        ]
        raise Protected("Encodings have expired.", hint="Delete them, and start a new run.", findings=expired)


def link(
    lists: Sequence[Encodings],
    *,
    today: date,
    threshold: float | None = None,
    one_to_one: bool = False,
    decisions: Sequence[Decision] = (),
    pseudonym_key: bytes | None = None,
    kernel: str = "numpy",
    run_join: Runner = run_here,
) -> Links:
    """Links between lists, and clusters of all real records. ``threshold`` None: the one with the best estimated F1.

    Candidates are kept as far as they may be one person.
    Raises UnreadableInput on lists that differ or decisions that contradict, Protected on expired ones.
    """
    admit(lists, today)
    given = [one.passport.source for one in lists]
    lists = sorted(
        lists, key=lambda one: one.passport.source
    )  # the order of the files decides nothing but left and right
    held = [listed(one) for one in lists]
    starts = np.cumsum([0, *(len(one.ids) for one in held)]).tolist()
    records = [(one.source, id) for one in held for id in one.ids]
    number = {record: at for at, record in enumerate(records)}
    source = [at for at, one in enumerate(held) for _ in one.ids]
    rules, findings = constrained(decisions, number, source, one_to_one=one_to_one)
    floor = _floor(held, threshold)
    joined = [
        (a, b, *candidates(held[a], held[b], floor, kernel, run_join)) for a, b in combinations(range(len(held)), 2)
    ]
    copies = [planted(one) for one in lists]
    told = calibrate(
        [scores_of(pairs, len(held[a].ids), len(held[b].ids)) for a, b, pairs, _ in joined],
        _by_level(copies),
        [_changed_over(copies, held, a, b, floor, kernel, run_join) for a, b, *_ in joined],
        floor=floor,
        one_to_one=one_to_one,
        threshold=threshold,
    )
    edges, probabilities = _weighed(
        [(pairs, starts[a], starts[b]) for a, b, pairs, _ in joined],
        starts,
        told,
        one_to_one=one_to_one,
    )
    groups = resolve([edge for edge in edges if edge.score >= told.threshold - 1e-12], rules)
    links = _links(edges, probabilities, groups, records, rules, given)
    return Links(
        passport=lists[0].passport,
        sources=tuple((one.passport.source, len(own.ids), one.plants()) for one, own in zip(lists, held, strict=True)),
        pairs_compared=sum(len(held[a].filters) * len(held[b].filters) for a, b, *_ in joined),
        links=links,
        doubts=sum(one.decision == "doubt" for one in links),
        clusters=_clusters(lists[0].passport.run, records, groups, pseudonym_key),
        calibration=told,
        doubt_from=_doubt_from(edges, probabilities, told.threshold),
        constraints=rules,
        candidates=tuple(edges),
        probabilities=tuple(probabilities),
        unseen=_unseen(edges, probabilities, rules, told),
        findings=(*findings, *_warnings(pseudonym_key, [capped for *_, capped in joined], told)),
    )


def subjects_for(clusters: Clusters, source: str, key: bytes) -> list[tuple[str, str]]:
    """A source's own record ids with pseudonyms made for it and this run: alike where one subject has several rows.

    It names no other body and joins with nothing that another body was given.
    """
    return [
        (id, hmac.digest(key, f"{clusters.run}\0{source}\0{subject}".encode(), "sha256").hex()[:_DIGITS])
        for (owner, id), subject in zip(clusters.records, clusters.subjects, strict=True)
        if owner == source
    ]


def _floor(held: Sequence[Listed], threshold: float | None) -> float:
    floors = [floor_of(a, b) for a, b in combinations(held, 2)]
    return min(threshold, max(floors)) if threshold is not None else max(floors)


def _by_level(copies: Sequence[Mapping[str, Copies]]) -> dict[str, Numbers]:
    """The scores of all lists' copies beside their originals, by the level of their mistakes."""
    levels = sorted({level for held in copies for level in held if level != NAMES})
    return {level: np.sort(np.concatenate([held[level].score for held in copies if level in held])) for level in levels}


def _changed_over(
    copies: Sequence[Mapping[str, Copies]],
    held: Sequence[Listed],
    a: int,
    b: int,
    floor: float,
    kernel: str,
    run: Runner,
) -> Probed:
    """The copies of two lists with their names changed over, each beside the other list."""
    best, a_record = [np.empty(0)], 0.0
    for one, two in ((a, b), (b, a)):
        if NAMES in copies[one]:
            best.append(found_elsewhere(copies[one][NAMES], held[two], floor, kernel, run))
            a_record += len(copies[one][NAMES].score) / len(held[one].ids)
    return Probed(np.concatenate(best), a_record, len(held[a].ids))


def _unseen(edges: Sequence[Edge], probabilities: Sequence[float], rules: Constraints, told: Calibration) -> Unseen:
    """The true pairs beyond those that the candidates stand for, parted over the pairs of lists as the latter are.

    Copies say how many true pairs there are, and so do the probabilities of the candidates. What they differ by, where
    the latter are more, is error: half of it to either side, beside that of the copies.
    """
    expected: dict[tuple[int, int], float] = {}
    for edge, probability in zip(edges, probabilities, strict=True):
        lists = rules.source[edge.one], rules.source[edge.two]
        expected[lists] = expected.get(lists, 0.0) + probability
    whole = sum(expected.values())
    if not whole or not told.plants:
        return NOTHING_UNSEEN
    true = told.true_pairs
    error = float(np.hypot((true.high - true.low) / _WIDTH, max(whole - true.value, 0.0) / 2))
    shares = {lists: one / whole for lists, one in sorted(expected.items())}
    return Unseen(max(true.value - whole, 0.0), error, shares)


def _weighed(
    joined: Sequence[tuple[Pairs, int, int]],
    starts: Sequence[int],
    told: Calibration,
    *,
    one_to_one: bool,
) -> tuple[list[Edge], list[float]]:
    """The pairs that are links or may be one person, with their probabilities, the best first.

    One-to-one a pair is weighed against the others of both its records with the same list: few strangers are a
    record's best, so that of two that score alike the one without a rival is the likelier. ``starts`` are the numbers
    of the lists' first records.
    """

    def list_of(records: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(starts, records, side="right") - 1

    one = np.concatenate([start + pairs.left for pairs, start, _ in joined])
    two = np.concatenate([start + pairs.right for pairs, _, start in joined])
    score = np.round(np.concatenate([pairs.score for pairs, *_ in joined]), 9)
    chance = told.probability(score)
    order = np.lexsort((two, one, -score))
    order = order[(score[order] >= told.threshold - 1e-12) | (chance[order] >= _NEVER)]
    one, two, score, chance = one[order], two[order], score[order], chance[order]
    if one_to_one:
        chance = competing(one * len(starts) + list_of(two), two * len(starts) + list_of(one), chance)
    kept = (score >= told.threshold - 1e-12) | (chance >= _UNLIKELY)
    edges = [Edge(*pair) for pair in zip(one[kept].tolist(), two[kept].tolist(), score[kept].tolist(), strict=True)]
    return edges, chance[kept].tolist()


def _doubt_from(edges: Sequence[Edge], probabilities: Sequence[float], threshold: float) -> float:
    """The lowest score of a pair that may not be passed over, the threshold where none below it may."""
    doubted = [edge.score for edge, probability in zip(edges, probabilities, strict=True) if probability >= _DOUBT]
    return round(min(threshold, min(doubted, default=threshold)), 6)


def _links(
    edges: Sequence[Edge],
    probabilities: Sequence[float],
    groups: Sequence[int],
    records: Sequence[tuple[str, str]],
    rules: Constraints,
    sources: Sequence[str],
) -> tuple[Link, ...]:
    """Links, and doubts: pairs apart that may well be one person, below the threshold or beaten by a better one."""
    barred = set(rules.cannot)
    found = []
    for edge, probability in zip(edges, probabilities, strict=True):
        linked = groups[edge.one] == groups[edge.two]
        if not linked and (probability < _DOUBT or (edge.one, edge.two) in barred):
            continue
        ends = sorted((edge.one, edge.two), key=lambda end: sources.index(records[end][0]))
        (left, right), decision = (records[end] for end in ends), "link" if linked else "doubt"
        found.append(Link(*left, *right, round(edge.score, 6), decision))
    held = {(edge.one, edge.two) for edge in edges} if rules.must else set()
    for one, two in rules.must:  # what a reviewer joined is a link, whatever it scores
        if (one, two) not in held:
            ends = sorted((one, two), key=lambda end: sources.index(records[end][0]))
            left, right = (records[end] for end in ends)
            found.append(Link(*left, *right, 0.0, "link"))
    return tuple(
        sorted(found, key=lambda one: (-one.score, one.left_id, one.right_id, one.left_source, one.right_source))
    )


def _clusters(run: str, records: Sequence[tuple[str, str]], groups: Sequence[int], key: bytes | None) -> Clusters:
    members: dict[int, list[tuple[str, str]]] = {}
    for record, group in zip(records, groups, strict=True):
        members.setdefault(group, []).append(record)
    made: Callable[[bytes], str] = (
        (lambda text: hmac.digest(key, text, "sha256").hex()[:_DIGITS])
        if key
        else (lambda text: hashlib.sha256(text).hexdigest()[:_DIGITS])
    )
    subjects: Mapping[int, str] = {
        group: made("\0".join([run, *(f"{source}\1{id}" for source, id in held)]).encode())
        for group, held in members.items()
    }
    return Clusters(run=run, records=list(records), subjects=[subjects[group] for group in groups])


def _warnings(key: bytes | None, capped: Sequence[int], told: Calibration) -> list[Finding]:
    found = []
    if not key:
        text = "pseudonyms are made without a key: whoever knows all record ids of a cluster can make them too"
        hint = "Give a key with --pseudonym-key."
        found.append(Finding(code="linkage.pseudonym-unkeyed", severity=Severity.WARNING, text=text, hint=hint))
    if sum(capped):
        text = "records had more pairs above the lowest score than are kept; the poorest were let go"
        found.append(Finding(code="linkage.hits-capped", severity=Severity.WARNING, text=text, count=sum(capped)))
    if not told.plants:
        text = "no planted copies: nothing is known of the links missed"
        found.append(Finding(code="linkage.no-plants", severity=Severity.WARNING, text=text))
    return found
