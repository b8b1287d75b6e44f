"""Intake itself: a table of raw cells and a layout in, accepted, rejected and pending rows and a receipt out."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from palermo.ground.expression import names_in
from palermo.ground.finding import Finding, Severity
from palermo.intake.address import shifted_addresses
from palermo.intake.builtin import STINT
from palermo.intake.cells import Oddities, any_odd, look_at
from palermo.intake.checks import bounds, compile_check
from palermo.intake.columns import Headers, Place, likely_layout, place_columns, with_label_row
from palermo.intake.distinct import Distinct, distinct_columns
from palermo.intake.layout import LONG, Check, Column, Layout
from palermo.intake.ledger import Entry, Ledger
from palermo.intake.outcome import Outcome, set_aside
from palermo.intake.raw import RawTable
from palermo.intake.receipt import Receipt, by_weight
from palermo.intake.repeats import Likeness, find_repeats, overlapping_stints, repeated_keys
from palermo.intake.sayings import SAYINGS
from palermo.intake.values import read_cells

_OVER, _ORDER, _VALUE = "\0over", "\0order", "\0value"  # no file has columns of these names


def check(table: RawTable, layout: Layout | None, *, today: date) -> Outcome:
    """Check ``table`` under ``layout``; without one, under the standard its header speaks, or its structure alone.

    All faults of a row are gathered. Raises nothing for what a cell may hold.
    """
    meaning = layout or likely_layout(table)
    whole = with_label_row(table, meaning) if meaning else table
    headers = place_columns(whole, meaning)
    return _Check(whole, meaning, headers, today).outcome()


class _Check:
    """One run over one table. The columns are read one after another, so that only one is held twice at a time."""

    def __init__(self, table: RawTable, layout: Layout | None, headers: Headers, today: date) -> None:
        self.table = table
        self.layout = layout
        self.headers = headers
        self.today = today
        self.own = [place for place in headers.places if place.how != "ignored"]
        self.ledger = Ledger(table.height)
        self.read: dict[str, pl.Series] = {}
        self.known: dict[str, Distinct] = {}
        self.distinct: list[Distinct] = []
        self.likeness = Likeness(table.height)

    def outcome(self) -> Outcome:
        self._enter_structure()
        self.distinct = distinct_columns(self._own_cells(), any_odd)
        for place, distinct in zip(self.own, self.distinct, strict=True):
            self._read_column(place, distinct)
        self._enter_repeats()
        self._enter_checks()
        self._enter_required()
        provisional = self._enter_keys()
        self._enter_stints()
        self._enter_addresses()
        return self._settled(provisional)

    def _own_cells(self) -> pl.DataFrame:
        return self.table.cells.select(f"c{place.at}" for place in self.own)

    # The table as a whole

    def _enter_structure(self) -> None:
        numbers = self.table.rows
        if len(self.table.ragged):
            self._enter("row.ragged", numbers.is_in(self.table.ragged["row"].implode()).arg_true())
        if self.table.totals:
            self._enter("intake.total-row", numbers.is_in(list(self.table.totals)).arg_true())

    def _enter(
        self,
        code: str,
        rows: pl.Series,
        at: Place | None = None,
        *,
        severity: Severity | None = None,
        text: str = "",
        hint: str = "",
    ) -> None:
        said = SAYINGS.get(code, SAYINGS["intake.check-failed"])
        self.ledger.enter(
            Entry(
                code=code,
                severity=severity or said.severity,
                text=text or said.text,
                hint=hint or said.hint,
                rows=rows,
                at=at.at if at else None,
                column=(at.seen or at.means) if at else None,
            )
        )

    # One column

    def _read_column(self, place: Place, distinct: Distinct) -> None:
        raw = self.table.cells[f"c{place.at}"]
        odd = look_at(distinct.cells, distinct.odd)
        self._enter_oddities(place, distinct, odd)
        if place.asked:
            self._enter_question(place, raw)
        if place.asked or place.column is None:
            self.read.setdefault(place.means, raw)
            return
        reading = read_cells(odd, place.column, self.today)
        for trouble in reading.troubles:
            self._enter(trouble.code, distinct.rows(trouble.cells), place, hint=trouble.hint)
        same = reading.text is odd.bare or reading.text.equals(distinct.cells)
        self.read[place.means] = raw if same else distinct.spread(reading.text)
        if place.means in self._asked_for():
            whole = same and reading.known.all()
            self.known[place.means] = distinct if whole else distinct.judged(_only(reading.text, reading.known))

    def _asked_for(self) -> set[str]:
        """Columns that checks, the key or what is required look at again."""
        if self.layout is None:
            return set()
        checked = {name for one in self.layout.checks for name in names_in(one.node)}
        stints = set(STINT) if self.layout.target == "custody" else set()
        return {*checked, *self.layout.key, *self.layout.required, *stints}

    def _enter_oddities(self, place: Place, distinct: Distinct, odd: Oddities) -> None:
        numeric = place.column is not None and place.column.type in ("integer", "number")
        for code, found in (
            ("formula.error", odd.formula_error),
            ("cell.formula_like", odd.formula_like),
            ("cell.redacted", odd.redacted),
            ("number.precision", None if numeric else odd.imprecise),
        ):
            if found is not None:
                self._enter(code, distinct.rows(found & ~_spoken_for(odd.bare, place)), place)

    def _enter_question(self, place: Place, raw: pl.Series) -> None:
        self._enter(place.asked, (raw.str.strip_chars() != "").arg_true(), place)

    # Across columns

    def _enter_repeats(self) -> None:
        rule = self.layout.duplicates if self.layout else "warn"
        if rule == "keep" or not self.own:
            return
        repeats = find_repeats(
            self.distinct, self.table.cells.select(f"c{place.at}" for place in self.own), self.likeness
        )
        severity = Severity.ERROR if rule == "reject" else Severity.WARNING
        self._enter("row.duplicate", repeats.exact, severity=severity)
        self._enter("row.near_duplicate", repeats.near)

    def _enter_checks(self) -> None:
        for one in self.layout.checks if self.layout else ():
            names = names_in(one.node)
            if all(name in self.known for name in names):
                self._enter_check(one, names)

    def _enter_check(self, one: Check, names: tuple[str, ...]) -> None:
        columns = self._columns()
        cells = pl.DataFrame([series for name in names for series in self._asked(name, columns[name])])
        broken = cells.select(broken=~compile_check(one.node, columns))["broken"].fill_null(False)
        text, hint = one.text or f"a check does not hold: {one.written}", one.hint or f"Make this true: {one.written}"
        self._enter(one.code, broken.arg_true(), severity=one.severity, text=text, hint=hint)

    def _asked(self, name: str, column: Column) -> tuple[pl.Series, ...]:
        """What a check needs of a column: its known cells, or the bounds of its days."""
        known = self.known[name]
        if column.type != "date":
            return (known.spread(known.cells).alias(name),)
        return tuple(known.spread(bound) for bound in bounds(name, known.cells))

    def _columns(self) -> Mapping[str, Column]:
        return self.layout.by_name() if self.layout else {}

    def _enter_required(self) -> None:
        for name in self.layout.required if self.layout else ():
            given = self.read.get(name)
            empty = self._every_row() if given is None else given == ""
            hint = f"Fill in {name}: the layout requires it."
            self._enter("intake.required-empty", empty.arg_true(), self._place_of(name), hint=hint)

    def _every_row(self) -> pl.Series:
        return pl.repeat(True, self.table.height, dtype=pl.Boolean, eager=True)

    def _place_of(self, name: str) -> Place | None:
        return next((place for place in self.own if place.means == name), None)

    def _enter_keys(self) -> pl.Series | None:
        """Enter repeated keys; give back the provisional keys that are needed, empty where a row has its own."""
        if self.layout is None or not (self.layout.key or self.layout.keyless):
            return None
        key = [self.known[name] for name in self.layout.key if name in self.known]
        lacking = self._every_row()
        if key and len(key) == len(self.layout.key):
            empty = [one.spread(one.cells.is_null()).alias(str(at)) for at, one in enumerate(key)]
            lacking = pl.DataFrame(empty).select(pl.any_horizontal(pl.all())).to_series()
            self._enter("key.duplicate", self._rivals(key))
        if not lacking.any():
            return None
        self._enter("key.missing", lacking.arg_true())
        made = pl.DataFrame({"row": self.table.rows, "lacking": lacking}).select(
            pl.when("lacking").then(pl.format("provisional-{}", "row")).otherwise(pl.lit(""))
        )
        return made.to_series().alias("palermo_key")

    def _rivals(self, key: list[Distinct]) -> pl.Series:
        """Rows with a key in common, but for exact repeats that are rejected as such already."""
        rivals = repeated_keys(key, self.likeness)
        repeats = [entry.rows for entry in self.ledger.entries if entry.code == "row.duplicate"]
        if not repeats or len(rivals) == 0 or self.layout is None or self.layout.duplicates != "reject":
            return rivals
        left = rivals.filter(~rivals.is_in(repeats[0].implode()))
        keys = pl.DataFrame([one.spread(one.cells)[left].alias(str(at)) for at, one in enumerate(key)])
        return left.filter(keys.is_duplicated())

    def _enter_stints(self) -> None:
        if self.layout is None or self.layout.target != "custody" or not all(name in self.known for name in STINT):
            return
        self._enter(
            "stint.overlap", overlapping_stints(*(self.known[name].spread(self.known[name].cells) for name in STINT))
        )

    def _enter_addresses(self) -> None:
        if self.layout is None or self.layout.target != "htcds" or len(self.table.header) > 1:
            return
        coded = {place.means: place for place in self.own if place.how in ("code", "alias")}
        for name, rows in shifted_addresses(self.table.cells, {name: place.at for name, place in coded.items()}):
            self._enter("address.looks_shifted", rows, coded[name])

    # The end

    def _settled(self, provisional: pl.Series | None) -> Outcome:
        rejected, pending = self.ledger.rejected(), self.ledger.pending()
        accepted = self._accepted(~(rejected | pending), provisional)
        own = [place.at for place in self.own]
        reasons = self.ledger.reasons()
        findings = by_weight((*self.headers.findings, *self.ledger.findings(self.table.rows)))
        return Outcome(
            accepted=accepted,
            rejected=set_aside(self.table, own, rejected, reasons),
            pending=set_aside(self.table, own, pending, reasons),
            findings=findings,
            receipt=self._receipt(findings, int(rejected.sum()), int(pending.sum())),
            header=tuple(tuple(row[at] if at < len(row) else "" for at in own) for row in self.table.header),
            marks=self._marks(own),
        )

    def _marks(self, own: list[int]) -> pl.DataFrame:
        marks = self.ledger.marks()
        places = {place: at for at, place in enumerate(own)}
        return marks.select(
            pl.col("column").replace_strict(places, return_dtype=pl.UInt32, default=None),
            "code",
            "hint",
            palermo_row=self.table.rows.gather(marks["at"]),
        )

    def _accepted(self, wanted: pl.Series, provisional: pl.Series | None) -> pl.DataFrame:
        columns = [series.alias(name) for name, series in self.read.items()]
        if provisional is not None:
            columns.append(provisional)
        if self.table.totals:
            totals = self.table.rows.is_in(list(self.table.totals))
            columns.append(totals.cast(pl.Int8).cast(pl.String).alias("palermo_total"))
        frame = pl.DataFrame([*columns, self.table.rows.alias("palermo_row")])
        self.read.clear()
        accepted = frame if wanted.all() else frame.filter(wanted)
        return accepted if self.layout is None or self.layout.shape == "rows" else self._long(accepted)

    def _long(self, wide: pl.DataFrame) -> pl.DataFrame:
        """One row for each value: the header over it as ``header_1``, ``header_2``, …, then the ``value``."""
        values = [place for place in self.own if place.how == "value"]
        levels = [f"header_{level + 1}" for level in range(len(self.table.header))]
        heads = [(place.means, at, *(row[place.at] for row in self.table.header)) for at, place in enumerate(values)]
        schema = {_OVER: pl.String, _ORDER: pl.UInt32, **dict.fromkeys(levels, pl.String)}
        over = pl.DataFrame(heads, schema=schema, orient="row")
        names = [place.means for place in values]
        stay = [name for name in wide.columns if name not in (*names, "palermo_row")]
        clear = {
            name: f"{name} (of the file)" for name in stay if LONG.fullmatch(name)
        }  # the file's own, of no known meaning
        long = wide.unpivot(on=names, index=[*stay, "palermo_row"], variable_name=_OVER, value_name=_VALUE)
        ordered = long.rename(clear).join(over, on=_OVER, how="left").sort("palermo_row", _ORDER)
        return ordered.select(
            *(clear.get(name, name) for name in stay), *levels, pl.col(_VALUE).alias("value"), "palermo_row"
        )

    def _receipt(self, findings: tuple[Finding, ...], rejected: int, pending: int) -> Receipt:
        received = self.table.height
        return Receipt(
            received=received,
            accepted=received - rejected - pending,
            rejected=rejected,
            pending=pending,
            findings=findings,
            today=self.today,
            blank=self.table.blank,
            sheet=self.table.sheet,
            header_rows=self.table.header_rows,
            layout=self.layout.summary() if self.layout else None,
            columns=self.headers.places,
            tables=(self.table,),
        )


def _spoken_for(cells: pl.Series, place: Place) -> pl.Series:
    """Cells whose sign the layout explains: a dash for "not known" is no formula."""
    return cells.is_in(list(place.column.missing) if place.column else [])


def _only(cells: pl.Series, known: pl.Series) -> pl.Series:
    """The cells where ``known``, null elsewhere."""
    return cells if known.all() else cells.set(~known, None)
