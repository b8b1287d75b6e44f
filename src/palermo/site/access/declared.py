"""Each model says what it is: protected (rows belong to bodies), the centre's (everybody's or the office's), or public.

A test fails for a model that says nothing. The rows of protected models are guarded three times: by their manager, by
the database's policies, and on SQLite by triggers; all three are held against the declaration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Whose a row is, and who else may see or write it.

    ``ends``: fields that name a body; the first owns the row, the others see it. ``body_sees`` and ``body_writes`` are
    off where a row is no colleague's business. ``readers`` read every row and ``writers`` write every row; such roles
    are rare, and each has its reason. ``personal``: the field that names the account whose own row it is.
    ``inserters`` write new rows for any body, and change none.
    ``by_login``: seen also by whoever says its sign-in name, while signing in.
    ``sides``: rows that either end writes once and nobody changes: each end, and as whom it may have acted (the column
    ``by``; none: as anybody).
    ``holds``: what must hold of a new row, ``{row}``, in SQL of both engines: that it says again what another row says,
    or comes next after those that are there.
    ``opened``: the way from a row to its case, which an emergency access may open to another body; ``self`` for a case.
    """

    resource: str
    ends: tuple[str, ...] = ("agency",)
    readers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    inserters: tuple[str, ...] = ()
    personal: str = ""
    by_login: bool = False
    body_sees: bool = True
    body_writes: bool = True
    sides: tuple[tuple[str, tuple[str, ...]], ...] = ()
    holds: str = ""
    opened: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A model without a wall: the centre's own, or public; with the reason why it needs none.

    ``body``: the attribute that names the body a row speaks of, for rights that go only over one's own.
    """

    resource: str
    why: str
    body: str = ""
    public: bool = False


PROTECTED: dict[type[Model], Protection] = {}
OPEN: dict[type[Model], Open] = {}

# Tables of packages we use. None holds a row about a case; each with its reason.
PACKAGES = {
    "auth.Permission": "names of Django's own rights, which nothing here asks",
    "auth.Group": "unused; no account belongs to one",
    "contenttypes.ContentType": "names of models",
    "sessions.Session": "a random key and a signed body; read by key only",
    "axes.AccessAttempt": "failed sign-ins, kept to lock out; read by nobody but the lock",
    "axes.AccessAttemptExpiration": "when a lock ends",
    "axes.AccessFailureLog": "switched off",
    "axes.AccessLog": "switched off",
}


def protected(rule: Protection) -> Callable[[type[M]], type[M]]:
    """Declare a model whose rows belong to bodies."""

    def declare(model: type[M]) -> type[M]:
        PROTECTED[model] = rule
        return model

    return declare


def centre_owned(*, resource: str, why: str, body: str = "") -> Callable[[type[M]], type[M]]:
    """Declare a model of the centre: rights go by role alone, not by row."""

    def declare(model: type[M]) -> type[M]:
        OPEN[model] = Open(resource=resource, why=why, body=body)
        return model

    return declare


def public(*, resource: str, why: str) -> Callable[[type[M]], type[M]]:
    """Declare a model that anybody may read."""

    def declare(model: type[M]) -> type[M]:
        OPEN[model] = Open(resource=resource, why=why, public=True)
        return model

    return declare


def resource_of(model: type[Model]) -> str:
    """The resource of the permission matrix that a model belongs to. Raises KeyError for an undeclared model."""
    return PROTECTED[model].resource if model in PROTECTED else OPEN[model].resource
