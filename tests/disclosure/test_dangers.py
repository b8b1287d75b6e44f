"""Every danger of publication, one by one, from files on the disk through the verbs: told by attack, kept by tables.

The order is that of the threats as an office meets them. Each test is named for its danger; where a table is made here
by ``palermo tables``, ``palermo attack`` is asked what a stranger makes of it.
"""

import csv
import io
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

import as_typed
import openpyxl
import pytest
import yaml
from made_releases import INNER, SAFE, Counts, Files, lay, release, table, with_manifest
from table_catalogues import Row, people

Said = dict[str, Any]
SEX, AGE = ["F", "M"], ["0-17", "18+"]
DIMENSIONS = {"sex": {"codes": SEX}, "age": {"codes": AGE}}
BOTH = {"id": "t1", "by": ["sex", "age"]}


# ── the two verbs ──────────────────────────────────────────────────────────────────────────────────────────────────
def attacked(folder: Path, *words: str | Path) -> Said:
    """What attack says of a folder; its exit code and its verdict are one."""
    done = as_typed.palermo("attack", folder, "--json", *words)
    assert done.returncode in (0, 4), done.stderr
    said: Said = json.loads(done.stdout)
    assert said["verdict"] == ("unsafe" if done.returncode else "safe")
    return said


def values(said: Said, kind: str = "cell") -> dict[tuple[str, ...], float]:
    """The values that follow exactly, by the codes of their cell."""
    return {tuple(one["cell"].values()): one["value"] for one in said["exactly_recovered"] if one["kind"] == kind}


def codes(said: Said, severity: str | None = None) -> set[str]:
    return {one["code"] for one in said["other"] if severity in (None, one["severity"])}


class Office:
    """Where tables are made: records and a catalogue written down, the verb called on them."""

    def __init__(self, room: Path) -> None:
        self.room = room

    def tables(
        self,
        rows: Iterable[Row],
        tables: Sequence[Mapping[str, Any]] = (BOTH,),
        *words: str | Path,
        name: str = "r1",
        as_of: str = "2025-12-31",
        dimensions: Mapping[str, Any] = DIMENSIONS,
        **options: Any,
    ) -> as_typed.Done:
        some = list(rows)
        records, catalogue = self.room / f"{name}.records.csv", self.room / f"{name}.yml"
        with records.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(some[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(some)
        made = {"version": 1, "release": name, "population": {"id": "registered", "as_of": as_of}}
        made |= {"threshold": 10, "dimensions": dict(dimensions), "tables": list(tables), **options}
        catalogue.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), "utf-8")
        done = as_typed.palermo("tables", records, "--catalogue", catalogue, "--out", self.room / name, *words)
        assert (self.room / name).exists() == (done.returncode == 0), done.stderr
        return done

    def made(self, *given: Any, name: str = "r1", **options: Any) -> Path:
        done = self.tables(*given, name=name, **options)
        assert done.returncode == 0, done.stderr
        return self.room / name


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def cells(folder: Path, table: str = "t1") -> dict[tuple[str, ...], str]:
    """What stands in a table: the value, or nothing where it is hidden."""
    rows = list(csv.reader(io.StringIO((folder / f"{table}.csv").read_text("utf-8"))))[1:]
    return {tuple(row[:-2]): row[-2] for row in rows}


def persons(counts: Counts, **more: str) -> list[Row]:
    return people(counts, "sex", "age", **more)


def of_region(counts: Mapping[str, int], **dimension: Any) -> tuple[list[Row], dict[str, Any]]:
    rows = people({(code,): many for code, many in counts.items()}, "region")
    return rows, {"region": {"codes": list(counts), **dimension}}


def region_table(*lines: str) -> bytes:
    return "\n".join(["region,value,status", *lines, ""]).encode()


def printed(name: str, tables: Files, dimensions: Mapping[str, Any], as_of: str = "2025-12-31", **fields: Any) -> Files:
    """A folder of tables by hand, the manifest written as an office would."""
    specs = {
        path.removesuffix(".csv"): {"by": data.decode().split("\n")[0].split(",")[:-2]} for path, data in tables.items()
    }
    files = with_manifest(tables, name, {}, as_of, {id: {**spec, **fields.get(id, {})} for id, spec in specs.items()})
    manifest = json.loads(files["manifest.json"]) | {"dimensions": dict(dimensions)}
    return {**files, "manifest.json": json.dumps(manifest).encode()}


# ── margins, linked tables, levels ─────────────────────────────────────────────────────────────────────────────────
def test_margins_a_total_less_the_cells_shown_is_the_one_hidden(tmp_path: Path, office: Office) -> None:
    threshold_only = lay(tmp_path / "naive", release("naive", counts=SAFE, hidden={("F", "0-17")}))
    assert values(attacked(threshold_only)) == {("F", "0-17"): 4}
    ours = office.made(persons(SAFE))
    assert sum(value == "" for value in cells(ours).values()) >= 4
    assert attacked(ours)["verdict"] == "safe"


