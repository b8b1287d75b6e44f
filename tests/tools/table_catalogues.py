"""Catalogues with the people for them, and the exit code each must end in: what a statistician meets, and what not."""

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, str]
SEX, AGE = ("F", "M", "X"), ("0-17", "18-29", "30+")
REGION: dict[str, Any] = {
    "codes": ["n1", "n2", "s1"],
    "hierarchy": {"north": ["n1", "n2"], "south": ["s1"]},
    "groupings": {"coast": ["n2", "s1"]},
}


@dataclass(frozen=True)
class Case:
    """A catalogue, the rows for it, how ``palermo tables`` must end, and what it must say where it refuses."""

    name: str
    tables: Sequence[Mapping[str, Any]]
    dimensions: Mapping[str, Any]
    rows: Sequence[Row]
    code: int = 0
    says: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    release: str = "r1"
    as_of: str = "2025-12-31"
    before: "Case | None" = None

    def catalogue(self) -> dict[str, Any]:
        return {
            "version": 1, "release": self.release, "population": {"id": "registered", "as_of": self.as_of},
            "threshold": 5, "dimensions": dict(self.dimensions), "tables": list(self.tables), **self.options,
        }  # fmt: skip

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The records and the catalogue as files."""
        records, catalogue = folder / f"{self.release}.csv", folder / f"{self.release}.yml"
        columns = self.columns or tuple(dict.fromkeys(name for row in self.rows for name in row))
        with records.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns or ("subject_id", *self.dimensions), lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        catalogue.write_text(yaml.safe_dump(self.catalogue(), allow_unicode=True, sort_keys=False), "utf-8")
        return records, catalogue

    def then(self, name: str, rows: Sequence[Row], **changed: Any) -> "Case":
        """The same a year later, with this one published before it."""
        later = {"release": "r2", "as_of": "2026-12-31", "before": self, **changed}
        return replace(self, name=name, rows=rows, **later)


def people(counts: Mapping[tuple[str, ...], int], *names: str, first: int = 0, **more: str) -> list[Row]:
    """So many people of each kind, in an order that tells nothing."""
    found: list[Row] = []
    for kind, many in counts.items():
        for _ in range(many):
            found.append({"subject_id": f"p{first + len(found):04}", **dict(zip(names, kind, strict=True)), **more})
    random.Random(len(found)).shuffle(found)
    return found


def drawn(number: int, seed: int, **codes: Sequence[str]) -> list[Row]:
    """People drawn at random, some codes rare."""
    chance = random.Random(seed)
    rows = []
    for at in range(number):
        kind = {
            name: chance.choices(some, [0.4**place for place in range(len(some))])[0] for name, some in codes.items()
        }
        row = {
            "subject_id": f"p{at:04}",
            **kind,
            "months": str(chance.randint(1, 30)),
            "agency": f"a{chance.randint(1, 6)}",
        }
        rows.append(row)
    return rows


def _one(id: str, *by: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "by": list(by), "margins": "all", **more}


_SEX_AGE = {"sex": {"codes": list(SEX)}, "age": {"codes": list(AGE)}}
_ALL = {**_SEX_AGE, "region": REGION}
_MANY = drawn(160, 4, sex=SEX, age=AGE, region=REGION["codes"])
_COUNTS: dict[tuple[str, ...], int] = {
    ("F", "0-17"): 22, ("F", "18-29"): 31, ("F", "30+"): 3, ("M", "0-17"): 8, ("M", "18-29"): 14, ("M", "30+"): 9,
           ("X", "0-17"): 1, ("X", "18-29"): 6, ("X", "30+"): 7,
}  # fmt: skip
_T = _one("t1", "sex", "age")
_PLAIN = people(_COUNTS, "sex", "age")
_NONE = people({**_COUNTS, ("X", "0-17"): 0}, "sex", "age")
_SHARES = {"id": "t2", "by": ["age"], "measure": "percent", "decimals": 1}


def _relabelled(name: str, codes: Sequence[str]) -> Case:
    rows = people({("F", codes[0]): 12, ("F", codes[1]): 9, ("M", codes[0]): 3, ("M", codes[1]): 14}, "sex", "kind")
    dimensions = {"sex": {"codes": ["F", "M"]}, "kind": {"codes": list(codes)}}
    return Case(name, [_one("t1", "sex", "kind")], dimensions, rows)


def _lone(many: int) -> Case:
    dimensions = {"sex": {"codes": ["F", "M"]}}
    return Case(f"{many} of one kind", [_one("t1", "sex")], dimensions, people({("F",): many}, "sex"))


# ── what is published ──────────────────────────────────────────────────────────────────────────────────────────────
PUBLISHED: tuple[Case, ...] = (
    Case("one table with its margins", [_T], _SEX_AGE, _PLAIN),
    Case("the same without margins", [{"id": "t1", "by": ["sex", "age"], "margins": "none"}], _SEX_AGE, _PLAIN),
    Case("one margin and the whole", [{"id": "t1", "by": ["sex", "age"], "margins": [["sex"], []]}], _SEX_AGE, _PLAIN),
    Case("a hierarchy and a grouping across it", [_one("t1", "region", "sex")], _ALL, _MANY),
    Case("linked by a margin", [_one("t1", "sex", "age"), _one("t2", "region", "sex")], _ALL, _MANY),
    Case(
        "three sides of a cube that nobody printed",
        [_one("t1", "sex", "age"), _one("t2", "region", "age"), _one("t3", "region", "sex")],
        _ALL,
        _MANY,
    ),
    Case("zeros that disclose", [_T], _SEX_AGE, _NONE, options={"zeros": "disclosive"}),
    Case(
        "a cell that cannot be",
        [_T],
        _SEX_AGE,
        _NONE,
        options={"structural_zeros": [{"sex": "X", "age": "0-17"}]},
    ),
    Case("all cells small", [_T], _SEX_AGE, people(dict.fromkeys(_COUNTS, 1), "sex", "age")),
    Case("one column, one code", [_one("t1", "sex")], {"sex": {"codes": ["F"]}}, people({("F",): 8}, "sex")),
    Case("a threshold above everybody", [_T], _SEX_AGE, _PLAIN, options={"threshold": 1000}),
    _lone(1),
    Case(
        "an empty cell that has its own code",
        [_T],
        {**_SEX_AGE, "age": {"codes": list(AGE), "missing": "unknown"}},
        people({**_COUNTS, ("F", ""): 2, ("M", ""): 11}, "sex", "age"),
    ),
    Case("a person in three agencies' files", [_T], _SEX_AGE, [*_PLAIN, *_PLAIN, *_PLAIN[:40]]),
    Case("a share with a known base", [_T, _SHARES], _SEX_AGE, _PLAIN),
    Case("shares alone", [{**_SHARES, "by": ["age", "sex"], "decimals": 0}], _SEX_AGE, _PLAIN),
    Case("a mean", [_T, _one("t2", "sex", measure="mean", column="months", contributor="agency")], _SEX_AGE, _MANY),
    Case("one dearer than another", [_T, _one("t2", "region", "sex")], _ALL, _MANY, options={"priorities": {"t1": 9}}),
    _relabelled("Arabic, Hebrew and Cyrillic codes", ["سخرة", "עבודה", "работа"][:2]),
    _relabelled("quotes, commas and line ends in codes", ['a "quoted", code', "two\nlines"]),
)  # fmt: skip


# ── what is refused ────────────────────────────────────────────────────────────────────────────────────────────────
def _changed(rows: Sequence[Row], at: int, **values: str) -> list[Row]:
    return [{**row, **values} if number == at else dict(row) for number, row in enumerate(rows)]


def _bad(name: str, *says: str, **changed: Any) -> Case:
    return replace(Case(name, [_T], _SEX_AGE, _PLAIN, code=2, says=says), **changed)


_OTHER_SEX = "X" if _PLAIN[0]["sex"] != "X" else "F"
REFUSED: tuple[Case, ...] = (
    _bad("no row at all", "disclosure.empty", rows=(), columns=("subject_id", "sex", "age")),
    _bad("a value not declared", "row 9", "of sex", rows=_changed(_PLAIN, 7, sex="Jane Doe")),
    _bad("a cell left empty", "row 5", "disclosure.undeclared-value", "age", rows=_changed(_PLAIN, 3, age="")),
    _bad("a row of nothing", "row 5", "disclosure.no-subject", rows=_changed(_PLAIN, 3, age="", sex="", subject_id="")),
    _bad("nobody to count", "row 4", "disclosure.no-subject", rows=_changed(_PLAIN, 2, subject_id="")),
    _bad(
        "a code named as totals are",
        "disclosure.total-code",
        "line",
        dimensions={**_SEX_AGE, "sex": {"codes": ["F", "M", "X", "_T"]}},
    ),
    _bad("a column of names", "disclosure.identifier", dimensions={**_SEX_AGE, "full_name": {"codes": ["Jane Doe"]}}),
    _bad("a column of exact dates", "disclosure.exact-date", dimensions={**_SEX_AGE, "on": {"codes": ["2025-03-01"]}}),
    _bad("one person of two sexes", "disclosure.several-codes", rows=[*_PLAIN, {**_PLAIN[0], "sex": _OTHER_SEX}]),
    _bad("the greatest value", "disclosure.extreme", tables=[_one("t1", "sex", measure="maximum")]),
    _bad("no such column", "disclosure.missing-column", "region", dimensions=_ALL, tables=[_one("t1", "region")]),
    _bad("negative corrections of persons", "min", options={"min": -5}),
    _bad("the step after this one", "disclosure.not-built", options={"method": "cellkey"}),
)  # fmt: skip


# ── two releases ───────────────────────────────────────────────────────────────────────────────────────────────────
_MORE = {"F_0": 9, "F_18": 8, "F_30": 7, "M_0": 9, "M_18": 12, "M_30": 6, "X_0": 6, "X_18": 8, "X_30": 5}
_FIRST = Case(
    "the first year", [_T], _SEX_AGE, people({kind: many + 20 for kind, many in _COUNTS.items()}, "sex", "age")
)


def _and(rows: Sequence[Row], **kinds: int) -> list[Row]:
    """``rows`` and so many more of each kind, written as F_30 for short."""
    ages = {"0": "0-17", "18": "18-29", "30": "30+"}
    more: list[Row] = []
    for kind, many in kinds.items():
        sex, age = kind.split("_")
        more += people({(sex, ages[age]): many}, "sex", "age", first=2000 + 100 * len(more))
    return [*rows, *more]


def _less(rows: Sequence[Row], sex: str, age: str, many: int) -> list[Row]:
    gone = [row for row in rows if (row["sex"], row["age"]) == (sex, age)][:many]
    return [row for row in rows if row not in gone]


def _moved(rows: Sequence[Row], sex: str, age: str, to: str, many: int) -> list[Row]:
    gone = [row for row in rows if (row["sex"], row["age"]) == (sex, age)][:many]
    return [{**row, "sex": to} if row in gone else row for row in rows]


_OTHER = [_one("t9", "age", "sex", indicator="later@1")]
TWO_RELEASES: tuple[Case, ...] = (
    _FIRST.then("nobody came", _FIRST.rows),
    _FIRST.then("many came everywhere", _and(_FIRST.rows, **_MORE)),
    _FIRST.then("a few came to every group", _and(_FIRST.rows, F_0=3, F_18=2, M_0=1, M_30=4, X_30=3)),
    _FIRST.then("three withdrew their consent", _less(_FIRST.rows, "F", "30+", 3)),
    _FIRST.then("two are of another sex than was thought", _moved(_FIRST.rows, "M", "18-29", "X", 2)),
    _FIRST.then("another table of the same day", _FIRST.rows, tables=_OTHER, as_of="2025-12-31"),
    Case("linked by a margin", [_one("t1", "region", "sex")], _ALL, _MANY).then(
        "a table added later to an old release", _MANY, tables=[_one("t2", "region", "age")], as_of="2025-12-31"
    ),
)  # fmt: skip
"""Each is either published, and nothing follows from the two, or refused with its cell and the older release named."""

_SEXES = {"sex": {"codes": ["F", "M"]}}
TAKEN_BACK = Case(
    "everything printed", [_one("t1", "sex")], _SEXES, people({("F",): 30, ("M",): 40}, "sex")
).then(
    "three more women, and no cell to hide but the one that tells",
    people({("F",): 33, ("M",): 40}, "sex"),
    tables=[{"id": "t2", "by": ["sex"], "margins": "none", "codes": {"sex": ["F"]}}],
)  # fmt: skip
"""An old count cannot be taken back: hidden now or refused, but never printed beside what it was."""


# ── corrected counts ───────────────────────────────────────────────────────────────────────────────────────────────
def _returns() -> list[Row]:
    chance = random.Random(5)
    rows = []
    for region, divisions in (("South", ("d1", "d2")), ("West", ("d3",))):
        for division in divisions:
            for kind in ("City", "County", "Federal"):
                count = chance.choice([0, 2, 4, 11, 25, 60])
                rows.append({"region": region, "division": division, "kind": kind, "actual": str(count)})
    return [*rows, {"region": "West", "division": "d3", "kind": "Federal", "actual": "-1"}]


CORRECTED = Case(
    "agencies that take a case back",
    [_one("t1", "division", "kind")],
    {
        "division": {"codes": ["d1", "d2", "d3"], "hierarchy": {"South": ["d1", "d2"], "West": ["d3"]}},
        "kind": {"codes": ["City", "County", "Federal"]},
    },
    _returns(),
    options={"counts": "actual", "min": -3},
)
