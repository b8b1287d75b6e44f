"""The country as it is sent and as it is: file by file, chunk by chunk, with the truth beside it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from palermo.ground.errors import UsageError
from palermo.simulation import yearly
from palermo.simulation.bodies import BODIES, SIZES, Body, body_named
from palermo.simulation.conference import conference
from palermo.simulation.counting import counts, summed
from palermo.simulation.dice import Dice, Truth, Whole
from palermo.simulation.frames import frames_across, frames_of, frames_once
from palermo.simulation.notes import notes
from palermo.simulation.others import others, truth_of_others
from palermo.simulation.people import people
from palermo.simulation.records import NOBODY, WIDTH, meetings, records
from palermo.simulation.sheets import sheet_of
from palermo.simulation.tables import INVENTED, header_of, key_of, labels_of, layout_of
from palermo.simulation.tally import Tally
from palermo.simulation.worlds import LISTS, World, seen_by_lists, world_named
from palermo.standards.frames import FRAMES

CHUNK = 50_000
MOST_PEOPLE = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What country to make: how many people, from which seed, in which world, and whose files."""

    people: int
    seed: int
    world: World
    bodies: tuple[str, ...]
    only: str | None = None

    @property
    def senders(self) -> tuple[str, ...]:
        """The bodies whose files are written."""
        return (self.only,) if self.only else self.bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows to add to a file: ``format`` csv, xlsx, json or jsonl. Rows ``ragged`` have a cell too many.

    ``labels``: a second row of headers, where there is one.
    """

    file: str
    format: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    encoding: str = "utf-8"
    delimiter: str = ","
    ragged: frozenset[int] = frozenset()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A small file, whole."""

    file: str
    data: bytes


def ask(
    *, people: int | None, seed: int, world: str = "mixed", size: str | None = None, body: str | None = None
) -> Ask:
    """A checked order for a country. ``size`` gives people and bodies; ``people`` overrides its number.

    Raises UsageError on fewer than 2 people or too many, and on a world, size or body that does not exist.
    """
    if size is not None and size not in SIZES:
        raise UsageError(f"There is no size {size!r}.", hint=f"Sizes are {', '.join(SIZES)}.")
    chosen = SIZES[size or "middle"]
    many = chosen.people if people is None else people
    if not 2 <= many <= MOST_PEOPLE:
        raise UsageError(f"A country of {many} people cannot be made.", hint=f"Ask for 2 to {MOST_PEOPLE} people.")
    if seed < 0:
        raise UsageError(f"The seed is {seed}.", hint="Give a whole number from 0.")
    only = body_named(body).id if body else None
    bodies = chosen.bodies if only is None or only in chosen.bodies else tuple(BODIES)
    return Ask(people=many, seed=seed, world=world_named(world), bodies=bodies, only=only)


