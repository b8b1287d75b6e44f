"""What the pages share: acts that the register may refuse, referrals as they are shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from palermo import register
from palermo.ground.errors import Refused, UsageError
from palermo.site.referrals import words
from palermo.site.referrals.models import Referral
from palermo.site.referrals.rooms import of_rows
from palermo.site.referrals.sayings import why

PURPOSE = "consent and referral"
"""For what a page of these reads a record: it goes into the audit."""
LISTED = 100
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A referral as a list shows it."""

    row: Referral
    value: register.Referral
    overdue: bool

    @property
    def state(self) -> object:
        return words.STATES[self.value.state]


def lines(rows: Iterable[Referral], today: date) -> list[Line]:
    """Each with where it stands and whether it is overdue, which both sides see alike."""
    return [Line(row=row, value=value, overdue=value.is_overdue(today)) for row, value in of_rows(rows)]


def window(request: HttpRequest, name: str) -> slice:
    """The rows of a list that a page asks for, and one more. ``name``: its parameter, since a page may hold several."""
    told = request.GET.get(name, "")
    first = int(told) if told.isdecimal() and len(told) < 7 else 0
    return slice(first, first + LISTED + 1)


def cut(request: HttpRequest, name: str, shown: list[Row]) -> tuple[list[Row], str]:
    """The rows of the page, and the query of the next one; empty where this is the last."""
    if len(shown) <= LISTED:
        return shown, ""
    query = request.GET.copy()
    query[name] = str(window(request, name).start + LISTED)
    return shown[:LISTED], query.urlencode()


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the act was done. What the register refuses stands in the form, all of it."""
    try:
        act()
    except (Refused, UsageError) as error:
        form.add_error(None, why(error))
        return False
    return True


def asked(request: HttpRequest, form: forms.Form, *, title: object, button: object, **told: Any) -> HttpResponse:
    """A page that is one form."""
    shown = {"form": form, "title": title, "button": button, **told}
    return render(request, "referrals/form.html", shown)