def test_margins_a_total_written_anew_without_the_hidden_cell_is_no_way_out(tmp_path: Path) -> None:
    lines = table(["sex", "age"], {"sex": SEX, "age": AGE}, SAFE, {("F", "0-17")}).decode()
    again = lines.replace("F,_T,64", "F,_T,60").replace("_T,0-17,34", "_T,0-17,30").replace("_T,_T,134", "_T,_T,130")
    assert attacked(lay(tmp_path / "r", {"t1.csv": again.encode()}))["verdict"] == "unsafe"


def test_linked_tables_safe_one_by_one_are_solved_together(tmp_path: Path, office: Office) -> None:
    one = region_table("n1,,hidden", "n2,,hidden", "s1,30,exact", "_T,64,exact")
    other = region_table("n1,,hidden", "n2,30,exact", "s1,,hidden", "_T,64,exact")
    for name, data in (("one", one), ("other", other)):
        assert attacked(lay(tmp_path / name, {f"{name}.csv": data}))["verdict"] == "safe"
    assert values(attacked(lay(tmp_path / "both", {"one.csv": one, "other.csv": other}))) == {
        ("n1",): 4,
        ("n2",): 30,
        ("s1",): 30,
    }
    rows = people(
        {("n1", "F"): 4, ("n1", "M"): 12, ("n2", "F"): 30, ("n2", "M"): 30, ("s1", "F"): 30, ("s1", "M"): 5},
        "region",
        "sex",
    )
    dimensions = {"region": {"codes": ["n1", "n2", "s1"]}, "sex": {"codes": SEX}}
    linked = [{"id": "t1", "by": ["region"]}, {"id": "t2", "by": ["region", "sex"]}]
    assert attacked(office.made(rows, linked, dimensions=dimensions))["verdict"] == "safe"


def test_three_tables_without_a_common_one_pin_a_cell_of_all_three(tmp_path: Path, office: Office) -> None:
    truth = {("F", "0-17", "n"): 12, ("M", "18+", "s"): 12}
    by = {"sex": SEX, "age": AGE, "place": ["n", "s"]}

    def pair(*names: str) -> bytes:
        at = [list(by).index(name) for name in names]
        counts: dict[tuple[str, ...], int] = {}
        for cell, many in truth.items():
            counts[tuple(cell[i] for i in at)] = many
        return table(list(names), by, counts, ())

    files = {"t1.csv": pair("sex", "age"), "t2.csv": pair("age", "place"), "t3.csv": pair("sex", "place")}
    files["t4.csv"] = b"sex,age,place,value,status\nF,0-17,n,,hidden\nM,0-17,n,,hidden\n"
    assert values(attacked(lay(tmp_path / "hand", files)))[("F", "0-17", "n")] == 12
    many = iter((12, 25, 30, 14, 21, 15, 13, 3))
    kinds = {cell: next(many) for cell in product(*by.values())}
    sides = [list(some) for size in (2, 3) for some in combinations(by, size)]
    tables = [{"id": f"t{at}", "by": side} for at, side in enumerate(sides)]
    dimensions = {name: {"codes": some} for name, some in by.items()}
    ours = office.made(people(kinds, *by), tables, dimensions=dimensions)
    assert attacked(ours)["verdict"] == "safe"


UNPRINTED = {
    ("F", "a", "z"): 12, ("F", "b", "z"): 15, ("F", "c", "x"): 15, ("F", "c", "y"): 15, ("M", "a", "y"): 20,
    ("M", "a", "z"): 3, ("M", "b", "x"): 20, ("M", "b", "z"): 15, ("M", "c", "x"): 12,
}  # fmt: skip
"""Three men: nobody prints them, and every count of two dimensions is none or ten and more."""
THREE = {"sex": SEX, "age": ["a", "b", "c"], "place": ["x", "y", "z"]}
SIDES = [("sex", "age"), ("age", "place"), ("sex", "place")]


def side(counts: Counts, *names: str) -> bytes:
    """A table of two of the three dimensions, all of it printed."""
    at = [list(THREE).index(name) for name in names]
    summed: dict[tuple[str, ...], int] = {}
    for cell, many in counts.items():
        summed[tuple(cell[i] for i in at)] = summed.get(tuple(cell[i] for i in at), 0) + many
    return table(list(names), THREE, summed, ())


