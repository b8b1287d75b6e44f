"""Where a plan stands: counts by status, silence kept apart from idleness, no part above its measure."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo import coordination
from palermo.coordination import Conference, PlanStatus, Standing, rollup
from palermo.coordination.progress import STATUSES
from palermo.ground.errors import UsageError

Files = dict[str, str]
Load = Callable[[], Conference]
Change = Callable[[str, str, str], None]
TODAY = date(2026, 2, 28)


def counted(status: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in status.items() if count}


def report(body: str, period: str, **told: str) -> str:
    """A file of progress: ``_1_1="done"`` is an entry on p3/1.1."""
    refs = {ref: f"p3/{ref[1:].replace('_', '.')}" for ref in told}
    entries = "".join(f"  - {{measure: {refs[ref]}, status: {status}}}\n" for ref, status in told.items())
    return f"format: palermo.progress/1\nbody: {body}\nperiod: {period}\nentries:\n{entries}"


def test_measures_are_counted_by_what_their_leads_reported(load: Load) -> None:
    made = rollup(load(), today=TODAY)
    assert (made.plan, made.period, made.measures, made.sub_measures) == ("p3", "2025", 3, 2)
    assert counted(made.by_status) == {"under_way": 1, "done": 1, "not_reported": 1}


def test_not_reported_is_its_own_value(load: Load, folder: Files) -> None:
    del folder["progress/police-2025.yml"]
    made = rollup(load(), today=TODAY)
    assert counted(made.by_status) == {"not_reported": 3}
    assert made.by_status["not_started"] == 0


def test_every_status_is_there_though_nobody_has_it(load: Load) -> None:
    assert list(rollup(load(), today=TODAY).by_status) == [*STATUSES, "leads_differ", "not_reported"]


@pytest.mark.parametrize("part", STATUSES)
def test_a_part_never_outvotes_its_measure(load: Load, folder: Files, part: str) -> None:
    folder["progress/shelters-2025.yml"] = report("shelters", "2025", _1_1_b=part)
    made = rollup(load(), today=TODAY)
    assert counted(made.by_status) == {"under_way": 1, "done": 1, "not_reported": 1}
    assert made.sub_by_status[part] == 1


def test_a_measure_with_parts_done_and_no_word_of_its_own_is_not_reported(load: Load, folder: Files) -> None:
    folder["progress/police-2025.yml"] = report("police", "2025", _1_1_a="done")
    folder["progress/shelters-2025.yml"] = report("shelters", "2025", _1_1_b="done")
    made = rollup(load(), today=TODAY)
    assert counted(made.by_status) == {"not_reported": 3}
    assert counted(made.sub_by_status) == {"done": 2}


def test_leads_that_do_not_say_the_same_differ(load: Load, folder: Files) -> None:
    folder["progress/shelters-2025.yml"] = report("shelters", "2025", _1_2="blocked")
    assert rollup(load(), today=TODAY).by_status["leads_differ"] == 1


def test_a_silent_lead_contradicts_nobody_and_owes_its_report(load: Load) -> None:
    found = load()
    standing = Standing.on(found, today=TODAY)
    measure = found.measures["p3/1.2"]
    assert (standing.status(measure), standing.unreported(measure)) == ("done", ("shelters",))


def test_bodies_that_sent_nothing_are_silent(load: Load, folder: Files) -> None:
    assert rollup(load(), today=TODAY).silent == ("wellbeing", "shelters")
    folder["progress/shelters-2025.yml"] = report("shelters", "2025", _1_2="done")
    assert rollup(load(), today=TODAY).silent == ("wellbeing",)


def test_a_report_for_another_year_breaks_no_silence(load: Load, folder: Files) -> None:
    folder["progress/shelters-2024.yml"] = report("shelters", "2024", _1_2="under_way")
    assert "shelters" in rollup(load(), today=TODAY).silent


def test_a_quarter_speaks_for_its_year_and_the_last_one_counts(load: Load, folder: Files) -> None:
    folder["progress/shelters-q1.yml"] = report("shelters", "2025-Q1", _1_1_b="blocked")
    folder["progress/shelters-q3.yml"] = report("shelters", "2025-Q3", _1_1_b="under_way")
    assert counted(rollup(load(), today=TODAY).sub_by_status) == {"under_way": 1, "not_reported": 1}


def test_what_was_done_stays_done_in_later_years(load: Load, change: Change) -> None:
    change("progress/police-2025.yml", "period: 2025", "period: 2023")
    assert counted(rollup(load(), today=TODAY).by_status) == {"done": 1, "not_reported": 2}


def test_what_was_taken_up_again_is_no_longer_done(load: Load, folder: Files) -> None:
    folder["progress/police-2025.yml"] = report("police", "2023", _1_2="done")
    folder["progress/police-2024.yml"] = report("police", "2024", _1_2="under_way")
    assert rollup(load(), today=TODAY, period="2023").by_status["done"] == 1
    assert rollup(load(), today=TODAY, period="2025").by_status["done"] == 0


def test_what_comes_later_is_not_known_yet(load: Load) -> None:
    assert rollup(load(), today=TODAY, period="2024").by_status["done"] == 0


def test_overdue_is_what_was_due_and_is_not_done_and_the_plan_before_owes_nothing(load: Load) -> None:
    assert rollup(load(), today=TODAY).overdue == ("p3/1.1", "p3/1.1.a")
    assert rollup(load(), today=TODAY, plan="p2").overdue == ()


def test_what_is_due_today_is_not_overdue(load: Load) -> None:
    assert "p3/1.1" not in rollup(load(), today=date(2025, 12, 31)).overdue
    assert "p3/1.1" in rollup(load(), today=date(2026, 1, 1)).overdue


def test_done_is_not_overdue(load: Load, change: Change) -> None:
    change("progress/police-2025.yml", "status: under_way", "status: done")
    assert rollup(load(), today=TODAY).overdue == ("p3/1.1.a",)


def test_a_plan_that_ran_out_with_none_after_it_stays_overdue(load: Load, change: Change) -> None:
    change("plans/p3.yml", "continues: p2\n", "")
    change("plans/p3.yml", "start: 2021-01-01", "start: 2027-01-01")
    assert rollup(load(), today=TODAY).overdue == ("p2/1.1", "p2/1.2")


def test_a_plan_that_ran_out_is_asked_for_its_last_year(load: Load, folder: Files) -> None:
    folder["progress/police-2020.yml"] = report("police", "2020", _1_1="done").replace("p3/", "p2/")
    made = rollup(load(), today=TODAY, plan="p2")
    assert (made.period, made.by_status["done"], made.by_status["not_reported"]) == ("2020", 1, 1)


def test_who_led_a_plan_that_ran_out_is_whoever_led_it_then(load: Load, change: Change) -> None:
    change("plans/p2.yml", "lead: [police], due: 2015-12-31", "lead: [health], due: 2015-12-31")
    found = load()
    assert Standing.on(found, today=TODAY).leads(found.measures["p2/1.2"]) == ("health",)


def test_who_leads_changes_on_the_day_the_plan_says(load: Load, change: Change) -> None:
    leads = "lead: [{body: police, to: 2022-12-31}, {body: shelters, from: 2023-01-01}]"
    change("plans/p3.yml", "lead: [police, shelters]", leads)
    found = load()
    measure = found.measures["p3/1.2"]
    assert Standing.on(found, today=date(2022, 12, 31)).leads(measure) == ("police",)
    assert Standing.on(found, today=date(2023, 1, 1)).leads(measure) == ("shelters",)


def test_a_lead_that_ended_with_none_after_it_leaves_nobody(load: Load, change: Change) -> None:
    change("plans/p3.yml", "lead: [police, shelters]", "lead: [{body: police, to: 2022-12-31}]")
    found = load()
    assert Standing.on(found, today=TODAY).leads(found.measures["p3/1.2"]) == ()


@pytest.mark.parametrize("period", ["25", "2025-X", "last year", "", "2025-13"])
def test_what_is_no_period_is_refused(load: Load, period: str) -> None:
    with pytest.raises(UsageError):
        rollup(load(), today=TODAY, period=period)


def test_the_summary_is_one_sentence(load: Load) -> None:
    told = "p3 on 2026-02-28: 3 measures (1 under way, 1 done, 1 not reported); 2 bodies silent"
    assert rollup(load(), today=TODAY).summary() == told


TWO_BODIES = """format: palermo.conference/1
name: Conference
bodies:
  - {id: police, kind: police, names: [{en: Police}]}
  - {id: shelters, kind: ngo, names: [{en: Shelters}]}
