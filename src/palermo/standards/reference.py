"""The reference of the standards as a Markdown page, written from the definitions themselves."""

from collections.abc import Iterable, Iterator, Sequence

from palermo.standards import cap, custody, holidays, ilo, nrm, palermo, returns, tvpa
from palermo.standards.codes import CodeList, code_list, code_lists
from palermo.standards.crosswalks import crosswalk
from palermo.standards.fields import Standard, fields, header_aliases, header_conflicts, missing_values
from palermo.standards.loader import load, names

_MADE = "<!-- Generated from the definitions of palermo.standards: edit those, then write this page again. -->"
_LONG = 100  # a list of more codes is set as a paragraph: a table of hundreds of lines hides the others


def render_reference() -> str:
    """The whole page. A test holds docs/reference/standards.md to it."""
    parts = [
        "# Standards",
        _MADE,
        *_opening(),
        *_definitions(),
        *_htcds(),
        *_ctdc(),
        *_lists(),
        *_law(),
        *_models(),
        *_returns(),
    ]
    return "\n\n".join(parts) + "\n"


def _opening() -> Iterator[str]:
    yield (
        "The words of the field as data: every definition is a file of our own with its source, the clause it rests "
        "on, its days of validity where it has any, and whether it was checked against that source. An unchecked one "
        "is confirmed before anything rests on it."
    )
    yield (
        "The Human Trafficking Case Data Standard (HTCDS) is the work of the International Organization for Migration "
        "(IOM), used under CC BY 4.0; IOM does not endorse this program. Country and language names are those of "
        "Unicode CLDR (Unicode License v3). The rest is in our own words."
    )


def _definitions() -> Iterator[str]:
    yield "## Definitions"
    rows = ((name, load(name)) for name in names())
    yield _table(
        ("name", "is", "source", "clause", "valid from", "basis"),
        ((f"`{n}`", d["label"], d["source"], d["clause"], d.get("valid_from", ""), d["basis"]) for n, d in rows),
    )


def _htcds() -> Iterator[str]:
    yield "## HTCDS fields"
    yield "`core` as the standard marks it; no field is required unless a layout says so. `sensitivity` is ours."
    yield _fields_table("htcds")
    yield "Other headers that are understood:"
    yield _table(("seen", "means"), _quoted(sorted(header_aliases("htcds").items())))
    yield "Columns whose code and label contradict each other in files of the standard; the agency is asked:"
    yield _table(("code", "label", "where"), ((f"`{h.code}`", h.label, h.where) for h in header_conflicts("htcds")))
    yield "What the standard does not have: " + ", ".join(load("htcds_quirks")["missing_from_standard"]) + "."


def _ctdc() -> Iterator[str]:
    yield "## CTDC columns"
    yield "Names cut at 32 characters are matched where the beginning belongs to one column."
    yield _fields_table("ctdc")
    yield "In place of a value (expected, not checked in a file):"
    yield _table(
        ("seen", "means", "in"), ((f"`{m.seen}`", m.means, m.code_list or "any column") for m in missing_values("ctdc"))
    )
    yield "## From CTDC to HTCDS"
    yield "The mapping is ours. A lossy one says less, more or something near; the receipt names it."
    rows = crosswalk("ctdc", "htcds")
    yield _table(
        ("CTDC", "HTCDS", "value", "lossy", "note"),
        ((f"`{r.source}`", _code(r.target), _code(r.value), "lossy" if r.lossy else "", r.note) for r in rows),
    )


def _lists() -> Iterator[str]:
    yield "## Code lists"
    yield (
        "A cell matches by its code, then without the blanks around it, in another case, by its label in any case, and "
        "by an alias. *near* is an alias whose meaning is close, not equal. A code marked *own* is not in the standard."
    )
    for name in code_lists():
        codes = code_list(name)
        yield f"### `{name}`"
        yield f"{load(f'lists/{name}')['label']}: {len(codes.codes)} codes."
        yield _paragraph(codes) if len(codes.codes) > _LONG else _codes_table(codes)


def _law() -> Iterator[str]:
    yield "## Palermo Protocol"
    yield "Adult: an act, a means and a purpose. Child under 18: an act and a purpose. We say *elements recorded*."
    for kind in ("acts", "means", "purposes"):
        yield f"{kind.capitalize()}: " + ", ".join(f"`{code.code}`" for code in palermo.elements(kind)) + "."
    yield _table(
        ("article", "kind", "strength", "duty"),
        ((o.article, o.kind, o.strength, o.text) for o in palermo.obligations()),
    )
    yield from _ilo()
    yield from _nrm()
    yield from _holidays()
    yield from _tvpa()


def _ilo() -> Iterator[str]:
    yield "## ILO indicators"
    yield (
        "A dimension is positive with two strong, one strong and any other, three medium, or two medium and one weak. "
        "An aid to screening only; the lists for sexual exploitation were not found. The last column names the eleven "
        "indicators of forced labour: " + ", ".join(f"{n} {label}" for n, label in ilo.forced_labour().items()) + "."
    )
    yield _table(
        ("code", "dimension", "sign", "adult", "child", "forced labour"),
        (
            (i.code, ilo.dimensions()[i.dimension], i.label, i.adult, i.child, " ".join(map(str, i.forced_labour)))
            for i in ilo.indicators()
        ),
    )


