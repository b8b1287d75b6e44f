"""What the pages of a conference share: the conference an actor may see, forms that the room may refuse, lost races."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from palermo import coordination as room
from palermo.coordination.place import said
from palermo.ground.errors import Refused, UnreadableInput, UsageError
from palermo.site.access.gate import find
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden, LostRace
from palermo.site.coordination.current import conference_for
from palermo.site.coordination.models import Plan
from palermo.site.stale import both

M = TypeVar("M", bound=Model)
Act = Callable[[], object]


def conference_of(request: HttpRequest, door: type[Model] = Plan) -> room.Conference:
    """What the reader may see. Raises Forbidden, and Hidden before a conference was begun."""
    found = conference_for(actor_of(request), door)
    if found is None:
        raise Hidden("There is no conference yet.")
    return found


def row_of(request: HttpRequest, model: type[M], **key: object) -> M:
    """The row of those values. Raises Hidden where there is none for the reader."""
    pk = model._default_manager.filter(**key).values_list("pk", flat=True).first()
    return find(actor_of(request), model, pk)


def in_words(text: str) -> dict[str, str]:
    """A text as words: of the language it was written in, which is the reader's."""
    return {get_language() or "en": text.strip()} if text.strip() else {}


def reworded(before: Mapping[str, str], text: str) -> dict[str, str]:
    """``before`` with ``text`` in the reader's language; as it was where that says no other thing."""
    language = get_language() or "en"
    shown = before.get(language) or next(iter(before.values()), "")
    return dict(before) if text.strip() == shown else {**before, **in_words(text)}


def done(form: forms.Form, act: Act) -> bool:
    """Whether the act was done. What the room or the reader of a file refuses stands in the form, all of it."""
    try:
        act()
    except (Refused, UsageError, UnreadableInput) as error:
        found = [f"{one.text}. {one.hint}".strip() for one in error.findings] or [str(error)]
        form.add_error(None, found)
        return False
    return True


def changed(
    request: HttpRequest, form: forms.Form, act: Act, *, now: Callable[[], Mapping[str, Any]]
) -> HttpResponse | None:
    """Do the act. Where somebody was faster: a page with what stands there now beside what was sent, 409.

    ``now`` tells what stood there in the form's words; what the lost race itself has seen comes before it.
    """
    try:
        done(form, act)
    except LostRace as lost:
        return both(request, form, {**now(), **_in_the_form(lost.there)})
    return None


def _in_the_form(there: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a row as the form would have it: words in the reader's language."""
    language = get_language() or "en"
    return {
        name: said(value, language) if name in WORDED and isinstance(value, Mapping) else value
        for name, value in there.items()
    }


WORDED = ("text", "note", "reply")
"""Columns that hold the same by language."""
