"""Markdown as it will be printed: what markup prints nothing is left out, what prints a number is not."""

import pytest

from palermo.report.lint import Registered, lint_text, lint_words
from palermo.report.lint.markdown import read_blocks
from palermo.report.lint.prose import BOUND


def places(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(f.text.split('"')[1], f.line, f.position) for f in lint_text(text, path="x.md")]


@pytest.mark.parametrize(
    "text",
    [
        "1. first\n2. second\n3. third\n",
        "0. first\n1. second\n",
        "1) first\n   1. nested\n   2. nested\n2) second\n",
        "1. first\n1. again\n",
        "> 1. quoted\n> 2. quoted\n",
        "[words](https://example.org/2019/11 'a title') ![a drawing](x-2.png)",
        "[words][2]\n\n[2]: https://example.org/2019\n",
        "Run `palermo check fbi-2019.csv` and `sha256sum data/x2.csv`.",
        "```sh\npalermo check fbi-2019.csv --layout agency_v2.yml\n```\n",
        "a&#8239;b &nbsp; c",
    ],
)
def test_what_is_not_printed_as_a_number_passes(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "named", "line", "position"),
    [
        ("1. first\n5. fifth\n", "5", 2, 1),
        ("1984. A year\n", "1984", 1, 1),
        ("Text\n14) not a list\n", "14", 2, 1),
        ("1. had 3 cases\n", "3", 1, 8),
        ("# In 2019\n", "2019", 1, 6),
        ("[40 cases](https://example.org)", "40", 1, 2),
        ("[x](https://example.org 'of 40')", "40", 1, 29),
        ("![40 bars](x.png)", "40", 1, 3),
        ("| a | b |\n|---|---|\n| x | 7 |\n", "7", 3, 7),
        ("a `2084` b", "2084", 1, 4),
        ("```\n2084\n```\n", "2084", 2, 1),
        ("    2084\n", "2084", 1, 5),
        ("x **2**,**084** y", "2,084", 1, 5),
        ("si**xt**y", "sixty", 1, 1),
        ("&#52;&#50; cases", "42", 1, 1),
        ("&frac12; of it", "½", 1, 1),
        ("half\n> nothing\n\n> half\n> a million\n", "half", 1, 1),
        ("a <b>2</b>", "2", 1, 6),
        ("\\42", "42", 1, 2),
        ("é {{fig:x.2019}} 42", "42", 1, 18),
        ("a\r\nb 42\r\n", "42", 2, 3),
    ],
)
def test_what_is_printed_is_named_where_it_stands(text: str, named: str, line: int, position: int) -> None:
    assert (named, line, position) in places(text)


def test_a_number_does_not_run_from_one_block_into_the_next() -> None:
    assert [named for named, _, _ in places("half\n\na million\n\n- two\n- thirds\n")] == [
        "half",
        "million",
        "two",
        "thirds",
    ]


def test_quoted_blocks_are_marked_and_tags_are_bound() -> None:
    first, second = read_blocks("A {{fig:x}}.\n\n> said\n")
    assert (first.text.strip(), first.quoted) == (f"A {BOUND}.", False)
    assert (second.text.strip("> \n"), second.quoted) == ("said", True)


def test_words_of_the_report_file_are_named_in_every_language_at_their_line() -> None:
    source = 'id: x\ntitle: {en: "Offences in 2019"}\n'
    (finding,) = lint_words({"en": "Offences in 2019"}, path="report.yml", source=source)
    assert (finding.line, finding.position) == (2, source.splitlines()[1].index("2019") + 1)
    (finding,) = lint_words({"en": "Offences in 2019"}, path="report.yml")
    assert (finding.path, finding.line) == ("report.yml", None)


@pytest.mark.parametrize(
    ("tag", "text", "hint"),
    [
        ("{{fig:us.offences.2109}}", "is no figure of this report", "near it: us.offences.2019"),
        ("{{table:us.offences.2019}}", "is no table of this report", "it is there as {{fig:us.offences.2019}}"),
        ("{{fig:zzz}}", "is no figure of this report", "register it, or correct the fig tag"),
    ],
)
def test_an_id_that_is_not_there_leads_to_those_near_it(tag: str, text: str, hint: str) -> None:
    known = Registered(ids={"fig": frozenset({"us.offences.2019", "us.rise"}), "table": frozenset({"t.years"})})
    (told,) = lint_text(tag, path="text/main.md", registered=known)
    assert text in told.text
    assert told.hint == hint
