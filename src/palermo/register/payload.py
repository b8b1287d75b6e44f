"""What a referral carries: the consented fields alone, in canonical bytes; names apart, to be sealed to one agency."""

import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import Finding
from palermo.register.consent import Consent, covers, is_name
from palermo.register.names import PersonName, holds_a_name, is_searchable
from palermo.register.sayings import tell
from palermo.standards import field as standard_field

SCHEMA_VERSION = "palermo.referral-payload/1"
Value = str | int | bool | tuple[str, ...] | Mapping[str, str | int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPayload:
    """Exactly what is sent. ``body`` is open to the receiver, ``names`` is to be sealed before anything is stored.

    ``sha256`` is that of ``body``. Of the names nothing is hashed before they are sealed: the hash of a name is easily
    guessed. ``sealed`` is the encrypted part and ``sealed_sha256`` its hash.
    """

    referral: str
    schema_version: str
    fields: frozenset[str]
    body: bytes
    sha256: str
    names: bytes | None = field(default=None, repr=False)
    sealed: bytes | None = field(default=None, repr=False)
    sealed_sha256: str = ""
    findings: tuple[Finding, ...] = ()

    def is_sealed(self) -> bool:
        """Whether it is as it was made, and no name lies open in it."""
        parts = ((self.body, self.sha256), (self.sealed or b"", self.sealed_sha256 or _digest(b"")))
        return self.names is None and all(_digest(part) == digest for part, digest in parts)

    def says(self) -> Mapping[str, object]:
        """What the bytes of ``body`` say; empty of bytes that are no payload."""
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}

    def with_seal(self, sealed: bytes) -> "ReferralPayload":
        """The payload with its names sealed, and no longer readable here. Raises UsageError where none are open."""
        if self.names is None or not sealed:
            raise UsageError("There are no names to seal, or the sealed part is empty.", hint="Seal what was built.")
        return replace(self, names=None, sealed=sealed, sealed_sha256=_digest(sealed))

    def preview(self) -> str:
        """Every byte that goes, for the sender's eyes: what cannot be seen is written out by its number."""
        parts = [self.body, *([self.names] if self.names is not None else [])]
        return "\n".join(_seen(part.decode("utf-8")) for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who sends what to whom: the lines every payload bears. ``reference`` is the sender's own for the person."""

    referral: str
    sender: str
    receiver: str
    desk: str
    reference: str
    purpose: str


def build(
    envelope: Envelope, record: Mapping[str, Value], consent: Consent, names: Collection[PersonName], today: date
) -> ReferralPayload:
    """The payload of ``record``, whose every field the consent covers.

    Raises Refused, with every fault, where a field is not covered, or a text holds a name recorded for the person.
    Nothing of the value is told. What the search for names cannot do is said in the payload's findings.
    """
    cover = covers(consent, envelope.purpose, envelope.receiver, record, today)
    faults = (*cover.findings, *_texts_with_names(envelope, record, names))
    if faults:
        raise Refused("The payload cannot be made.", hint="Change the fields that are named.", findings=faults)
    secret = {code: value for code, value in record.items() if is_name(code)}
    body = canonical(
        {
            "schema": SCHEMA_VERSION,
            "referral": envelope.referral,
            "from": envelope.sender,
            "to": envelope.receiver,
            "desk": envelope.desk,
            "reference": envelope.reference,
            "purpose": envelope.purpose,
            "allowed_by": _allowed_by(consent),
            "fields": {code: value for code, value in record.items() if code not in secret},
            "sealed_fields": sorted(secret),
        }
    )
    unsearched = not all(is_searchable(name) for name in names)
    return ReferralPayload(
        referral=envelope.referral,
        schema_version=SCHEMA_VERSION,
        fields=frozenset(record),
        body=body,
        sha256=_digest(body),
        names=canonical({"referral": envelope.referral, "schema": SCHEMA_VERSION, "fields": secret})
        if secret
        else None,
        findings=(tell("register.payload-name-short"),) if unsearched else (),
    )


def canonical(content: Mapping[str, object]) -> bytes:
    """The same content as the same bytes: UTF-8 JSON, keys sorted, no blanks, letters as written, one line."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8") + b"\n"


def _allowed_by(consent: Consent) -> Mapping[str, object]:
    record = {"id": consent.id, "version": consent.version}
    if consent.given_on is None:
        return {**record, "basis": consent.basis_if_none}
    expires = str(consent.expires_on) if consent.expires_on else None
    return {**record, "given_on": str(consent.given_on), "expires_on": expires}


def _digest(part: bytes) -> str:
    return hashlib.sha256(part).hexdigest()


def _texts_with_names(
    envelope: Envelope, record: Mapping[str, Value], names: Collection[PersonName]
) -> Iterator[Finding]:
    texts: dict[str, Value] = {code: value for code, value in record.items() if _is_free_text(code)}
    texts |= {"reference": envelope.reference, "desk": envelope.desk, "purpose": envelope.purpose}
    for code, value in texts.items():
        parts = value if isinstance(value, tuple) else value.values() if isinstance(value, Mapping) else (value,)
        if any(isinstance(part, str) and holds_a_name(part, names) for part in parts):
            yield tell("register.payload-name", code, column=code)


def _is_free_text(code: str) -> bool:
    """Whether somebody writes it in words of their own. A field that no standard knows is taken for such a one."""
    if is_name(code):
        return False
    known = standard_field("htcds", code)
    return known is None or known.sensitivity == "free_text"


def _seen(text: str) -> str:
    return "".join(sign if _shows(sign) else f"<U+{ord(sign):04X}>" for sign in text.removesuffix("\n"))


def _shows(sign: str) -> bool:
    return sign == " " or unicodedata.category(sign)[0] not in ("C", "Z")
