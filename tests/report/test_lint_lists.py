"""The word lists: every word has its reason, every pattern compiles, and planted numbers are found."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from palermo.report.lint.neutrality import has_list
from palermo.report.lint.words import languages, lexicon
from palermo.standards import loader

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def lint() -> ModuleType:
    """benchmarks/lint.py, whose scoring this shares."""
    spec = importlib.util.spec_from_file_location("lint_benchmark", BENCHMARKS / "lint.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def rows_of(name: str) -> list[dict[str, str]]:
    lists = loader.load(name)
    return [row for part in lists.values() if isinstance(part, tuple) for row in part]


@pytest.mark.parametrize("language", languages())
def test_every_word_and_pattern_has_its_reason(language: str) -> None:
    names = [f"lint_words_{language}"] + ([f"neutrality_{language}"] if has_list(language) else [])
    for name in names:
        assert all(row["reason"].strip() for row in rows_of(name)), name
    assert all(group["reason"].strip() for group in loader.load(f"lint_words_{language}")["groups"].values())


@pytest.mark.parametrize("language", languages())
def test_every_word_of_a_group_is_a_text_and_every_list_compiles(language: str) -> None:
    groups = loader.load(f"lint_words_{language}")["groups"]
    for group in groups.values():
        assert all(isinstance(word, str) for word in (*group.get("values", {}), *group.get("words", ())))
    words = lexicon(language)
    assert words.numbers and all(isinstance(pattern, re.Pattern) for pattern in words.numbers)


def test_registered_names_hold_a_number_and_a_reason() -> None:
    for row in loader.load("registered_names")["names"]:
        assert re.search(r"\d", row["name"]) and row["reason"]


@pytest.mark.parametrize("part", ["shown", "held", "fresh", "last"])
def test_planted_numbers_are_found_and_clean_sentences_pass(lint: ModuleType, part: str) -> None:
    planted = lint.write(23, part=part, pages=15, planted=120)
    found = [finding for finding in lint.lint_text(planted.text, path="x.md") if finding.code in lint.UNBOUND]
    hits, wolves = lint.scored(planted, found)
    assert len(planted.planted) == 120
    assert len(hits) / 120 >= 0.995
    assert len(wolves) / 1.5 <= 1


def test_the_same_seed_plants_the_same_text(lint: ModuleType) -> None:
    assert lint.write(5, part="held", pages=2, planted=9) == lint.write(5, part="held", pages=2, planted=9)
    assert lint.write(5, part="held", pages=2, planted=9) != lint.write(6, part="held", pages=2, planted=9)