"""
TWO_MEASURES = """format: palermo.plan/1
id: p3
period: {start: 2021, end: 2030}
areas:
  - id: A
    goal: Goal
    measures:
      - {id: "1.2", text: Other, lead: [police, shelters]}
      - id: "1.1"
        text: Measure
        lead: [police]
        sub:
"""
entries = st.dictionaries(
    st.tuples(st.sampled_from(["police", "shelters"]), st.sampled_from(["1.1", "1.1.a", "1.1.b", "1.2"])),
    st.tuples(st.sampled_from(["2024", "2025", "2025-Q2"]), st.sampled_from(STATUSES)),
)


@given(told=entries, today=st.dates(date(2021, 1, 1), date(2032, 1, 1)), parts=st.integers(0, 3))
def test_the_counts_add_up_to_the_measures(
    told: dict[tuple[str, str], tuple[str, str]], today: date, parts: int
) -> None:
    made = rolled(told, today, parts)
    assert sum(made.by_status.values()) == made.measures == 2
    assert sum(made.sub_by_status.values()) == made.sub_measures == parts
    assert made.by_status["not_reported"] >= 2 - len({ref for _, ref in told if ref in ("1.1", "1.2")})


def rolled(told: dict[tuple[str, str], tuple[str, str]], today: date, parts: int) -> PlanStatus:
    files = {
        "conference.yml": TWO_BODIES,
        "plans/p3.yml": TWO_MEASURES
        + "".join(f"          - {{id: 1.1.{'abc'[n]}, text: Part}}\n" for n in range(parts)),
    }
    for at, ((body, ref), (period, status)) in enumerate(told.items()):
        entry = f"entries: [{{measure: p3/{ref}, status: {status}}}]"
        files[f"progress/{at}.yml"] = f"format: palermo.progress/1\nbody: {body}\nperiod: {period}\n{entry}\n"
    return rollup(coordination.load({path: text.encode() for path, text in files.items()}), today=today)
