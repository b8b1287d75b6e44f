"""Codes in words, and bodies by their names."""

from collections.abc import Mapping
from typing import Any

from django import template

from palermo.site.cases.words import CHANNELS, ROLES
from palermo.site.referrals import bodies
from palermo.site.referrals.words import ALL

register = template.Library()
_WORDS: Mapping[str, object] = {**ROLES, **CHANNELS, **ALL}


@register.filter
def word(code: str) -> object:
    """A code in words; one without, as it is."""
    return _WORDS.get(code, code)


@register.filter
def get(names: Mapping[str, str], code: str) -> str:
    """A body by its code."""
    return bodies.named(names, code)


@register.filter
def of(names: Mapping[str, str], key: Any) -> str:
    """A body by its key."""
    return names.get(str(key), "")
