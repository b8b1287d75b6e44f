"""Advice: what brute force over all moves reaches is reached, what is advised comes out of tables, pools stay apart."""

import csv
import io
import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo import disclosure
from palermo.ground.errors import BadDefinition, Differs, UsageError

Written = dict[str, Any]
Files = Mapping[str, bytes]
YEARS = [str(year) for year in range(2020, 2026)]
POOLS = {"2020-2022": YEARS[:3], "2023-2025": YEARS[3:]}
TREE = {"north": ["n1", "n2"], "south": ["s1", "s2"]}
DIMENSIONS: dict[str, Any] = {
    "year": {"codes": YEARS},
    "region": {"codes": ["n1", "n2", "s1", "s2"], "hierarchy": TREE},
    "sex": {"codes": ["F", "M"]},
}
BY = {"t1": ["year"], "t2": ["year", "sex"], "t3": ["region", "sex"], "t4": ["year", "region"]}


def written(*ids: str, as_of: str = "2025-12-31", **more: Any) -> Written:
    tables = [{"id": id, "by": BY[id], "margins": "all"} for id in ids]
    population = {"id": "registered", "as_of": as_of}
    return {"version": 1, "release": "r", "population": population, "dimensions": DIMENSIONS, "tables": tables, **more}


def people(seed: int, number: int, years: list[str] = YEARS) -> pl.DataFrame:
    chance = random.Random(seed)
    weights = {"year": [1] * len(years), "region": [6, 3, 2, 1], "sex": [3, 1]}
    codes = {"year": years, "region": ["n1", "n2", "s1", "s2"], "sex": ["F", "M"]}
    drawn = {name: chance.choices(codes[name], weights[name], k=number) for name in codes}
    return pl.DataFrame({"subject_id": [f"p{at}" for at in range(number)], **drawn})


def advise(
    one: Written, rows: pl.DataFrame, useful: int | None = None, before: dict[str, Files] | None = None
) -> disclosure.Advice:
    out = list((before or {}).items())
    earlier = [disclosure.read_earlier(files, name=name) for name, files in out]
    read = disclosure.read_catalogue("c.yml", yaml.safe_dump(one).encode(), advising=True)
    catalogue = disclosure.beside(read, earlier, rows.columns)
    return disclosure.advise(catalogue, disclosure.read_people(rows, catalogue), out, useful=useful)


def release(data: bytes, rows: pl.DataFrame, before: dict[str, Files] | None = None) -> Files:
    """The files that ``palermo tables`` would write. Raises Differs where it would refuse."""
    older = list((before or {}).items())
    earlier = [disclosure.read_earlier(files, name=name) for name, files in older]
    catalogue = disclosure.beside(disclosure.read_catalogue("c.yml", data), earlier, rows.columns)
    files = disclosure.make_release(catalogue, disclosure.read_people(rows, catalogue), earlier).files
    found = disclosure.attack(
        disclosure.read_publication(files, name="now"),
        [disclosure.read_publication(some, name=name) for name, some in older],
    )
    if not found.safe or any(str(other.severity) == "question" for other in found.other):
        raise Differs("unsafe")
    return files


def useful(files: Files, one: Written) -> int:
    """Cells that are shown, ten people or more, and no sum of others that are printed beside them."""
    found = 0
    for table in one["tables"]:
        rows = list(csv.DictReader(io.StringIO(files[f"{table['id']}.csv"].decode())))
        printed = {name: {row[name] for row in rows} for name in table["by"]}
        for row in rows:
            total = any(row[name] == "_T" or set(TREE.get(row[name], ())) & printed[name] for name in table["by"])
            found += row["status"] == "exact" and int(row["value"]) >= 10 and not total
    return found


def each_way(table: Written) -> Iterator[Written | None]:
    """The moves once more, as a statistician writes them into the file by hand."""
    yield None
    for pooled, coarse in product((False, True), repeat=2):
        if (pooled and "year" not in table["by"]) or (coarse and "region" not in table["by"]):
            continue
        codes = {**({"year": list(POOLS)} if pooled else {}), **({"region": list(TREE)} if coarse else {})}
        margins: Any = "all"
        if pooled:
            margins = [["year"]] if len(table["by"]) > 1 else "none"
        yield {**table, "codes": codes, "margins": margins} if codes else table


