"""A release as files: one CSV a table, and a manifest that holds what a reader may know and nothing more."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from palermo import __version__
from palermo.disclosure.catalogue import TOTAL, Catalogue, Place, Table
from palermo.disclosure.counting import People
from palermo.disclosure.history import Earlier
from palermo.disclosure.layout import Layout, lay_out
from palermo.disclosure.means import Means, protect_means
from palermo.disclosure.protecting import Protection, protect
from palermo.disclosure.rounding import round_counts
from palermo.ground.counted import counted
from palermo.ground.errors import Differs, UsageError
from palermo.ground.finding import Finding, Severity

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """The files of a release, and how much of it is hidden."""

    files: Mapping[str, bytes]
    cells: int
    hidden: int
    before: int
    """How many cells the first pass alone would have hidden: for those who measure, never published."""
    findings: tuple[Finding, ...] = ()


def make_release(
    catalogue: Catalogue,
    people: People,
    earlier: Sequence[Earlier] = (),
    *,
    seed: bytes = b"",
    more: Callable[[], bool] = lambda: True,
    clean: bool = True,
    whole: bool = True,
) -> Release:
    """The tables of ``catalogue`` over ``people``, protected beside everything ``earlier``.

    Without ``whole`` it is a sketch, for those who compare many and publish none (see ``protect``).
    Raises Differs where a count cannot be kept from being told; UsageError where rounding has no seed.
    """
    if catalogue.method == "round":
        return _rounded(catalogue, people, seed)
    protection = protect(catalogue, people, earlier, more=more, clean=clean, whole=whole)
    means = protect_means(catalogue, people, protection, more=more) if not protection.refused else Means({}, ())
    if refused := (*protection.refused, *means.refused):
        raise Differs(f"{counted(len(refused), 'count')} cannot be protected: nothing was written.", findings=refused)
    files = {table.file: _csv(table, _lines(catalogue, table, protection, means)) for table in catalogue.tables}
    hidden = sum(
        protection.hides(table.id, place) for table in catalogue.tables for place in protection.layout.cells[table.id]
    )
    told = (*people.warnings, *((_out_of_time(),) if protection.stopped else ()))
    return _release(catalogue, protection.layout, files, hidden=hidden, before=protection.before, findings=told)


def _out_of_time() -> Finding:
    return Finding(
        code="disclosure.time-limit",
        severity=Severity.WARNING,
        text="the time was up before every hidden cell was tried: more is hidden than need be",
        hint="a longer --time-limit shows more; another run may differ",
    )


def _rounded(catalogue: Catalogue, people: People, seed: bytes) -> Release:
    if not seed:
        raise UsageError("Rounding needs a secret seed.", hint="Give --seed-file FILE, the same in every release.")
    layout = lay_out(catalogue, people)
    rounded = round_counts(catalogue, people, layout, seed)
    files = {
        table.file: _csv(table, ((place, str(rounded[table.id][place]), "rounded") for place in layout.cells[table.id]))
        for table in catalogue.tables
    }
    return _release(catalogue, layout, files, hidden=0, before=0, findings=people.warnings)


def _release(
    catalogue: Catalogue,
    layout: Layout,
    files: dict[str, bytes],
    *,
    hidden: int,
    before: int,
    findings: tuple[Finding, ...],
) -> Release:
    files[MANIFEST] = manifest(catalogue, files)
    cells = sum(len(held) for held in layout.cells.values())
    return Release(files, cells, hidden, before, findings)


# ── lines ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _lines(
    catalogue: Catalogue, table: Table, protection: Protection, means: Means
) -> Iterator[tuple[Place, str, str]]:
    layout = protection.layout
    everybody = (TOTAL,) * len(table.by)
    base_hidden = table.measure == "percent" and protection.hides(table.id, everybody)
    for place in layout.cells[table.id]:
        none = table.measure == "percent" and not layout.count(table.id, place)
        if protection.hides(table.id, place) or (base_hidden and not none):
            yield place, "", "hidden"
        elif table.measure == "mean":
            mean = means.values[table.id][place]
            yield (place, "", "hidden") if mean is None else (place, _fixed(mean, table.decimals), "exact")
        elif table.measure == "percent":
            whole = layout.count(table.id, everybody)
            share = Decimal(100 * layout.count(table.id, place)) / max(whole, 1)
            yield place, _fixed(share, table.decimals), "exact"
        else:
            yield place, str(layout.count(table.id, place)), "exact"


def _fixed(value: Decimal | float, decimals: int) -> str:
    return str(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _csv(table: Table, lines: Iterator[tuple[Place, str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*table.by, "value", "status"])
    writer.writerows([*place, value, status] for place, value, status in lines)
    return text.getvalue().encode()


# ── manifest ───────────────────────────────────────────────────────────────────────────────────────────────────────
def manifest(catalogue: Catalogue, files: Mapping[str, bytes]) -> bytes:
    """The public manifest: no true total, no record file, no list of what is small."""
    population = {"id": catalogue.population, **({"as_of": catalogue.as_of} if catalogue.as_of else {})}
    found: dict[str, object] = {
        "format": 1,
        "release": catalogue.release,
        "population": population,
        "threshold": catalogue.threshold,
        "zeros": catalogue.zeros,
        "method": catalogue.method,
        **({"min": catalogue.lowest} if catalogue.lowest else {}),
        "dimensions": {name: _dimension(catalogue, name) for name in catalogue.shown},
        "structural_zeros": [dict(zero) for zero in catalogue.structural_zeros],
        "tables": [_table(catalogue, table, files[table.file]) for table in catalogue.tables],
        "software": {"name": "palermo", "version": __version__},
    }
    if catalogue.waivers:
        waivers = [{"table": one.table, "cell": dict(one.cell), "reason": one.because} for one in catalogue.waivers]
        found["waivers"] = waivers
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _dimension(catalogue: Catalogue, name: str) -> dict[str, object]:
    one = catalogue.dimensions[name]
    codes = [code for code in one.leaves if code != one.missing or code in one.codes]
    groups = {**one.groupings, **one.pools}
    return {
        "codes": codes,
        **({"missing": one.missing} if one.missing and one.missing not in one.codes else {}),
        **({"hierarchy": {code: list(parts) for code, parts in one.hierarchy.items()}} if one.hierarchy else {}),
        **({"groupings": {code: list(parts) for code, parts in groups.items()}} if groups else {}),
    }


def _table(catalogue: Catalogue, table: Table, data: bytes) -> dict[str, object]:
    found: dict[str, object] = {
        "id": table.id,
        "file": table.file,
        "by": list(table.by),
        "measure": table.measure,
        "decimals": table.decimals if table.measure != "count" else None,
        "column": table.column,
        "population": catalogue.population,
        "indicator": table.indicator,
        "due": table.due,
        "rounding_base": catalogue.base if catalogue.method == "round" else None,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    return {name: value for name, value in found.items() if value is not None}
