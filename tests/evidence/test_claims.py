"""Status and closed are computed: no field of a file can say more than level, facets and persons do."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.evidence import Claim, Stated, Trace
from palermo.evidence.vocabulary import ALTERED, FACETS, LEVELS, READINGS, RESULTS, THROUGH

KNOWN = {"value": "equal", "counting_unit": "equal", "period": "equal"}
CLOSED = Claim(
    id="c",
    said="o",
    atom="x",
    stated=Stated(value="1", counting_unit="case"),
    trace=Trace(level="T4", through="cited", facets=KNOWN, checked_by="A", confirmed_by="B"),
)
TRACES = st.builds(
    Trace,
    level=st.sampled_from(LEVELS),
    reading=st.sampled_from([None, *READINGS]),
    through=st.sampled_from(THROUGH),
    absent=st.booleans(),
    facets=st.dictionaries(st.sampled_from(FACETS), st.sampled_from(RESULTS)),
    checked_by=st.sampled_from([None, "A", "B"]),
    confirmed_by=st.sampled_from([None, "A", "B"]),
    source_states=st.frozensets(st.sampled_from(FACETS)),
)


def with_trace(**changes: object) -> Claim:
    return replace(CLOSED, trace=replace(CLOSED.trace, **changes))  # type: ignore[arg-type]


def test_the_example_of_a_closed_trace_is_closed() -> None:
    assert CLOSED.closed and CLOSED.status == "traced"


@given(TRACES)
def test_below_t3_a_claim_is_open_whatever_was_read(trace: Trace) -> None:
    claim = replace(CLOSED, trace=trace)
    if LEVELS.index(trace.level) < 3:
        assert claim.status == "open" and not claim.closed
    elif trace.absent:
        assert claim.status == "not_found"
    else:
        assert claim.status == ("differs" if set(trace.facets.values()) & set(ALTERED) else "traced")


@given(TRACES)
def test_a_closed_trace_has_everything_it_needs(trace: Trace) -> None:
    claim = replace(CLOSED, trace=trace)
    if claim.closed:
        assert trace.level in ("T4", "T5") and trace.through in ("cited", "issuer") and not trace.absent
        assert trace.checked_by and trace.confirmed_by and trace.checked_by != trace.confirmed_by
        assert trace.facets.get("value", "unknown") != "unknown"
    assert claim == replace(claim, trace=replace(trace)) and claim.status in ("open", "traced", "differs", "not_found")


@given(TRACES)
def test_a_reading_changes_nothing_that_is_computed(trace: Trace) -> None:
    computed = {
        (claim.status, claim.closed)
        for reading in (None, *READINGS)
        for claim in [replace(CLOSED, trace=replace(trace, reading=reading))]
    }
    assert len(computed) == 1


@pytest.mark.parametrize("through", ["restatement", "reprint", "co_publisher", "none"])
def test_what_repeats_a_source_never_closes(through: str) -> None:
    assert not with_trace(through=through).closed


@pytest.mark.parametrize(
    "change",
    [
        {"level": "T3"},
        {"confirmed_by": "A"},
        {"confirmed_by": None},
        {"absent": True},
        {"facets": KNOWN | {"value": "unknown"}},
        {"facets": KNOWN | {"counting_unit": "unknown"}},
        {"facets": {"value": "equal", "counting_unit": "equal"}},
    ],
)
def test_one_thing_missing_keeps_a_trace_from_closing(change: dict[str, object]) -> None:
    assert not with_trace(**change).closed


def test_a_difference_can_be_closed_too() -> None:
    claim = with_trace(facets=KNOWN | {"period": "other", "concept": "narrower"})
    assert claim.closed and claim.status == "differs" and claim.altered_facets == ("period", "concept")


def test_a_claim_silent_on_its_period_closes_where_the_source_speaks() -> None:
    silent = KNOWN | {"period": "unknown"}
    assert not with_trace(facets=silent).closed
    assert with_trace(facets=silent, source_states=frozenset({"period"})).closed