def test_a_cell_of_all_three_is_told_though_no_table_prints_or_hides_it(tmp_path: Path) -> None:
    files = {f"t{at}.csv": side(UNPRINTED, *names) for at, names in enumerate(SIDES, 1)}
    for some in combinations(files, 2):
        two = lay(tmp_path / "-".join(some), {name: files[name] for name in some})
        assert attacked(two)["exactly_recovered"] == []
    folder = lay(tmp_path / "three", files)
    cell = {"sex": "M", "age": "a", "place": "z"}
    assert attacked(folder)["exactly_recovered"] == [
        {"kind": "implied", "table": None, "cell": cell, "value": 3, "by": ["t1", "t2", "t3"]}
    ]
    said = as_typed.palermo("attack", folder).stdout
    assert (
        "No table prints the count of sex M, age a, place z: it is 3; "
        "that follows by laying t1, t2 and t3 side by side." in said
    )
    looser = {**UNPRINTED, ("F", "a", "y"): 3, ("M", "b", "y"): 12, ("F", "b", "y"): 12}
    again = {f"t{at}.csv": side(looser, *names) for at, names in enumerate(SIDES, 1)}
    assert attacked(lay(tmp_path / "looser", again))["verdict"] == "safe"


def test_tables_keeps_a_cell_that_none_of_them_prints(office: Office) -> None:
    """Nothing printed is small, so nothing would be hidden: what is hidden is hidden for the three men alone."""
    tables = [{"id": f"t{at}", "by": list(names)} for at, names in enumerate(SIDES, 1)]
    dimensions = {name: {"codes": some} for name, some in THREE.items()}
    ours = office.made(people(UNPRINTED, *THREE), tables, dimensions=dimensions)
    assert attacked(ours)["verdict"] == "safe"
    hidden = {id: sum(value == "" for value in cells(ours, id).values()) for id in ("t1", "t2", "t3")}
    assert sum(hidden.values()) > 0
    two = office.made(people(UNPRINTED, *THREE), tables[:2], name="two", dimensions=dimensions)
    assert not any(value == "" for id in ("t1", "t2") for value in cells(two, id).values())


POOL = {"year": {"codes": ["2021", "2022", "2023", "2024"], "groupings": {"2023-2024": ["2023", "2024"]}}}


def pooled(women: int) -> Files:
    """Everybody by sex, and the years 2023 and 2024 in one: what is left are the women and the men of 2021 and 2022."""
    everybody = f"sex,value,status\nF,{women},exact\nM,70,exact\n".encode()
    pool = b"year,sex,value,status\n2023-2024,F,50,exact\n2023-2024,M,40,exact\n"
    years = f"year,value,status\n2021,{women - 40},exact\n2022,20,exact\n2023-2024,90,exact\n".encode()
    return printed(
        "pooled", {"all.csv": everybody, "pool.csv": pool, "years.csv": years}, {"sex": {"codes": SEX}, **POOL}
    )


def test_those_whom_a_pool_leaves_out_are_everybody_less_the_pool(tmp_path: Path) -> None:
    assert attacked(lay(tmp_path / "few", pooled(54)))["exactly_recovered"] == [
        {
            "kind": "implied",
            "table": None,
            "cell": {"sex": "F", "year": "2021 + 2022"},
            "value": 4,
            "by": ["all", "pool"],
        }
    ]
    assert attacked(lay(tmp_path / "many", pooled(70)))["verdict"] == "safe"
    assert attacked(lay(tmp_path / "none", pooled(50)))["verdict"] == "safe"


def test_a_hierarchy_gives_a_child_as_its_parent_less_the_others(tmp_path: Path, office: Office) -> None:
    levels = {"region": {"codes": ["n1", "n2", "s1"], "hierarchy": {"north": ["n1", "n2"]}}}
    naive = region_table("n1,20,exact", "n2,,hidden", "s1,40,exact", "north,24,exact")
    assert values(attacked(lay(tmp_path / "naive", printed("naive", {"t1.csv": naive}, levels)))) == {("n2",): 4}
    rows, dimensions = of_region({"n1": 20, "n2": 4, "s1": 40}, hierarchy={"north": ["n1", "n2"]})
    assert attacked(office.made(rows, [{"id": "t1", "by": ["region"]}], dimensions=dimensions))["verdict"] == "safe"


def test_two_overlapping_regionalisations_subtract_each_other(tmp_path: Path, office: Office) -> None:
    overlapping = {
        "codes": ["n1", "n2", "s1"],
        "hierarchy": {"north": ["n1", "n2"]},
        "groupings": {"coast": ["n2", "s1"]},
    }
    naive = region_table("north,24,exact", "coast,44,exact", "_T,64,exact")
    told = attacked(
        lay(tmp_path / "naive", printed("naive", {"t1.csv": naive + b"n2,,hidden\n"}, {"region": overlapping}))
    )
    assert values(told) == {("n2",): 4}
    rows, dimensions = of_region(
        {"n1": 20, "n2": 4, "s1": 40}, **{key: overlapping[key] for key in ("hierarchy", "groupings")}
    )
    assert attacked(office.made(rows, [{"id": "t1", "by": ["region"]}], dimensions=dimensions))["verdict"] == "safe"


