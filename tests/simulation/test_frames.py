"""What stands in the frames beside the victims' own records: other persons, plans, risks, time limits, custody."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from palermo import engines, simulation
from palermo.simulation.tables import fields_of
from palermo.standards import code_list

Row = dict[str, str]


def table(folder: Path, name: str) -> pl.DataFrame:
    return engines.read_csv_frame((folder / name).read_bytes())


def rows(folder: Path, name: str) -> list[Row]:
    return table(folder, f"frames/{name}.csv").to_dicts()


def days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def test_persons_beside_the_victims_are_few_and_of_every_role(made_up: Path) -> None:
    often = Counter(one["role"] for one in rows(made_up, "participation"))
    assert set(often) == {"victim", "perpetrator", "witness", "relative"}
    assert all(5 < often[role] < often["victim"] / 4 for role in ("perpetrator", "witness", "relative"))


def test_every_participation_is_of_a_case_and_of_a_person_the_body_knows_by_name(made_up: Path) -> None:
    cases = {f"{one['agency']}/{one['local_id']}" for one in rows(made_up, "case")}
    persons = [f"{one['agency']}/{one['local_id']}" for one in rows(made_up, "person_record")]
    named = {one["person_record"] for one in rows(made_up, "person_name")}
    assert len(set(persons)) == len(persons)
    assert set(persons) == named
    for one in rows(made_up, "participation"):
        assert one["case"] in cases
        assert one["person_record"] in named


def test_the_truth_knows_every_person_record(made_up: Path) -> None:
    truth = table(made_up, "truth/person_records.csv")
    persons = {f"{one['agency']}/{one['local_id']}" for one in rows(made_up, "person_record")}
    assert set(truth["person_record"]) == persons
    assert truth["person_record"].is_duplicated().sum() == 0


def test_a_suspect_is_met_in_cases_of_several_bodies(made_up: Path) -> None:
    truth = table(made_up, "truth/person_records.csv").filter(pl.col("person_id").str.starts_with("P"))
    assert (truth["person_id"].value_counts()["count"] > 1).sum() > 5


def test_a_case_has_the_suspects_that_its_proceeding_counts(made_up: Path) -> None:
    often = Counter(one["case"] for one in rows(made_up, "participation") if one["role"] == "perpetrator")
    proceedings = rows(made_up, "proceeding")
    assert {one["case"]: int(one["suspects"]) for one in proceedings} == {
        one["case"]: often[one["case"]] for one in proceedings
    }


def test_a_relative_bears_the_family_name_of_the_victim(made_up: Path) -> None:
    family = {one["person_record"]: one["family"] for one in rows(made_up, "person_name") if one["kind"] == "main"}
    pairs = [(one["person_record"], one["case"]) for one in rows(made_up, "participation") if one["role"] == "relative"]
    assert len(pairs) > 10
    assert [pair for pair in pairs if family[pair[0]] != family[pair[1]]] == []


def test_a_stage_behind_a_charge_has_a_charge(made_up: Path) -> None:
    for one in rows(made_up, "proceeding"):
        charged = one["stage"] != "investigation"
        assert (int(one["charges"]) > 0) == charged
        assert (int(one["convictions"]) > 0) == (one["sentence"] != "") == (one["stage"] == "convicted")
        assert int(one["convictions"]) <= int(one["charges"])
        assert one["compensation"] == "" or one["sentence"]


def test_nobody_is_sent_home_of_their_own_will_without_consent(made_up: Path) -> None:
    returns = rows(made_up, "repatriation")
    assert {one["kind"] for one in returns if one["consent"] == "no"} == {"forced"}
    assert {one["kind"] for one in returns if one["consent"] == "yes"} == {"voluntary", "assisted"}
    assert all(one["risk_assessed_on"] <= one["left_on"] for one in returns)


def test_a_consent_is_withdrawn_after_it_was_given_and_in_the_files_too(made_up: Path) -> None:
    withdrawn = [one for one in rows(made_up, "consent") if one["withdrawn_on"]]
    assert len(withdrawn) > 10
    assert all(one["given_on"] < one["withdrawn_on"] for one in withdrawn)
    of_body = {one["participation"]: one for one in withdrawn if one["participation"].startswith("north-police/")}
    body = simulation.BODIES["north-police"]
    raw = engines.read_raw(made_up / "bodies" / body.id / body.file).sheets[0].tables[0].cells
    sent = raw.rename({f"c{at}": name for at, name in enumerate(fields_of(body))})
    for key, one in of_body.items():
        told = sent.filter(pl.col("record_id") == key.partition("/")[2])["withdrawn_on"].to_list()
        assert "/".join(reversed(one["withdrawn_on"].split("-"))) in told


def test_help_begins_where_the_referral_was_accepted(made_up: Path) -> None:
    answers = {one["case"]: one for one in rows(made_up, "referral")}
    for one in rows(made_up, "service"):
        assert (one["started"] != "") == (answers[one["participation"]]["answer"] == "accepted")
        assert one["started"] == "" or one["started"] >= answers[one["participation"]]["answered"]
        assert one["ended"] == "" or one["ended"] > one["started"]


def test_help_comes_from_a_body_of_the_country(tmp_path: Path) -> None:
    order = simulation.ask(people=None, seed=3, size="small")
    engines.write_country(tmp_path / "small", simulation.country(order))
    sent = rows(tmp_path / "small", "referral")
    assert {one["to_agency"] for one in sent} <= set(order.bodies)
    assert all(one["to_agency"] != one["from_agency"] for one in sent)


def test_an_answer_is_due_in_thirty_days_and_expires_then(made_up: Path) -> None:
    for one in rows(made_up, "referral"):
        assert days_between(one["sent"], one["due"]) == 30
        assert (one["answered"] == one["due"]) == (one["answer"] == "expired")
        assert (one["answered"] == "") == (one["answer"] == "")


def test_a_time_limit_has_the_length_of_the_rule_in_force_when_it_began(made_up: Path) -> None:
    rules = {(one["rule"], one["version"]): one for one in rows(made_up, "rule_version")}
    for one in rows(made_up, "clock"):
        rule = rules[one["kind"], one["rule_version"]]
        assert days_between(one["started"], one["due"]) == int(rule["days"])
        assert rule["valid_from"] <= one["started"] <= (rule["valid_to"] or "9999")
        assert one["stopped"] == "" or one["started"] <= one["stopped"] < one["due"]


def test_plans_and_risks_are_of_participations_and_in_the_codes_of_the_standard(made_up: Path) -> None:
    parts = {one["participation"] for one in rows(made_up, "participation") if one["role"] == "victim"}
    plans, risks = rows(made_up, "support_plan"), rows(made_up, "risk_assessment")
    assert {one["participation"] for one in (*plans, *risks)} <= parts
    assert {one["spl_Type"] for one in plans} <= {one.code for one in code_list("support_plan_type").codes}
    assert len({one["spl_Type"] for one in plans}) > 5
    assert {one["level"] for one in risks} == {"individual", "household", "community"}
    assert all(0 <= int(one["score"]) <= 10 for one in risks)


@pytest.mark.parametrize("body", ["police-cells", "detention-centre"])
def test_events_in_custody_stand_in_the_file_of_the_body(made_up: Path, body: str) -> None:
    one = simulation.BODIES[body]
    raw = engines.read_raw(made_up / "bodies" / body / one.file).sheets[0].tables[0].cells
    sent = raw.rename({f"c{at}": name for at, name in enumerate(fields_of(one))})
    happened = {event["stint"] for event in rows(made_up, "custody_event") if event["stint"].startswith(f"{body}/")}
    told = sent.filter(pl.col("event_on").str.contains(r"^\d{4}-"))
    assert {f"{body}/{stint}" for stint in told["stint_id"]} & happened
    assert told.height > 1


def test_who_died_in_custody_was_moved_nowhere(made_up: Path) -> None:
    order = simulation.ask(people=30_000, seed=4, body="detention-centre")
    parts = [part for part in simulation.country(order) if isinstance(part, simulation.Rows)]
    stints, events = (
        pl.concat([part.cells for part in parts if part.file == f"frames/{name}.csv"])
        for name in ("custody_stint", "custody_event")
    )
    dead = events.filter(pl.col("kind") == "death").join(stints, on="stint")
    assert dead.height >= 1
    assert (dead["at"] == dead["out_at"]).all()
    assert "transferred" not in set(dead["release_reason"])
