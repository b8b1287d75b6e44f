"""A write to the conference by the API: under its key, and answered by what was written and its version now."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from palermo.site.access.actor import Actor
from palermo.site.access.middleware import actor_of
from palermo.site.api.writing import once
from palermo.site.api.written import Written

Act = Callable[[Actor, dict[str, Any], date], Any]


def write(request: HttpRequest, key: str, told: Schema, act: Act, *, status: int = 201) -> Any:
    """``act`` with the actor, the fields as they were sent, and the day; it gives the row."""
    actor, today = actor_of(request), timezone.localdate()
    asked = told.model_dump_json().encode()

    def done() -> Written:
        row = act(actor, told.model_dump(), today)
        return Written(id=row.pk, code=str(getattr(row, "code", "")), version=row.version)

    return once(request, key, done, status=status, asked=asked)


def changed(row: Any, act: Callable[[], object]) -> Any:
    """The row after an act that changes it and gives nothing back."""
    act()
    return row
