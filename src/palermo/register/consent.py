"""Consent: what a person agreed to, for which purpose and recipients; what it covers on a day, and how it narrows."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from palermo.ground.errors import Refused, UsageError
from palermo.ground.finding import Finding
from palermo.register.sayings import tell
from palermo.standards import field as standard_field

NAME_FIELDS = frozenset({"given", "family", "full"})
"""Our own fields that hold a name; those of the standards are marked there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to; ``(id, version)`` is unique, and a version is never changed but to be withdrawn.

    ``expires_on`` is its last day. Without consent ``given_on`` is None and ``basis_if_none`` names the law that
    allows the sharing, with the same purpose, fields and recipients.
    """

    id: str
    participation: str
    purpose: str
    fields: frozenset[str]
    recipients: frozenset[str]
    given_on: date | None = None
    given_by: Literal["self", "guardian"] | None = None
    expires_on: date | None = None
    withdrawn_on: date | None = None
    basis_if_none: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if (self.given_on is None) != (self.given_by is None):
            raise UsageError(
                "A consent has a day without a giver, or a giver without a day.", hint="Give both, or neither."
            )
        if self.given_on is not None and self.basis_if_none:
            raise UsageError(
                "A consent that was given names a basis for having none.", hint="Write two records: one each."
            )

    def ended_on(self, today: date) -> bool:
        """Whether it was withdrawn by the day, or ran out before it."""
        return self.is_withdrawn(today) or self.is_expired(today)

    def is_withdrawn(self, today: date) -> bool:
        return self.withdrawn_on is not None and self.withdrawn_on <= today

    def is_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True, slots=True)
class Cover:
    """What a consent lacks for one sharing. No finding: it covers all that was asked."""

    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def missing_fields(self) -> tuple[str, ...]:
        """The fields it does not cover."""
        codes = ("register.consent-field", "register.consent-name")
        return tuple(one.column for one in self.findings if one.column and one.code in codes)


def covers(consent: Consent | None, purpose: str, recipient: str, fields: Iterable[str], today: date) -> Cover:
    """Whether the consent, or the basis in its place, lets ``fields`` go to ``recipient`` for ``purpose`` on the day.

    A name goes only by consent: a basis covers none. Everything missing is told at once.
    """
    if consent is None:
        return Cover((tell("register.consent-none"),))
    return Cover(tuple(_lacking(consent, purpose, recipient, fields, today)))


def is_name(field: str) -> bool:
    """Whether a field holds a name, and travels sealed or not at all."""
    known = standard_field("htcds", field)
    return field in NAME_FIELDS or (known is not None and known.sensitivity == "name")


def narrowed(
    consent: Consent,
    *,
    fields: Collection[str] | None = None,
    recipients: Collection[str] | None = None,
    expires_on: date | None = None,
) -> Consent:
    """The next version, with fewer fields or recipients or an earlier end.

    Raises Refused when it would widen, change nothing or leave nothing: more needs a new consent, none a withdrawal.
    """
    made = replace(
        consent,
        fields=consent.fields if fields is None else frozenset(fields),
        recipients=consent.recipients if recipients is None else frozenset(recipients),
        expires_on=consent.expires_on if expires_on is None else expires_on,
        version=consent.version + 1,
    )
    wider = not (made.fields <= consent.fields and made.recipients <= consent.recipients)
    longer = consent.expires_on is not None and (made.expires_on or date.max) > consent.expires_on
    same = replace(made, version=consent.version) == consent
    empty = not (made.fields and made.recipients)
    if consent.withdrawn_on is not None or wider or longer or same or empty:
        raise Refused("The consent is not narrowed.", findings=(tell("register.consent-not-narrower"),))
    return made


def withdrawn(consent: Consent, on: date) -> Consent:
    """The same version, withdrawn on the day. Raises Refused on what was never given, or withdrawn before."""
    if consent.given_on is None or consent.withdrawn_on is not None or on < consent.given_on:
        raise Refused("The consent cannot be withdrawn.", findings=(tell("register.consent-not-withdrawable"),))
    return replace(consent, withdrawn_on=on)


def _lacking(consent: Consent, purpose: str, recipient: str, fields: Iterable[str], today: date) -> Iterator[Finding]:
    if consent.given_on is None and not consent.basis_if_none:
        yield tell("register.consent-none")
    if consent.given_on is not None and consent.given_on > today:
        yield tell("register.consent-later", column="given_on")
    if consent.is_withdrawn(today):
        yield tell("register.consent-withdrawn", column="withdrawn_on")
    if consent.is_expired(today):
        yield tell("register.consent-expired", column="expires_on")
    if purpose != consent.purpose:
        yield tell("register.consent-purpose", column="purpose")
    if recipient not in consent.recipients:
        yield tell("register.consent-recipient", column="recipients")
    for field in dict.fromkeys(fields):
        if field not in consent.fields:
            yield tell("register.consent-field", field, column=field)
        elif is_name(field) and consent.given_on is None:
            yield tell("register.consent-name", field, column=field)
