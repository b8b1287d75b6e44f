"""From the headers of a file to what its columns mean, and what is to be said or asked about them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from palermo import standards
from palermo.ground.expression import names_in
from palermo.ground.finding import Finding
from palermo.intake.builtin import STANDARDS, Standard, builtin_layout
from palermo.intake.layout import EVERY_OTHER, Column, Layout, is_own
from palermo.intake.raw import RawTable, with_header_rows
from palermo.intake.sayings import SAYINGS

How = Literal["layout", "value", "code", "alias", "label", "empty code", "kept", "ignored", "asked"]

_ENOUGH = 5  # names of a standard that make a header its header


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One column of the file: ``seen`` over it, the name it ``means``, how that was found, and its ``column``.

    ``asked``: what it means is an open question; rows that have anything here wait for the answer.
    """

    at: int
    seen: str
    means: str
    how: How
    column: Column | None = None
    asked: str = ""

    def to_dict(self) -> dict[str, str]:
        return {"seen": self.seen, "means": self.means, "how": self.how}


@dataclass(frozen=True, slots=True)
class Headers:
    """All columns of a table, with the findings about its header."""

    places: tuple[Place, ...]
    findings: tuple[Finding, ...]


def likely_layout(table: RawTable) -> Layout | None:
    """The standard that five or more of the headers belong to; the one with more of them; None when there is none."""
    texts = {text.strip() for row in table.header for text in row}
    known = {name: sum(_found(text, name) is not None for text in texts if text) for name in STANDARDS}
    best = max(STANDARDS, key=lambda name: known[name])
    return builtin_layout(best) if known[best] >= _ENOUGH else None


def with_label_row(table: RawTable, layout: Layout) -> RawTable:
    """The table with its first row taken into the header where that row holds the labels of the codes above it."""
    if layout.target not in STANDARDS or layout.header_rows is not None or len(table.header) != 1 or not table.height:
        return table
    codes = [text.strip() for text in table.header[0]]
    labels = [text.strip().lower() for text in table.cells.row(0)]
    filled = [label for label in labels if label]
    all_labels = {one.label.lower() for one in standards.fields(_standard(layout))}
    speaking = sum(_found(code, _standard(layout)) is not None for code in codes)
    if speaking and len(filled) > 1 and sum(label in all_labels for label in filled) * 2 > len(filled):
        return with_header_rows(table, 2)
    return table


def place_columns(table: RawTable, layout: Layout | None) -> Headers:
    """Every column with its meaning. Without a layout each keeps its name."""
    names = table.names() if table.header else tuple(f"column {at + 1}" for at in range(table.width))
    found = [_place(table, at, seen, layout) for at, seen in enumerate(names)]
    places = tuple(_with_doubles_asked(found))
    return Headers(places, tuple(_findings(places, table, layout)))


def _place(table: RawTable, at: int, seen: str, layout: Layout | None) -> Place:
    if is_own(seen):
        return Place(at=at, seen=seen, means="", how="ignored")
    kept = Place(at=at, seen=seen, means=seen.strip() or f"column {at + 1}", how="kept")
    if layout is None:
        return kept
    levels = [row[at].strip() for row in table.header if at < len(row)]
    own = _by_layout(seen, levels, layout)
    if own is not None:
        return replace(kept, means=own.to, how="layout", column=own)
    if layout.target in STANDARDS:
        return _by_standard(kept, levels, layout)
    if kept.means in layout.standard:
        return replace(kept, how="code", column=layout.standard[kept.means])
    return _as_value(kept, layout) if layout.shape == "long" else kept


def _as_value(kept: Place, layout: Layout) -> Place:
    """A column of a wide table that is to be made long: its cells are values, its header says of what."""
    every = layout.columns.get(EVERY_OTHER)
    return replace(kept, how="value", column=replace(every or Column(to=""), to=kept.means))


def _by_layout(seen: str, levels: list[str], layout: Layout) -> Column | None:
    for text in (seen, *levels):
        if text in layout.columns:
            return layout.columns[text]
    folded = {_folded(header): column for header, column in layout.columns.items()}
    return next((folded[_folded(text)] for text in (seen, *levels) if _folded(text) in folded), None)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _by_standard(kept: Place, levels: list[str], layout: Layout) -> Place:
    """By the code over the column, or by its label; where the two disagree the layout answers, or it is asked."""
    name = _standard(layout)
    coded = next(((code, how) for text in levels if (match := _found(text, name)) for code, how in (match,)), None)
    labelled = next((code for text in levels if (code := _label(text, name))), None)
    if coded is None:
        if labelled is None:
            return kept
        how: How = "empty code" if levels and not levels[0] and len(levels) > 1 else "label"
        return replace(kept, means=labelled, how=how, column=layout.standard[labelled])
    code, how_found = coded
    other = _other_field(code, levels, name) or (_known_other(code, name) if _shifted(layout) else None)
    if other is not None:
        if layout.header_conflict is None:
            return replace(kept, means=code, how="asked", column=layout.standard[code], asked="header.conflict")
        code = code if layout.header_conflict == "code" else other
    return replace(kept, means=code, how=how_found, column=layout.standard[code])


