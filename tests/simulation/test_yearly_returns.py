"""The returns in the conference folder are read without an error, and say what the bodies saw: counted here once more.

What is counted here is counted from the frames and the truth folder, row by row, on another way than the room's own.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from palermo import coordination, engines, simulation
from palermo.coordination import Conference, Returns
from palermo.engines import read_returns
from palermo.simulation import yearly
from palermo.simulation.counting import NOT_COUNTED, groups_of
from palermo.simulation.dice import Dice
from palermo.standards.returns import lines_of

TODAY = date(2026, 6, 1)
BEHIND_A_CHARGE = {"charged", "trial", "convicted", "acquitted"}
Row = dict[str, str]
Counts = Counter[tuple[str, str, str]]


@pytest.fixture(scope="module")
def conference(made_up: Path) -> tuple[Conference, dict[str, bytes]]:
    files = engines.read_folder(made_up / "conference")
    return coordination.load(files), files


@pytest.fixture(scope="module")
def handed_in(conference: tuple[Conference, dict[str, bytes]]) -> Returns:
    found, files = conference
    return read_returns(files, found, TODAY)


def rows(folder: Path, name: str) -> list[Row]:
    return engines.read_csv_frame((folder / name).read_bytes()).to_dicts()


def said(handed_in: Returns, line: str, *by: str) -> Counter[tuple[str, ...]]:
    """Body, period and codes of the dimensions → what was written, zeros left out."""
    found: Counter[tuple[str, ...]] = Counter()
    for one in handed_in.accepted():
        broken = [name for name, code in one.cell.codes().items() if code != "all"]
        if one.cell.line == line and broken == list(by) and one.answer == "value" and one.value != "0":
            found[one.body, one.period, *(one.cell.codes()[name] for name in by)] = int(one.value)
    return found


def sent(handed_in: Returns, counted: Iterable[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Of what was counted, what stands in a return: of bodies asked for it, in years they were not silent."""
    returned = {(one.body, one.period) for one in handed_in.receipts if one.sent}
    return Counter(one for one in counted if one[:2] in returned)


def people_of(folder: Path) -> dict[str, str]:
    """Body/record → the person."""
    return {one["person_record"]: one["person_id"] for one in rows(folder, "truth/person_records.csv")}


def body(reference: str) -> str:
    return reference.partition("/")[0]


def test_no_return_has_an_error_or_a_warning(handed_in: Returns) -> None:
    assert [one for one in handed_in.findings if one.severity != "info"] == []
    assert {one.state for one in handed_in.answers} == {"accepted"}
    assert sum(one.missing for one in handed_in.receipts) == 0


def test_some_bodies_are_silent_and_most_are_not(handed_in: Returns) -> None:
    silent = len(handed_in.expected) - len(handed_in.receipts)
    assert 0 < silent < len(handed_in.expected) / 3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_return_in_eight_never_comes(seed: int) -> None:
    asked = [(one, year) for one in simulation.BODIES for year in range(1000, 1100)]
    silent = sum(not yearly.sends(Dice(seed), one, year) for one, year in asked)
    assert abs(silent - len(asked) / 8) < 5 * (len(asked) * 7 / 64) ** 0.5


def test_persons_identified_are_those_decided_on_in_the_year(made_up: Path, handed_in: Returns) -> None:
    people = people_of(made_up)
    decided = {
        (one["decided_by"], one["decided_on"][:4], people[one["participation"]])
        for one in rows(made_up, "frames/status_decision.csv")
        if one["value"] == "identified" and "victims" in groups_of(one["decided_by"])
    }
    assert said(handed_in, "victims_identified") == sent(handed_in, ((one, year) for one, year, _ in decided))
    assert said(handed_in, "victims_identified").total() > 200


def test_persons_presumed_are_counted_in_the_year_a_body_first_met_them(made_up: Path, handed_in: Returns) -> None:
    people, first = people_of(made_up), dict[tuple[str, str], str]()
    for one in rows(made_up, "frames/status_decision.csv"):
        if one["value"] == "presumed" and "victims" in groups_of(one["decided_by"]):
            who = one["decided_by"], people[one["participation"]]
            first[who] = min(first.get(who, "9999"), one["decided_on"][:4])
    assert said(handed_in, "victims_presumed") == sent(handed_in, ((who[0], year) for who, year in first.items()))


