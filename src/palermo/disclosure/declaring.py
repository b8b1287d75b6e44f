"""CATALOGUE.yml read: every fault at once, with its line; nothing is taken from the records, all is declared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, cast

from palermo.disclosure.catalogue import TOTAL, Catalogue, Dimension, Measure, Method, Table, Waiver
from palermo.disclosure.profile import PROFILES, against_profile
from palermo.ground.counted import counted
from palermo.ground.errors import BadDefinition
from palermo.ground.finding import Finding
from palermo.ground.forms import ID, Form, parts, rows
from palermo.ground.rows import Row, parse_rows

VERSION = "1"
_EXTREMES = ("minimum", "maximum", "min", "max", "median", "range")
_LATER = ("cellkey",)
_MOST_CODES = 5000
_MOST_CELLS = 200_000
EXACT_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}年\d{1,2}月\d{1,2}日")
IDENTIFYING = frozenset(
    """name names first_name given_name last_name family_name surname full_name middle_name alias nickname
    birth_date date_of_birth birthdate dob address street phone telephone mobile email passport passport_number
    id_number national_id case_number case_id record_id person_id""".split()
)
"""Columns that name a person, or lead to one: none of them can be a dimension."""


def names_a_person(column: str) -> bool:
    """Whether a column by its heading holds names, numbers or birthdays of persons."""
    return column.strip().casefold().replace(" ", "_").replace("-", "_") in IDENTIFYING


def read_catalogue(
    path: str, data: bytes, *, method: str | None = None, threshold: int | None = None, advising: bool = False
) -> Catalogue:
    """The catalogue in ``data``; ``method`` and ``threshold`` overrule it. Raises BadDefinition with all faults.

    With ``advising`` the faults that advice mends are let pass: a table that a profile would have pooled.
    """
    row, found = parse_rows(path, data, room="disclosure", format="CATALOGUE.yml, version: 1")
    faults = list(found)
    catalogue = _Reading(Form(row, "the catalogue", faults), faults, method, threshold).read() if row else None
    if catalogue is not None and not faults:
        faults += against_profile(path, catalogue, advising=advising)
    if faults or catalogue is None:
        raise BadDefinition(
            f"The catalogue has {counted(len(faults), 'fault')}.", hint="Mend the lines named.", findings=faults
        )
    return catalogue


@dataclass(slots=True)
class _Reading:
    form: Form
    faults: list[Finding]
    method: str | None
    threshold: int | None
    dimensions: dict[str, Dimension] = field(default_factory=dict)

    def read(self) -> Catalogue:
        form = self.form
        if form.needed("version") not in ("", VERSION):
            form.blame("version", f"version is {form.text('version')!r}", f"this program reads version {VERSION}")
        population, as_of = self.population()
        counts = form.text("counts")
        unit = form.text("unit") or (None if counts else "subject_id")
        base, controlled = self.rounding()
        self.dimensions = {name: self.dimension(name, part) for name, part in self.parts("dimensions", "dimension")}
        tables = tuple(filter(None, (self.table(row) for row in rows(form, "tables"))))
        if not tables:
            form.blame("tables", "the catalogue names no table", "a release holds one table or more")
        self.distinct_tables(tables)
        profile = form.option("profile", PROFILES)
        catalogue = Catalogue(
            release=self.identifier("release"),
            population=population,
            as_of=as_of,
            unit=unit if not counts else None,
            counts=counts,
            threshold=self.read_threshold(profile),
            zeros=cast(Literal["safe", "disclosive"], form.choice("zeros", ("safe", "disclosive"), "safe")),
            method=self.read_method(tables),
            base=base,
            controlled=controlled,
            lowest=self.lowest(counts),
            profile=profile,
            dimensions=self.dimensions,
            tables=tables,
            structural_zeros=tuple(self.zeros(rows(form, "structural_zeros"))),
            priorities=self.priorities(tables),
            waivers=tuple(self.waivers(rows(form, "waivers"), tables)),
        )
        form.close()
        self.bounded(catalogue)
        return catalogue

    def parts(self, name: str, what: str) -> Iterable[tuple[str, Form]]:
        return parts(self.form, name, what, self.faults)

    def identifier(self, name: str) -> str:
        value = self.form.needed(name)
        if value and not ID.fullmatch(value):
            self.form.blame(name, f"{name} is no id", "letters, digits, points, hyphens and underlines")
        return value

    def population(self) -> tuple[str, str | None]:
        value = self.form.get("population")
        if isinstance(value, str) and value:
            return value, None
        form = self.form.form("population")
        if form is None:
            if value is None:
                hint = "name what the tables count, as in {id: registered-to-date, as_of: 2025-12-31}"
                self.form.blame("population", "population is missing", hint, code="missing-field")
            return "", None
        as_of = form.day("as_of")
        found = form.needed("id")
        form.close()
        return found, str(as_of) if as_of else None

    def read_threshold(self, profile: str | None) -> int:
        value = self.form.whole("threshold")
        if profile == "small-country":
            if self.threshold not in (None, 10) or value not in (None, 10):
                self.form.blame("threshold", "the profile small-country has a threshold of 10", "leave it at 10")
            return 10
        found = self.threshold if self.threshold is not None else value if value is not None else 10
        if found < 2:
            self.form.blame("threshold", f"threshold is {found}", "2 or more")
        return found

    def read_method(self, tables: Iterable[Table]) -> Method:
        form = self.form
        written = form.choice("method", ("suppress", "round", *_LATER), "suppress")
        found = self.method or written
        if found in _LATER:
            form.blame("method", f"the method {found} is not built yet", "suppress or round", code="not-built")
            return "suppress"
        other = next((table for table in tables if table.measure != "count"), None)
        if found == "round" and other is not None:
            text = f"the table {other.id} is a {other.measure}, which rounding does not protect"
            form.blame("method", text, "use suppress for it, in a release of its own")
        return cast(Method, found)

    def rounding(self) -> tuple[int, bool]:
        form = self.form.form("rounding")
        if form is None:
            return 5, False
        base, kind = form.whole("base"), form.choice("kind", ("random", "controlled"), "random")
        if base not in (None, 5, 10):
            form.blame("base", f"base is {base}", "5 or 10")
        form.close()
        return base or 5, kind == "controlled"

    def lowest(self, counts: str | None) -> int:
        value = self.form.text("min")
        if value is None:
            return 0
        if not re.fullmatch(r"-?\d{1,9}", value) or int(value) > 0:
            self.form.blame("min", "min is a whole number of zero or less", "the least that a corrected count can be")
            return 0
        if int(value) < 0 and not counts:
            self.form.blame("min", "min is below zero, and the records are persons", "negative counts need counts:")
        return int(value)

    # ── dimensions ─────────────────────────────────────────────────────────────────────────────────────────────────
    def dimension(self, name: str, form: Form) -> Dimension:
        codes = form.texts("codes")
        if not codes:
            form.blame("codes", "codes are missing", "every code is declared beforehand", code="missing-field")
        if names_a_person(name) or name in (self.form.row.fields.get("unit"), "subject_id"):
            hint = "a table counts persons by what many share"
            form.blame("codes", f"{name} can be no dimension: it names persons", hint, code="identifier")
        if name in ("value", "status"):
            form.blame("codes", f"no dimension can be called {name}", "it is a column of every published table")
        found = Dimension(
            name=name,
            codes=codes,
            missing=form.text("missing"),
            several=form.text("several"),
            hierarchy=self.groups(form, "hierarchy"),
            groupings=self.groups(form, "groupings"),
            pools=self.groups(form, "pools"),
            until=self.until(form, codes),
            line=form.row.line,
        )
        form.close()
        self.check_codes(form, found)
        return found

    def groups(self, form: Form, name: str) -> Mapping[str, tuple[str, ...]]:
        part = form.form(name)
        return {code: part.texts(code) for code in part.row.fields} if part else {}

    def until(self, form: Form, codes: tuple[str, ...]) -> Mapping[str, str]:
        """The last day of every code that is a year, in the order of the days."""
        part = form.form("until")
        if part is None:
            return {}
        days = {code: part.day(code) for code in part.row.fields}
        for code in days:
            if code not in codes:
                part.blame(code, f"{code!r} is no code", "until names the last day of each code that is a year")
        if lost := [code for code in codes if code not in days]:
            form.blame("until", f"the last day of {lost[0]!r} is missing", "until names the last day of every code")
        found = {code: str(day.latest()) for code, day in days.items() if day and day.latest()}
        if len(set(found.values())) < len(found):
            form.blame("until", "two codes end on the same day", "years follow each other")
        return dict(sorted(found.items(), key=lambda one: one[1]))

    def check_codes(self, form: Form, found: Dimension) -> None:
        every = (*found.leaves, *found.hierarchy, *found.groupings, *found.pools)
        if TOTAL in every:
            form.blame("codes", f"{TOTAL} is the mark of totals, and no code", "call it otherwise", code="total-code")
        if "" in every:
            form.blame("codes", "a code is empty", "an empty cell gets the code of missing:")
        twice = sorted({code for code in every if every.count(code) > 1}) if len(set(every)) < len(every) else []
        for code in twice[:5]:
            form.blame("codes", f"the code {code!r} stands twice", "a code means one thing")
        if len(found.codes) > _MOST_CODES:
            form.blame("codes", f"{len(found.codes)} codes are more than the {_MOST_CODES} allowed")
        if any(EXACT_DATE.fullmatch(code) for code in found.codes):
            form.blame("codes", "its codes are exact dates", "publish years, quarters or months", code="exact-date")
        self.check_groups(form, found)

    def check_groups(self, form: Form, found: Dimension) -> None:
        for name in ("hierarchy", "groupings", "pools"):
            groups: Mapping[str, tuple[str, ...]] = getattr(found, name)
            known = {*found.leaves, *(found.hierarchy if name == "hierarchy" else ())}
            for code, children in groups.items():
                lost = [child for child in children if child not in known]
                if lost or not children:
                    said = f"{code} holds {lost[0]!r}, which is no code" if lost else f"{code} holds nothing"
                    form.blame(name, said, "name the codes that it is the sum of")
            if name != "groupings":
                self.check_apart(form, name, groups)

    def check_apart(self, form: Form, name: str, groups: Mapping[str, tuple[str, ...]]) -> None:
        """A code stands under one parent, and under none of its own children; pools of years never overlap."""
        under = [child for children in groups.values() for child in children]
        twice = sorted({child for child in under if under.count(child) > 1})
        if twice:
            hint = "overlapping pools subtract" if name == "pools" else "put the second parent under groupings"
            form.blame(name, f"{twice[0]!r} stands under two codes", hint)
        for code in groups:
            at, seen = code, {code}
            while (at := next((parent for parent, held in groups.items() if at in held), "")) and at not in seen:
                seen.add(at)
            if at:
                form.blame(name, f"the codes above {code!r} lead back to it", "a hierarchy is a tree")
                return

    # ── tables ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def table(self, row: Row) -> Table | None:
        form = Form(row, f"table {row.fields.get('id', '')}".strip(), self.faults)
        id, by = form.needed("id"), form.texts("by")
        if id and not ID.fullmatch(id):
            form.blame("id", "id is no id", "letters, digits, points, hyphens and underlines")
        unknown = [name for name in by if name not in self.dimensions]
        for name in unknown:
            form.blame("by", f"{name!r} is no dimension of the catalogue", f"dimensions: {', '.join(self.dimensions)}")
        if len(set(by)) < len(by) or not by:
            form.blame("by", "by names no dimension, or one twice", "name the dimensions of the table once each")
        measure = self.measure(form)
        due = form.day("due")
        found = Table(
            id=id,
            by=by,
            margins=self.margins(form, by),
            measure=measure,
            decimals=self.decimals(form, measure),
            column=self.column(form, measure),
            contributor=form.text("contributor"),
            codes=self.codes(form, by) if not unknown else {},
            indicator=form.text("indicator"),
            due=str(due) if due else None,
            line=row.line,
        )
        form.close()
        return found if by and not unknown and id else None

    def measure(self, form: Form) -> Measure:
        value = form.text("measure") or "count"
        if value in _EXTREMES:
            text = f"a {value} is one person's value, and is never published"
            form.blame("measure", text, "publish a mean over many, or counts by bands", code="extreme")
        elif value not in ("count", "percent", "mean"):
            form.blame("measure", f"measure is {value!r}", "allowed: count, percent, mean")
        return cast(Measure, value) if value in ("count", "percent", "mean") else "count"

    def decimals(self, form: Form, measure: str) -> int:
        places = form.whole("decimals")
        if places is not None and places > 4:
            form.blame("decimals", f"decimals is {places}", "at most 4: many decimals tell the counts")
        return places if places is not None else int(measure == "mean")

    def column(self, form: Form, measure: str) -> str | None:
        column = form.text("column")
        if measure == "mean" and not column:
            form.blame("column", "a mean needs the column it is the mean of", "column: months", code="missing-field")
        return column

    def margins(self, form: Form, by: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        value = form.get("margins")
        inner = [some for size in range(len(by)) for some in combinations(by, size)]
        if value is None or value == "all":
            return tuple(inner)
        if value == "none":
            return ()
        if isinstance(value, tuple) and all(isinstance(part, tuple) and set(part) <= set(by) for part in value):
            wanted = {frozenset(part) for part in value}
            return tuple(some for some in inner if frozenset(some) in wanted)
        form.blame("margins", "margins is all, none, or lists of dimensions of the table", "as in [[sex], []]")
        return ()

    def codes(self, form: Form, by: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        """Which codes of a dimension the table prints, where not all: years pooled, regions without districts."""
        part = form.form("codes")
        found = {}
        for name in part.row.fields if part else ():
            codes = part.texts(name) if part else ()
            known = self.dimensions[name] if name in by else None
            if part and (known is None or not codes or not set(codes) <= {*known.printed, *known.pools}):
                part.blame(name, f"{name} is no dimension of the table, or has other codes", "take declared codes")
            else:
                found[name] = codes
        return found

    def distinct_tables(self, tables: Iterable[Table]) -> None:
        ids = [table.id for table in tables]
        for id in sorted({id for id in ids if ids.count(id) > 1}):
            self.form.blame("tables", f"the table {id} stands twice", "an id names one table")

    # ── the rest ───────────────────────────────────────────────────────────────────────────────────────────────────
    def zeros(self, found: Iterable[Row]) -> Iterable[Mapping[str, str]]:
        for row in found:
            yield self.cell(Form(row, "a structural zero", self.faults), row.fields)

    def cell(self, form: Form, names: Iterable[str]) -> Mapping[str, str]:
        found = {}
        for name in names:
            code = form.text(name) or ""
            known = self.dimensions.get(name)
            if known is None or code not in (*known.printed, *known.pools):
                form.blame(name, f"{name} is no dimension, or {code!r} no code of it", "take declared codes")
            found[name] = code
        return found

    def priorities(self, tables: Iterable[Table]) -> Mapping[str, int]:
        form = self.form.form("priorities")
        found: dict[str, int] = {}
        for id in form.row.fields if form else ():
            value = form.whole(id) if form else None
            if form and (id not in {table.id for table in tables} or not value or value > 1000):
                form.blame(id, f"{id} is no table, or its priority none of 1 to 1000", "higher is dearer to hide")
            found[id] = value or 1
        return found

    def waivers(self, found: Iterable[Row], tables: Iterable[Table]) -> Iterable[Waiver]:
        for row in found:
            form = Form(row, "a waiver", self.faults)
            table, because, cell = form.needed("table"), form.needed("because"), form.form("cell")
            if table not in {one.id for one in tables}:
                form.blame("table", f"there is no table {table!r}", "name one of the catalogue")
            if cell is None:
                form.blame("cell", "cell is missing", "name it as in {sex: F}", code="missing-field")
            yield Waiver(table=table, cell=self.cell(cell, cell.row.fields) if cell else {}, because=because)
            form.close()

    def bounded(self, catalogue: Catalogue) -> None:
        """A table that no memory holds is refused before it is laid out."""
        for table in catalogue.tables:
            cells = 1
            for name in table.by:
                cells *= len(catalogue.printed(table, name)) + 1
            if cells > _MOST_CELLS:
                text = f"the table {table.id} has {cells} cells, more than the {_MOST_CELLS} allowed"
                self.form.blame("tables", text, "take fewer dimensions, or coarser codes")
