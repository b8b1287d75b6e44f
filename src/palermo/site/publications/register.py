"""The report that needs no author: every release in force, table by table, as it was published.

It is what an office has to show on the first day, and what an edition of its own begins from.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from palermo import engines
from palermo.disclosure import HeldRelease, ReleaseTable
from palermo.ground.errors import Refused

_TOTAL = "_T"
_REGISTER = "data/releases.csv"
_DOCUMENT = "register-of-releases"
_COLUMNS = ("release", "population", "as_of", "published", "tables", "cells", "hidden")
_NO_ID = re.compile(r"[^A-Za-z0-9_.-]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def frame(releases: Mapping[str, HeldRelease]) -> bytes:
    """The releases in force as a CSV table: what was counted, when, in how many cells."""
    import polars as pl

    rows = [
        (name, one.folder.population, one.folder.as_of, one.at, len(one.folder.tables), one.folder.cells,
         one.folder.hidden)
        for name, one in sorted(releases.items())
    ]  # fmt: skip
    made = pl.DataFrame(rows, schema=list(_COLUMNS), orient="row")
    return engines.write_csv(made.select(pl.all().cast(pl.String)))


def plain_report(releases: Mapping[str, HeldRelease], *, today: date) -> dict[str, bytes]:
    """A report folder over ``releases``, without the releases themselves. Raises Refused where there is none."""
    if not releases:
        raise Refused("No release is in force.", hint="Propose one and let a second person approve it.")
    shown = list(_shown(releases))
    register = frame(releases)
    files = {
        "report.yml": _yaml(_head(shown, register, today)),
        "text/main.en.md": _text(shown).encode(),
        "evidence/register.yml": _yaml(_evidence(today)),
        "indicators/register.yml": _yaml(_register_indicator()),
        _REGISTER: register,
    }
    return files | {f"indicators/{one.key}.yml": _yaml(one.indicator()) for one in shown}


class _Shown:
    """One released table in the report, under a key that is an id everywhere."""

    def __init__(self, number: int, held: HeldRelease, table: ReleaseTable) -> None:
        self.held, self.table = held, table
        self.data = f"d{number}"
        self.key = f"table.{_NO_ID.sub('-', held.release)}.{_NO_ID.sub('-', table.id)}"
        self.rows = held.folder.rows(table)

    @property
    def whole(self) -> bool:
        """Whether it has its own totals in every dimension."""
        return all(any(line[at] == _TOTAL for line in self.rows) for at in range(len(self.table.by)))

    @property
    def title(self) -> str:
        return f"Table {_literal(self.table.id)} of {_literal(self.held.release)}"

    @property
    def drawn(self) -> bool:
        """Whether a page can show it: in two dimensions, those beyond held at their total."""
        return len(self.table.by) <= 2 or self.whole

    def indicator(self) -> dict[str, object]:
        folder, day = self.held.folder, self.table.as_of
        percent = self.table.measure == "percent"
        made: dict[str, object] = {
            "id": self.key,
            "version": "1",
            "name": {"en": "Cells of a released table"},
            "definition": {
                "text": f"The cells of table {self.table.id} of the release {folder.release}, as they were published; "
                "its manifest says what is counted and what was done to protect it",
                "population": self.table.population,
                "unit": "percent" if percent else "count" if self.table.measure == "count" else self.table.measure,
            },
            "query": {"from": self.data, "value": "value", "by": list(self.table.by)},
        }
        return made | {"period": {"on": day, "kind": "as_of"} if _DAY.fullmatch(day) else {"kind": "unstated"}}

    def entry(self) -> dict[str, object]:
        row, *others = self.table.by
        made: dict[str, object] = {
            "indicator": self.key,
            "rows": row,
            "totals": self.whole,
            "caption": {"en": self.title},
            "corner": {"en": row},
        }
        if others:
            made |= {"columns": others[0]}
        return made | ({"where": dict.fromkeys(others[1:], _TOTAL)} if others[1:] else {})


def _shown(releases: Mapping[str, HeldRelease]) -> Iterator[_Shown]:
    tables = [(held, table) for _, held in sorted(releases.items()) for table in held.folder.tables]
    yield from (_Shown(number, held, table) for number, (held, table) in enumerate(tables, start=1))


def _head(shown: list[_Shown], register: bytes, today: date) -> dict[str, object]:
    data: dict[str, object] = {
        one.data: {
            "release": f"releases/{one.held.release}", "table": one.table.id, "population": one.table.population
        }
        for one in shown
    }  # fmt: skip
    data["register"] = {
        "path": _REGISTER, "sha256": sha256(register).hexdigest(), "sensitivity": "public", "document": _DOCUMENT
    }  # fmt: skip
    return {
        "format": "palermo.report/1",
        "id": "released-tables",
        "title": {"en": "Released tables"},
        "languages": ["en"],
        "built_at": f"{today.isoformat()}T00:00:00Z",
        "maps": False,
        "data": data,
        "tables": {one.key: one.entry() for one in shown if one.drawn},
    }


def _register_indicator() -> dict[str, object]:
    return {
        "id": "publications.releases",
        "version": "1",
        "name": {"en": "Releases in force"},
        "definition": {"text": "Releases that were approved and not withdrawn", "unit": "count"},
        "period": {"kind": "unstated"},
        "sdc_applied": "none-public-source",
        "query": {"from": "register", "count": "rows", "by": ["population"]},
        "figures": {"publications.all": {}},
    }


def _evidence(today: date) -> dict[str, object]:
    one = {
        "id": _DOCUMENT,
        "kind": "dataset",
        "title": "Register of releases",
        "publisher": "the office that keeps the ledger",
        "language": "en",
        "published_on": today.isoformat(),
    }
    return {"format": "palermo.evidence/1", "documents": [one]}


def _text(shown: list[_Shown]) -> str:
    parts = [
        "# Released tables",
        "Releases in force: {{fig:publications.all}}. Each was attacked with all that was published before it, and "
        "approved by a second person. A cell that could point to somebody is hidden and shows its sign.",
    ]
    for one in shown:
        parts.append(f"## {one.title}")
        parts.append(f"{{{{table:{one.key}}}}}" if one.drawn else "It has too many sides for a page.")
    return "\n\n".join(parts) + "\n"


def _literal(name: str) -> str:
    """A name as it may stand in a text: a number in it is none of ours."""
    return f"{{{{lit:{name}|name}}}}"


def _yaml(fields: Mapping[str, Any]) -> bytes:
    """YAML with a line a field, its value in JSON, which quotes every text."""
    lines = (f"{name}: {json.dumps(_texts(value), ensure_ascii=False)}\n" for name, value in fields.items())
    return "".join(lines).encode()


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _texts(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return value if isinstance(value, bool) else str(value)
