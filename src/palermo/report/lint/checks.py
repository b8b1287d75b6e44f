"""From what a text prints to what the lint has to say about it: findings with file, line and column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from palermo.evidence import Claim
from palermo.ground.finding import Finding, Severity
from palermo.report.lint.literals import fits, is_kind, looks_like
from palermo.report.lint.markdown import read_blocks
from palermo.report.lint.neutrality import find_asserted, find_trespasses
from palermo.report.lint.numbers import Occurrence, find_occurrences, find_quantities
from palermo.report.lint.prose import Lines, Prose, gathered, spread
from palermo.report.lint.registered import NOTHING, ClaimMark, Registered
from palermo.report.lint.words import Lexicon, lexicon
from palermo.report.tags import KINDS, LIT_KINDS, Tag, find_tags, without_tags

_EXCERPT = 60
_NEAR = 0.6
_KINDS = {"fig": "figure", "evidence": "view of the evidence", "conference": "view of the conference"}
_LONE_RETURN = re.compile(r"\r(?!\n)")  # a line end to Markdown, so one here too
_WAYS_OUT = {
    "lint.verdict-word": "print what differs, facet by facet, or quote it in a block quote; the list is one for all",
    "lint.loaded-verb": "write said, stated or replied, through {{claim:ID}}; the list is one for all",
    "lint.rating-without-framework": "name who assessed, under which framework and edition, and {{lit:YEAR|date}}",
}


def lint_text(text: str, *, path: str, language: str = "en", registered: Registered = NOTHING) -> tuple[Finding, ...]:
    """Every unbound number, quantity word, bad tag and loss of neutrality in an author's Markdown, by place."""
    text = _LONE_RETURN.sub("\n", text)
    page = _Page(text, path, lexicon(language), Lines.of(text))
    tags = tuple(find_tags(text))
    found = [*page.stray_braces(), *(finding for tag in tags for finding in page.check_tag(tag, registered))]
    for prose in read_blocks(text):
        found += page.check_numbers(prose, registered.claims)
        found += page.check_voice(prose, language, tags)
    return tuple(sorted(found, key=_place))


def lint_words(
    words: Mapping[str, str], *, path: str, registered: Registered = NOTHING, source: str = ""
) -> tuple[Finding, ...]:
    """The same for a title, a caption or an alternative text in every language it is given in.

    ``source`` is the file the words stand in: with it a finding names the line.
    """
    return tuple(
        _in_file(finding, text, source)
        for language, text in words.items()
        for finding in lint_text(text, path=path, language=language, registered=registered)
    )


def lint_claims(claims: Mapping[str, Claim], *, path: str, language: str = "en") -> tuple[Finding, ...]:
    """A claim whose sentence speaks of a quantity must keep that word in ``quantity_word``."""
    words = lexicon(language)
    return tuple(
        Finding(
            code="lint.claim-quantity-word",
            severity=Severity.ERROR,
            text=f'claim {claim.id} says "{claim.atom[span.start : span.end]}" and keeps no quantity_word',
            hint="add quantity_word to the claim, with the word as it was said",
            path=path,
        )
        for claim in claims.values()
        if not claim.quantity_word
        for span in words.find_quantities(claim.atom)
    )


def unbound(number: Occurrence, **place: str | int | None) -> Finding:
    """The finding for a number that is bound to no figure."""
    return Finding(
        code="lint.unbound-number" if number.digits else "lint.unbound-word",
        severity=Severity.ERROR,
        text=f'"{excerpt(number.text)}" is bound to no figure',
        hint="register it and write {{fig:ID}}; a date, article, code or title is written {{lit:TEXT|KIND}}",
        **place,  # type: ignore[arg-type]  # path, line and position only
    )