def test_two_regionalisations_in_two_releases_subtract_each_other_as_well(tmp_path: Path) -> None:
    by_law = {"region": {"codes": ["n1", "n2", "s1"], "hierarchy": {"north": ["n1", "n2"]}}}
    by_sea = {"region": {"codes": ["n1", "n2", "s1"], "groupings": {"coast": ["n2", "s1"]}}}
    old = lay(tmp_path / "a", printed("a", {"t1.csv": region_table("north,24,exact", "_T,64,exact")}, by_law))
    new = lay(
        tmp_path / "b", printed("b", {"t1.csv": region_table("n2,,hidden", "coast,44,exact", "_T,64,exact")}, by_sea)
    )
    assert attacked(new)["verdict"] == "safe"
    assert values(attacked(new, "--previous", old)) == {("n2",): 4}


MERGED = {"agency": {"codes": ["a12", "a3"], "hierarchy": {}}}
APART = {"agency": {"codes": ["a1", "a2", "a3"]}}


def agencies(*lines: str) -> bytes:
    return "\n".join(["agency,value,status", *lines, ""]).encode()


@pytest.mark.parametrize("way", ["merged", "split"])
def test_an_agency_merged_or_split_between_releases_is_subtracted_piece_by_piece(tmp_path: Path, way: str) -> None:
    """The new body is declared as the sum of the old ones: dated geography, down to the common pieces."""
    parts = {"agency": {"codes": ["a1", "a2", "a3"], "hierarchy": {"a12": ["a1", "a2"]}}}
    whole = {"agency": {"codes": ["a12", "a3"]}}
    apart = {"t1.csv": agencies("a1,20,exact", "a2,30,exact", "a3,40,exact", "a12,50,exact", "_T,90,exact")}
    joint = {"t1.csv": agencies("a12,53,exact", "a3,40,exact", "_T,93,exact")}
    old = lay(
        tmp_path / "2024", printed("2024", *((apart, parts) if way == "merged" else (joint, whole)), "2024-12-31")
    )
    new = lay(tmp_path / "2025", printed("2025", *((joint, whole) if way == "merged" else (apart, parts))))
    assert attacked(new)["verdict"] == "safe"
    told = values(attacked(new, "--previous", old), "difference")
    assert told[("a12",)] == (3 if way == "merged" else -3)


def test_an_agency_merged_between_releases_is_refused_or_kept_by_tables(office: Office) -> None:
    old = office.made(
        people({("a1",): 20, ("a2",): 30, ("a3",): 40}, "agency"), [{"id": "t1", "by": ["agency"]}], dimensions=APART
    )
    dimensions = {"agency": {"codes": ["a1", "a2", "a3"], "hierarchy": {"a12": ["a1", "a2"]}}}
    merged = [{"id": "t1", "by": ["agency"], "codes": {"agency": ["a12", "a3"]}}]
    rows = people({("a1",): 21, ("a2",): 32, ("a3",): 40}, "agency")
    done = office.tables(rows, merged, "--previous", old, name="r2", as_of="2026-12-31", dimensions=dimensions)
    if done.returncode == 0:
        assert cells(office.room / "r2")[("a12",)] == ""
        assert attacked(office.room / "r2", "--previous", old)["verdict"] == "safe"
    else:
        assert done.returncode == 4 and "a12" in done.stderr and "r1" in done.stderr


# ── between releases ───────────────────────────────────────────────────────────────────────────────────────────────
YEARS = {("F", "0-17"): 24, ("F", "18+"): 60, ("M", "0-17"): 30, ("M", "18+"): 40}
CHANGES = {
    "upwards": {("M", "18+"): 43},
    "downwards, consent withdrawn": {("F", "18+"): 57},
    "sideways, a case of another age": {("F", "0-17"): 22, ("F", "18+"): 62},
}


@pytest.mark.parametrize("way", sorted(CHANGES))
def test_differencing_is_told_and_kept(tmp_path: Path, office: Office, way: str) -> None:
    later = YEARS | CHANGES[way]
    hand = lay(tmp_path / "2024", release("2024", counts=YEARS, as_of="2024-12-31"))
    plain = lay(tmp_path / "2025", release("2025", counts=later))
    assert attacked(plain)["verdict"] == "safe"
    told = values(attacked(plain, "--previous", hand), "difference")
    assert {cell: later[cell] - YEARS[cell] for cell in CHANGES[way]}.items() <= told.items()
    old = office.made(persons(YEARS))
    done = office.tables(persons(later), (BOTH,), "--previous", old, name="r2", as_of="2026-12-31")
    if done.returncode == 0:
        assert attacked(office.room / "r2", "--previous", old)["verdict"] == "safe"
    else:
        assert done.returncode == 4 and "r1" in done.stderr and "sex=" in done.stderr


