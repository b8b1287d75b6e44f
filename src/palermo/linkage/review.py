"""The queue of doubtful pairs: scores, and what an answer would change; never a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.linkage.link import Links


@dataclass(frozen=True, slots=True)
class Question:
    """A doubtful pair: are the two one person? ``joins`` is how many records an answer *same* would bring together."""

    left: tuple[str, str]
    right: tuple[str, str]
    score: float
    joins: int


ASKED_OF_EACH_SIDE = ("Is the sex the same?", "Is the year of birth within one?", "Is the region the same?")
"""What a body is asked of its own record alone, field by field: it never sees the other side's."""


def queue(links: Links) -> tuple[Question, ...]:
    """The doubts, those first whose answer changes most: the records it would join, then the score."""
    subject = dict(zip(links.clusters.records, links.clusters.subjects, strict=True))
    size: dict[str, int] = {}
    for one in links.clusters.subjects:
        size[one] = size.get(one, 0) + 1
    asked = []
    for pair in links.links:
        if pair.decision == "doubt":
            left, right = (pair.left_source, pair.left_id), (pair.right_source, pair.right_id)
            asked.append(Question(left, right, pair.score, size[subject[left]] + size[subject[right]]))
    return tuple(sorted(asked, key=lambda one: (-one.joins, -one.score, one.left, one.right)))


def verdict(answers: Sequence[str]) -> str | None:
    """What two reviewers, and a third where they differ, decide: *same*, *different*, or None as long as it is open."""
    for word in ("same", "different"):
        if answers.count(word) >= 2:
            return word
    return None
