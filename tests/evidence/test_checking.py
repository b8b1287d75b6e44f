"""Everything untraceable is named, at its place, at once; a sound case has nothing to say."""

from collections.abc import Callable
from typing import Any

import pytest

from palermo.evidence import Evidence, check
from palermo.ground.finding import Severity

Read = Callable[..., Evidence]
Case = dict[str, Any]
Held = dict[str, bytes]


def codes(bundle: Evidence, held: Held, *known: str, **texts: str) -> list[str]:
    return [one.code for one in check(bundle, held=held, known=known, texts=texts)]


def test_a_sound_case_has_nothing_to_say(read: Read, case: Case, held: Held) -> None:
    assert check(read(case), held=held, known=()) == ()


def test_a_changed_byte_names_what_rests_on_it(read: Read, case: Case, held: Held) -> None:
    changed = {**held, "account.a": held["account.a"].replace(b"Account", b"Akcount")}
    (finding,) = check(read(case), held=changed, known=())
    assert finding.code == "evidence.hash-differs" and "q.account" in finding.text and finding.line


def change_figure(case: Case, **fields: Any) -> None:
    case["figures"][0] |= fields


def quoted_without_place(case: Case) -> None:
    case["figures"].append({"id": "q.x", "value": "3"})


def seen_but_through_nothing(case: Case) -> None:
    case["figures"].append({"id": "q.x", "value": "3", "seen_in": "a page", "through": "none"})


def no_value(case: Case) -> None:
    case["figures"].append({"id": "q.x", "seen_in": "a page", "through": "issuer"})


def words_not_there(case: Case) -> None:
    case["figures"][0]["passage"]["exact"] = "registered 412 people"


def wrong_line(case: Case) -> None:
    case["claims"][0]["passage"]["line"] = 2


def no_words(case: Case) -> None:
    case["claims"][1]["passage"].pop("exact")


def changed_value(case: Case) -> None:
    change_figure(case, value="413")


def no_claimant(case: Case) -> None:
    case["occasions"].append({"id": "rumour"})
    case["claims"].append({"id": "c3", "said": "rumour", "atom": "x", "stated": {"value": "1"}})


def no_passage(case: Case) -> None:
    case["claims"][1].pop("passage")


def quantity_word(case: Case) -> None:
    case["claims"][1]["atom"] = "There are nearly 60 rooms."


def unknown_rival(case: Case) -> None:
    case["claims"][1]["rivals"] = ["q.nowhere"]


def own_rival(case: Case) -> None:
    case["claims"][1]["rivals"] = ["c2"]


def one_sided_pair(case: Case) -> None:
    case["occasions"][1]["claimant"] = "Spokesperson"


def reply_first(case: Case) -> None:
    case["pairs"][0]["members"] = ["c2", "c1"]


def by_size(case: Case) -> None:
    years = [("q.a", "1", "2020"), ("q.b", "2", "2018"), ("q.c", "3", "2019")]
    case["figures"] += [
        {"id": id, "value": value, "period": {"year": year}, "seen_in": "x", "through": "issuer"}
        for id, value, year in years
    ]
    case["contrasts"] = [{"id": "x", "question": "?", "members": ["q.a", "q.b", "q.c"], "comparability": "years"}]


def alone(case: Case) -> None:
    case["contrasts"] = [{"id": "x", "question": "?", "members": ["c1"], "comparability": "-"}]


def stale(case: Case) -> None:
    case["corrections"] = [
        {"id": "k", "target": "q.account", "action": "flag", "reason": "r", "provider": "p", "expect": "411"}
    ]


def wrong_count(case: Case) -> None:
    case["expect"] = {"claims": 2, "countable": 2, "closed": 2}


def count_left_out(case: Case) -> None:
    case["expect"] = {"claims": 2, "countable": 2, "closed": 1, "level": {"T4": 1}}


def bare_rating(case: Case) -> None:
    case["figures"].append({"id": "r", "origin": "assessed", "value": "tier 2"})


