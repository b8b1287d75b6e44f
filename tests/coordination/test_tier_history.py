"""The rule over a history of ranks, held against the real file: it says what the rule implies and gives no rank."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo import coordination
from palermo.coordination import History
from palermo.ground.errors import UsageError


def history(*ranks: str, first: int = 2009) -> History:
    return History(state="XA", ranks=dict(enumerate(ranks, start=first)))


@pytest.fixture
def real(real_data: Path) -> tuple[History, ...]:
    table = pl.read_csv(real_data / "tip-tiers-2001-2015.csv", infer_schema=False)
    return coordination.histories_of(table.fill_null("NA"))


@pytest.mark.real_data
def test_136_country_years_follow_two_on_the_list(real: tuple[History, ...]) -> None:
    found = coordination.after_two(real)
    assert len(found) == 136
    assert {one.year for one in found} == {2011, 2012, 2013, 2014, 2015}
    followed = coordination.what_followed(found)
    assert followed == {"stayed": 67, "rose_to_2": 46, "rose_to_1": 0, "fell_to_3": 22, "unranked": 1}


@pytest.mark.real_data
def test_no_state_stayed_longer_than_the_rule_allows(real: tuple[History, ...]) -> None:
    runs = [coordination.longest_run(one) for one in real]
    assert (max(runs), runs.count(4)) == (4, 22)


@pytest.mark.real_data
def test_three_states_fell_in_2013(real: tuple[History, ...]) -> None:
    fell = [one.state for one in coordination.after_two(real) if one.year == 2013 and one.given == "3"]
    assert fell == ["China", "Russian Federation", "Uzbekistan"]


def test_two_years_imply_the_fall_unless_waived() -> None:
    said = coordination.next_implied(history("2WL", "2WL"), 2011)
    assert said == "2 years running on the list: 3 in 2011 unless waived; years of waiver left: 2"


def test_one_year_implies_nothing() -> None:
    assert coordination.next_implied(history("2", "2WL"), 2011) is None


def test_after_two_waivers_none_is_left() -> None:
    assert "no waiver is left" in str(coordination.next_implied(history("2WL", "2WL", "2WL", "2WL"), 2013))


def test_from_2019_one_waiver_year_is_left() -> None:
    said = coordination.next_implied(history("2WL", "2WL", first=2017), 2019)
    assert said == "2 years running on the list: 3 in 2019 unless waived; years of waiver left: 1"


def test_after_a_fall_and_return_one_year_is_allowed() -> None:
    said = str(coordination.next_implied(history("2WL", "2WL", "3", "2WL"), 2013))
    assert said.startswith("one year on the list after a fall is over")


def test_years_before_the_rule_do_not_count() -> None:
    assert coordination.after_two([history("2WL", "2WL", "2WL", first=2006)]) == ()


def test_cells_are_stripped_and_na_is_no_rank() -> None:
    table = pl.DataFrame({"state": ["XA", "XA"], "year": ["2009", " 2010"], "tier": ["Tier 2    ", "NA"]})
    [found] = coordination.histories_of(table)
    assert found.ranks == {2009: "2", 2010: ""}


@pytest.mark.parametrize(
    "table", [pl.DataFrame({"a": ["1"]}), pl.DataFrame({"state": ["XA"], "year": ["soon"], "tier": ["1"]})]
)
def test_another_table_is_refused(table: pl.DataFrame) -> None:
    with pytest.raises(UsageError):
        coordination.histories_of(table)


@given(st.lists(st.sampled_from(["1", "2", "2WL", "3", ""]), max_size=12))
def test_every_year_after_two_is_counted_once(ranks: list[str]) -> None:
    found = coordination.after_two([history(*ranks)])
    expected = sum(left == right == "2WL" for left, right in zip(ranks, ranks[1:-1], strict=False) if len(ranks) > 2)
    assert len(found) == expected
    assert sum(coordination.what_followed(found).values()) == len(found)
