"""The ring of a body's keys, by fingerprints: what is there, what is wrapped, what is open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from palermo.engines import age_recipient
from palermo.site.access.actor import PUBLIC, Actor
from palermo.site.access.scope import scoped
from palermo.site.keys.holding import holder
from palermo.site.keys.models import PublicKey, WrappedKey
from palermo.site.keys.rights import opens
from palermo.site.keys.wrapping import KEY_FILE, PASSPHRASE


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key of a body. ``wraps``: by what its secret half can be opened; none where it was dropped.

    ``recipient``: its public half as age takes it, for whoever sends the body a file from outside.
    """

    id: UUID
    fingerprint: str
    recipient: str
    made_at: datetime
    replaced_at: datetime | None
    retired: bool
    wraps: tuple[str, ...]
    held: bool

    @property
    def whole(self) -> bool:
        """Whether both wraps are there."""
        return set(self.wraps) == {PASSPHRASE, KEY_FILE}


def ring_of(agency: UUID, held: Collection[UUID] = ()) -> list[RingKey]:
    """The keys of a body, the newest first; read in a scope that sees its wrapped secrets."""
    wraps: dict[UUID, list[str]] = {}
    for key_id, kind in WrappedKey.objects.filter(agency_id=agency).order_by("kind").values_list("key_id", "kind"):
        wraps.setdefault(key_id, []).append(kind)
    return [
        RingKey(
            id=key.pk,
            fingerprint=fingerprint(bytes(key.public)),
            recipient=age_recipient(bytes(key.public)),
            made_at=key.made_at,
            replaced_at=key.replaced_at,
            retired=key.retired_at is not None,
            wraps=tuple(wraps.get(key.pk, ())),
            held=key.pk in held,
        )
        for key in PublicKey.objects.filter(agency_id=agency)
    ]


def rings() -> dict[str, list[RingKey]]:
    """The ring of every body that has keys, by its code; each read in the scope of that body and no other."""
    found: dict[str, list[RingKey]] = {}
    bodies = PublicKey.objects.order_by("agency__code").values_list("agency_id", "agency__code").distinct()
    for agency, code in bodies:
        with scoped(Actor(role=PUBLIC, agency=agency)):
            found[code] = ring_of(agency)
    return found


def keys_closed(actor: Actor) -> bool:
    """Whether the body of one who may open its keys has some, and they are not open."""
    if actor.agency is None or not opens(actor):
        return False
    return keys_there(actor) and not holder().state(agency=actor.agency)["keys"]


def keys_there(actor: Actor) -> bool:
    """Whether the body of ``actor`` has made keys."""
    return actor.agency is not None and PublicKey.objects.filter(agency_id=actor.agency).exists()


def fingerprint(public: bytes) -> str:
    """Eight digits by which two keys can be told apart."""
    return sha256(b"palermo.public\0" + public).hexdigest()[:8]