def most_by_brute_force(one: Written, rows: pl.DataFrame) -> int:
    best = 0
    for taken in product(*map(each_way, one["tables"])):
        tables = [table for table in taken if table is not None]
        if tables:
            year = {**one["dimensions"]["year"], "pools": POOLS}
            proposal = {**one, "tables": tables, "dimensions": {**one["dimensions"], "year": year}}
            try:
                best = max(best, useful(release(yaml.safe_dump(proposal).encode(), rows), proposal))
            except Differs:
                continue
    return best


@given(
    seed=st.integers(0, 10_000),
    number=st.sampled_from([40, 90, 150]),
    ids=st.sampled_from([("t2", "t4"), ("t3", "t4"), ("t1", "t4"), ("t2", "t3")]),
)
@settings(max_examples=6)
def test_what_brute_force_over_all_moves_reaches_is_reached_and_no_more(
    seed: int, number: int, ids: tuple[str, ...]
) -> None:
    one, rows = written(*ids), people(seed, number)
    most = most_by_brute_force(one, rows)
    if most:
        advice = advise(one, rows, most)
        assert advice.reached and advice.after == most
        text = disclosure.advised_catalogue("c.yml", yaml.safe_dump(one).encode(), advice)
        assert useful(release(text, rows), yaml.safe_load(text)) == most
    beyond = advise(one, rows, most + 1)
    assert not beyond.reached
    assert {"disclosure.too-few-useful", "disclosure.more-than-people"} & {found.code for found in beyond.findings}


def test_what_is_enough_already_is_kept() -> None:
    one, rows = written("t1", "t2"), people(1, 900)
    advice = advise(one, rows, 5)
    assert [(move.move.action, move.before) for move in advice.advised] == [("keep", 6), ("keep", 12)]
    assert advice.before == advice.after == 18


def test_a_number_that_needs_a_move_is_reached_by_as_few_as_will_do() -> None:
    advice = advise(written("t3", "t4"), people(3, 240), 10)
    assert advice.before == 8 and advice.after is not None and advice.after >= 10
    said = {found.move.action for found in advice.advised}
    assert said & {"pool", "coarsen", "drop"}
    assert sum(found.after for found in {found.move.table: found for found in advice.advised}.values()) == advice.after


def test_without_a_number_nothing_is_lost() -> None:
    for seed in range(3):
        advice = advise(written("t2", "t3"), people(seed, 120))
        assert advice.asked is None and advice.before is not None and advice.after is not None
        assert advice.after >= advice.before


def test_more_than_there_are_people_for_is_said_before_any_work() -> None:
    advice = advise(written("t1", "t4"), people(3, 150), 1000)
    assert advice.tried == 0 and (advice.before, advice.after) == (None, None)
    assert [found.code for found in advice.findings][-1] == "disclosure.more-than-people"


def test_rounding_hides_nothing_so_there_is_nothing_to_advise() -> None:
    with pytest.raises(UsageError, match="rounding hides nothing"):
        advise(written("t1", method="round"), people(1, 50), 3)


# ── pools ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def pools(as_of: str, codes: list[str], **year: Any) -> dict[str, list[str]]:
    """The pools that advice lays over years, where everything is to be pooled."""
    dimensions = {**DIMENSIONS, "year": {"codes": codes, **year}}
    one = written("t2", as_of=as_of, profile="small-country", dimensions=dimensions)
    advice = advise(one, people(5, 900, codes))
    return {code: list(years) for code, years in advice.catalogue.dimensions["year"].pools.items()}


def test_the_last_complete_year_ends_a_pool() -> None:
    assert pools("2025-12-31", YEARS) == POOLS
    assert pools("2025-12-31", YEARS[1:]) == {"2023-2025": YEARS[3:]}
    assert pools("2025-11-30", YEARS) == {"2022-2024": YEARS[2:5]}


def test_pools_that_are_declared_go_on_and_never_overlap() -> None:
    later = [*YEARS, "2026", "2027", "2028"]
    declared = {"2023-2025": YEARS[3:]}
    assert pools("2026-12-31", later, pools=declared) == POOLS
    assert pools("2028-12-31", later, pools=declared) == {**POOLS, "2026-2028": later[6:]}


def test_years_of_another_calendar_say_when_they_end() -> None:
    ends = {"1402": "2024-03-19", "1403": "2025-03-20", "1404": "2026-03-20"}
    assert pools("2026-03-31", list(ends), until=ends) == {"1402-1404": list(ends)}
    assert pools("2026-03-01", list(ends), until=ends) == {}