def circle(case: Case) -> None:
    case["figures"] += [
        {"id": "d.a", "origin": "derived", "operands": ["d.b"], "formula": "d.b + 1"},
        {"id": "d.b", "origin": "derived", "operands": ["d.a"], "formula": "d.a + 1"},
    ]


def protected(case: Case) -> None:
    case["snapshots"][0]["sensitivity"] = "protected"


def wrong_size(case: Case) -> None:
    case["snapshots"][0]["bytes"] = 7


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (quoted_without_place, ["evidence.untraceable"]),
        (seen_but_through_nothing, ["evidence.untraceable"]),
        (no_value, ["evidence.no-value"]),
        (words_not_there, ["evidence.passage-not-there"]),
        (wrong_line, ["evidence.passage-not-there"]),
        (no_words, ["evidence.passage-without-words"]),
        (changed_value, ["evidence.value-called-equal", "evidence.value-not-in-passage"]),
        (no_claimant, ["evidence.no-claimant"]),
        (no_passage, ["evidence.claim-without-passage"]),
        (quantity_word, ["evidence.quantity-word"]),
        (unknown_rival, ["evidence.unknown-id"]),
        (own_rival, ["evidence.own-source"]),
        (one_sided_pair, ["evidence.pair-without-reply"]),
        (reply_first, ["evidence.pair-order"]),
        (by_size, ["evidence.contrast-by-size"]),
        (alone, ["evidence.contrast-alone"]),
        (stale, ["evidence.correction-stale"]),
        (wrong_count, ["evidence.expect-differs"]),
        (count_left_out, ["evidence.expect-differs"]),
        (bare_rating, ["evidence.assessment-incomplete"]),
        (circle, ["evidence.cycle", "evidence.cycle"]),
        (protected, ["evidence.protected"]),
        (wrong_size, ["evidence.size-differs"]),
    ],
)
def test_each_fault_is_named_and_nothing_else(
    read: Read, case: Case, held: Held, spoil: Callable[[Case], None], expected: list[str]
) -> None:
    spoil(case)
    found = check(read(case), held=held, known=())
    assert sorted(one.code for one in found) == expected
    assert all(one.path == "evidence/case.yml" and one.line for one in found)


def test_all_faults_come_at_once(read: Read, case: Case, held: Held) -> None:
    for spoil in (quoted_without_place, no_claimant, quantity_word, unknown_rival, one_sided_pair):
        spoil(case)
    assert len(codes(read(case), held)) == 5


def test_a_figure_known_elsewhere_may_be_a_rival(read: Read, case: Case, held: Held) -> None:
    case["claims"][1]["rivals"] = ["us.ht.rise"]
    assert codes(read(case), held) == ["evidence.unknown-id"]
    assert codes(read(case), held, "us.ht.rise") == []


def test_a_file_said_to_be_held_and_not_at_hand_is_named(read: Read, case: Case) -> None:
    found = codes(read(case), {})
    assert found.count("evidence.file-missing") == 2
    assert set(found) == {"evidence.file-missing", "evidence.passage-unchecked"}


def test_a_passage_called_absent_is_looked_for_all_the_same(read: Read, case: Case, held: Held) -> None:
    case["claims"][0]["trace"] |= {"absent": True, "source": "account.a", "source_figure": None, "facets": {}}
    bundle = read(case)
    assert bundle.claims["c1"].status == "not_found"
    (finding,) = check(bundle, held=held, known=())
    assert finding.code == "evidence.absent-value-seen" and finding.severity is Severity.WARNING


def test_a_source_that_is_no_text_needs_its_text_beside(read: Read, case: Case, held: Held) -> None:
    case["snapshots"][1]["media_type"] = "application/pdf"
    bundle = read(case)
    assert codes(bundle, held) == ["evidence.passage-unchecked"]
    beside = {"account.a": held["account.a"].decode()}
    assert check(bundle, held=held, known=(), texts=beside) == ()
    assert check(bundle, held=held, known=(), texts={"account.a": "nothing"})[0].code == "evidence.passage-not-there"
