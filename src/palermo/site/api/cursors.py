"""Pages of a list by cursor: what comes after the last row one has, however many were added before it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from palermo.ground.errors import UsageError

M = TypeVar("M", bound=Model)


def page(rows: "QuerySet[M]", *, after: str, limit: int, by: str) -> tuple[list[M], str]:
    """The next ``limit`` rows, newest first by the moment ``by`` and then by key, and the cursor of those behind them.

    Raises UsageError for a cursor that is none.
    """
    if after:
        moment, key = _read(after)
        rows = rows.filter(Q(**{f"{by}__lt": moment}) | Q(**{by: moment, "pk__lt": key}))
    found = list(rows.order_by(f"-{by}", "-pk")[: limit + 1])
    more = len(found) > limit
    last: Any = found[limit - 1] if more else None
    return found[:limit], _written(getattr(last, by), last.pk) if more else ""


def by_key(rows: "QuerySet[M]", *, after: str, limit: int) -> tuple[list[M], str]:
    """As ``page``, for rows without a moment of their own: in the order of their keys, which is none that tells more.

    Raises UsageError for a cursor that is none.
    """
    if after:
        rows = rows.filter(pk__gt=_read(after)[1])
    found = list(rows.order_by("pk")[: limit + 1])
    last: Any = found[limit - 1] if len(found) > limit else None
    return found[:limit], _written(datetime.min.replace(tzinfo=UTC), last.pk) if last else ""


def _written(moment: datetime, key: UUID) -> str:
    return urlsafe_b64encode(f"{moment.isoformat()} {key}".encode()).decode()


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        moment, _, key = urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        found = datetime.fromisoformat(moment)
        if found.tzinfo is None:
            raise ValueError
        return found, UUID(key)
    except (ValueError, Error) as error:
        raise UsageError("The cursor is none of ours.", hint="Take `next` of the last answer, or none.") from error