def test_a_year_later_the_pools_that_are_out_stay() -> None:
    one, rows = written("t2", profile="small-country"), people(6, 900)
    text = disclosure.advised_catalogue("c.yml", yaml.safe_dump(one).encode(), advise(one, rows))
    first = release(text, rows)
    codes = [*YEARS, "2026"]
    more = people(7, 150, ["2026"]).with_columns(("q" + pl.col("subject_id")).alias("subject_id"))
    later = written(
        "t2", as_of="2026-12-31", profile="small-country", dimensions={**DIMENSIONS, "year": {"codes": codes}}
    )
    before = {"r": first}
    advice = advise(later, pl.concat([rows, more]), before=before)
    assert {code: list(years) for code, years in advice.catalogue.dimensions["year"].pools.items()} == POOLS
    text = disclosure.advised_catalogue("c.yml", yaml.safe_dump(later).encode(), advice)
    second = release(text, pl.concat([rows, more]), before)
    assert first["t2.csv"] == second["t2.csv"]  # nobody of 2026 is told before 2028 is over


def test_a_few_people_of_years_outside_the_pools_do_not_follow() -> None:
    """Four women of 2021 stand in no pool; the table of everybody less the pools would tell of them."""
    dimensions = {**DIMENSIONS, "year": {"codes": YEARS[1:], "pools": {"2023-2025": YEARS[3:]}}}
    tables = [
        {"id": "all", "by": ["sex"], "margins": "none"},
        {"id": "pooled", "by": ["year", "sex"], "margins": "none", "codes": {"year": ["2023-2025"]}},
    ]
    one = written(dimensions=dimensions) | {"tables": tables}
    counts = {("2021", "F"): 4, ("2021", "M"): 30, ("2024", "F"): 50, ("2024", "M"): 40}
    drawn = [(year, sex) for (year, sex), many in counts.items() for _ in range(many)]
    rows = pl.DataFrame(
        {
            "subject_id": [f"p{at}" for at in range(len(drawn))],
            "year": [year for year, _ in drawn],
            "region": ["n1"] * len(drawn),
            "sex": [sex for _, sex in drawn],
        }
    )
    files = release(yaml.safe_dump(one).encode(), rows)
    assert b"F,54,exact" not in files["all.csv"] or b"2023-2025,F,50,exact" not in files["pooled.csv"]


# ── the profile ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_small_country_pools_everything_but_its_yearly_totals() -> None:
    advice = advise(written("t1", "t2", "t4", profile="small-country"), people(8, 900))
    said = {found.move.table: found.move.action for found in advice.advised if found.move.action != "coarsen"}
    assert said == {"t1": "keep", "t2": "pool", "t4": "pool"}


FAULTS: dict[str, tuple[Written, str]] = {
    "a table of single years": (written("t2", profile="small-country"), "pools three years"),
    "zeros that disclose": (written("t1", profile="small-country", zeros="disclosive"), "shows zeros"),
    "a threshold of five": (written("t1", profile="small-country", threshold=5), "threshold of 10"),
    "a pool of two years": (
        written("t1", profile="small-country")
        | {"dimensions": {"year": {"codes": YEARS, "pools": {"2024-2025": YEARS[4:]}}}},
        "has 2 years",
    ),
    "a pool that is not over": (
        written(as_of="2025-06-30", profile="small-country")
        | {
            "dimensions": {**DIMENSIONS, "year": {"codes": YEARS, "pools": POOLS}},
            "tables": [{"id": "t2", "by": ["year", "sex"], "codes": {"year": list(POOLS)}}],
        },
        "is not complete",
    ),
    "three ways": (
        written("t1", profile="small-country")
        | {
            "dimensions": {**DIMENSIONS, "age": {"codes": ["0-17", "18+"]}},
            "tables": [{"id": "t9", "by": ["region", "sex", "age"]}],
        },
        "3 ways",
    ),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_the_profile_of_a_small_country_refuses(fault: str) -> None:
    one, said = FAULTS[fault]
    with pytest.raises(BadDefinition) as caught:
        disclosure.read_catalogue("c.yml", yaml.safe_dump(one).encode())
    assert any(said in found.text for found in caught.value.findings)
    assert all(found.line for found in caught.value.findings)


def test_a_table_with_more_cells_than_people_is_named_before_any_work() -> None:
    one, rows = written("t3", profile="small-country"), people(9, 70)
    catalogue = disclosure.read_catalogue("c.yml", yaml.safe_dump(one).encode())
    crowded = list(disclosure.crowded(catalogue, disclosure.read_people(rows, catalogue)))
    assert [(found.table, "8 cells" in found.text, "at most 7" in found.text) for found in crowded] == [
        ("t3", True, True)
    ]
