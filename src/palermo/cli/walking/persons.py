"""What happens at the centre with encodings: who is one person, and how many persons no list has seen."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from palermo import engines, linkage, prevalence
from palermo.cli.walking.homes import bodies_of, secret_of
from palermo.cli.walking.order import Order
from palermo.cli.walking.stages import Made, as_json, below
from palermo.ground.errors import Refused

CLUSTERS = "clusters.csv"
_THREADS = 2


def link(order: Order, out: Path) -> Made:
    """Clusters at the threshold of the order, and at the looser and stricter ones beside it."""
    found = linkage.link(
        [engines.read_encodings(out / "encode" / f"{body}.parquet") for body in bodies_of(order)],
        today=order.today,
        threshold=order.threshold,
        keep_from=min(order.also, default=None),
        pseudonym_key=_key(order, "pseudonyms"),
        kernel=linkage.kernels()[0],
        run_join=partial(engines.run_join, threads=_THREADS),
    )
    clusters = found.clusters
    files = {CLUSTERS: _csv(clusters.records, clusters.subjects)}
    for threshold in order.also:
        edges = [edge for edge in found.candidates if edge.score >= threshold]
        groups = linkage.resolve(edges, found.constraints)
        files[also_file(threshold)] = _csv(clusters.records, [str(group) for group in groups])
    persons = len(set(clusters.subjects))
    told = {"pairs_compared": found.pairs_compared, "threshold": order.threshold, "links": found.made,
            "records": len(clusters.records), "persons": persons}  # fmt: skip
    said = f"{found.pairs_compared:,} pairs compared, {found.made:,} links: {len(clusters.records):,} records "
    return Made({**files, "link.json": as_json(told)}, f"{said}of {persons:,} persons")


def also_file(threshold: float) -> str:
    """The file of clusters at another threshold."""
    return f"also/{threshold}.csv"


def _key(order: Order, purpose: str) -> bytes:
    return hmac.digest(secret_of(order).encode(), f"{order.run} {purpose}".encode(), "sha256")


def _csv(records: Sequence[tuple[str, str]], subjects: Sequence[str]) -> bytes:
    rows = [(source, id, subject) for (source, id), subject in zip(records, subjects, strict=True)]
    names = dict.fromkeys(("source", "id", "subject"), pl.String)
    return engines.write_csv(pl.DataFrame(rows, schema=names, orient="row"))


def estimate(order: Order, out: Path) -> Made:
    """What every method says of the persons on no list, and how far the order's own moves with the links.

    Raises Refused, with the reasons, where the order's method gives no number.
    """
    linked = below(out, "link")
    lists = _lists(order, linked[CLUSTERS])
    made = {name: _estimate(order, lists, name) for name in _methods(order)}
    links = prevalence.estimate_over((_lists(order, linked[also_file(one)]) for one in order.also), seed=order.seed)
    main = made[order.method]
    if main.headline is None:
        raise Refused(f"{order.method} gives no estimate.", hint="The findings say why.", findings=main.findings)
    head = main.headline
    rows = [("seen", "estimate", lists.n), *_rows(made), *_of_links(links.to_dict())]
    told = pl.DataFrame(rows, schema=["method", "quantity", "persons"], orient="row")
    files = {
        "estimates.csv": engines.write_csv(told.with_columns(pl.col("persons").cast(pl.String))),
        "estimate.json": as_json({name: one.to_dict() for name, one in made.items()} | {"links": links.to_dict()}),
    }
    span = f"{head.low or 0:,.0f} to {head.high or 0:,.0f}"
    return Made(files, f"{lists.n:,} persons seen, {head.value:,.0f} in all by {head.method} ({span})")


def _lists(order: Order, clusters: bytes) -> prevalence.Lists:
    return prevalence.lists_from(engines.read_csv_frame(clusters), mapped=order.lists)


def _methods(order: Order) -> tuple[str, ...]:
    """Every method that is built, that of the order with them."""
    return tuple(dict.fromkeys((order.method, *prevalence.METHODS)))


def _estimate(order: Order, lists: prevalence.Lists, method: str) -> prevalence.Estimate:
    return prevalence.estimate(lists, method=method, resamples=order.resamples, seed=order.seed)


def _rows(made: Mapping[str, prevalence.Estimate]) -> Iterator[tuple[str, str, int]]:
    """A row a method and quantity, in whole persons; none of a method that refused."""
    for name, one in made.items():
        if (head := one.headline) is not None:
            told = {"estimate": head.value, "lower": head.low, "upper": head.high}
            yield from ((name, quantity, round(value)) for quantity, value in told.items() if value is not None)


def _of_links(told: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    for quantity, name in (("estimate", "median"), ("lower", "low"), ("upper", "high")):
        if told[name] is not None:
            yield "links", quantity, round(told[name])
