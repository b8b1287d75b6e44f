"""The precision of links from a sample that people looked at: drawn by lot, answered, counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity
from palermo.linkage.decisions import Decision
from palermo.linkage.evaluate import Interval, wilson
from palermo.linkage.link import Link, Links
from palermo.linkage.review import verdict

Pair = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a reviewed sample says: the precision, of how many links, and why others of the file do not count."""

    precision: Interval
    links: int
    left_out: int
    undecided: int
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, object]:
        return {
            "precision": self.precision.to_dict(),
            "links": self.links,
            "left_out": self.left_out,
            "undecided": self.undecided,
        }


def sample(links: Links, size: int, *, seed: int) -> tuple[Link, ...]:
    """So many of the links, each as likely as the other, in the order of the lot; all where there are no more."""
    made = [one for one in links.links if one.decision == "link"]
    generator = np.random.Generator(np.random.PCG64(seed))
    return tuple(made[at] for at in generator.permutation(len(made))[:size].tolist())


def reviewed(links: Links, answers: Sequence[Decision]) -> Reviewed:
    """The precision of the links by the answers to a sample of them, with its Wilson interval.

    A pair counts that is a link of this run, or would be one but for a decision; two reviewers have to agree, or two
    of three. Raises UnreadableInput where no pair counts.
    """
    asked: dict[Pair, list[str]] = {}
    for one in answers:
        asked.setdefault(frozenset((one.left, one.right)), []).append(one.answer)
    linked = _linked(links)
    words = [given[0] if len(given) == 1 else verdict(given) for pair, given in asked.items() if pair in linked]
    decided = [word for word in words if word]
    if not decided:
        text = "no reviewed pair is a link of this run"
        raise UnreadableInput(
            "The reviewed sample says nothing of these links.",
            hint="Draw it with --sample from the links of the same lists, and answer every row.",
            findings=[Finding(code="linkage.reviewed-none", severity=Severity.ERROR, text=text)],
        )
    precision = wilson(decided.count("same"), len(decided))
    left_out, undecided = len(asked) - len(words), len(words) - len(decided)
    return Reviewed(
        precision=precision,
        links=len(decided),
        left_out=left_out,
        undecided=undecided,
        findings=tuple(_findings(precision, links.calibration.precision, left_out, undecided)),
    )


def _linked(links: Links) -> set[Pair]:
    found = {
        frozenset(((one.left_source, one.left_id), (one.right_source, one.right_id)))
        for one in links.links
        if one.decision == "link"
    }
    records = links.clusters.records
    return found | {frozenset((records[one], records[two])) for one, two in links.constraints.cannot}


def _findings(seen: Interval, stated: Interval, left_out: int, undecided: int) -> list[Finding]:
    found = []
    if left_out:
        text = "reviewed pairs are no links of this run; they do not count"
        found.append(Finding(code="linkage.reviewed-no-link", severity=Severity.INFO, text=text, count=left_out))
    if undecided:
        text = "reviewed pairs have answers that differ, and no majority; they do not count"
        hint = "Ask a third reviewer."
        found.append(
            Finding(code="linkage.reviewed-open", severity=Severity.WARNING, text=text, hint=hint, count=undecided)
        )
    if not seen.low <= stated.high or not stated.low <= seen.high:
        text = "the reviewed sample and the estimate without review do not agree on the precision"
        hint = "Believe the sample; a higher --threshold makes fewer wrong links."
        found.append(Finding(code="linkage.precision-contradicted", severity=Severity.WARNING, text=text, hint=hint))
    return found
