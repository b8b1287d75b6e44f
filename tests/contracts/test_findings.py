"""Every finding code is documented, and every documented code can be spoken."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "palermo"
PAGES = ("findings.md", "findings-of-check.md", "findings-of-estimate.md", "findings-of-register.md")
PAGE = "\n".join((ROOT / "docs" / "reference" / name).read_text("utf-8") for name in PAGES)
CODE = re.compile(r"^[a-z]+\.[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$")
FORMS = ("evidence", "coordination", "disclosure", "linkage")
"""The rooms whose files are read through the forms of the ground, which begins their codes with the room's name."""
FILES = re.compile(r"\.(yml|json|jsonl|csv|html|md|svg|css|xlsx|xls|xml|txt|j2|py|toml|resources|errors|md5)$")


def documented() -> set[str]:
    return set(re.findall(r"^\| `([a-z]+\.[a-z0-9_-]+)` \|", PAGE, re.MULTILINE))


def families() -> set[str]:
    return {code.split(".")[0] for code in documented()}


def spoken_by(path: Path) -> Iterator[str]:
    """Code-like words of a module: every `code=` argument, and every other text of a known family."""
    known = families()
    tree = ast.parse(path.read_text("utf-8"))
    sentences = {id(part) for node in ast.walk(tree) if says(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
            yield from in_full(str(node.value.value), path)
        elif isinstance(node, ast.FunctionDef):
            yield from (full for code in default_codes(node.args) for full in in_full(code, path))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.match(node.value):
            if node.value.split(".")[0] in known and not FILES.search(node.value) and id(node) not in sentences:
                yield node.value


def default_codes(arguments: ast.arguments) -> Iterator[str]:
    """What a function says when it is called without a `code`."""
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if argument.arg == "code" and isinstance(default, ast.Constant):
            yield str(default.value)


def in_full(code: str, path: Path) -> Iterator[str]:
    """A short code is one of the room it is spoken in; in the ground, of every room that reads forms."""
    room = path.relative_to(HOUSE).parts[0]
    if "." in code:
        yield code
    else:
        yield from (f"{one}.{code}" for one in (FORMS if room == "ground" else (room,)))


def says(node: ast.AST) -> bool:
    """A look-up in a catalogue of sentences, whose keys look like codes, as the verbs of a token do."""
    names = ("say", "marked", "message", "ByToken")
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names


NO_CODES = ("messages.py", "verbs.py")
"""Catalogues of sentences; the verbs that a token may be good for."""


def spoken() -> set[str]:
    files = [path for path in HOUSE.rglob("*.py") if path.name not in NO_CODES and path.parent.name != "migrations"]
    said = {code for path in files for code in spoken_by(path)}
    return said | {f"{room}.format" for room in FORMS}  # parse_rows says it in the name of the room


def test_every_code_of_the_program_is_documented() -> None:
    assert spoken() - documented() == set()


def test_every_documented_code_is_of_the_program() -> None:
    assert documented() - spoken() == set()


def test_codes_are_words_of_a_family() -> None:
    assert {code for code in spoken() if not CODE.match(code)} == set()
