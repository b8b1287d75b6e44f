"""One invented edition, rendered once, and its pages as trees."""

import runpy
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder

import pytest

from palermo.report import pages
from palermo.report.model import EditionModel

VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "wbr"})


class _Tree(HTMLParser):
    """A page as an element tree; an end tag that closes nothing, or the wrong thing, is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> says {names} twice"
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.builder.end(self.open.pop())

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)


def tree_of(page: bytes) -> Element:
    reader = _Tree()
    reader.feed(page.decode("utf-8"))
    assert reader.open == []
    return reader.builder.close()


@pytest.fixture(scope="session")
def edition() -> EditionModel:
    made: EditionModel = runpy.run_path(str(Path(__file__).parent / "edition.py"))["model"]()
    return made


@pytest.fixture(scope="session")
def out(edition: EditionModel) -> Mapping[str, bytes]:
    return pages.render(edition, "en")


@pytest.fixture(scope="session")
def tree() -> Callable[[bytes], Element]:
    return tree_of


@pytest.fixture(scope="session")
def index(out: Mapping[str, bytes]) -> Element:
    return tree_of(out["en/index.html"])


@pytest.fixture(scope="session")
def register(out: Mapping[str, bytes]) -> Element:
    return tree_of(out["en/register.html"])
