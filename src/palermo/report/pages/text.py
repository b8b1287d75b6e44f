"""An author's Markdown to HTML: raw HTML off, no images, tags by rules of our own. It never goes through a template."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from palermo.ground.errors import BadDefinition
from palermo.report.tags import LIT_KINDS, Tag, find_tags

INLINE = ("fig", "lit")
BLOCKS = ("table", "chart", "contrast", "claim", "pair", "evidence", "conference")
_LIT = Markup('<span data-lit="{}">{}</span>')
_DATE = Markup('<time data-lit="date">{}</time>')


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text: its level on the page, its anchor and its words without links."""

    level: int
    anchor: str
    words: Markup


@dataclass(frozen=True, slots=True)
class Printer:
    """What the text asks for: a figure in the line (id, form, is it to be a link), and a block (its tag)."""

    figure: Callable[[str, str, bool], Markup]
    block: Callable[[Tag], Markup]


def literal(text: str, kind: str) -> Markup:
    """A date, title, article or the like, marked as such. Raises BadDefinition on another kind."""
    if kind not in LIT_KINDS:
        raise BadDefinition(f"A literal is no {kind!r}.", hint=f"Allowed: {', '.join(LIT_KINDS)}.")
    return _DATE.format(text) if kind == "date" else _LIT.format(kind, text)


def one_line(words: str) -> Markup:
    """A title, a caption or a note with its literals marked. Raises BadDefinition on any other tag: it has no room."""
    found, end = Markup(), 0
    for tag in find_tags(words):
        if tag.kind != "lit":
            raise BadDefinition(
                f"The tag {{{{{tag.kind}:{tag.target}}}}} cannot stand in a title, a caption or a note.",
                hint="A literal can, as in {{lit:2019|date}}; a figure belongs into the text.",
            )
        found += Markup("{}{}").format(words[end : tag.start], literal(tag.target, tag.option))
        end = tag.end
    return found + words[end:]


class Text:
    """One text of the report, read once: its headings, and its HTML."""

    def __init__(
        self, source: str, *, path: str, printer: Printer, title: str = "", taken: set[str] | None = None
    ) -> None:
        markdown = _reader()
        self._path = path
        self._printer = printer
        self._taken = taken if taken is not None else set()
        self._markdown = markdown
        self._tokens = _without_title(markdown.parse(source), title)
        self.headings = self._number_headings(self._tokens)

    def html(self) -> Markup:
        """The text as HTML. Raises BadDefinition with path and line where a tag names nothing."""
        rendered = self._markdown.renderer.render(self._tokens, self._markdown.options, {"text": self})
        return Markup(rendered)  # noqa: S704 raw HTML is off, and every rule of ours escapes

    def inline(self, tag: Tag, linked: bool) -> Markup:
        """The HTML of a tag within a line."""
        if tag.kind == "fig":
            if not linked:
                text = f"The figure {tag.target!r} stands within a link and cannot lead to its register entry."
                raise BadDefinition(f"{self._path}: {text}", hint="Put the figure beside the link.")
            return self._named(tag, lambda: self._printer.figure(tag.target, tag.option, True))
        if tag.kind == "lit":
            return self._named(tag, lambda: literal(tag.target, tag.option))
        raise BadDefinition(
            f"{self._path}: the tag {{{{{tag.kind}:{tag.target}}}}} cannot stand within a line.",
            hint=f"Within a line: {', '.join(INLINE)}. On a line of their own: {', '.join(BLOCKS)}.",
        )

    def block(self, tag: Tag) -> Markup:
        """The HTML of a tag on a line of its own."""
        return self._named(tag, lambda: self._printer.block(tag))

    def _named(self, tag: Tag, make: Callable[[], Markup]) -> Markup:
        try:
            return make()
        except BadDefinition as error:
            place = f"{self._path}:{tag.line}" if tag.line else self._path
            raise BadDefinition(f"{place}: {error.message}", hint=error.hint) from error

    def _number_headings(self, tokens: Sequence[Token]) -> tuple[Heading, ...]:
        """Levels from two on, none skipped; an anchor for each heading."""
        opened = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
        highest = min((int(tokens[index].tag[1]) for index in opened), default=1)
        found, level = [], 1
        for index in opened:
            level = min(int(tokens[index].tag[1]) - highest + 2, level + 1, 6)
            tokens[index].tag = tokens[index + 2].tag = f"h{level}"
            words = self._plain(tokens[index + 1])
            anchor = self._anchor(words)
            tokens[index].attrSet("id", anchor)
            found.append(Heading(level, anchor, words))
        return tuple(found)

    def _plain(self, inline: Token) -> Markup:
        parts: list[str | Markup] = []
        for token in inline.children or []:
            if token.type == "palermo_tag":
                tag: Tag = token.meta["tag"]
                parts.append(literal(tag.target, tag.option) if tag.kind == "lit" else self._unbound(tag))
            elif token.type in ("text", "code_inline"):
                parts.append(token.content)
        return Markup("").join(parts)

    def _unbound(self, tag: Tag) -> Markup:
        return self._named(tag, lambda: self._printer.figure(tag.target, tag.option, False))

    def _anchor(self, words: Markup) -> str:
        plain = "-".join("".join(c if c.isalnum() else " " for c in words.striptags().casefold()).split()) or "part"
        name, count = plain, 1
        while name in self._taken:
            count += 1
            name = f"{plain}-{count}"
        self._taken.add(name)
        return name


def _without_title(tokens: list[Token], title: str) -> list[Token]:
    """The tokens without a first heading that only repeats the title of the page."""
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        if title and tokens[1].content.strip() == title.strip():
            return tokens[3:]
    return tokens


def _reader() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.inline.ruler.before("escape", "palermo_tag", _inline_rule)
    markdown.block.ruler.before(
        "code", "palermo_block", _block_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    markdown.add_render_rule("palermo_tag", _render_inline)
    markdown.add_render_rule("palermo_block", _render_block)
    return markdown


def _inline_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    tag = next((tag for tag in find_tags(state.src[state.pos :]) if tag.start == 0), None)
    if tag is None:
        return False
    if not silent:
        token = state.push("palermo_tag", "", 0)
        token.meta = {"tag": tag, "linked": state.linkLevel == 0}
    state.pos += tag.end
    return True


def _block_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
    tag = next(find_tags(line), None)
    if tag is None or tag.kind not in BLOCKS or (tag.start, tag.end) != (0, len(line)):
        return False
    if not silent:
        token = state.push("palermo_block", "", 0)
        token.block, token.map = True, [start, start + 1]
        token.meta = {
            "tag": Tag(
                kind=tag.kind, target=tag.target, option=tag.option, start=0, end=len(line), line=start + 1, column=1
            )
        }
        state.line = start + 1
    return True


def _render_inline(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Mapping[str, Text]
) -> str:
    return str(env["text"].inline(tokens[at].meta["tag"], tokens[at].meta["linked"]))


def _render_block(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Mapping[str, Text]
) -> str:
    return str(env["text"].block(tokens[at].meta["tag"])) + "\n"
