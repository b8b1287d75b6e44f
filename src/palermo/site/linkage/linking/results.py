"""What of a linking is kept: counts that are coarse, files whose ids are random, pairs by how they agree."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import polars as pl

from palermo import engines, linkage
from palermo.site.linkage.linking.actions import Found, Pair

STEP = 10
"""To so many a count is rounded; fewer are not told apart. An overlap of a few persons would disclose them."""
MOST_PAIRS = 500
"""So many pairs are laid before a reviewer, those first whose answer changes most."""
DRAWS = 20
Facts = Mapping[str, Mapping[str, Mapping[str, str]]]
"""By list and record what is known of it."""


def of_links(found: linkage.Links, facts: Facts) -> Found:
    """All that is kept of ``found``. Nothing of it joins with anything outside the run."""
    return Found(outcome=_outcome(found), files=_files(found), pairs=[*_pairs(found, facts)][:MOST_PAIRS])


def coarse(count: int) -> int:
    """``count`` to the nearest step; 0 for all that are below one."""
    return 0 if count < STEP else STEP * round(count / STEP)


def _outcome(found: linkage.Links) -> dict[str, Any]:
    told = found.calibration
    return {
        "lists": [{"list": name, "records": coarse(many)} for name, many, _ in found.sources],
        "overlaps": [
            {"lists": list(pair), "persons": coarse(many)} for pair, many in sorted(_overlaps(found.clusters).items())
        ],
        "links": coarse(found.made),
        "doubts": coarse(found.doubts),
        "clusters": coarse(len(set(found.clusters.subjects))),
        "precision": told.precision.to_dict(),
        "recall": told.recall.to_dict(),
        "plants": coarse(told.plants),
        "threshold": told.threshold,
        "findings": [one.code for one in found.findings],
    }


def _overlaps(clusters: linkage.Clusters) -> Mapping[tuple[str, str], int]:
    """Of each two lists how many persons stand on both."""
    names = sorted({source for source, _ in clusters.records})
    found = Counter(dict.fromkeys(combinations(names, 2), 0))
    for group in clusters.groups():
        found.update(combinations(sorted({source for source, _ in group}), 2))
    return found


def _files(found: linkage.Links) -> bytes:
    """`clusters.csv` and `draws.parquet`: ids are drawn anew, and rows stand in their order, not in that of a list."""
    clusters = found.clusters
    ids = [secrets.token_hex(10) for _ in clusters.records]
    order = sorted(range(len(ids)), key=lambda at: (clusters.records[at][0], ids[at]))
    records = [(clusters.records[at][0], ids[at]) for at in order]
    subjects = [clusters.subjects[at] for at in order]
    frame = pl.DataFrame(
        {"source": [one for one, _ in records], "id": [one for _, one in records], "subject": subjects}
    )  # fmt: skip
    draws = ([*_renumbered([groups[at] for at in order])] for groups in found.draws(DRAWS, secrets.randbits(32)))
    return engines.pack_folder(
        {"clusters.csv": engines.write_csv(frame), "draws.parquet": engines.draws_bytes(records, draws)}
    )


def _renumbered(groups: Sequence[int]) -> list[str]:
    """Clusters by the order in which they are met: the number of a member tells its place in a list."""
    known: dict[int, str] = {}
    return [known.setdefault(group, f"{len(known):x}") for group in groups]


def _pairs(found: linkage.Links, facts: Facts) -> list[Pair]:
    asked = linkage.queue(found)
    chances = found.calibration.probability(pl.Series([one.score for one in asked], dtype=pl.Float64).to_numpy())
    return [
        Pair(
            left=one.left[0],
            right=one.right[0],
            score=one.score,
            probability=float(chance),
            joins=one.joins,
            agreement=linkage.agreement(_known(facts, one.left), _known(facts, one.right)),
            records=(one.left, one.right),
        )
        for one, chance in zip(asked, chances, strict=True)
    ]


def _known(facts: Facts, record: tuple[str, str]) -> Mapping[str, str]:
    return facts.get(record[0], {}).get(record[1], {})
