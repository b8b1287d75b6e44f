"""Who holds the keys: the process that ``serve`` started, asked over a private line; without one, this process itself.

The words of the line are JSON; bytes and ids are marked as such.
"""

import base64
import json
import time
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from palermo.engines import PrivateLine
from palermo.ground.errors import UnreadableInput
from palermo.site.configuration import configuration
from palermo.site.keys import refusals
from palermo.site.keys.holder import Answer, Holder

_TOLD = {one.__name__: one for one in (refusals.KeyAbsent, refusals.WrongKey, refusals.SealBroken, refusals.NotForUs)}
_ASKED = ("make", "unlock", "present", "leave", "lock", "forget", "state", "agree", "blind", "open_file")


class KeyHolder(Protocol):
    """What is asked of whoever holds the keys; see ``Holder``."""

    def make(self, *, agency: UUID, key_id: UUID, first: bool, passphrase: str, label: str, cost: int) -> Answer: ...
    def unlock(self, *, agency: UUID, session: str, seconds: float, wraps: list[list[Any]], told: str) -> int: ...
    def present(self, *, agency: UUID, session: str, seconds: float) -> bool: ...
    def leave(self, *, agency: UUID, session: str) -> None: ...
    def lock(self, *, agency: UUID) -> None: ...
    def forget(self, *, agency: UUID, key_id: UUID) -> None: ...
    def state(self, *, agency: UUID) -> Answer: ...
    def agree(self, *, agency: UUID, heads: list[list[Any]]) -> list[bytes]: ...
    def blind(self, *, agency: UUID, field: str, texts: list[str]) -> list[bytes]: ...
    def open_file(self, *, agency: UUID, content: bytes) -> bytes: ...


class Remote:
    """The holder in another process. Raises what it raises."""

    def __init__(self, path: Path) -> None:
        self._line = PrivateLine(path)

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        return lambda **values: self._ask(name, values)

    def hang_up(self) -> None:
        """Close the connection of this thread."""
        self._line.hang_up()

    def _ask(self, name: str, values: dict[str, Any]) -> Any:
        try:
            told = _from_words(self._line.ask(_to_words({"do": name, "with": values})))
        except UnreadableInput as error:  # the process is gone, and every key with it
            raise refusals.KeyAbsent("Nobody holds keys; the server must be started anew.") from error
        if "refused" in told:
            raise _TOLD[told["refused"]](told["text"])
        return told["answer"]


def answer(holder: Holder, words: bytes) -> bytes:
    """What the holder says to words of the line."""
    asked = _from_words(words)
    if asked["do"] not in _ASKED:
        return _to_words({"refused": "KeyAbsent", "text": "There is no such question."})
    try:
        return _to_words({"answer": getattr(holder, asked["do"])(**asked["with"])})
    except tuple(_TOLD.values()) as refused:
        return _to_words({"refused": type(refused).__name__, "text": str(refused)})


def holder() -> KeyHolder:
    """Whoever holds the keys for this process."""
    path = configuration().key_socket
    return _remote(path) if path else _own()


@cache
def _remote(path: str) -> KeyHolder:
    remote: KeyHolder = Remote(Path(path))
    return remote


@cache
def _own() -> KeyHolder:
    return Holder(time.monotonic)


def _to_words(value: Any) -> bytes:
    return json.dumps(_marked(value), separators=(",", ":")).encode()


def _from_words(words: bytes) -> Any:
    return json.loads(words, object_hook=_unmarked)


def _marked(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode()}
    if isinstance(value, UUID):
        return {"uuid": value.hex}
    if isinstance(value, dict):
        return {key: _marked(one) for key, one in value.items()}
    return [_marked(one) for one in value] if isinstance(value, (list, tuple)) else value


def _unmarked(value: dict[str, Any]) -> Any:
    if value.keys() == {"b64"}:
        return base64.b64decode(value["b64"])
    return UUID(hex=value["uuid"]) if value.keys() == {"uuid"} else value
