"""Persons counted by cell: each once, however many rows agencies sent about them; what was not declared is refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from palermo.disclosure.catalogue import Catalogue, Dimension
from palermo.disclosure.declaring import EXACT_DATE, names_a_person
from palermo.disclosure.domain import OPEN, Domain, Key
from palermo.disclosure.equations import Ints
from palermo.ground.counted import counted
from palermo.ground.errors import UnreadableInput
from palermo.ground.finding import Finding, Severity

_FIRST_ROW = 2
"""The header is row 1."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody counted: subject, leaf by dimension, how many they stand for; rows ordered by subject."""

    frame: pl.DataFrame
    warnings: tuple[Finding, ...] = ()


def read_people(records: pl.DataFrame, catalogue: Catalogue) -> People:
    """One row a person with a leaf for every dimension in use, and the columns that means need left as they are.

    Raises UnreadableInput with every fault: missing columns, undeclared values, rows without a person, persons with
    two codes in a dimension that has none for it. No value of a row is told, only where it stands.
    """
    return _Reading(records, catalogue).read()


@dataclass(slots=True)
class _Reading:
    records: pl.DataFrame
    catalogue: Catalogue
    faults: list[Finding] = field(default_factory=list)

    def read(self) -> People:
        self.columns()
        if not self.records.height:
            self.blame("disclosure.empty", "the records hold no row", "a table of nobody is not published")
        self.stop()
        coded = self.records.select(*self.leaves(), *self.others())
        self.check_rows(coded)
        self.stop()
        people = self.persons(coded) if self.catalogue.unit else coded
        self.stop()
        return People(people.sort("subject", maintain_order=True), tuple(self.extra()))

    def blame(self, code: str, text: str, hint: str, **place: int | str | None) -> None:
        if place.get("row"):
            text = f"{text}, the first in row {place['row']}"
        finding = Finding(code=code, severity=Severity.ERROR, text=text, hint=hint, **place)  # type: ignore[arg-type]
        self.faults.append(finding)

    def stop(self) -> None:
        if self.faults:
            said = counted(len(self.faults), "fault")
            raise UnreadableInput(f"The records have {said}.", hint="Nothing was written.", findings=self.faults)

    def wanted(self) -> list[str]:
        """Every column the catalogue reads."""
        catalogue = self.catalogue
        found = [name for name in (catalogue.unit, catalogue.counts) if name]
        found += catalogue.used
        found += [name for table in catalogue.tables for name in (table.column, table.contributor) if name]
        return list(dict.fromkeys(found))

    def columns(self) -> None:
        for name in self.wanted():
            if name not in self.records.columns:
                hint = f"columns: {', '.join(self.records.columns[:20])}"
                self.blame("disclosure.missing-column", f"the records have no column {name}", hint, column=name)

    def extra(self) -> Iterator[Finding]:
        """Columns that a file of records for counting should not hold at all."""
        for name in self.records.columns:
            if name in self.wanted():
                continue
            kind = "names or numbers of persons" if names_a_person(name) else ""
            head = self.records[name].head(50).to_list()
            if not kind and head and all(EXACT_DATE.fullmatch(str(value)) for value in head):
                kind = "exact dates"
            if kind:
                yield Finding(
                    code="disclosure.needless-column",
                    severity=Severity.WARNING,
                    text=f"the records hold {kind}, which no table reads",
                    hint="leave the column out of the file",
                    column=name,
                )

    # ── codes ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def leaves(self) -> Iterator[pl.Series]:
        for name in self.catalogue.used:
            column = self.records[name]
            dimension = self.catalogue.dimensions[name]
            self.check_codes(column, dimension)
            yield column.replace("", dimension.missing) if dimension.missing else column

    def check_codes(self, column: pl.Series, dimension: Dimension) -> None:
        allowed = [*dimension.leaves, *([""] if dimension.missing else [])]
        wrong = (~column.is_in(allowed)).arg_true()
        if not len(wrong):
            return
        empty = (column.gather(wrong) == "").sum()
        where: dict[str, int | str | None] = {"row": int(wrong[0]) + _FIRST_ROW, "column": column.name}
        if empty == len(wrong):
            text, hint = (
                f"{counted(int(empty), 'empty cell')} of {column.name}",
                "declare a code for it: missing: unknown",
            )
        elif (column.gather(wrong).str.contains(rf"^(?:{EXACT_DATE.pattern})$")).all():
            text, hint = f"{column.name} holds exact dates", "cut them to years, quarters or bands first"
        else:
            text, hint = f"{counted(len(wrong), 'undeclared value')} of {column.name}", "declare or recode them"
        self.blame("disclosure.undeclared-value", text, hint, count=len(wrong), **where)

    def others(self) -> Iterator[pl.Series]:
        catalogue = self.catalogue
        unit = self.records[catalogue.unit] if catalogue.unit else pl.Series([""] * self.records.height)
        yield unit.alias("subject")
        yield (self.numbers(catalogue.counts) if catalogue.counts else pl.Series([1] * self.records.height)).alias("n")
        for table in catalogue.tables:
            for name in (table.column, table.contributor):
                if name:
                    yield self.records[name].alias(f"{table.id}\t{name}")

    def numbers(self, name: str) -> pl.Series:
        found = self.records[name].cast(pl.Int64, strict=False)
        wrong = (found.is_null() | (found < self.catalogue.lowest)).arg_true()
        if len(wrong):
            hint = f"whole numbers, none below min ({self.catalogue.lowest})"
            text = f"{counted(len(wrong), 'cell')} of {name} with no count that the catalogue allows"
            self.blame(
                "disclosure.bad-count", text, hint, row=int(wrong[0]) + _FIRST_ROW, column=name, count=len(wrong)
            )
        return found.fill_null(0)

    def check_rows(self, coded: pl.DataFrame) -> None:
        if self.catalogue.unit and len(alone := (coded["subject"] == "").arg_true()):
            text, hint = f"{counted(len(alone), 'row')} without a person", "every row needs its lasting subject_id"
            row = int(alone[0]) + _FIRST_ROW
            self.blame("disclosure.no-subject", text, hint, row=row, column=self.catalogue.unit, count=len(alone))

    # ── persons ────────────────────────────────────────────────────────────────────────────────────────────────────
    def persons(self, coded: pl.DataFrame) -> pl.DataFrame:
        """One code a person and dimension: a known one beats a missing one, two known ones are ``several``."""
        names = self.catalogue.used
        plain = coded
        for name in names:
            dimension = self.catalogue.dimensions[name]
            known = pl.col(name).filter(pl.col(name) != (dimension.missing or ""))
            each = coded.group_by("subject").agg(known.unique().alias("codes"))
            twice = each.filter(pl.col("codes").list.len() > 1)
            if twice.height and not dimension.several:
                self.several(coded, name, twice)
            several = pl.when(pl.col("codes").list.len() > 1).then(pl.lit(dimension.several, dtype=pl.String))
            one = several.when(pl.col("codes").list.len() == 1).then(pl.col("codes").list.first())
            settled = each.select("subject", one.otherwise(pl.lit(dimension.missing, dtype=pl.String)).alias(name))
            plain = plain.drop(name).join(settled, on="subject", how="left", maintain_order="left")
        return plain

    def several(self, coded: pl.DataFrame, name: str, twice: pl.DataFrame) -> None:
        """A person in two cells of one dimension would make the parts more than their total."""
        row = int(coded["subject"].is_in(twice["subject"].to_list()).arg_true()[0]) + _FIRST_ROW
        text = f"{counted(twice.height, 'person')} with more than one code of {name}"
        hint = "settle it in the records, or declare a code for it: several: mixed"
        self.blame("disclosure.several-codes", text, hint, row=row, column=name, count=twice.height)


