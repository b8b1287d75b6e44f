"""The catalogue that was advised, written as YAML: what was written before, word for word, with the advice in it."""

from collections.abc import Mapping, Sequence

import yaml

from palermo.disclosure.advising import Advice
from palermo.disclosure.catalogue import Table
from palermo.ground.errors import BadDefinition
from palermo.ground.rows import Row, parse_rows

Plain = dict[str, object]


def advised_catalogue(path: str, data: bytes, advice: Advice) -> bytes:
    """CATALOGUE.yml as advised, from the one in ``data`` that the advice is about. Comments of it are lost."""
    row, faults = parse_rows(path, data, room="disclosure", format="CATALOGUE.yml, version: 1")
    if row is None or faults:
        raise BadDefinition(f"{path} cannot be read.", hint="Mend the lines named.", findings=faults)
    found = _plain(row)
    _change(found, advice)
    counts = f"{advice.before} useful cells as it was written, {advice.after} now"
    head = f"# Advised by palermo tables --advise, from {path}.\n# {counts}.\n"
    text = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)
    return (head + text).encode()


def _plain(value: Row) -> Plain:
    return {name: _value(one) for name, one in value.fields.items()}


def _value(value: object) -> object:
    if isinstance(value, Row):
        return _plain(value)
    return [_value(one) for one in value] if isinstance(value, tuple) else value


def _change(found: Plain, advice: Advice) -> None:
    kept = {table.id: table for table in advice.catalogue.tables}
    changed = {one.move.table for one in advice.advised if one.move.action in ("pool", "coarsen")}
    pooled = {one.move.dimension for one in advice.advised if one.move.action == "pool"}
    for name in pooled & set(advice.catalogue.dimensions):
        _part(_part(found, "dimensions"), str(name))["pools"] = {
            code: list(years) for code, years in advice.catalogue.dimensions[str(name)].pools.items()
        }
    tables = [one for one in _parts(found, "tables") if one["id"] in kept]
    for one in tables:
        if one["id"] in changed:
            one |= _codes(kept[str(one["id"])])
    found["tables"] = tables
    if "priorities" in found:
        found["priorities"] = {id: value for id, value in _part(found, "priorities").items() if id in kept}
    if "waivers" in found:
        found["waivers"] = [one for one in _parts(found, "waivers") if one["table"] in kept]


def _codes(table: Table) -> Plain:
    return {
        "margins": [list(margin) for margin in table.margins] or "none",
        "codes": {name: list(codes) for name, codes in table.codes.items()},
    }


def _part(found: Mapping[str, object], name: str) -> Plain:
    part = found[name]
    return part if isinstance(part, dict) else {}


def _parts(found: Mapping[str, object], name: str) -> Sequence[Plain]:
    parts = found[name]
    return [one for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