def excerpt(text: str) -> str:
    """One line of what stands there, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1]}…"


class _Page:
    """One text with its words and lines, so that each check can say where it is."""

    def __init__(self, source: str, path: str, words: Lexicon, lines: Lines) -> None:
        self._source = source
        self._path = path
        self._words = words
        self._lines = lines

    def check_numbers(self, prose: Prose, claims: tuple[ClaimMark, ...]) -> Iterator[Finding]:
        numbers = find_occurrences(prose, self._words)
        for number in numbers:
            yield unbound(number, **self._at(prose.offsets[number.start]))
        for start, end in find_quantities(prose, self._words, numbers):
            text = f'"{excerpt(prose.text[start:end])}" speaks of a quantity and gives none'
            hint = "give the figure, or say what is meant without a quantity"
            yield self._finding("lint.quantity-word", text, hint, prose.offsets[start], Severity.WARNING)
        for number, mark in () if prose.quoted else find_asserted(prose, numbers, claims):
            yield self._asserted(number.text, mark, prose.offsets[number.start])

    def check_voice(self, prose: Prose, language: str, tags: tuple[Tag, ...]) -> Iterator[Finding]:
        first, last = (prose.offsets[0], prose.offsets[-1]) if prose.offsets else (0, -1)
        literals = [tag for tag in tags if tag.kind == "lit" and first <= tag.start <= last]
        dated = any(tag.option == "date" for tag in literals)
        named = " ".join(tag.target for tag in literals)
        for trespass in find_trespasses(prose, language, period_given=dated, named=named):
            text = f'"{excerpt(prose.text[trespass.start : trespass.end])}": {trespass.reason}'
            yield self._finding(trespass.code, text, _WAYS_OUT[trespass.code], prose.offsets[trespass.start])

    def check_tag(self, tag: Tag, registered: Registered) -> Iterator[Finding]:
        if tag.kind not in KINDS or (tag.kind == "fig" and tag.option not in ("", "words")):
            yield self._unknown_tag(tag)
        elif tag.kind == "lit":
            yield from self._check_literal(tag, registered)
        elif registered.ids is not None and tag.target not in registered.ids.get(tag.kind, frozenset()):
            text = f'"{excerpt(tag.target)}" is no {_KINDS.get(tag.kind, tag.kind)} of this report'
            yield self._finding("lint.unknown-id", text, _way_to(tag, registered), tag.start)
        elif tag.kind == "fig":
            for mark in registered.claims:
                if mark.id == tag.target:
                    yield self._asserted(tag.target, mark, tag.start)

    def stray_braces(self) -> Iterator[Finding]:
        """Braces that make no tag would be printed as they are, with whatever they hold."""
        blank = without_tags(self._source)
        at = blank.find("{{")
        while at >= 0:
            text = f'"{excerpt(self._source[at : at + 30])}" looks like a tag and is none'
            yield self._finding("lint.unknown-tag", text, "a tag is {{kind:target}} or {{kind:target|option}}", at)
            at = blank.find("{{", at + 2)

    def _check_literal(self, tag: Tag, registered: Registered) -> Iterator[Finding]:
        if not is_kind(tag):
            text = f'"{excerpt(tag.option)}" is no kind of literal'
            yield self._finding("lint.lit-kind", text, f"one of {', '.join(LIT_KINDS)}", tag.start)
        elif not fits(tag, self._words):
            text = f'"{excerpt(tag.target)}" does not look like a literal {tag.option}'
            hint = f"a {tag.option} is {looks_like(tag.option)}; a count is a figure: {{{{fig:ID}}}}"
            yield self._finding("lint.lit-kind", text, hint, tag.start)
        if tag.option not in ("date", "title"):
            prose = gathered(spread(tag.target, tag.start))
            for number, mark in find_asserted(prose, find_occurrences(prose, self._words), registered.claims):
                yield self._asserted(number.text, mark, tag.start)

    def _unknown_tag(self, tag: Tag) -> Finding:
        written = self._source[tag.start : tag.end]
        return self._finding(
            "lint.unknown-tag", f'"{excerpt(written)}" is no tag we know', f"one of {', '.join(KINDS)}", tag.start
        )

    def _asserted(self, written: str, mark: ClaimMark, offset: int) -> Finding:
        text = f'"{excerpt(written)}" is what claim {mark.id} says, here in the narrator\'s voice'
        return self._finding("lint.claim-asserted", text, f"write {{{{claim:{mark.id}}}}}", offset)

    def _finding(self, code: str, text: str, hint: str, offset: int, severity: Severity = Severity.ERROR) -> Finding:
        line, position = self._lines.place(offset)
        return Finding(
            code=code, severity=severity, text=text, hint=hint, path=self._path, line=line, position=position
        )

    def _at(self, offset: int) -> dict[str, str | int]:
        line, position = self._lines.place(offset)
        return {"path": self._path, "line": line, "position": position}


def _way_to(tag: Tag, registered: Registered) -> str:
    """What to do about an id that is not there: the ids like it, or the kinds of tag that do have it."""
    ids = registered.ids or {}
    others = [kind for kind, found in ids.items() if tag.target in found]
    if others:
        return f"it is there as {{{{{others[0]}:{tag.target}}}}}"
    near = get_close_matches(tag.target, sorted(ids.get(tag.kind, ())), n=3, cutoff=_NEAR)
    return f"near it: {', '.join(near)}" if near else f"register it, or correct the {tag.kind} tag"


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.line or 0, finding.position or 0, finding.code


def _in_file(finding: Finding, words: str, source: str) -> Finding:
    """The finding at the place of ``words`` in ``source``; without a place where they cannot be found."""
    at = source.find(words) if words and source and "\n" not in words else -1
    if at < 0:
        return replace(finding, line=None, position=None)
    line, column = Lines.of(source).place(at)
    return replace(finding, line=line, position=column + (finding.position or 1) - 1)
