"""What the lint takes for a number, in English words and in the digits of every script, and what it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.ground.finding import Finding, Severity
from palermo.report.lint import lint_text

UNBOUND = ("lint.unbound-number", "lint.unbound-word")


def unbound(text: str) -> list[str]:
    """The numbers the lint names, as they are quoted in the findings."""
    return [finding.text.split('"')[1] for finding in lint_text(text, path="x.md") if finding.code in UNBOUND]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("At least half a million people.", "half a million"),
        ("twice the number", "twice"),
        ("It doubled.", "doubled"),
        ("A dozen files.", "dozen"),
        ("A third of them.", "A third"),
        ("One in ten of them.", "One in ten"),
        ("One case out of every thirty.", "One case out of every thirty"),
        ("two hundred and six cases", "two hundred and six"),
        ("Forty-seven\ncases", "Forty-seven"),
        ("two‑thirds of the cases", "two‑thirds"),
        ("by a quarter.", "a quarter"),
        ("Nearly a fifth more.", "a fifth"),
        ("one percent", "one"),
        ("twenty per cent", "twenty"),
        ("a hundred", "hundred"),
        ("zero convictions", "zero"),
        ("a five-year plan", "five"),
        ("tenfold", "tenfold"),
        ("every tenth file", "tenth"),
        ("grew to 1.5 million", "1.5 million"),
        ("{{fig:x}} million", "million"),
        ("8 800 files", "8 800"),
        ("٢٬٠٨٤ files", "٢٬٠٨٤"),
        ("２０８４ files", "２０８４"),
        ("八千八百 files", "八千八百"),
        ("½ of it", "½"),
        ("⑤", "⑤"),
        ("in FY2019", "2019"),
        ("2013–2020", "2013–2020"),
        ("the 20th", "20"),
        ("for\u00adty files", "forty"),
    ],
)
def test_a_number_is_named_as_it_is_printed(text: str, named: str) -> None:
    assert unbound(text) == [named]


@pytest.mark.parametrize(
    "text",
    [
        "No one asked, once again; anyone may.",
        "A second look in May, in the third quarter.",
        "A third party and a third country.",
        "On behalf of the height of the freight; often, tent, attention.",
        "The first half, the half-yearly return, a half-open period.",
        "Double counting and a double entry.",
        "Two-factor sign-in and the four eyes of the unit.",
        "The table has no zero rows, and an agency reported zero or did not report.",
        "Living quarters at headquarters.",
        "The twenty-first meeting, the tenth session.",
        "HTCDS 2.0, CAP 1.2, SDG 16.2.2, Tier 2 Watch List, SHA-256 and ISO 3166-1.",
        "K7Q2XM and COVID19 are words.",
        "{{lit:2019|date}}, {{lit:Article 3(a)|article}} and {{fig:us.ht.2019}}",
        "m² is a unit",
    ],
)
def test_what_only_looks_like_a_number_passes(text: str) -> None:
    assert unbound(text) == []


@pytest.mark.parametrize("text", ["SDG 16.2.25", "Tier 2,084", "Tier 23", "HTCDS 2.0.1", "xHTCDS 2.0"])
def test_a_registered_name_passes_only_as_a_whole(text: str) -> None:
    assert unbound(text)


@pytest.mark.parametrize("word", ["many", "dozens", "hundreds", "a few", "most of", "a number of", "nearly all"])
def test_a_quantity_without_a_value_is_a_warning(word: str) -> None:
    (finding,) = lint_text(f"They heard {word} them.", path="x.md")
    assert (finding.code, finding.severity) == ("lint.quantity-word", Severity.WARNING)
    assert word in finding.text


@pytest.mark.parametrize("text", ["as many as {{fig:x}}", "how many", "at most {{fig:x}}", "the most recent return"])
def test_a_bound_or_a_question_is_no_quantity(text: str) -> None:
    assert lint_text(text, path="x.md") == ()


@given(st.integers(0, 10**9), st.sampled_from(["", "**", "*", "_", "`", "~~", "> ", "- ", "# ", "| a |\n|---|\n| "]))
def test_digits_are_named_at_their_place_in_any_markup(value: int, markup: str) -> None:
    text = f"Before.\n\n{markup}{value}{markup if markup.strip('*_`~') == '' else ''}"
    (finding,) = (finding for finding in lint_text(text, path="x.md") if finding.code in UNBOUND)
    at = text.rindex(str(value))
    assert (finding.line, finding.position) == (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


@given(st.text(alphabet=st.sampled_from("a1二٣½ \n\r\t#>*_`~[](){}|\\&;-.,:'\"<!x﻿²\u00ad"), max_size=60))
def test_no_text_breaks_the_lint_and_every_place_is_in_the_text(text: str) -> None:
    lines = text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
    for finding in lint_text(text, path="x.md"):
        assert isinstance(finding, Finding) and finding.line and finding.position
        assert 1 <= finding.position <= len(lines[finding.line - 1]) + 1


def test_a_finding_reads_file_line_column_code_and_text() -> None:
    (finding,) = lint_text("# Head\n\nThere were 2,084 cases.", path="text/main.en.md")
    assert str(finding).startswith('text/main.en.md:3:12 lint.unbound-number "2,084" is bound to no figure (')