@dataclass(slots=True)
class Counts:
    """The people of a domain, counted for any key that is asked about."""

    domain: Domain
    pieces: Ints
    weights: Ints
    _arrays: dict[tuple[int, ...], Ints] = field(default_factory=dict)
    _pieces_of: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def of(self, key: Key) -> int:
        """How many people a key stands for."""
        open_at = tuple(at for at, mask in enumerate(key) if mask != OPEN)
        array = self._array(open_at)
        if not open_at:
            return int(array)
        masks = [self._members(at, key[at]) for at in open_at]
        if all(len(members) == 1 for members in masks):
            return int(array[tuple(members[0] for members in masks)])
        return int(array[np.ix_(*masks)].sum())

    def _members(self, at: int, mask: int) -> list[int]:
        found = self._pieces_of.get((at, mask))
        if found is None:
            found = self._pieces_of[at, mask] = self.domain.members(at, mask)
        return found

    def _array(self, dimensions: tuple[int, ...]) -> Ints:
        found = self._arrays.get(dimensions)
        if found is None:
            shape = tuple(self.domain.size(at) for at in dimensions)
            found = np.zeros(shape, np.int64)
            if dimensions:
                np.add.at(found, tuple(self.pieces[:, at] for at in dimensions), self.weights)
            else:
                found = np.array(self.weights.sum())
            self._arrays[dimensions] = found
        return found


def count(people: People, domain: Domain, *, unit: bool) -> Counts:
    """The people by piece of every dimension, each person once."""
    names = [name for name in domain.names if name in people.frame.columns]
    frame = people.frame.select("subject", "n", *names)
    frame = frame.unique("subject", keep="first", maintain_order=True) if unit else frame
    columns = [_pieces(frame[name], domain, name) for name in domain.names]
    return Counts(domain, np.stack(columns, axis=1) if columns else np.zeros((frame.height, 0), np.int64), _ints(frame))


def _ints(frame: pl.DataFrame) -> Ints:
    return frame["n"].to_numpy().astype(np.int64)


def _pieces(column: pl.Series, domain: Domain, name: str) -> Ints:
    codes: Mapping[str, int] = {leaf: domain.piece(name, leaf) for leaf in domain.leaves[name]}
    found = column.replace_strict(list(codes), list(codes.values()), return_dtype=pl.Int64)
    return found.to_numpy().astype(np.int64)


def codes_in_use(catalogue: Catalogue) -> Iterable[tuple[str, frozenset[str]]]:
    """Every code that some table prints, or a structural zero names, with its leaves."""
    for table in catalogue.tables:
        for name in table.by:
            dimension = catalogue.dimensions[name]
            yield from ((name, dimension.covers(code)) for code in catalogue.printed(table, name))
    for zero in catalogue.structural_zeros:
        yield from ((name, catalogue.dimensions[name].covers(code)) for name, code in zero.items())
