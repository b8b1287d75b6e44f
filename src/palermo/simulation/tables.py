"""The table of each body: which fields it keeps, what stands in them, and the layout that says what they mean."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from palermo.simulation.bodies import Body, Keeps
from palermo.simulation.calendars import iso, written
from palermo.simulation.cultures import COUNTRIES
from palermo.simulation.people import DISABILITIES, MEANS, PURPOSES, SEXES
from palermo.simulation.records import CHANNELS, HAPPENINGS, OUTCOMES, RELEASES, RETURNS, SERVICES, STAGES, STATUSES
from palermo.simulation.standard_files import (
    STANDARDS,
    in_standard,
    label_row,
    standard_fields,
    standard_headers,
)
from palermo.simulation.vocabulary import HEADERS, words_for

INVENTED = "invented"
DATES = MappingProxyType(
    {
        "birth_date": "birth",
        "opened_on": "opened",
        "decided_on": "decided",
        "referred_on": "referred",
        "closed_on": "closed",
        "in_at": "into",
        "out_at": "out",
        "last_seen_at": "last_seen",
        "reported_at": "opened",
        "left_on": "left",
        "recovered_at": "recovered",
        "withdrawn_on": "withdrawn",
        "event_on": "event_day",
    }
)
CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sex": SEXES,
        "purpose": PURPOSES,
        "means": MEANS,
        "status": STATUSES,
        "consent": ("yes", "no"),
        "service": SERVICES,
        "stage": STAGES,
        "return_kind": RETURNS,
        "channel": CHANNELS,
        "outcome": OUTCOMES,
        "release_reason": (*RELEASES, "transferred"),
        "disability": DISABILITIES,
        "event": HAPPENINGS,
    }
)
INTEGERS = ("age", "birth_year", "suspects", "charges", "convictions")
_NAMED = ("family_name", "given_name", "birth_date", "sex", "citizenship")
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cases": ("record_id", *_NAMED, "disability", "opened_on", "purpose", "means", "place", "status", "decided_on",
                  "consent", "withdrawn_on", "referred_to", "referred_on", "service", "closed_on"),
        "custody": ("stint_id", "person_record", *_NAMED, "facility", "in_at", "out_at", "release_reason", "event",
                    "event_on"),
        "proceedings": ("record_id", *_NAMED, "opened_on", "purpose", "stage", "suspects", "charges", "convictions",
                        "decided_on"),
        "calls": ("record_id", "given_name", "birth_date", "sex", "opened_on", "channel", "purpose", "place",
                  "consent", "referred_to", "referred_on"),
        "returns": ("record_id", *_NAMED, "opened_on", "return_kind", "consent", "left_on"),
        "alerts": ("record_id", *_NAMED, "place", "last_seen_at", "reported_at", "outcome", "recovered_at"),
    }
)  # fmt: skip
CHECKS: Mapping[Keeps, tuple[str, ...]] = MappingProxyType(
    {
        "cases": ("birth_date <= opened_on", "opened_on <= decided_on"),
        "custody": ("birth_date <= in_at",),
        "proceedings": ("birth_date <= opened_on", "opened_on <= decided_on"),
        "calls": ("opened_on <= referred_on",),
        "returns": ("birth_date <= opened_on", "opened_on <= left_on"),
        "alerts": ("birth_date <= last_seen_at", "last_seen_at <= reported_at", "reported_at <= recovered_at"),
        "htcds": (),
        "ctdc": (),
    }
)
OPENS: Mapping[Keeps, str] = MappingProxyType(
    {"custody": "in_at", "alerts": "reported_at", "htcds": "cas_IncomingReferralDate", "ctdc": "yearOfRegistration"}
)
"""The cell a body's layout requires; ``opened_on`` where none is named."""
KEY = "^X[0-9]{9}(-[0-9])?$"
"""How every number of a record or a stint looks."""


def fields_of(body: Body) -> tuple[str, ...]:
    """The fields of a body's table in its order, by the names they have among the accepted rows."""
    if body.keeps in STANDARDS:
        return (*standard_fields(body), INVENTED)
    swaps = {"birth_date": {"date": "birth_date", "year": "birth_year", "age": "age"}[body.born]}
    names = [swaps.get(name, name) for name in FIELDS[body.keeps]]
    if body.whole:
        names = ["full_name" if name == "family_name" else name for name in names if name != "given_name"]
    return (*names, INVENTED)


