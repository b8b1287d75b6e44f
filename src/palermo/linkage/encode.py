"""From people to keyed filters: what a body does at home before anything leaves it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from palermo.ground.errors import Protected
from palermo.ground.finding import Finding, Severity
from palermo.linkage.dates import Born
from palermo.linkage.diffuse import Bytes, diffused, table_of
from palermo.linkage.encodings import Encodings, Passport
from palermo.linkage.fields import USUAL, WEAKEST, Fields, Scheme
from palermo.linkage.keys import Keys, Marks
from palermo.linkage.masks import Cells, Masks
from palermo.linkage.normalise import VERSION, check_hash
from palermo.linkage.people import People
from palermo.linkage.plant import NAMES, changed_over, plant_id, plants_of

VICTIM = "victim"
_FILL = (0.25, 0.40)
Row = tuple[str, int, str | None]
"""Record id, number of the name, the record a plant copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """The encodings of a list and the account of its records: records = encoded + refused + no_basis."""

    encodings: Encodings
    records: int
    encoded: int
    refused: int
    no_basis: int
    plants: int
    fill: float
    findings: tuple[Finding, ...]


def encode(
    people: People,
    fields: Fields,
    *,
    secret: bytes,
    run: str,
    source: str,
    basis: str,
    today: date,
    roles: Collection[str] = (VICTIM,),
    expires: date | None = None,
) -> Encoded:
    """The encodings of a list. Raises Protected on a weak scheme, a list without basis, or one too small to hide in."""
    findings = [*people.findings, *_weakness(fields.scheme)]
    usable, account = _usable(people, fields, basis, roles, findings)
    if len(usable) < fields.policy.min_records:
        raise Protected(
            f"The list has {len(usable)} usable records; {fields.policy.min_records} are needed.",
            hint="A list this small is a question about a person. Pool it with other bodies' lists.",
            findings=[
                _said("linkage.list-too-small", Severity.ERROR, "the list has too few usable records"),
                *findings,
            ],
        )
    keys = Keys.of(secret, run)
    plants = plants_of(people, fields, usable, keys.generator("plants", source))
    swapped = changed_over(people, fields, usable, keys.generator("names", source))
    masks = Masks(keys, fields.fields, fields.scheme.bits)
    others, cells = _alias_rows(people, fields, usable)
    rows: list[Row] = [
        *((people.ids[at], 0, None) for at in usable),
        *((people.ids[at], number, None) for at, number in others),
        *((plant_id(number), 0, people.ids[at]) for number, at in enumerate(plants.of)),
        *((plant_id(number, NAMES), 0, people.ids[at]) for number, at in enumerate(swapped.of)),
    ]
    bare = np.concatenate(
        [
            masks.filters({**people.cells, **people.dates}, usable),
            masks.filters(cells, range(len(others))),
            masks.filters({**plants.cells, **plants.dates}, range(len(plants.of))),
            masks.filters({**swapped.cells, **swapped.dates}, range(len(swapped.of))),
        ]
    )
    fill = float(np.bitwise_count(bare).sum(dtype=np.int64) / (len(bare) * fields.scheme.bits))
    if not _FILL[0] <= fill <= _FILL[1]:
        hint = "Change the bits of the fields: the fill ought to be 0.25 to 0.40 before diffusion."
        findings.append(_said("linkage.fill-out-of-range", Severity.WARNING, f"the mean fill is {fill:.2f}", hint))
    passport = _passport(fields, keys, run, source, today, expires)
    return Encoded(
        encodings=_in_keyed_order(rows, hardened(bare, fields.scheme, keys), passport, keys),
        records=len(people),
        encoded=len(usable),
        refused=account["refused"],
        no_basis=account["no_basis"],
        plants=len(plants.of) + len(swapped.of),
        fill=round(fill, 4),
        findings=tuple(findings),
    )


def hardened(bare: Bytes, scheme: Scheme, keys: Keys) -> Bytes:
    """Bare filters after the scheme's diffusion, whose table is one a run."""
    if scheme.diffusion <= 1:
        return bare
    return diffused(bare, table_of(keys.generator("diffusion"), scheme.bits, scheme.diffusion))


def bare_filters(people: People, fields: Fields, rows: Sequence[int], keys: Keys) -> Bytes:
    """The main filters of some records before diffusion: what the attack on oneself is checked against."""
    return Masks(keys, fields.fields, fields.scheme.bits).filters({**people.cells, **people.dates}, rows)


def _weakness(scheme: Scheme) -> list[Finding]:
    if scheme.diffusion < WEAKEST:
        raise Protected(
            f"Diffusion {scheme.diffusion} is no protection.",
            hint=f"Leave scheme out of FIELDS.yml, or ask for diffusion {USUAL}.",
            findings=[_said("linkage.encoding-too-weak", Severity.ERROR, "whoever knows such people finds them again")],
        )
    if scheme.diffusion < USUAL:
        text = f"diffusion {scheme.diffusion} is weaker than the usual {USUAL}"
        return [_said("linkage.encoding-weak", Severity.WARNING, text, "Large lists can be found out.")]
    return []


