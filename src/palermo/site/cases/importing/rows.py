"""From what an accepted row means to the rows of a case, its person and their name: values as the columns hold them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from palermo.ground.dates import PartialDate
from palermo.site.access.bulk import new_ids
from palermo.site.cases.actions import NAME_PARTS, drawn_codes
from palermo.site.cases.models import PersonName
from palermo.site.keys.holding import holder
from palermo.site.keys.sealing import plain_letters, seal_column

HTCDS_NAME = {"given": "prs_FirstName", "family": "prs_SecondName"}
HTCDS_DAY = "cas_IncomingReferralDate"


@dataclass(slots=True, kw_only=True)
class Tables:
    """Rows for four tables, in step: a case a row of the file, a person a record in it."""

    cases: list[tuple[bytes, str, date, int]] = field(default_factory=list)
    persons: list[tuple[object, ...]] = field(default_factory=list)
    parts: list[tuple[object, ...]] = field(default_factory=list)
    named: list[tuple[bytes, Mapping[str, str]]] = field(default_factory=list)
    """Person and the parts of their name, not sealed yet."""


def tables_of(texts: list[tuple[int, bytes]], *, today: date) -> Tables:
    """Cases of the rows ``texts`` (line and JSON text), each with the people that stand in it."""
    found = Tables()
    told = [(row, json.loads(text)["values"]) for row, text in texts]
    case_ids = iter(new_ids(len(told)))
    persons = sum(len(values) for _, values in told)
    person_ids, part_ids = iter(new_ids(persons)), iter(new_ids(persons))
    codes = iter(drawn_codes(len(told) + persons))
    for row, values in told:
        case, opened_on = next(case_ids), _opened_on(values, today)
        found.cases.append((case, f"{opened_on.year}-{next(codes)}", opened_on, row))
        for one in values:
            person = next(person_ids)
            reference = f"P-{today.year}-{next(codes)}"
            found.persons.append((person, reference, *_coded(one)))
            found.parts.append((next(part_ids), case, person))
            name = {part: str(one.get(code) or "").strip() for part, code in HTCDS_NAME.items()}
            if any(name.values()):
                found.named.append((person, name))
    return found


def names_of(agency: UUID, named: list[tuple[bytes, Mapping[str, str]]]) -> Iterator[tuple[object, ...]]:
    """Rows of names: sealed column by column, each with its index. Raises KeyAbsent, NoKeys."""
    ids = new_ids(len(named))
    table = PersonName._meta.db_table
    full = [" ".join(name[part] for part in NAME_PARTS if name[part]) for _, name in named]
    texts = {part: [name[part] for _, name in named] for part in NAME_PARTS} | {"full": full}
    columns: list[list[bytes | None]] = []
    for part, values in texts.items():
        there = [at for at, value in enumerate(values) if value]
        sealed = seal_column(agency, table, part, ((ids[at], values[at].encode()) for at in there))
        letters = [plain_letters(values[at]) for at in there]
        once = list(dict.fromkeys(letters))  # the same names come again and again
        found = dict(zip(once, holder().blind(agency=agency, field=f"{table}.{part}", texts=once), strict=True))
        index = [found[text] for text in letters]
        columns += [_spread(len(values), there, list(sealed)), _spread(len(values), there, index)]
    persons = [person for person, _ in named]
    return zip(ids, persons, *columns, strict=True)


NAME_COLUMNS = ("id", "person", "given", "given_index", "family", "family_index", "full", "full_index")


def _spread(length: int, there: list[int], values: list[bytes]) -> list[bytes | None]:
    """The values at their places; nothing at the others."""
    out: list[bytes | None] = [None] * length
    for at, value in zip(there, values, strict=True):
        out[at] = value
    return out


def _opened_on(values: list[dict[str, Any]], today: date) -> date:
    """The day of the incoming referral, where one is told and has come; else the day of the check."""
    told = [_whole(str(one.get(HTCDS_DAY) or "")) for one in values]
    days = [day for day in told if day is not None and day <= today]
    return min(days, default=today)


def _whole(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _coded(one: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Sex, birth, nationality and language of a person; of several nationalities the first."""
    citizenship = str(one.get("prs_Citizenship") or "").split(";")[0].strip()
    return (
        str(one.get("prs_Gender") or ""),
        _known(str(one.get("prs_Birthdate") or "")),
        citizenship,
        str(one.get("prs_PrimaryLanguage") or ""),
    )


def _known(text: str) -> str:
    """A date as far as it is known; empty for what is none."""
    if _whole(text) is not None:
        return text
    try:
        return str(PartialDate.parse(text))
    except ValueError:
        return ""
