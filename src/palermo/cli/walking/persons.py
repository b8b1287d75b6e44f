"""What happens at the centre with encodings: who is one person, and how many persons no list has seen."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from palermo import engines, linkage, prevalence
from palermo.cli.walking.homes import TWICE, bodies_of, secret_of
from palermo.cli.walking.order import Order
from palermo.cli.walking.stages import Made, as_json, below
from palermo.ground.errors import Refused

CLUSTERS, DRAWS = "clusters.csv", "draws.parquet"
_THREADS = 2
_ENDS = ("estimate", "lower", "upper")


def link(order: Order, out: Path) -> Made:
    """Clusters, and drawn ones that might be. A body has nobody twice, so that a person is one record of each."""
    encoded = below(out, "encode")
    found = linkage.link(
        [engines.encodings_in(encoded[f"{body}.parquet"], body) for body in bodies_of(order)],
        today=order.today,
        threshold=order.threshold,
        one_to_one=True,
        pseudonym_key=_key(order, "pseudonyms"),
        kernel=linkage.kernels()[0],
        run_join=partial(engines.run_join, threads=_THREADS),
    )
    clusters = found.clusters
    subject = dict(zip(clusters.records, clusters.subjects, strict=True))
    again = engines.read_csv_frame(encoded[TWICE]).iter_rows()
    subject |= {(source, id): subject[source, one] for source, id, one in again if (source, one) in subject}
    names = ([f"{group:x}" for group in groups] for groups in found.draws(order.draws, order.seed))
    told = found.calibration
    persons = len(set(clusters.subjects))
    counts = {"pairs_compared": found.pairs_compared, "threshold": told.threshold, "links": found.made,
              "doubts": found.doubts, "records": len(subject), "persons": persons,
              "precision": told.precision.to_dict(), "recall": told.recall.to_dict()}  # fmt: skip
    files = {
        CLUSTERS: _csv(list(subject), list(subject.values())),
        DRAWS: engines.draws_bytes(clusters.records, names),
        "link.json": as_json(counts),
    }
    said = f"{found.pairs_compared:,} pairs compared, {found.made:,} links: {len(subject):,} records "
    return Made(files, f"{said}of {persons:,} persons")


def _key(order: Order, purpose: str) -> bytes:
    return hmac.digest(secret_of(order).encode(), f"{order.run} {purpose}".encode(), "sha256")


def _csv(records: Sequence[tuple[str, str]], subjects: Sequence[str]) -> bytes:
    rows = [(source, id, subject) for (source, id), subject in zip(records, subjects, strict=True)]
    names = dict.fromkeys(("source", "id", "subject"), pl.String)
    return engines.write_csv(pl.DataFrame(rows, schema=names, orient="row"))


def estimate(order: Order, out: Path) -> Made:
    """What every method says of the persons on no list, and the order's own pooled with what drawn links make of it.

    Raises Refused, with the reasons, where the order's method gives no number.
    """
    linked = below(out, "link")
    lists = lists_of(order, engines.read_csv_frame(linked[CLUSTERS]))
    made = {name: _estimate(order, lists, name) for name in _methods(order)}
    main = with_links(order, made[order.method], lists, linked[DRAWS])
    if main.headline is None or main.links is None or main.links["pooled"] is None:
        raise Refused(f"{order.method} gives no estimate.", hint="The findings say why.", findings=main.findings)
    both = main.links["pooled"]
    spans = {
        "links": (main.links["median"], main.links["low"], main.links["high"]),
        "with-links": (both["value"], both["low"], both["high"]),
    }
    rows = [("seen", "estimate", lists.n), *_rows(made)]
    rows += [(name, one, round(value)) for name, span in spans.items() for one, value in zip(_ENDS, span, strict=True)]
    told = pl.DataFrame(rows, schema=["method", "quantity", "persons"], orient="row")
    files = {
        "estimates.csv": engines.write_csv(told.with_columns(pl.col("persons").cast(pl.String))),
        "estimate.json": as_json({name: one.to_dict() for name, one in (made | {order.method: main}).items()}),
    }
    span = f"{both['low']:,.0f} to {both['high']:,.0f}, {both['share']:.0%} of it for links"
    return Made(files, f"{lists.n:,} persons seen, {both['value']:,.0f} in all by {order.method} ({span})")


def with_links(order: Order, made: prevalence.Estimate, lists: prevalence.Lists, draws: bytes) -> prevalence.Estimate:
    """An estimate with the drawn clusterings pooled into it."""
    parts = engines.read_parquet_frame(draws).partition_by("draw", maintain_order=True)
    drawn = (lists_of(order, part.select("source", "id", "subject")) for part in parts)
    return prevalence.with_links(made, lists, drawn, method=order.method, seed=order.seed)


def lists_of(order: Order, clusters: pl.DataFrame) -> prevalence.Lists:
    """Who is on which of the order's lists."""
    return prevalence.lists_from(clusters, mapped=order.lists)


def _methods(order: Order) -> tuple[str, ...]:
    """Every method that is built, that of the order with them."""
    return tuple(dict.fromkeys((order.method, *prevalence.METHODS)))


def _estimate(order: Order, lists: prevalence.Lists, method: str) -> prevalence.Estimate:
    return prevalence.estimate(lists, method=method, resamples=order.resamples, seed=order.seed)


def _rows(made: Mapping[str, prevalence.Estimate]) -> Iterator[tuple[str, str, int]]:
    """A row a method and quantity, in whole persons; none of a method that refused."""
    for name, one in made.items():
        if (head := one.headline) is not None:
            told = zip(_ENDS, (head.value, head.low, head.high), strict=True)
            yield from ((name, quantity, round(value)) for quantity, value in told if value is not None)
