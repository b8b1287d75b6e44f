"""Filters and tags: words in the reader's language, codes in words, a body by its name of the day."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from palermo.coordination.place import said as in_language
from palermo.site.coordination.words import ALL

register = template.Library()


@register.filter
def said(words: Mapping[str, str] | None) -> str:
    """The words in the reader's language, or in the first there is."""
    return in_language(words or {}, get_language() or "en")


@register.filter
def word(code: str) -> object:
    """A code of the room in words; one without, as it is."""
    return ALL.get(code, code)


@register.simple_tag(takes_context=True)
def body(context: Mapping[str, Any], id: str) -> str:
    """What a body is called today."""
    name: str = context["conference"].called(id, timezone.localdate(), get_language() or "en")
    return name


@register.simple_tag(takes_context=True)
def bodies(context: Mapping[str, Any], ids: list[str]) -> str:
    """Bodies by name, one behind the other."""
    between = "، " if (get_language() or "").startswith("ar") else ", "
    return between.join(body(context, id) for id in ids)


@register.filter
def get(found: Mapping[str, Any], key: str) -> Any:
    """An entry of a mapping; nothing where there is none."""
    return found.get(key, "")
