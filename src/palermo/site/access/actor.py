"""Who asks: an account, its body and its role, and for which purpose. Frozen; made once a request or job."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

PUBLIC = "public"
SYSTEM_ADMIN = "system_admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A record of another body that an approved emergency access opens: the access, and whose record it is."""

    access: UUID
    owner: UUID
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One who reads or acts. ``login`` is set only while somebody signs in and is known by nothing but a name."""

    role: str
    account: UUID | None = None
    agency: UUID | None = None
    purpose: str = ""
    request: str = ""
    login: str = ""
    opened: Opened | None = None

    @property
    def signed_in(self) -> bool:
        return self.account is not None


def stranger() -> Actor:
    """Anybody at all."""
    return Actor(role=PUBLIC)


def signing_in(login: str) -> Actor:
    """Somebody who says a login name and has proved nothing: sees that one account and no other row."""
    return Actor(role=PUBLIC, login=login)


def returning(account: UUID) -> Actor:
    """Somebody whose session names an account that must still be looked up."""
    return Actor(role=PUBLIC, account=account)


class Person(Protocol):
    """What is asked of an account here; accounts stand on this floor, not under it."""

    @property
    def pk(self) -> Any: ...
    @property
    def role(self) -> str: ...
    @property
    def agency_id(self) -> UUID: ...


def of(account: Person, request: str = "") -> Actor:
    """The person of an account."""
    return Actor(role=account.role, account=account.pk, agency=account.agency_id, request=request)


def keeper() -> Actor:
    """Whoever holds the machine: makes the first account, loads a demonstration. Reaches no case."""
    return Actor(role=SYSTEM_ADMIN)
