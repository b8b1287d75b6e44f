"""One list for every state: verdicts, loaded verbs, bare ratings, claims in the narrator's voice; tags and literals."""

from decimal import Decimal

import pytest

from palermo import evidence
from palermo.ground.finding import Severity
from palermo.report.lint import ClaimMark, Registered, lint_claims, lint_text, mark_claims

STATES = ("The United States", "China", "Our country")
CLAIM = ClaimMark(id="press-01", values=frozenset({Decimal(1883)}), sources=("the FBI",))
SMALL = ClaimMark(id="press-05", values=frozenset({Decimal(21)}), sources=("CNN",))
KNOWN = Registered(ids={"fig": frozenset({"a.b", "press-01"}), "claim": frozenset({"press-01"})}, claims=(CLAIM, SMALL))


def codes(text: str, registered: Registered = KNOWN) -> list[str]:
    return [finding.code for finding in lint_text(text, path="x.md", registered=registered)]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("said what is false.", "lint.verdict-word"),
        ("told a lie.", "lint.verdict-word"),
        ("lied about it.", "lint.verdict-word"),
        ("proves the point.", "lint.verdict-word"),
        ("spread propaganda.", "lint.verdict-word"),
        ("admitted that it knew.", "lint.loaded-verb"),
        ("refuted the report.", "lint.loaded-verb"),
        ("boasted of its plan.", "lint.loaded-verb"),
        ("pointed out the gap.", "lint.loaded-verb"),
        ("is in Tier 3.", "lint.rating-without-framework"),
        ("was downgraded by the report.", "lint.rating-without-framework"),
    ],
)
def test_the_same_word_is_an_error_about_every_state(state: str, said: str, code: str) -> None:
    assert codes(f"{state} {said}") == [code]


@pytest.mark.parametrize(
    "text",
    [
        "The woman was admitted to a shelter under a false name.",
        "False promises are a means; a false alarm is none.",
        "The files lie in the archive; where the data lie is said below.",
        "Nothing here is called true or false.",
        "The tiers are explained below: Tier 1, Tier 2 and Tier 3.",
        "> China said the report is a lie, and it refuted it.",
        "She has to prove her identity.",
    ],
)
def test_plain_senses_and_quoted_passages_pass(text: str) -> None:
    assert codes(text) == []


def test_a_rating_passes_with_assessor_framework_and_period_in_its_paragraph() -> None:
    rating = "China is in Tier 3"
    by = "by the Department of State under the minimum standards of the Trafficking Victims Protection Act"
    assert codes(f"{rating} {by} for {{{{lit:2021|date}}}}.") == []
    for short in (f"{rating} {by}.", f"{rating} for {{{{lit:2021|date}}}}.", f"{rating}.\n\nThat is {by}."):
        assert codes(short) == ["lint.rating-without-framework"]


def test_a_claims_value_in_the_narrators_voice_is_named_with_the_claim() -> None:
    assert codes("There were 1,883 cases.") == ["lint.claim-asserted", "lint.unbound-number"]
    assert codes("There were 21 deaths.") == ["lint.unbound-number"]
    assert codes("CNN counted 21 deaths.") == ["lint.claim-asserted", "lint.unbound-number"]
    assert codes("CNN counted twenty-one deaths.") == ["lint.claim-asserted", "lint.unbound-word"]
    assert codes("> There were 1,883 cases.") == ["lint.unbound-number"]
    assert codes("There were {{fig:press-01}} cases.") == ["lint.claim-asserted"]
    assert codes("There were {{lit:1,883 cases|name}}.") == ["lint.claim-asserted"]
    assert codes("{{claim:press-01}}") == []


def test_half_a_million_is_known_for_the_claims_value() -> None:
    mark = ClaimMark(id="press-04", values=frozenset({Decimal(500000)}))
    assert "lint.claim-asserted" in codes("At least half a million people.", Registered(claims=(mark,)))


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("{{foo:x}}", "lint.unknown-tag"),
        ("{{ fig a.b }}", "lint.unknown-tag"),
        ("{{fig:a.b|roman}}", "lint.unknown-tag"),
        ("{{fig:a.c}}", "lint.unknown-id"),
        ("{{claim:press-77}}", "lint.unknown-id"),
        ("{{lit:2019|number}}", "lint.lit-kind"),
        ("{{lit:2019}}", "lint.lit-kind"),
    ],
)
def test_a_tag_that_leads_nowhere_is_named(tag: str, code: str) -> None:
    assert codes(f"See {tag} here.") == [code]


def test_without_a_register_no_id_is_unknown() -> None:
    assert codes("{{fig:anything}}", Registered()) == []


@pytest.mark.parametrize(
    "literal",
    [
        *("2019|date", "July 2021|date", "2021-04-09|date", "July 8th|date", "FY2020|date", "2013–2020|date"),
        *("14 March 2020|date", "2005/06|date", "8.7.2021|date", "14:30|date", "May|date", "the nineties|title"),
        *("Article 3(a)|article", "§ 12|article", "22 USC 7106|article", "3(a)|article"),
        *("2.0|version", "v2|version", "Babel 2.18|version", "NB|code", "00|code", "[2021] 13|code", "K7Q2|code"),
        *("-99|code", "National Plan 2021–2030|title", "Eleven Steps|title", "12 Main Street|address"),
    ],
)
def test_a_literal_that_looks_like_its_kind_passes(literal: str) -> None:
    assert codes(f"{{{{lit:{literal}}}}}") == []


@pytest.mark.parametrize(
    "literal",
    [
        *("2,084|date", "12|date", "half a million|date", "in 2019, 40 cases|date", "8800|date"),
        *("2,084|title", "half a million|name", "twelve|title", "12 %|name", "2084|address"),
        *("2084|code", "2,084|code", "2084|version", "12|version", "2,084|version", "2084|article"),
    ],
)
def test_a_count_in_the_coat_of_a_literal_is_refused(literal: str) -> None:
    assert codes(f"{{{{lit:{literal}}}}}") == ["lint.lit-kind"]


def test_marks_are_made_from_the_evidence() -> None:
    claim = evidence.Claim(
        id="c1",
        said="o",
        atom="There were as many as 40 cases.",
        stated=evidence.Stated(value="40", high="50"),
        cites=evidence.Cites(publisher="The Daily"),
    )
    bundle = evidence.Evidence(
        occasions={"o": evidence.Occasion(id="o", claimant="Jane Roe, spokesperson")}, claims={"c1": claim}
    )
    (mark,) = mark_claims(bundle)
    assert mark.values == {Decimal(40), Decimal(50)}
    assert mark.sources == ("Jane Roe, spokesperson", "Jane Roe", "The Daily")
    assert "lint.claim-asserted" in codes("Jane Roe counted 40.", Registered(claims=(mark,)))


def test_a_claim_that_drops_its_quantity_word_is_an_error() -> None:
    loose = evidence.Claim(id="c1", said="o", atom="Dozens of women sued.")
    kept = evidence.Claim(id="c2", said="o", atom="Dozens of women sued.", quantity_word="dozens")
    (finding,) = lint_claims({"c1": loose, "c2": kept}, path="evidence/press.yml")
    assert (finding.code, finding.severity) == ("lint.claim-quantity-word", Severity.ERROR)
    assert "c1" in finding.text