def _usable(
    people: People, fields: Fields, basis: str, roles: Collection[str], findings: list[Finding]
) -> tuple[list[int], Mapping[str, int]]:
    """The places of records that may be encoded, and how many were left out for which reason."""
    if people.bases is None and not basis.strip():
        raise Protected(
            "No legal basis is stated for the list.",
            hint="State it with --basis, or record by record in a column that FIELDS.yml names under basis.",
            findings=[_said("linkage.no-basis", Severity.ERROR, "the list has no legal basis")],
        )
    filled = people.filled(fields)
    out = {"other_role": 0, "too_empty": 0, "no_basis": 0}
    usable = []
    for at in range(len(people)):
        if people.roles is not None and people.roles[at].strip().casefold() not in roles:
            out["other_role"] += 1
        elif people.bases is not None and not (people.bases[at].strip() or basis.strip()):
            out["no_basis"] += 1
        elif filled[at] < fields.policy.min_fields:
            out["too_empty"] += 1
        else:
            usable.append(at)
    said = {
        "other_role": ("linkage.other-role", Severity.INFO, "records of people in another role were left out"),
        "no_basis": ("linkage.no-basis", Severity.WARNING, "records without a legal basis were left out"),
        "too_empty": ("linkage.record-too-empty", Severity.WARNING, "records with too few fields were left out"),
    }
    for name, (code, severity, text) in said.items():
        if out[name]:
            findings.append(Finding(code=code, severity=severity, text=text, count=out[name]))
    if people.roles is None:
        findings.append(
            _said("linkage.roles-not-stated", Severity.WARNING, "every record is taken for a victim's",
                  "Name the column under role in FIELDS.yml where the list holds others too.")
        )  # fmt: skip
    return usable, {"refused": out["other_role"] + out["too_empty"], "no_basis": out["no_basis"]}


def _alias_rows(people: People, fields: Fields, usable: Sequence[int]) -> tuple[list[tuple[int, int]], Cells]:
    """Each other name of a record: its place and number, and the record's cells with that name in its field."""
    named = {one.name: people.aliases.get(one.name, {}) for one in fields.fields}
    found: list[tuple[int, str, str]] = []
    rows: list[tuple[int, int]] = []
    if not any(named.values()):
        return rows, {}
    for place in usable:
        own = [(field, name) for field, held in named.items() for name in held.get(place, ())]
        found += [(place, *one) for one in own]
        rows += [(place, number) for number in range(1, len(own) + 1)]
    cells: dict[str, list[str] | list[Born]] = {}
    for one in fields.fields:
        if one.kind == "date":
            cells[one.name] = [people.dates[one.name][place] for place, _, _ in found]
        else:
            held = people.cells[one.name]
            cells[one.name] = [name if field == one.name else held[place] for place, field, name in found]
    return rows, cells


def _in_keyed_order(rows: Sequence[Row], filters: Bytes, passport: Passport, keys: Keys) -> Encodings:
    """Rows in the order of a keyed hash: the order of a file says who is near whom in the alphabet or by intake."""
    digest = Marks(keys.key("order"), size=16)
    marks = np.frombuffer(b"".join([digest(f"{id}\0{alias}".encode()) for id, alias, _ in rows]), ">u8").reshape(-1, 2)
    order = np.lexsort((marks[:, 1], marks[:, 0]))
    mixed = np.ascontiguousarray(filters[order])
    ids, alias, plant_of = zip(*(rows[at] for at in order.tolist()), strict=True)
    return Encodings(
        passport=passport,
        ids=list(ids),
        alias=np.array(alias, np.int16),
        filters=mixed.view(np.uint64),
        ones=np.bitwise_count(mixed).sum(axis=1, dtype=np.int16),
        plant_of=list(plant_of),
    )


def _passport(fields: Fields, keys: Keys, run: str, source: str, today: date, expires: date | None) -> Passport:
    return Passport(
        run=run,
        source=source,
        scheme=fields.scheme.name,
        bits=fields.scheme.bits,
        diffusion=fields.scheme.diffusion,
        normaliser=VERSION,
        normaliser_check=check_hash(),
        fields_sha256=fields.sha256,
        created=today.isoformat(),
        expires=(expires or today + timedelta(days=fields.policy.expires_days)).isoformat(),
        secret_fingerprint=keys.fingerprint,
    )


def _said(code: str, severity: Severity, text: str, hint: str = "") -> Finding:
    return Finding(code=code, severity=severity, text=text, hint=hint)