def header_of(body: Body) -> dict[str, str]:
    """Field → what stands over its column."""
    words = standard_headers(body) if body.keeps in STANDARDS else HEADERS[body.style]
    return {name: words.get(name, name) for name in fields_of(body)}


def key_of(body: Body) -> str:
    """The field that tells its rows apart."""
    return "stint_id" if body.keeps == "custody" else "record_id"


def required_of(body: Body) -> str:
    """The field its layout requires."""
    return OPENS.get(body.keeps, "opened_on")


def cells_of(body: Body, kept: pl.DataFrame) -> pl.DataFrame:
    """What a body knows, before anybody makes a mistake: dates in ISO, codes by their own names, empty for nothing."""
    frame = kept.with_columns(_names(body))
    names = fields_of(body)
    if body.keeps in STANDARDS:
        return in_standard(body, frame).with_columns(invented=pl.lit(INVENTED)).select(names)
    frame = frame.with_columns(
        *(iso(source).alias(name) for name, source in DATES.items() if name in names),
        birth_year=iso("birth").str.slice(0, 4),
        age=pl.col("age").cast(pl.String),
        place=pl.col("destination"),
        person_record=pl.col("record_id"),
        suspects=pl.col("suspects").cast(pl.String),
        charges=pl.col("charges").cast(pl.String),
        convictions=pl.col("convictions").cast(pl.String),
        referred_to=pl.when(pl.col("referred") < 0).then(pl.lit("")).otherwise("referred_to"),
        invented=pl.lit(INVENTED),
    )
    return frame.select(names)


def _names(body: Body) -> list[pl.Expr]:
    given, middle, family = (_spelled(body, part) for part in ("given", "middle", "family"))
    first = pl.concat_str(given, middle, separator=" ").str.strip_chars()
    whole = pl.concat_str(first, family, separator=" ").str.strip_chars()
    named = {"given_name": first, "family_name": family, "full_name": whole}
    return [(part.str.to_uppercase() if body.upper else part).alias(name) for name, part in named.items()]


def _spelled(body: Body, part: str) -> pl.Expr:
    """A part of the name as the body spells it; what its encoding cannot hold is romanised."""
    form = {"ascii": "first"}.get(body.names, body.names)
    if body.encoding == "cp1251":
        cyrillic = pl.col("citizenship") == "XC"
        return pl.when(cyrillic).then(f"{part}_native").otherwise(f"{part}_first")
    return pl.col(f"{part}_{form}")


def as_written(body: Body, cells: pl.DataFrame) -> pl.DataFrame:
    """The same table in the body's own codes, with its calendar and order of dates, and its sign for nothing known."""
    names = [name for name in cells.columns if name in DATES]
    if body.keeps not in STANDARDS:
        coded = {name: words_for(name, CODES[name], body.style) for name in cells.columns if name in CODES}
        cells = cells.with_columns(pl.col(name).replace(words) for name, words in coded.items())
    if in_other_calendar(body):
        cells = cells.with_columns(_converted(body, cells[name]) for name in names)
    elif date_format(body) != "iso":
        cells = cells.with_columns(_in_order(body, pl.col(name)) for name in names)
    if body.zero != "0":
        digits = {str(digit): chr(ord(body.zero) + digit) for digit in range(10)}
        cells = cells.with_columns(
            pl.col(name).str.replace_many(digits) for name in cells.columns if name in DATES or name in INTEGERS
        )
    if not gap_of(body):
        return cells
    # What is required is known of every record: where it is empty, somebody forgot it.
    return cells.with_columns(pl.exclude(required_of(body)).replace("", gap_of(body)))


def _in_order(body: Body, cell: pl.Expr) -> pl.Expr:
    """A cell in ISO form with its parts in the body's order; of a day that is none too."""
    order = body.sign.join({"y": "$1", "m": "$2", "d": "$3"}[one] for one in body.order)
    return cell.str.replace(r"^([0-9]{4})-([0-9]{2})-([0-9]{2})$", order)


