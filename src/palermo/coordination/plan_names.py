"""Bodies as a plan names them, matched to the ids of a conference by any name they ever bore."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from palermo.coordination.bodies import Body, BodyName
from palermo.coordination.plan_words import fold

_STRONG = re.compile(r"\s*[;；、\n]\s*")
_WEAK = re.compile(r"(\s*[,，/]\s*(?:and\s+)?|\s+(?:and|&|et|y|和|及)\s+)")
_JOINS = re.compile(r"\s*[,，/]\s*(?:and\s+)?")
_ARTICLE = re.compile(r"^(?:the|le|la|les|el|los|las)\s+|^l['’]\s*", re.IGNORECASE)
_SHORT = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A body as written, and the id it got. ``known`` False: no body of the conference bears that name.

    ``others`` are further bodies of that name; ``other_time`` says that the name is not one of the day asked for.
    """

    written: str
    id: str
    known: bool
    others: tuple[str, ...] = ()
    other_time: bool = False
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """The names of the bodies of a conference; of none, where no conference is at hand."""

    bodies: tuple[Body, ...] = ()

    def read(self, written: str, day: date) -> tuple[Named, ...]:
        """The bodies that a list names, in its order, each once.

        A comma or an "and" parts two bodies unless a body bears both halves as one name. An unknown name is parted at
        commas, not at "and": ministries have it in their names.
        """
        found = (self._named(name, day) for part in _STRONG.split(written) for name in self._parted(part))
        return tuple({one.id: one for one in reversed([*found])}.values())[::-1]

    def _parted(self, part: str) -> Iterator[str]:
        """The longest known names from the left; what lies between them is unknown."""
        pieces = _WEAK.split(part)  # name, separator, name, separator, …
        at, unknown = 0, ""
        while at < len(pieces):
            end = next((end for end in range(len(pieces), at, -2) if self._lookup("".join(pieces[at:end]))), None)
            if end is None:
                unknown += "".join(pieces[at : at + 2])
                at += 2
                continue
            yield from _unknown(unknown)
            yield "".join(pieces[at:end])
            at, unknown = end + 1, ""
        yield from _unknown(unknown)

    def _named(self, written: str, day: date) -> Named:
        found = self._lookup(written)
        if not found:
            return Named(written=written, id=slug(written) or _numbered(written), known=False, near=self._near(written))
        then = [body for body, name in found if name is None or name.validity.covers(day)]
        ids = tuple(dict.fromkeys(body.id for body in then or [body for body, _ in found]))
        return Named(written=written, id=ids[0], known=True, others=ids[1:], other_time=not then)

    def _lookup(self, written: str) -> Sequence[tuple[Body, BodyName | None]]:
        """The bodies of a name, an id or a name with its short form behind it."""
        for form in (written, _SHORT.sub("", written)):
            if found := self._by_name.get(fold(_ARTICLE.sub("", form.strip(" .:")))):
                return found
        return ()

    def _near(self, written: str) -> tuple[str, ...]:
        near = get_close_matches(fold(written), self._by_name, n=2, cutoff=0.8)
        return tuple(dict.fromkeys(self._by_name[one][0][0].id for one in near))

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[tuple[Body, BodyName | None]]]:
        found: dict[str, list[tuple[Body, BodyName | None]]] = {}
        for body in self.bodies:
            found.setdefault(fold(body.id), []).append((body, None))
            for name in body.names:
                for words in name.words.values():
                    found.setdefault(fold(_ARTICLE.sub("", words)), []).append((body, name))
        return found


def slug(words: str, longest: int = 80) -> str:
    """``words`` as an id, cut at a whole word; empty where no Latin letter or digit is in them."""
    plain = "-".join(re.findall(r"[a-z0-9]+", fold(words)))
    return plain if len(plain) <= longest else plain[:longest].rsplit("-", 1)[0]


def _unknown(written: str) -> Iterable[str]:
    return (name.strip(" .:") for name in _JOINS.split(written) if name.strip(" .:"))


def _numbered(written: str) -> str:
    """An id for a name without Latin letters: its characters by number, the same in every plan."""
    return "u" + "-".join(f"{ord(one):x}" for one in fold(written)[:20] if not one.isspace())
