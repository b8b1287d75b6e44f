"""A write by the API: under a key of its sender's, done once, answered the same again."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Schema, Status
from ninja.files import UploadedFile

from palermo.ground.errors import UsageError
from palermo.site.access.middleware import actor_of
from palermo.site.api import actions

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="Chosen by the sender, one a write; sent again, nothing is done twice",
        min_length=8,
        max_length=80,
        pattern=r"^[A-Za-z0-9_-]+$",
    ),
]
LARGEST = 32 << 20


def once(
    request: HttpRequest, key: str, act: Callable[[], Schema], *, status: int = 201, asked: bytes = b""
) -> Status[Mapping[str, Any]]:
    """Status and answer of ``act``. ``asked`` is what the write holds."""

    def done() -> tuple[int, dict[str, Any]]:
        return status, act().model_dump(mode="json")

    whole = f"{request.method} {request.path_info}\0".encode() + asked
    return Status(*actions.once(actor_of(request), key, whole, done, now=timezone.now()))


def content(file: UploadedFile) -> bytes:
    """The bytes of an upload. Raises UsageError past the bound."""
    if (file.size or 0) > LARGEST:
        raise UsageError("The file is larger than 32 MB.", hint="Take a smaller folder.")
    held: bytes = file.read()
    return held


def digest(data: bytes) -> bytes:
    """An upload, as far as it is needed to tell two writes apart."""
    return sha256(data).digest()