def test_differencing_holds_for_a_release_that_was_withdrawn(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    as_typed.palermo("ledger", "init", ledger)
    as_typed.palermo(
        "ledger", "add", lay(tmp_path / "a", release("a", counts=YEARS, as_of="2024-12-31")), "--ledger", ledger
    )
    as_typed.palermo("ledger", "withdraw", "a", "--why", "counted twice", "--ledger", ledger)
    new = lay(tmp_path / "b", release("b", counts=YEARS | {("M", "18+"): 43}))
    done = as_typed.palermo("ledger", "check", new, "--ledger", ledger)
    assert done.returncode == 4 and "exactly 3 more in b than in a" in done.stdout


# ── shares, sums, means, extremes ──────────────────────────────────────────────────────────────────────────────────
def test_a_percentage_with_a_known_base_admits_one_count(tmp_path: Path, office: Office) -> None:
    shares = b"sex,value,status\nF,4.1,exact\nM,95.9,exact\n_T,100.0,exact\n"
    counts = b"sex,value,status\nF,,hidden\nM,,hidden\n_T,97,exact\n"
    fields = {"p": {"measure": "percent", "decimals": 1}}
    hand = printed("hand", {"n.csv": counts, "p.csv": shares}, {"sex": {"codes": SEX}}, **fields)
    assert values(attacked(lay(tmp_path / "hand", hand)))[("F",)] == 4
    rows = people({("F",): 4, ("M",): 93}, "sex")
    both = [{"id": "n", "by": ["sex"]}, {"id": "p", "by": ["sex"], "measure": "percent", "decimals": 1}]
    ours = office.made(rows, both, dimensions={"sex": {"codes": SEX}})
    assert cells(ours, "p")[("F",)] == "" and attacked(ours)["verdict"] == "safe"


def of_money(measure: str, *lines: str, **more: object) -> Files:
    by_sex = "\n".join(["sex,value,status", *lines, ""]).encode()
    counts = b"sex,value,status\nF,20,exact\nM,30,exact\n_T,50,exact\n"
    fields = {"m": {"measure": measure, "column": "months", **more}}
    return printed("r", {"m.csv": by_sex, "n.csv": counts}, {"sex": {"codes": SEX}}, **fields)


def test_a_hidden_sum_is_its_total_less_the_others(tmp_path: Path) -> None:
    told = attacked(lay(tmp_path / "r", of_money("sum", "F,,hidden", "M,300,exact", "_T,420,exact")))
    assert values(told, "sum") == {("F",): 120}


def test_a_hidden_mean_follows_from_the_other_means_and_the_counts(tmp_path: Path) -> None:
    told = attacked(lay(tmp_path / "r", of_money("mean", "F,,hidden", "M,10.00,exact", "_T,8.40,exact", decimals=2)))
    (value,) = values(told, "mean").values()
    assert value == pytest.approx(6.0, abs=0.02)


def test_few_behind_a_value_can_each_subtract_their_own(tmp_path: Path) -> None:
    files = of_money("mean", "F,12.0,exact", "M,9.0,exact")
    files["n.csv"] = b"sex,value,status\nF,,hidden\nM,,hidden\n_T,40,exact\n"
    files["u.csv"] = b"sex,value,status\nF,3,exact\n"
    told = attacked(
        lay(
            tmp_path / "r",
            {path: data for path, data in files.items() if path != "manifest.json"}
            | {"manifest.json": _without_hashes(files["manifest.json"])},
        )
    )
    assert "attack.few-behind-value" in codes(told, "error")


def _without_hashes(manifest: bytes) -> bytes:
    made = json.loads(manifest)
    for spec in made["tables"]:
        del spec["sha256"]
    return json.dumps(made).encode()


@pytest.mark.parametrize("measure", ["minimum", "maximum"])
def test_an_extreme_is_one_persons_value(tmp_path: Path, office: Office, measure: str) -> None:
    told = attacked(lay(tmp_path / "r", of_money(measure, "F,1,exact", "M,2,exact")))
    assert "attack.extreme" in codes(told, "error")
    done = office.tables(persons(SAFE, months="3"), [{**BOTH, "measure": measure, "column": "months"}])
    assert done.returncode == 2 and "disclosure.extreme" in done.stderr


def paying(*agencies: tuple[str, int, int]) -> list[Row]:
    """Women by the agency that pays for them: so many persons of an agency at so much each; and thirty men of three."""
    rows = [
        {"subject_id": f"{agency}{at}", "sex": "F", "agency": agency, "paid": str(each)}
        for agency, many, each in agencies
        for at in range(many)
    ]
    return rows + [{"subject_id": f"m{at}", "sex": "M", "agency": f"b{at % 4}", "paid": "10"} for at in range(40)]


MEANS = [{"id": "t1", "by": ["sex"], "measure": "mean", "column": "paid", "contributor": "agency"}]
PAYERS = {
    "two bodies alone": (paying(("a1", 10, 10), ("a2", 10, 10)), True),
    "two of four make more than nine tenths": (
        paying(("a1", 10, 50), ("a2", 10, 45), ("a3", 5, 10), ("a4", 5, 1)),
        True,
    ),
    "less than a tenth of the largest is left": (paying(("a1", 10, 100), ("a2", 1, 10), ("a3", 9, 10)), True),
    "four bodies alike": (paying(("a1", 10, 10), ("a2", 10, 10), ("a3", 10, 10), ("a4", 10, 10)), False),
}


@pytest.mark.parametrize("who", sorted(PAYERS))
def test_a_mean_that_one_or_two_bodies_dominate_is_hidden(office: Office, who: str) -> None:
    rows, hidden = PAYERS[who]
    ours = office.made(rows, MEANS, dimensions={"sex": {"codes": SEX}})
    assert (cells(ours)[("F",)] == "") is hidden
    assert (cells(ours)[("_T",)] == "" or cells(ours)[("M",)] == "") is hidden
    assert attacked(ours)["verdict"] == "safe"


# ── groups, and readers who know more ──────────────────────────────────────────────────────────────────────────────
WHOLLY = {("F", "0-17"): 30, ("F", "18+"): 0, ("M", "0-17"): 20, ("M", "18+"): 40}
NEARLY = {("F", "0-17"): 400, ("F", "18+"): 15, ("M", "0-17"): 200, ("M", "18+"): 400}
WAIVED = {"table": "t1", "cell": {"sex": "F", "age": "0-17"}}


def test_a_group_that_shares_one_attribute_is_refused_by_both_verbs_until_a_waiver_is_on_record(
    tmp_path: Path, office: Office
) -> None:
    hand = lay(tmp_path / "hand", release("hand", counts=WHOLLY))
    assert "attack.group-disclosure" in codes(attacked(hand), "error")
    done = office.tables(persons(WHOLLY))
    assert done.returncode == 4 and "attack.group-disclosure" in done.stderr and "because:" in done.stderr
    waived = [WAIVED, {"table": "t1", "cell": {"sex": "M", "age": "18+"}}]
    ours = office.made(persons(WHOLLY), name="r2", waivers=[{**one, "because": "decided in March"} for one in waived])
    manifest = json.loads((ours / "manifest.json").read_bytes())
    assert manifest["waivers"] == [{**one, "reason": "decided in March"} for one in waived]
    told = attacked(ours)
    assert told["verdict"] == "safe" and codes(told, "info") == {"attack.group-disclosure"}


def test_a_waiver_without_a_reason_or_for_another_cell_is_none(tmp_path: Path) -> None:
    files = release("hand", counts=WHOLLY)
    for at, waiver in enumerate(
        ({**WAIVED, "reason": ""}, {**WAIVED, "cell": {"sex": "M", "age": "18+"}, "reason": "x"})
    ):
        manifest = json.loads(files["manifest.json"]) | {"waivers": [waiver]}
        folder = lay(tmp_path / str(at), {**files, "manifest.json": json.dumps(manifest).encode()})
        assert "attack.group-disclosure" in codes(attacked(folder), "error")


def test_a_group_that_nearly_shares_one_attribute_is_a_warning_in_both(tmp_path: Path, office: Office) -> None:
    told = attacked(lay(tmp_path / "hand", release("hand", counts=NEARLY)))
    assert told["verdict"] == "safe" and codes(told, "warning") == {"attack.group-disclosure"}
    done = office.tables(persons(NEARLY))
    assert done.returncode == 0 and "attack.group-disclosure" in done.stderr


SHARED = {"sex": {"codes": SEX}, "age": {"codes": AGE}}


def shares(*lines: str) -> bytes:
    return "\n".join(["sex,age,value,status", *lines, ""]).encode()


def groups_told(folder: Path) -> dict[str, str]:
    """The groups told, by their cell: how sure."""
    told = attacked(folder)["other"]
    return {one["cell"]: one["severity"] for one in told if one["code"] == "attack.group-disclosure"}


def test_a_group_known_by_shares_alone_is_told_by_them(tmp_path: Path) -> None:
    """97 % of the women are minors, and nobody prints how many women there are."""
    lines = shares("F,0-17,97.0,exact", "F,18+,3.0,exact", "M,0-17,40.0,exact", "M,18+,60.0,exact")
    of_sex = {"of": ["sex"], "measure": "percent", "decimals": 1}
    alone = printed("alone", {"p.csv": lines}, SHARED, p=of_sex)
    assert groups_told(lay(tmp_path / "alone", alone)) == {"sex=F, age=0-17": "warning"}
    wider = lines.replace(b"97.0", b"94.9").replace(b"3.0", b"5.1")
    assert groups_told(lay(tmp_path / "wider", printed("wider", {"p.csv": wider}, SHARED, p=of_sex))) == {}
    of_all = shares("F,0-17,39.0,exact", "F,18+,1.0,exact", "M,0-17,50.0,exact", "M,18+,10.0,exact")
    percent = {"measure": "percent", "decimals": 1}
    assert groups_told(lay(tmp_path / "all", printed("all", {"p.csv": of_all}, SHARED, p=percent))) == {
        "sex=F, age=0-17": "warning"
    }


def test_shares_of_a_group_known_to_be_few_are_no_more_than_the_count_tells(tmp_path: Path) -> None:
    lines = shares("F,0-17,100.0,exact", "M,0-17,40.0,exact", "M,18+,60.0,exact")
    of_sex = {"of": ["sex"], "measure": "percent", "decimals": 1}
    sizes = b"sex,value,status\nF,<10,hidden\nM,,hidden\n"
    files = printed("few", {"p.csv": lines, "n.csv": sizes}, SHARED, p=of_sex)
    # Of fewer than ten all are minors, so no woman is an adult; the adults may be many, and all of them are men.
    assert groups_told(lay(tmp_path / "few", files)) == {"sex=M, age=18+": "error"}


def test_a_group_whose_size_is_hidden_is_told_where_every_table_has_it_in_one_cell(tmp_path: Path) -> None:
    """The women are hidden and so are the minors among them; nobody else is a woman, and there are thirty or more."""
    lines = shares("F,0-17,,hidden", "F,18+,0,exact", "F,_T,,hidden", "M,0-17,,hidden", "M,18+,30,exact")
    lines += b"M,_T,,hidden\n_T,0-17,60,exact\n_T,18+,30,exact\n_T,_T,90,exact\n"
    open_size = printed("open", {"t1.csv": lines}, SHARED)
    assert groups_told(lay(tmp_path / "open", open_size)) == {"sex=M, age=18+": "error"}
    ranges = lines.replace(b"M,0-17,,hidden", b"M,0-17,10-20,hidden")
    told = groups_told(lay(tmp_path / "ranges", printed("ranges", {"t1.csv": ranges}, SHARED)))
    assert told == {"sex=F, age=0-17": "error", "sex=M, age=18+": "error"}


def test_who_knows_which_cells_are_small_gains_by_exact_recovery_alone(tmp_path: Path) -> None:
    counts = {("F", "0-17"): 3, ("F", "18+"): 5, ("M", "0-17"): 30, ("M", "18+"): 40}
    folder = lay(tmp_path / "r", release("r", counts=counts, hidden=INNER))
    assert attacked(folder)["bounded_below_threshold"]
    told = attacked(folder, "--side", "small")
    assert told["bounded_below_threshold"] == [] and values(told) == {("F",): 8}


def test_a_member_of_a_cell_subtracts_their_own_record(tmp_path: Path) -> None:
    counts = {("F", "0-17"): 4, ("F", "18+"): 6, ("M", "0-17"): 30, ("M", "18+"): 40}
    folder = lay(tmp_path / "r", release("r", counts=counts, hidden=INNER))
    assert attacked(folder)["verdict"] == "safe"
    told = attacked(folder, "--side", "self")
    assert {tuple(one["cell"].values()) for one in told["bounded_below_threshold"]} == {("F", "0-17"), ("F", "18+")}


def test_averaging_the_same_people_are_rounded_alike_in_every_table_order_and_run(office: Office) -> None:
    rows = persons({("F", "0-17"): 13, ("F", "18+"): 21, ("M", "0-17"): 17, ("M", "18+"): 38})
    three = [BOTH, {"id": "t2", "by": ["age", "sex"]}, {"id": "t3", "by": ["sex"]}]
    rounded = {"method": "round", "rounding": {"base": 5, "kind": "random"}}
    first = office.made(rows, three, "--seed", "a long secret", **rounded)
    again = office.made(rows[::-1], three[::-1], "--seed", "a long secret", name="r2", **rounded)
    for folder in (first, again):
        whole, turned, margin = (cells(folder, f"t{at}") for at in (1, 2, 3))
        assert whole == {(sex, age): value for (age, sex), value in turned.items()}
        assert margin == {(sex,): value for (sex, age), value in whole.items() if age == "_T"}
        assert whole == cells(first)


def test_averaging_many_rounded_parts_squeeze_each_other(tmp_path: Path) -> None:
    nine = [f"k{at}" for at in range(9)]
    lines = "\n".join(["kind,value,status", *(f"{one},5,rounded" for one in nine), "_T,5,rounded", ""])
    files = printed("r", {"t1.csv": lines.encode()}, {"kind": {"codes": nine}}, t1={"rounding_base": 5})
    assert values(attacked(lay(tmp_path / "r", files)))[("k0",)] == 1


def test_duplicates_one_person_of_three_agencies_is_one(office: Office) -> None:
    rows = persons({("F", "0-17"): 8, ("F", "18+"): 60, ("M", "0-17"): 30, ("M", "18+"): 40})
    ours = office.made([*rows, *rows, *rows[:20]])
    assert cells(ours)[("_T", "_T")] == "138"
    assert cells(ours)[("F", "0-17")] == ""  # eight persons, though their rows are sixteen and more


# ── what lies beside the tables ────────────────────────────────────────────────────────────────────────────────────
def _book() -> bytes:
    book = openpyxl.Workbook()
    raw = book.create_sheet("raw")
    raw.sheet_state = "veryHidden"
    for row in (["sex", "age", "n"], *[[*cell, many] for cell, many in SAFE.items()]):
        raw.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _picture() -> bytes:
    head = _chunk(b"IHDR", (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0]))
    text = _chunk(b"tEXt", b"Comment\0F 0-17: 4")
    return b"\x89PNG\r\n\x1a\n" + head + text + _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"")