def _converted(body: Body, cells: pl.Series) -> pl.Series:
    days = cells.str.to_date("%Y-%m-%d", strict=False)
    numbers = days.cast(pl.Int32).fill_null(0).cast(pl.Int64).to_numpy()
    found = written(numbers, body.calendar, body.order, body.sign)
    return pl.DataFrame({"cell": cells, "day": days, "found": found}).select(
        pl.when(pl.col("day").is_null()).then(_in_order(body, pl.col("cell"))).otherwise("found").alias(cells.name)
    ).to_series()  # fmt: skip


def layout_of(body: Body) -> dict[str, Any]:
    """The LAYOUT.yml that goes with a body's file, as nested dicts and texts."""
    target = {"htcds": "htcds", "ctdc": "ctdc", "custody": "custody"}.get(body.keeps, "none")
    names, header = fields_of(body), header_of(body)
    listed = {name: codes for name, codes in CODES.items() if name in names and target in ("none", "custody")}
    layout: dict[str, Any] = {"name": body.id, "version": "1", "from": "2021-01-01", "target": target}
    if body.format == "csv":
        layout |= {"encoding": body.encoding, "delimiter": {"\t": "tab"}.get(body.delimiter, body.delimiter)}
    return layout | {
        **({"header_rows": str(1 + bool(labels_of(body)))} if body.format in ("csv", "xlsx") else {}),
        "columns": {header[name]: _column(body, name) for name in names if needs_a_word(body, name)},
        **({"answers": {"header_conflict": "label"}} if labels_of(body) else {}),
        "key": [key_of(body)],
        "duplicates": "reject",
        **({"checks": [_check(body, one) for one in checks_of(body)]} if checks_of(body) else {}),
        **({"values": {name: _seen(body, name, codes) for name, codes in listed.items()}} if listed else {}),
        **({"missing": {gap_of(body): "unknown"}} if gap_of(body) else {}),
        "required": [required_of(body)],
    }


def labels_of(body: Body) -> tuple[str, ...]:
    """The second row of headers, where a body's form has one."""
    labels = label_row(body)
    return tuple(labels.get(name, "") for name in fields_of(body)) if labels else ()


def needs_a_word(body: Body, name: str) -> bool:
    """Whether a layout has to name the column; the standards' own are known by their code or label."""
    return body.keeps not in STANDARDS or name in ("record_id", "citizenship", "prs_Citizenship",
                                                   "CountryOfExploitation", INVENTED)  # fmt: skip


def gap_of(body: Body) -> str:
    """What a body writes where it knows nothing."""
    return "-" if body.style == "title" and body.keeps not in STANDARDS else ""


def checks_of(body: Body) -> tuple[str, ...]:
    """What must hold in a row, as far as the body's columns can be compared."""
    return tuple(one for one in CHECKS[body.keeps] if body.born == "date" or "birth" not in one)


def in_other_calendar(body: Body) -> bool:
    """Whether its dates are of another calendar than ours."""
    return body.calendar != "gregorian"


def _check(body: Body, written_as: str) -> dict[str, str]:
    return {"expr": written_as, "severity": "error", "code": "date.order"}


def _seen(body: Body, name: str, codes: tuple[str, ...]) -> dict[str, str]:
    return {seen: code for code, seen in words_for(name, codes, body.style).items()}


def _column(body: Body, name: str) -> dict[str, Any]:
    if name in ("citizenship", "prs_Citizenship", "CountryOfExploitation"):
        return {"to": name, "list": list(COUNTRIES)}
    if name == INVENTED:
        return {"to": name, "type": "text", "pattern": f"^{INVENTED}$"}
    if name in CODES and body.keeps not in STANDARDS:
        return {"to": name, "list": name}
    if name in INTEGERS:
        return {"to": name, "type": "integer"}
    if name in DATES:
        other = {"calendar": body.calendar} if in_other_calendar(body) else {}
        return {"to": name, "type": "date", "date": date_format(body), **other}
    if name == key_of(body):
        return {"to": name, "pattern": KEY}
    return {"to": name}


def date_format(body: Body) -> str:
    """The name a layout has for how the body writes a date."""
    return "iso" if (body.order, body.sign) == ("ymd", "-") else body.order