def test_their_sex_and_age_are_those_the_bodies_know(made_up: Path, handed_in: Returns) -> None:
    people, decided = people_of(made_up), dict[tuple[str, str, str], Row]()
    persons = {f"{one['agency']}/{one['local_id']}": one for one in rows(made_up, "frames/person_record.csv")}
    for one in rows(made_up, "frames/status_decision.csv"):
        if one["value"] == "identified" and "victims" in groups_of(one["decided_by"]):
            who = one["decided_by"], one["decided_on"][:4], people[one["participation"]]
            decided.setdefault(who, persons[one["participation"]])
    bands = {9: "0--8", 18: "9--17", 30: "18--29", 48: "30--47", 999: "48+"}
    counted = [
        (name, year, person["sex"], next(band for under, band in bands.items() if int(person["age"]) < under))
        for (name, year, _), person in decided.items()
    ]
    assert said(handed_in, "victims_identified", "sex", "age_band") == sent(handed_in, counted)


def test_a_body_that_does_not_keep_disability_says_that_it_never_asked(handed_in: Returns) -> None:
    codes = {key[2] for key in said(handed_in, "victims_presumed", "disability") if key[0] == "open-door"}
    assert codes == {"not_asked"}
    others = {key[2] for key in said(handed_in, "victims_presumed", "disability") if key[0] == "general-hospital"}
    assert others == {"with", "without", "not_asked"}


@pytest.mark.parametrize(
    ("line", "answers"), [("referrals_accepted", {"accepted"}), ("referrals_refused", {"refused"}),
                          ("referrals_lapsed", {"recalled", "expired"}), ("referrals_made", None)],
)  # fmt: skip
def test_referrals_stand_as_they_stood_on_the_last_day(
    made_up: Path, handed_in: Returns, line: str, answers: set[str] | None
) -> None:
    made = [
        (one["from_agency"], one["sent"][:4])
        for one in rows(made_up, "frames/referral.csv")
        if "referrals" in groups_of(one["from_agency"])
        and (answers is None or (one["answer"] in answers and one["answered"][:4] == one["sent"][:4]))
    ]
    assert said(handed_in, line) == sent(handed_in, made)
    assert len(made) > 20


def test_persons_supported_are_those_whom_a_body_began_to_help(made_up: Path, handed_in: Returns) -> None:
    people = people_of(made_up)
    begun = [one for one in rows(made_up, "frames/service.csv") if one["started"]]
    helped = {(one["provider"], one["started"][:4], people[one["participation"]]) for one in begun}
    assert said(handed_in, "persons_supported") == sent(handed_in, ((one, year) for one, year, _ in helped))
    housed = {
        (one["provider"], one["started"][:4], people[one["participation"]]) for one in begun if one["type"] == "shelter"
    }
    assert said(handed_in, "service_housing") == sent(handed_in, ((one, year) for one, year, _ in housed))


def test_persons_returned_home_are_those_who_left(made_up: Path, handed_in: Returns) -> None:
    people = people_of(made_up)
    left = {
        (one["received_by"], one["left_on"][:4], people[one["participation"]])
        for one in rows(made_up, "frames/repatriation.csv")
    }
    assert said(handed_in, "returned_home") == sent(handed_in, ((one, year) for one, year, _ in left))


def accused(folder: Path) -> list[tuple[Row, str, str]]:
    """Each proceeding with a suspect in it: the proceeding, the person, the body the person works for."""
    people, cases = people_of(folder), {one["case"]: one for one in rows(folder, "frames/proceeding.csv")}
    return [
        (cases[one["case"]], people[one["person_record"]], one["staff_of"])
        for one in rows(folder, "frames/participation.csv")
        if one["role"] == "perpetrator" and one["case"] in cases
    ]


def test_suspects_are_counted_once_in_the_year_they_were_first_suspected(made_up: Path, handed_in: Returns) -> None:
    opened = {f"{one['agency']}/{one['local_id']}": one["opened_on"] for one in rows(made_up, "frames/case.csv")}
    first: dict[tuple[str, str], str] = {}
    for case, person, _ in accused(made_up):
        who = body(case["case"]), person
        first[who] = min(first.get(who, "9999"), opened[case["case"]][:4])
    assert said(handed_in, "suspects") == sent(handed_in, ((who[0], year) for who, year in first.items()))


@pytest.mark.parametrize(
    ("line", "stages", "official"),
    [("prosecuted", BEHIND_A_CHARGE, False), ("convicted", {"convicted"}, False),
     ("acquitted", {"acquitted"}, False), ("officials_prosecuted", BEHIND_A_CHARGE, True)],
)  # fmt: skip
def test_what_became_of_suspects_is_counted_by_the_day_of_the_last_step(
    made_up: Path, handed_in: Returns, line: str, stages: set[str], official: bool
) -> None:
    persons = {
        (body(case["case"]), case["on_date"][:4], person)
        for case, person, staff_of in accused(made_up)
        if case["stage"] in stages and (staff_of != "" or not official)
    }
    assert said(handed_in, line) == sent(handed_in, ((one, year) for one, year, _ in persons))