BESIDE = {
    "book.xlsx": _book(),
    "chart.png": _picture(),
    "chart.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><rect><title>F 0-17: 4</title></rect></svg>',
    "chart.json": b'{"series": [{"sex": "F", "age": "0-17", "n": 4}]}',
    "page.html": b"<html><body><p>Tables</p><!-- F 0-17: 4 --></body></html>",
    "F 0-17 4.txt": b"",
}


@pytest.mark.parametrize("name", sorted(BESIDE))
def test_hidden_data_in_a_file_beside_the_tables_is_read_again(tmp_path: Path, name: str) -> None:
    folder = lay(tmp_path / "r", release("r", counts=SAFE, hidden=INNER))
    assert attacked(folder)["verdict"] == "safe"
    (folder / name).write_bytes(BESIDE[name])
    told = attacked(folder)
    assert {(one["path"], one["cell"]) for one in told["other"] if one["code"] == "attack.hidden-value"} >= {
        (name, "sex=F, age=0-17")
    }


def test_our_own_release_holds_the_manifest_and_the_tables_and_nothing_else(office: Office) -> None:
    """No report on the quality of the protection, no list of primaries, no trace of the records."""
    done = office.tables(persons(SAFE), (BOTH,), "--json")
    assert done.returncode == 0
    ours = office.room / "r1"
    assert sorted(path.name for path in ours.iterdir()) == ["manifest.json", "t1.csv"]
    manifest = json.loads((ours / "manifest.json").read_bytes())
    assert set(manifest) <= {
        "format", "release", "population", "threshold", "zeros", "method", "dimensions", "structural_zeros", "tables",
        "software",
    }  # fmt: skip
    assert b"records" not in (ours / "manifest.json").read_bytes()
    assert set(json.loads(done.stdout)) <= {
        "release", "population", "method", "threshold", "tables", "cells", "hidden", "findings",
    }  # fmt: skip


