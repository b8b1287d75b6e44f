"""From people to keyed filters: what a body does at home before anything leaves it."""

import hashlib
import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from palermo.ground.errors import Protected
from palermo.ground.finding import Finding, Severity
from palermo.linkage.dates import Born
from palermo.linkage.diffuse import Bytes, diffused, table_of
from palermo.linkage.encodings import Encodings, Passport
from palermo.linkage.fields import USUAL, WEAKEST, Field, Fields, Scheme
from palermo.linkage.keys import Keys
from palermo.linkage.normalise import VERSION, check_hash
from palermo.linkage.people import People
from palermo.linkage.plant import LEVELS, plants_of
from palermo.linkage.tokens import (
    Tokens,
    tokens_of_code,
    tokens_of_date,
    tokens_of_name,
    tokens_of_number,
    tokens_of_text,
)

VICTIM = "victim"
_FILL = (0.25, 0.40)
_WORDS_A_DIGEST = struct.Struct("<32H")
_OF_KIND = {
    "name": tokens_of_name,
    "code": tokens_of_code,
    "identifier": tokens_of_code,
    "number": tokens_of_number,
    "text": tokens_of_text,
}


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


class Masks:
    """The bits of a value, made once for each value of a field: a cache that lives as long as its keys."""

    __slots__ = ("_bits", "_fields", "_keys", "_known", "_tokens")

    def __init__(self, keys: Keys, fields: Sequence[Field], bits: int) -> None:
        self._bits = bits
        self._fields = {one.name: one for one in fields}
        self._keys = {one.name: keys.key("token", one.name) for one in fields}
        self._known: dict[str, dict[str | Born, int]] = {one.name: {} for one in fields}
        self._tokens: dict[tuple[str, str, int], int] = {}

    def column(self, name: str, values: Sequence[str] | Sequence[Born]) -> list[int]:
        """The bits of each value of a field, as one whole number each; 0 where nothing is known."""
        known, found = self._known[name], []
        for value in values:
            mask = known.get(value)
            if mask is None:
                mask = known[value] = self._mask(name, _tokens(self._fields[name], value))
            found.append(mask)
        return found

    def _mask(self, name: str, tokens: Tokens) -> int:
        """The field's insertions, shared among its tokens by weight."""
        mask = 0
        for token, times in shared_out(self._fields[name].bits, tokens):
            held = self._tokens.get((name, token, times))
            if held is None:
                held = self._tokens[name, token, times] = self._positions(name, token, times)
            mask |= held
        return mask

    def _positions(self, name: str, token: str, times: int) -> int:
        mask, key = 0, self._keys[name]
        for block in range(0, times, 32):
            digest = hashlib.blake2b(token.encode(), key=key, salt=block.to_bytes(4, "little")).digest()
            for word in _WORDS_A_DIGEST.unpack(digest)[: times - block]:
                mask |= 1 << (word % self._bits)
        return mask


def _tokens(field: Field, value: str | Born) -> Tokens:
    if isinstance(value, Born):
        return tokens_of_date(value)
    return _OF_KIND[field.kind](value) if value else ()


def shared_out(bits: int, tokens: Tokens) -> Iterator[tuple[str, int]]:
    """Each token with its number of insertions: all of them are given out, so that short values weigh as long ones."""
    whole, given, so_far = sum(weight for _, weight in tokens), 0, 0
    for token, weight in tokens:
        so_far += weight
        upto = bits * so_far // whole
        if upto > given:
            yield token, upto - given
        given = upto


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
    masks = Masks(keys, fields.fields, fields.scheme.bits)
    rows = [
        *_rows(people, fields, usable, masks),
        *_plant_rows(people, fields, plants.of, {**plants.cells, **plants.dates}, masks),
    ]
    bare = _as_bytes([mask for *_, mask in rows], fields.scheme.bits)
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
        plants=len(plants.of),
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
    masks = Masks(keys, fields.fields, fields.scheme.bits)
    return _as_bytes([mask for _, _, _, mask in _rows(people, fields, rows, masks, aliases=False)], fields.scheme.bits)


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


Row = tuple[str, int, str | None, int]
"""Record id, number of the name, the record a plant copies, bits."""


def _rows(
    people: People, fields: Fields, usable: Sequence[int], masks: Masks, *, aliases: bool = True
) -> Iterator[Row]:
    columns = _columns(people.cells, people.dates, fields, usable, masks)
    for at, place in enumerate(usable):
        own = [column[at] for column in columns]
        whole = 0
        for mask in own:
            whole |= mask
        yield people.ids[place], 0, None, whole
        if aliases:
            yield from _alias_rows(people, fields, place, own, masks)


def _alias_rows(people: People, fields: Fields, place: int, own: Sequence[int], masks: Masks) -> Iterator[Row]:
    number = 0
    for at, one in enumerate(fields.fields):
        for name in people.aliases.get(one.name, {}).get(place, ()):
            number += 1
            whole = masks.column(one.name, [name])[0]
            for other, mask in enumerate(own):
                whole |= mask if other != at else 0
            yield people.ids[place], number, None, whole


def _plant_rows(
    people: People,
    fields: Fields,
    of: Sequence[int],
    cells: Mapping[str, Sequence[str] | Sequence[Born]],
    masks: Masks,
) -> Iterator[Row]:
    columns = [masks.column(one.name, cells[one.name]) for one in fields.fields]
    for at, place in enumerate(of):
        whole = 0
        for column in columns:
            whole |= column[at]
        yield f"plant:{at % len(LEVELS)}:{at}", 0, people.ids[place], whole


def _columns(
    cells: Mapping[str, Sequence[str]],
    dates: Mapping[str, Sequence[Born]],
    fields: Fields,
    usable: Sequence[int],
    masks: Masks,
) -> list[list[int]]:
    found = []
    for one in fields.fields:
        if one.kind == "date":
            found.append(masks.column(one.name, [dates[one.name][at] for at in usable]))
        else:
            found.append(masks.column(one.name, [cells[one.name][at] for at in usable]))
    return found


def _as_bytes(masks: Sequence[int], bits: int) -> Bytes:
    size = bits // 8
    data = b"".join([mask.to_bytes(size, "little") for mask in masks])
    return np.frombuffer(data, np.uint8).reshape(len(masks), size)


def _in_keyed_order(rows: Sequence[Row], filters: Bytes, passport: Passport, keys: Keys) -> Encodings:
    """Rows in the order of a keyed hash: the order of a file says who is near whom in the alphabet or by intake."""
    key = keys.key("order")
    marks = [hashlib.blake2b(f"{id}\0{alias}".encode(), key=key, digest_size=16).digest() for id, alias, *_ in rows]
    order = sorted(range(len(rows)), key=marks.__getitem__)
    mixed = np.ascontiguousarray(filters[order])
    return Encodings(
        passport=passport,
        ids=[rows[at][0] for at in order],
        alias=np.array([rows[at][1] for at in order], np.int16),
        filters=mixed.view(np.uint64),
        ones=np.bitwise_count(mixed).sum(axis=1, dtype=np.int16),
        plant_of=[rows[at][2] for at in order],
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