def country(order: Ask, *, told: Callable[[int], None] = lambda done: None) -> Iterator[Rows | WholeFile]:
    """Everything that is to be written, in order; ``told`` hears how many people are done.

    The same order gives the same parts on every machine.
    """
    dice, gathered = Dice(order.seed), _Gathered(Tally(order.people))
    parts = -(-order.people // CHUNK)
    for start in range(0, order.people, CHUNK):
        ids = np.arange(start, min(start + CHUNK, order.people))
        yield from _people(order, dice, ids, gathered)
        told((int(ids[-1]) + 1) // 2)
    at = {body: _first_row(BODIES[body]) for body in order.senders}
    for part in range(parts):
        yield from _files(order, dice, _by_number(order, dice, gathered, part, parts), at, gathered.tally)
        told(order.people * (parts + part + 1) // (2 * parts))
    yield from _rest_of_frames(order, gathered)
    for body in order.senders:
        yield WholeFile(f"bodies/{body}/LAYOUT.yml", _layout(BODIES[body]))
    if order.only is None:
        yield from _conference(order, dice, summed(gathered.counted))
    yield _bare_table("truth/histories.csv", gathered.tally.table_of_histories())
    for name, data in notes(order.people, order.seed, order.world, order.senders, gathered.tally).items():
        yield WholeFile(name, data)


def _first_row(body: Body) -> int:
    """The number that `check` gives a body's first row."""
    return 2 + bool(labels_of(body)) if body.format in ("csv", "xlsx") else 1


def _conference(order: Ask, dice: Dice, counted: pl.DataFrame) -> Iterator[Rows | WholeFile]:
    """The bodies together: plan, progress, meetings, and the returns of those that count a year."""
    for name, data in conference(dice, order.bodies).items():
        yield WholeFile(name, data)
    yield WholeFile("conference/returns/ask.yml", yearly.ask(order.bodies))
    for one, period, form in yearly.returns(dice, order.bodies, counted):
        format = "xlsx" if BODIES[one].format == "xlsx" else "csv"
        yield Rows(
            file=f"conference/returns/{one}-{period}.{format}", format=format, header=yearly.HEADER, cells=form,
            encoding=BODIES[one].encoding, delimiter=BODIES[one].delimiter,
        )  # fmt: skip
    yield _table("truth/returns.csv", yearly.truth(dice, counted))


@dataclass(slots=True)
class _Gathered:
    """What is kept of the people, part by part, until the files are written."""

    tally: Tally
    counted: list[pl.DataFrame] = field(default_factory=list)
    met: list[pl.DataFrame] = field(default_factory=list)
    across: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    known: pl.DataFrame | None = None
    """All records, where the country is made in one part."""


def _people(order: Ask, dice: Dice, ids: Whole, gathered: _Gathered) -> Iterator[Rows]:
    """The truth about these people, and what can be said only where all records of a person stand together."""
    crowd = people(dice, ids, order.people)
    seen, classes = seen_by_lists(order.world, dice, ids)
    yield _truth_of_people(crowd, seen, classes)
    gathered.tally.add_lists(seen)
    met = meetings(dice, crowd, seen, order.bodies)
    met = met.filter(pl.col("body").is_in(order.senders)) if order.only else met
    known = records(dice, met, crowd, order.bodies)
    beside = others(dice, known, order.bodies)
    if order.only is None and known.height:
        gathered.counted.append(counts(known, beside, yearly.YEARS))
    for name, frame in frames_across(known, beside).items():
        gathered.across.setdefault(name, []).append(frame)
    if beside.height:
        gathered.across.setdefault("truth", []).append(truth_of_others(beside))
    gathered.met.append(met.with_columns(pl.col("body").cast(pl.Enum([*BODIES, NOBODY]))))
    gathered.known = known if len(ids) == order.people else None


def _by_number(order: Ask, dice: Dice, gathered: _Gathered, part: int, parts: int) -> pl.DataFrame:
    """The records of all bodies whose own numbers lie in this part of all numbers.

    A body files by number. Were its file made person after person, its order would tell who is who.
    """
    if gathered.known is not None:
        return gathered.known
    met = pl.concat(one.filter(pl.col("local") * parts // (1 << WIDTH) == part) for one in gathered.met)
    crowd = people(dice, np.unique(met["person_id"].to_numpy()), order.people)
    return records(dice, met.with_columns(pl.col("body").cast(pl.String)), crowd, order.bodies)


def _files(order: Ask, dice: Dice, known: pl.DataFrame, at: dict[str, int], tally: Tally) -> Iterator[Rows]:
    """These records as the bodies send them, and as they know them without mistakes."""
    for body in order.senders:
        yield from _file(dice, BODIES[body], known.filter(pl.col("body") == body), at, tally)
    if known.height:
        victims = known.select(pl.format("{}/{}", "body", "record_id").alias("person_record"), "person_id")
        yield _table("truth/person_records.csv", victims)
    for name, frame in frames_of(dice, known).items():
        yield _table(f"frames/{name}.csv", frame)


def _rest_of_frames(order: Ask, gathered: _Gathered) -> Iterator[Rows]:
    """What stands once, and what was gathered over people, in an order that tells nothing of them."""
    for name, frame in frames_once(order.senders).items():
        yield _table(f"frames/{name}.csv", frame)
    for name, parts in gathered.across.items():
        whole = pl.concat(parts)
        ordered = whole.sort(whole.columns, maintain_order=True)
        yield _table("truth/person_records.csv" if name == "truth" else f"frames/{name}.csv", ordered)
    for name, contract in FRAMES.items():
        # What nobody knows anything of is a frame without rows, not a missing file.
        yield _table(f"frames/{name}.csv", pl.DataFrame({one.name: [] for one in contract.columns}))


def _file(dice: Dice, body: Body, kept: pl.DataFrame, at: dict[str, int], tally: Tally) -> Iterator[Rows]:
    """A body's rows of this chunk, what is true about them, and the errors made in them."""
    sheet = sheet_of(dice, body, kept)
    rows = np.arange(sheet.cells.height) + at[body.id]
    at[body.id] += sheet.cells.height
    header, labels = header_of(body), labels_of(body)
    yield Rows(
        file=f"bodies/{body.id}/{body.file}",
        format=body.format,
        header=tuple(header.values()),
        cells=sheet.cells,
        encoding=body.encoding,
        delimiter=body.delimiter,
        ragged=sheet.ragged,
        labels=labels,
    )
    own = pl.DataFrame({"row": rows, "record_id": sheet.cells[key_of(body)], "person_id": sheet.persons}).select(
        pl.lit(body.id).alias("source"), pl.all().cast(pl.String)
    )
    yield _table("truth/records.csv", own)
    over = {name: code or label for (name, code), label in zip(header.items(), labels or header, strict=True)}
    mistakes = sheet.mistakes(body, over, rows)
    tally.add_file(body.id, sheet.cells.height, mistakes)
    yield _table("truth/errors.csv", mistakes)


def _truth_of_people(crowd: pl.DataFrame, seen: Truth, classes: Whole) -> Rows:
    """Everybody, on a list or not: this table is what no body knows."""
    lists = pl.DataFrame(seen.astype(np.int8), schema=[f"on_{name}" for name in LISTS], orient="row")
    days = crowd.select(pl.from_epoch(pl.col("birth", "begun", "ended"), time_unit="d").dt.strftime("%Y-%m-%d"))
    frame = crowd.select(
        "person_id", "sex", days["birth"], "citizenship", pl.col("namesake_of", "family_unit").replace(-1, None),
        "act", "means", "purpose", "origin", "transit", "destination", days["begun"], days["ended"],
        pl.Series("latent_class", classes),
    )  # fmt: skip
    return _table("truth/people.csv", pl.concat([frame, lists], how="horizontal"))


def _table(file: str, frame: pl.DataFrame) -> Rows:
    """A table of ours, every row of it marked."""
    cells = frame.select(pl.all().cast(pl.String).fill_null(""), pl.lit(INVENTED).alias(INVENTED))
    return _bare_table(file, cells)


def _bare_table(file: str, frame: pl.DataFrame) -> Rows:
    """A table of counts alone, which hold no person."""
    cells = frame.select(pl.all().cast(pl.String).fill_null(""))
    return Rows(file=file, format="csv", header=tuple(frame.columns), cells=cells)


def _layout(body: Body) -> bytes:
    head = f"# {body.name}: made-up records of a made-up country. No row is about a real person.\n"
    return (head + "\n".join(_yaml(layout_of(body))) + "\n").encode()


def _yaml(entries: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """A mapping as lines of YAML: JSON's quoted texts and lists are YAML too."""
    for name, value in entries.items():
        key = indent + json.dumps(name, ensure_ascii=False)
        if isinstance(value, Mapping) and any(isinstance(one, Mapping) for one in value.values()):
            yield f"{key}:"
            yield from _yaml(value, indent + "  ")
        else:
            yield f"{key}: {json.dumps(value, ensure_ascii=False)}"
