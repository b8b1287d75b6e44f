"""Where things stand: the anchor of a figure, a claim, a document. Ids become anchors that a browser finds again."""

import hashlib
import re
from collections import Counter

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
INDEX, REGISTER = "index.html", "register.html"


def anchor(kind: str, id: str) -> str:
    """``f-us.ht.rise``; where an id holds other signs they are left out and six letters keep it apart from its like."""
    plain = _UNSAFE.sub("-", id).strip("-")
    apart = "" if plain == id else "-" + hashlib.sha256(id.encode()).hexdigest()[:6]
    return f"{kind}-{plain}{apart}"


def figure_entry(id: str) -> str:
    """The address of a figure's entry, seen from the report."""
    return f"{REGISTER}#{anchor('f', id)}"


def claim_entry(id: str) -> str:
    """The address of a claim's entry, seen from the report."""
    return f"{REGISTER}#{anchor('c', id)}"


class Anchors:
    """Gives each thing on one page an anchor of its own: the second ``f-x`` becomes ``f-x--2``."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def take(self, kind: str, id: str) -> str:
        name = anchor(kind, id)
        self._used[name] += 1
        return name if self._used[name] == 1 else f"{name}--{self._used[name]}"