def _nrm() -> Iterator[str]:
    yield "## Referral mechanisms"
    yield "Day 1 is the day after the start, a period ends at the close of day N: our convention, not the law's word."
    yield _table(
        ("version", "starts", "kind", "length", "valid"),
        (
            (f"`{c.version}`", c.starts, c.kind, _length(c), c.validity)
            for book in ("uk", "house")
            for c in nrm.clocks(book)
        ),
    )
    yield _table(("version", "threshold", "valid"), ((f"`{t.version}`", t.label, t.validity) for t in nrm.thresholds()))


def _holidays() -> Iterator[str]:
    yield "## Holidays"
    yield "Working days are counted over these years and no further; a day outside them is refused, never guessed."
    calendars = ((area, holidays.working_days(area)) for area in holidays.areas())
    yield _table(
        ("area", "of", "from", "to", "holidays on working days"),
        ((f"`{area}`", days.area, days.first, days.last, len(days.holidays)) for area, days in calendars),
    )


def _tvpa() -> Iterator[str]:
    yield "## TVPA worksheet"
    yield "The program shows what the rules imply and which evidence is missing; it never computes a tier."
    yield _table(("standard", "in our words"), ((s.number, s.text) for s in tvpa.standards()))
    yield _table(("criterion", "in our words"), ((c.number, c.text) for c in tvpa.criteria()))
    yield _table(("tier", "called", "in our words"), ((t.code, t.label, t.text) for t in tvpa.tiers()))


def _models() -> Iterator[str]:
    yield "## CAP 1.2 elements"
    yield _table(
        ("under", "element", "times", "codes", "default"),
        (
            (e.parent, f"`{e.element}`", f"{e.min}–{'∞' if e.max is None else e.max}", ", ".join(e.codes), e.default)
            for e in cap.elements()
        ),
    )
    yield "## Custody"
    yield _table(
        ("measure", "is", "population", "formula", "unit"),
        ((m.code, m.label, m.population or "to be stated", m.formula, m.unit) for m in custody.measures()),
    )
    yield "Bands in days: " + ", ".join(custody.bands()) + "."
    yield _table(
        ("threshold", "length", "what", "valid", "basis"),
        (
            (t.code, f"{t.days} days" if t.days is not None else f"{t.hours} hours", t.text, t.validity, t.basis)
            for t in custody.thresholds()
        ),
    )


def _length(clock: nrm.ClockRule) -> str:
    if clock.days is None:
        return f"not before the end of {clock.not_before}"
    return f"{clock.days} {(clock.unit or 'days').replace('_', ' ')}"


def _fields_table(standard: Standard) -> str:
    return _table(
        ("field", "label", "type", "list", "several", "core", "sensitivity", "note"),
        (
            (
                f"`{f.code}`",
                f.label,
                f.type,
                _code(f.code_list),
                {True: "yes", "either": "either"}.get(f.multi, ""),
                "core" if f.core and f.status != "deprecated" else "",
                f.sensitivity,
                f.note,
            )
            for f in fields(standard)
        ),
    )


def _codes_table(codes: CodeList) -> str:
    def rows() -> Iterator[Sequence[object]]:
        for code in codes.codes:
            aliases = ", ".join((*code.aliases, *(f"{alias} (near)" for alias in code.near)))
            yield f"`{code.code}`", code.label, _code(code.parent), aliases, "own" if code.own else ""

    return _table(("code", "label", "part of", "aliases", ""), rows())


def _paragraph(codes: CodeList) -> str:
    return " · ".join(f"`{code.code}` {code.label}" for code in codes.codes)


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def _quoted(pairs: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    return (tuple(f"`{text}`" for text in pair) for pair in pairs)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table without the columns that are empty all the way down."""
    body = [["" if cell is None else str(cell).replace("|", "\\|") for cell in row] for row in rows]
    kept = [at for at in range(len(head)) if any(row[at] for row in body)]
    lines = [[head[at] for at in kept], ["---"] * len(kept), *([row[at] for at in kept] for row in body)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _returns() -> Iterator[str]:
    yield "## Yearly returns"
    yield "What a body may be asked to count. A cell that holds no number says *not asked* or *not known*."
    yield _table(
        ("line", "group", "is", "unit", "counted", "broken down by", "rests on"),
        (
            (f"`{line.id}`", line.group, line.label, line.unit, line.counting, _by(line), line.clause)
            for line in returns.lines().values()
        ),
    )
    for one in returns.dimensions().values():
        yield f"`{one.name}`: " + ", ".join(f"`{code.code}` {code.label}" for code in one.codes) + "."


def _by(line: returns.ReturnLine) -> str:
    return "; ".join(" × ".join(one.by) for one in line.breakdowns)
