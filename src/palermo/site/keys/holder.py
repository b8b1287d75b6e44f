"""The one place where unwrapped keys are: a memory, for as long as somebody of the body is signed in.

``Holder`` runs in a process of its own that the workers ask over a private line (see ``holding``). The keys do not
leave it: it opens the head of a sealed value, not the value; a file from outside, which age made, it opens as a whole.
A body's keys go when its last session leaves or ran out.
Arguments and answers are bytes, text, numbers and ids alone: they travel.
"""

import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from palermo.engines import opened_with
from palermo.ground.errors import UnreadableInput
from palermo.site.keys.envelope import agree, new_pair
from palermo.site.keys.refusals import KeyAbsent, NotForUs, SealBroken, WrongKey
from palermo.site.keys.wrapping import (
    Opener,
    Secrets,
    Wrap,
    by_key_file,
    by_passphrase,
    new_key_file,
    opener_for,
    unwrap,
    wrap,
)

Answer = dict[str, Any]
LARGEST_FILE = 1 << 20
"""Bytes of a file from outside: it is held in memory, and a referral is a few thousand."""


@dataclass(slots=True, repr=False)
class _Held:
    """The keys of one body and the sessions they are held for, each with the moment it runs out."""

    secrets: dict[UUID, Secrets] = field(default_factory=dict)
    sessions: dict[str, float] = field(default_factory=dict)


class Holder:
    """Keys in memory. ``clock`` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._held: dict[UUID, _Held] = {}
        self._lock = threading.RLock()
        self._slow = threading.Lock()  # one passphrase at a time: each costs a hundred megabytes

    def make(self, *, agency: UUID, key_id: UUID, first: bool, passphrase: str, label: str, cost: int) -> Answer:
        """New keys of a body: the public half, the wraps of every key it holds, and the key file, given this once.

        Unless they are its first, the data key is carried on, since the index of names rests on it. Raises KeyAbsent.
        """
        identity, public = new_pair()
        known = {} if first else dict(self._of(agency).secrets)
        data_key = next(iter(known.values())).data_key if known else new_pair()[0]
        made = {**known, key_id: Secrets(data_key, identity)}
        return {"public": public, **self._wrapped(agency, made, passphrase, label, cost)}

    def unlock(self, *, agency: UUID, session: str, seconds: float, wraps: list[list[Any]], told: str) -> int:
        """Unwrap the keys of a body and hold them for a session: how many. Raises WrongKey, holding none."""
        openers: dict[bytes, Opener] = {}
        opened: dict[UUID, Secrets] = {}
        with self._slow:
            for wrapped in (Wrap(*parts) for parts in wraps):
                if wrapped.salt not in openers:
                    openers[wrapped.salt] = opener_for(wrapped, told)
                opened[wrapped.key_id] = unwrap(wrapped, agency, openers[wrapped.salt])
        if not opened:
            raise WrongKey("This body has no key that could be opened so.")
        with self._lock:
            held = self._held.setdefault(agency, _Held())
            held.secrets.update(opened)
            held.sessions[session] = self._clock() + seconds
        return len(opened)

    def present(self, *, agency: UUID, session: str, seconds: float) -> bool:
        """Somebody of the body is here: whether its keys are held; if so, they are held on for this session."""
        with self._lock:
            self._drop_overdue()
            if agency not in self._held:
                return False
            self._held[agency].sessions[session] = self._clock() + seconds
            return True

    def leave(self, *, agency: UUID, session: str) -> None:
        """The session ended. With the last one the keys of its body go."""
        with self._lock:
            if agency in self._held:
                self._held[agency].sessions.pop(session, None)
            self._drop_overdue()

    def lock(self, *, agency: UUID) -> None:
        """Drop the keys of a body at once, whoever is signed in."""
        with self._lock:
            self._held.pop(agency, None)

    def forget(self, *, agency: UUID, key_id: UUID) -> None:
        """Drop one key of a body, which it has retired."""
        with self._lock:
            if agency in self._held:
                self._held[agency].secrets.pop(key_id, None)

    def state(self, *, agency: UUID) -> Answer:
        """Which keys of a body are held, by their ids, and for how many sessions."""
        with self._lock:
            self._drop_overdue()
            held = self._held.get(agency, _Held())
            return {"keys": sorted(held.secrets), "sessions": len(held.sessions)}

    def agree(self, *, agency: UUID, heads: list[list[Any]]) -> list[bytes]:
        """The key of each head (id of the key, fresh public key). Raises KeyAbsent."""
        held = self._of(agency)
        known: dict[tuple[UUID, bytes], bytes] = {}
        for key_id, fresh in (tuple(head) for head in heads):
            if key_id not in held.secrets:
                raise KeyAbsent("The key of a sealed value is not among those that are open.")
            if (key_id, fresh) not in known:
                known[key_id, fresh] = agree(held.secrets[key_id].identity, fresh, agency)
        return [known[key_id, fresh] for key_id, fresh in (tuple(head) for head in heads)]

    def blind(self, *, agency: UUID, field: str, texts: list[str]) -> list[bytes]:
        """What stands in the index for each text: the same for the same text, and for nobody else. Raises KeyAbsent."""
        secrets = next(iter(self._of(agency).secrets.values()))
        key = HKDF(SHA256(), 32, salt=agency.bytes, info=b"palermo.index.1\0" + field.encode()).derive(secrets.data_key)
        return [hmac.digest(key, text.encode(), "sha256") for text in texts]

    def open_file(self, *, agency: UUID, content: bytes) -> bytes:
        """What an age file for the body holds, by whichever of its keys. Raises KeyAbsent, NotForUs, SealBroken."""
        secrets = [one.identity for one in self._of(agency).secrets.values()]
        if len(content) > LARGEST_FILE:
            raise SealBroken("The file is larger than any referral.")
        try:
            plain = opened_with(secrets, content)
        except UnreadableInput as error:
            raise SealBroken(error.message) from None
        if plain is None:
            raise NotForUs("The file is sealed to a key that is not open here.")
        return plain

    def drop_overdue(self) -> None:
        """Let go of what no session holds any more; called by a clock of the process."""
        with self._lock:
            self._drop_overdue()

    def _of(self, agency: UUID) -> _Held:
        with self._lock:
            self._drop_overdue()
            if agency not in self._held:
                raise KeyAbsent("Nobody of the body is signed in with its key.")
            return self._held[agency]

    def _drop_overdue(self) -> None:
        now = self._clock()
        for agency, held in list(self._held.items()):
            held.sessions = {session: until for session, until in held.sessions.items() if until > now}
            if not held.sessions:
                del self._held[agency]

    def _wrapped(self, agency: UUID, made: dict[UUID, Secrets], passphrase: str, label: str, cost: int) -> Answer:
        key_file = new_key_file(label)
        with self._slow:
            openers = (by_passphrase(passphrase, cost=cost), by_key_file(key_file))
        wraps = [wrap(secrets, agency, key_id, opener) for key_id, secrets in made.items() for opener in openers]
        return {"wraps": [[one.key_id, one.kind, one.salt, one.cost, one.blob] for one in wraps], "key_file": key_file}
