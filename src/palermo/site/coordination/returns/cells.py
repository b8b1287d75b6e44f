"""The cells of rows that a return did not get through, as they came: kept sealed, shown to the body that sent them."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from palermo import engines
from palermo.ground.errors import UnreadableInput
from palermo.site.access.actor import Actor
from palermo.site.accounts.models import Agency
from palermo.site.coordination.models import ReturnLine, YearlyReturn
from palermo.site.keys.actions import make_record_key
from palermo.site.keys.models import PublicKey
from palermo.site.keys.refusals import Erased, KeyAbsent
from palermo.site.keys.sealing import Place, seal_all, unseal_all

OF_RETURNS = "return"
"""The kind of record, as schedules of retention name it."""
LONGEST = 200
"""Letters of a cell: a form asks for a number and a reason."""


def cells_of(data: bytes, name: str, rows: Collection[int]) -> Mapping[int, dict[str, str]]:
    """What stands in each of these rows, by the header of its column; empty cells left out."""
    try:
        book = engines.read_raw_bytes(data, name)
    except UnreadableInput:
        return {}
    found: dict[int, dict[str, str]] = {}
    for table in book.tables():
        names = table.names()
        for row, cells in zip(table.rows.to_list(), table.cells.iter_rows(), strict=True):
            if row in rows:
                told = zip(names, cells, strict=True)
                found.setdefault(row, {}).update({head: cell[:LONGEST] for head, cell in told if cell and head})
    return found


def seal_cells(
    actor: Actor, agency: Agency, made: YearlyReturn, lines: Sequence[ReturnLine], data: bytes, *, today: date
) -> None:
    """Put the cells of lines that were not accepted into them, where the body has keys."""
    held = [one for one in lines if one.state != "accepted"]
    if not held or not PublicKey.objects.filter(agency=agency, replaced_at__isnull=True).exists():
        return
    cells = cells_of(data, "return.xlsx" if data[:2] == b"PK" else "return.csv", {one.row for one in held})
    filled = [one for one in held if cells.get(one.row)]
    key = make_record_key(actor, agency, kind=OF_RETURNS, thing=made.pk, made_on=today)
    values = [(_place(one), json.dumps(cells[one.row], ensure_ascii=False).encode()) for one in filled]
    for one, sealed in zip(filled, seal_all(agency.pk, values, record=key), strict=True):
        one.sealed = sealed


def opened(lines: Sequence[ReturnLine]) -> Mapping[int, dict[str, str]] | None:
    """Row → what stood there, of those that hold something; None while nobody has opened the body's key."""
    held = [one for one in lines if one.sealed]
    if not held:
        return {}
    try:
        texts = unseal_all(held[0].agency_id, [(_place(one), bytes(one.sealed or b"")) for one in held])
    except KeyAbsent:
        return None
    except Erased:
        return {}
    return {one.row: json.loads(text) for one, text in zip(held, texts, strict=True)}


def _place(one: ReturnLine) -> Place:
    return Place(ReturnLine._meta.db_table, "sealed", one.pk)