# ── records ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_names_and_exact_dates_are_no_dimensions_and_are_not_quoted(office: Office) -> None:
    rows = [
        {**row, "full_name": f"Jane {at}", "seen": f"2025-03-{at % 28 + 1:02}"} for at, row in enumerate(persons(SAFE))
    ]
    by_name = {**DIMENSIONS, "full_name": {"codes": ["Jane 1"]}}
    done = office.tables(rows, dimensions=by_name)
    assert done.returncode == 2 and "disclosure.identifier" in done.stderr
    by_day = {**DIMENSIONS, "seen": {"codes": ["spring"]}}
    done = office.tables(rows, [{"id": "t1", "by": ["seen"]}], dimensions=by_day, name="r2")
    assert done.returncode == 2 and "exact dates" in done.stderr and "2025-03" not in done.stderr
    done = office.tables(rows, name="r3")
    assert done.returncode == 0 and done.stderr.count("disclosure.needless-column") == 2 and "Jane" not in done.stderr


def test_the_real_rows_offered_as_a_table_are_not_taken(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    as_typed.palermo("ledger", "init", ledger)
    (tmp_path / "rows.csv").write_text("subject_id,sex,age\np1,F,0-17\n", "utf-8")
    done = as_typed.palermo(
        "ledger", "add", tmp_path / "rows.csv", "--ledger", ledger, "--release", "x", "--population", "y"
    )
    assert done.returncode == 2 and "microdata" in done.stderr
    synthetic = as_typed.palermo("synthesise", tmp_path / "rows.csv")
    assert synthetic.returncode == 2


def test_a_count_below_zero_is_told_and_a_declared_least_loosens_the_bounds(tmp_path: Path, office: Office) -> None:
    lines = region_table("n1,-1,exact", "n2,,hidden", "s1,,hidden", "_T,12,exact")
    undeclared = attacked(lay(tmp_path / "plain", {"t1.csv": lines}))
    assert "attack.negative-count" in codes(undeclared, "warning")
    declared = printed("min", {"t1.csv": lines}, {"region": {"codes": ["n1", "n2", "s1"]}})
    manifest = json.loads(declared["manifest.json"]) | {"min": -3}
    told = attacked(lay(tmp_path / "min", {**declared, "manifest.json": json.dumps(manifest).encode()}))
    assert "attack.negative-count" not in codes(told)
    rows = [
        {"region": region, "n": str(many)}
        for region, many in (("n1", 12), ("n1", -2), ("n2", 30), ("s1", 4), ("s1", -3), ("n2", 20))
    ]
    dimensions = {"region": {"codes": ["n1", "n2", "s1"]}}
    ours = office.made(rows, [{"id": "t1", "by": ["region"]}], dimensions=dimensions, counts="n", min=-3)
    assert json.loads((ours / "manifest.json").read_bytes())["min"] == -3
    assert attacked(ours)["verdict"] == "safe"
