"""The result of `palermo link-audit`, read again: judged anew by the attacks in it, not by the word it says."""

import json
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Any

from palermo.ground.errors import Protected, UnreadableInput
from palermo.ground.finding import Finding, Severity
from palermo.linkage.attack import CONTROL_NEEDS, Attack, verdict_of
from palermo.linkage.fields import Policy

LIMIT = Policy().audit_limit
_CODES = {"failed": "linkage.audit-failed", "control-failed": "linkage.control-failed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """A scheme that the attack did not break: up to how many people, and the highest share found again."""

    scheme: str
    people: str
    largest: int
    share: float


def read_audit(data: bytes, *, scheme: str, limit: float = LIMIT) -> Audited:
    """The audit in ``data``, the JSON of `palermo link-audit --json`.

    Raises UnreadableInput where it is none, or of another scheme; Protected where it was not passed at ``limit``.
    """
    told = _object(data)
    if told["scheme"] != scheme:
        text = "the audit is of another scheme"
        raise UnreadableInput(
            f"The audit is not of {scheme}.",
            hint="Audit the FIELDS.yml of the run.",
            findings=[Finding(code="linkage.audit-of-another-scheme", severity=Severity.ERROR, text=text)],
        )
    attacks = _attacks(told["attacks"])
    verdict = verdict_of(attacks, limit)
    if verdict != "passed":
        text = f"the audit says: {verdict}, at a limit of {limit:g}"
        raise Protected(
            "The scheme has no passed audit.",
            hint="Harden the scheme, or audit more people.",
            findings=[Finding(code=_CODES[verdict], severity=Severity.ERROR, text=text)],
        )
    judged = [one for one in attacks if one.judged]
    return Audited(
        scheme=scheme,
        people="list" if told.get("people") == "list" else "invented",
        largest=max(one.victims for one in judged),
        share=max(one.share for one in judged),
    )


def _object(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("attacks"), list) or "scheme" not in told:
        raise _no_audit()
    return told


def _refuse(constant: str) -> float:
    """NaN is below every limit."""
    raise ValueError(constant)


def _attacks(rows: list[Any]) -> list[Attack]:
    """Every attack, its cells of the kinds that they have to be; whether it is judged is asked of its control."""
    found = []
    for row in rows:
        if not isinstance(row, dict) or not _whole(row):
            raise _no_audit()
        found.append(Attack(**{**row, "judged": row["control_share"] >= CONTROL_NEEDS}))
    return found


def _whole(row: dict[str, Any]) -> bool:
    kinds = {one.name: one.type for one in fields_of(Attack)}
    if kinds.keys() != row.keys() or any(type(row[name]) not in _KINDS[kind] for name, kind in kinds.items()):
        return False
    return row["victims"] > 0 and all(0 <= row[name] <= 1 for name in ("overlap", "share", "control_share"))


_KINDS: dict[Any, tuple[type, ...]] = {str: (str,), int: (int,), float: (float, int), bool: (bool,)}


def _no_audit() -> UnreadableInput:
    return UnreadableInput("The file is no result of link-audit.", hint="Take what palermo link-audit --json prints.")
