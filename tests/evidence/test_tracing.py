"""Two persons make a trace: one compares, another confirms; what they may reach is computed from what is there."""

from collections.abc import Callable
from typing import Any

import pytest

from palermo.evidence import TRACES, Evidence, compare, confirm, find_exact, load, located, overlay, parse_facets
from palermo.ground.errors import Refused, UsageError

Read = Callable[..., Evidence]
Case = dict[str, Any]


def after(read: Read, case: Case, bundle: Evidence, *args: Any, **kwargs: Any) -> Evidence:
    """The case read again with the traces.yml that was written."""
    import yaml

    return load({"evidence/case.yml": yaml.safe_dump(case).encode(), TRACES: overlay(bundle, *args, **kwargs)})


@pytest.fixture
def fresh(case: Case) -> Case:
    """The case before anybody traced."""
    case["claims"][0].pop("trace")
    return case


def test_two_persons_bring_a_claim_from_nothing_to_closed(read: Read, fresh: Case) -> None:
    first = read(fresh)
    compared = compare(first, "c1", by="A", on="2025-06-02", source_figure="q.account", through="cited")
    assert compared.level == "T3" and compared.facets["value"] == "equal" and compared.facets["source_date"] == "equal"
    second = after(read, fresh, first, "c1", compared)
    assert not second.claims["c1"].closed
    third = after(read, fresh, second, "c1", confirm(second, "c1", by="B"))
    assert third.claims["c1"].closed and third.claims["c1"].trace.checked_at == "2025-06-02"


@pytest.mark.parametrize("same", ["A. Reader", "a. reader ", "A.  READER"])
def test_the_same_person_cannot_confirm(read: Read, case: Case, same: str) -> None:
    with pytest.raises(Refused):
        confirm(read(case), "c1", by=same)


def test_nothing_compared_is_nothing_to_confirm(read: Read, fresh: Case) -> None:
    with pytest.raises(Refused):
        confirm(read(fresh), "c1", by="B")


def test_comparing_anew_takes_the_confirmation_away(read: Read, case: Case) -> None:
    trace = compare(read(case), "c1", by="C", on="2025-07-01", facets={"concept": "other"})
    assert (trace.checked_by, trace.confirmed_by, trace.level) == ("C", None, "T3")
    assert trace.facets["concept"] == "other" and trace.facets["value"] == "equal"


def test_what_a_person_said_goes_before_what_is_proposed(read: Read, fresh: Case) -> None:
    trace = compare(
        read(fresh),
        "c1",
        by="A",
        on="2025-06-02",
        source_figure="q.account",
        through="cited",
        facets={"value": "other"},
    )
    assert trace.facets["value"] == "other"


def test_a_held_and_found_source_needs_to_say_through_what(read: Read, fresh: Case) -> None:
    with pytest.raises(Refused):
        compare(read(fresh), "c1", by="A", on="2025-06-02", source_figure="q.account")


def test_an_absent_passage_is_not_found_and_never_closed(read: Read, fresh: Case) -> None:
    bundle = read(fresh)
    gone = compare(bundle, "c2", by="A", on="2025-06-02", source="account.a", through="cited", absent=True)
    second = after(read, fresh, bundle, "c2", gone)
    third = after(read, fresh, second, "c2", confirm(second, "c2", by="B"))
    claim = third.claims["c2"]
    assert (claim.status, claim.trace.level, claim.closed) == ("not_found", "T4", False)


def test_a_located_passage_stands_in_the_overlay(read: Read, fresh: Case, held: dict[str, bytes]) -> None:
    from dataclasses import replace

    bundle = read(fresh)
    (found,) = find_exact(held["account.a"].decode(), "registered 412 persons", snapshot="account.a")
    passage = replace(found, id="c1.source")
    trace = located(bundle, "c1", passage)
    assert trace.level == "T2" and trace.facets == {"value": "equal"}
    again = after(read, fresh, bundle, "c1", trace, passage=passage)
    assert again.passages["c1.source"].exact == "registered 412 persons"
    assert again.claims["c1"].trace.passage == "c1.source"


def test_one_overlay_keeps_what_the_last_one_held(read: Read, fresh: Case) -> None:
    bundle = read(fresh)
    one = after(read, fresh, bundle, "c1", compare(bundle, "c1", by="A", on="2025-06-02"))
    two = after(read, fresh, one, "c2", compare(one, "c2", by="B", on="2025-06-03"))
    assert (two.claims["c1"].trace.checked_by, two.claims["c2"].trace.checked_by) == ("A", "B")


@pytest.mark.parametrize("written", ["perod=equal", "period=same", "period", "=equal", "period=equal=other"])
def test_a_facet_is_written_in_our_words(written: str) -> None:
    with pytest.raises(UsageError):
        parse_facets([written])