def test_a_person_sentenced_twice_in_a_year_stands_under_the_heavier_sentence(
    made_up: Path, handed_in: Returns
) -> None:
    kinds = ["prison", "suspended", "fine", "other"]
    heaviest: dict[tuple[str, str, str], int] = {}
    for case, person, _ in accused(made_up):
        if case["sentence"]:
            who = body(case["case"]), case["on_date"][:4], person
            heaviest[who] = min(heaviest.get(who, 9), kinds.index(case["sentence"]))
    for kind in kinds:
        told = [who[:2] for who, at in heaviest.items() if kinds[at] == kind]
        assert said(handed_in, f"sentenced_{kind}") == sent(handed_in, told), kind


def test_compensation_is_added_up_in_the_year_of_the_judgment(made_up: Path, handed_in: Returns) -> None:
    awarded: Counter[tuple[str, ...]] = Counter()
    for one in rows(made_up, "frames/proceeding.csv"):
        awarded[body(one["case"]), one["on_date"][:4]] += int(one["compensation"] or 0)
    returned = {(one.body, one.period) for one in handed_in.receipts if one.sent}
    assert said(handed_in, "compensation_awarded") == +Counter(
        {one: amount for one, amount in awarded.items() if one in returned}
    )


def test_alerts_are_counted_by_what_became_of_the_child(made_up: Path, handed_in: Returns) -> None:
    children = {f"{one['agency']}/{one['local_id']}": one for one in rows(made_up, "frames/missing_child.csv")}
    messages = rows(made_up, "frames/alert_message.csv")
    issued = [(body(one["missing_child"]), one["sent"][:4]) for one in messages if one["msgType"] == "Alert"]
    over = [one for one in messages if one["msgType"] == "Cancel"]
    assert said(handed_in, "alerts_issued") == sent(handed_in, issued)
    safe = [one for one in over if children[one["missing_child"]]["outcome"] == "recovered_safe"]
    assert said(handed_in, "alerts_recovered_safe") == sent(
        handed_in, ((body(one["missing_child"]), one["sent"][:4]) for one in safe)
    )
    ended = {one["missing_child"]: one["sent"] for one in over}
    still = [
        (body(one["missing_child"]), str(year))
        for year in yearly.YEARS
        for one in messages
        if one["msgType"] == "Alert" and one["sent"] <= f"{year}-12-31" < ended.get(one["missing_child"], "9999")
    ]
    assert said(handed_in, "alerts_open") == sent(handed_in, still)


def test_sums_over_bodies_are_the_truth_of_those_who_answered(
    made_up: Path, handed_in: Returns, conference: tuple[Conference, dict[str, bytes]]
) -> None:
    truth: Counter[tuple[str, ...]] = Counter()
    for one in rows(made_up, "truth/returns.csv"):
        if one["sent"] == "yes":
            address = (one[name] for name in ("return_line", "sex", "age_band", "nationality", "disability", "form"))
            truth[one["period"], *address] += int(one["value"])
    sums = coordination.return_frames(handed_in, conference[0], today=TODAY)["return_sums"]
    names = ("period", "return_line", "sex", "age_band", "nationality", "disability", "form")
    told = sums.filter(~pl.col("value").is_in(["", "0"])).select(*names, "value")
    assert Counter({tuple(one[:-1]): int(one[-1]) for one in told.rows()}) == truth
    assert len(truth) > 150


def test_the_truth_knows_what_the_silent_would_have_said(made_up: Path, handed_in: Returns) -> None:
    silent = {(one["source"], one["period"]) for one in rows(made_up, "truth/returns.csv") if one["sent"] == "no"}
    assert silent
    assert silent & {(one.body, one.period) for one in handed_in.receipts} == set()


def test_what_nobody_counts_has_a_reason_and_no_number(handed_in: Returns) -> None:
    asked = {one.id for name in simulation.BODIES for one in lines_of(groups_of(name))}
    found = {one.cell.line: one.answer for one in handed_in.answers if one.answer != "value"}
    assert found == {line: reason for line, reason in NOT_COUNTED.items() if line in asked}


def test_one_agency_alone_has_no_returns(tmp_path: Path) -> None:
    engines.write_country(tmp_path / "one", simulation.country(simulation.ask(people=300, seed=5, body="hotline")))
    assert not (tmp_path / "one" / "conference").exists()
    assert not (tmp_path / "one" / "truth" / "returns.csv").exists()