def _shifted(layout: Layout) -> bool:
    return layout.header_conflict == "shifted"


def _standard(layout: Layout) -> Standard:
    return "htcds" if layout.target == "htcds" else "ctdc"


def _found(text: str, name: Standard) -> tuple[str, How] | None:
    """The field a header names: as code, in another case, as one of its aliases, or cut short."""
    codes = {one.code for one in standards.fields(name)}
    if text in codes:
        return text, "code"
    folded = {**{code.casefold(): code for code in codes}, **_folded_aliases(name)}
    match = folded.get(text.strip().casefold())
    return (match, "alias") if match else None


def _folded_aliases(name: Standard) -> dict[str, str]:
    return {alias.casefold(): code for alias, code in standards.header_aliases(name).items()}


def _label(text: str, name: Standard) -> str | None:
    return standards.headers_by_label(name).get(" ".join(text.split()).lower()) if text else None


def _other_field(code: str, levels: list[str], name: Standard) -> str | None:
    """The field whose label stands with ``code`` in one column, when it is another one."""
    mine = standards.field(name, code)
    for text in levels:
        label = " ".join(text.split()).lower()
        if not label or (mine and label == mine.label.lower()):
            continue
        known = _conflicting(code, label, name) or _label(text, name)
        if known is not None and known != code:
            return known
    return None


def _conflicting(code: str, label: str, name: Standard) -> str | None:
    for conflict in standards.header_conflicts(name):
        if conflict.code == code and conflict.label.lower() == label:
            return _labelled_like(code, conflict.label, name)
    return None


def _known_other(code: str, name: Standard) -> str | None:
    """What the standard's own template holds under ``code``, going by the label it prints there."""
    for conflict in standards.header_conflicts(name):
        if conflict.code == code and conflict.where.startswith("Excel"):
            return _labelled_like(code, conflict.label, name)
    return None


def _labelled_like(code: str, label: str, name: Standard) -> str | None:
    """The field of the same entity that bears ``label``."""
    mine = standards.field(name, code)
    return next(
        (
            one.code
            for one in standards.fields(name)
            if mine and one.entity == mine.entity and one.label.lower() == label.lower()
        ),
        None,
    )


def _with_doubles_asked(places: list[Place]) -> Iterator[Place]:
    """Two columns of one meaning: which of them holds it is asked."""
    often = Counter(place.means for place in places if place.how != "ignored")
    for place in places:
        if often[place.means] > 1 and place.how != "ignored" and not place.asked:
            yield replace(place, how="asked", asked="header.duplicate")
        else:
            yield place


def _findings(places: tuple[Place, ...], table: RawTable, layout: Layout | None) -> Iterator[Finding]:
    yield from _duplicates(places)
    for place in places:
        yield from _about(place, layout)
    if layout is None:
        yield _about_header("layout.unknown")
        return
    present = {place.means for place in places}
    yield from (_about_header("header.core_absent", code) for code in layout.core if code not in present)
    yield from _unchecked(layout, present)


def _unchecked(layout: Layout, present: set[str]) -> Iterator[Finding]:
    """Checks of the layout's own columns that cannot be asked; those the standard brings along are not missed."""
    own = {column.to for column in layout.columns.values()}
    for check in layout.checks:
        names = names_in(check.node)
        absent = [name for name in names if name not in present]
        if absent and own & set(names):
            yield _about_header("intake.check-skipped", absent[0])


def _duplicates(places: Iterable[Place]) -> Iterator[Finding]:
    doubled = Counter(place.means for place in places if place.asked == "header.duplicate")
    yield from (_about_header("header.duplicate", means, count) for means, count in doubled.items())


_SAID: Mapping[How, str] = {"alias": "header.alias", "label": "header.label", "empty code": "header.empty_code"}


def _about(place: Place, layout: Layout | None) -> Iterator[Finding]:
    if place.asked == "header.conflict":
        yield _about_header("header.conflict", place.seen)
    elif place.how in _SAID:
        yield _about_header(_SAID[place.how], place.seen)
    elif place.how == "kept" and layout is not None:
        yield _about_header("header.unknown", place.means)
    if place.column is not None and place.column.deprecated:
        yield _about_header("intake.header-deprecated", place.means)


def _about_header(code: str, column: str | None = None, count: int = 1) -> Finding:
    said = SAYINGS[code]
    return Finding(code=code, severity=said.severity, text=said.text, hint=said.hint, column=column, count=count)
