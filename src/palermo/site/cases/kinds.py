"""What can be added to a case and changed in it: for each kind its form, what the form starts from, and the act."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.accounts.models import Agency
from palermo.site.cases import words
from palermo.site.cases.models import (
    Case,
    Participation,
)
from palermo.site.cases.whole import Whole, find_part
from palermo.site.forms import PageForm

Told = dict[str, Any]
Offered = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """Something new in a case."""

    title: Any
    form: type[PageForm]
    act: Callable[[Actor, Whole, Told, datetime], object]
    model: type[Model] = Case
    """Whose right to write is asked."""
    offers: Callable[[Whole], Offered] = lambda whole: {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    """A row of a case changed. ``start``: what stands in the form, with the version that was read."""

    title: Any
    form: type[PageForm]
    rows: Callable[[Whole], Iterable[Any]]
    act: Callable[[Actor, Whole, Any, int, Told, datetime], object]
    start: Callable[[Whole, Any], Told]
    model: type[Model] = Case
    offers: Callable[[Whole], Offered] = lambda whole: {}


def parts_of(whole: Whole) -> list[tuple[str, str]]:
    """Who is in the case."""
    return [(str(part.pk), f"{whole.label(part)} ({words.word(words.ROLES, part.role)})") for part in whole.parts]


def bodies() -> dict[str, str]:
    """Bodies of the site by code, as the reader calls them."""
    today, language = timezone.localdate(), get_language() or "en"
    return {one.code: one.name_on(today, language) for one in Agency.objects.prefetch_related("names").order_by("code")}


def taken(told: Told, *names: str) -> list[Any]:
    """The values of those names, taken out of what was told."""
    return [told.pop(name) for name in names]


def part_named(whole: Whole, told: Told) -> Participation:
    found = find_part(whole, told.pop("who"))
    if found is None:
        raise UsageError("The person is not in the case.", hint="Choose one who is.")
    return found


def who_of(whole: Whole) -> Offered:
    return {"who": parts_of(whole)}


def values_of(row: Any, form: type[PageForm], *but: str) -> Told:
    """What stands in a row, by the fields of its form."""
    names = [name for name in form.base_fields if name not in but]
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def empty_to_none(told: Told, *names: str) -> Told:
    return {**told, **{name: told[name] or None for name in names}}


def yes_or_no(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def as_said(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
