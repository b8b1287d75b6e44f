"""What is recorded of act, means and purpose, what the ILO's sheet makes of the signs, and what neither says."""

from datetime import date
from itertools import product

import pytest

from palermo.ground.dates import PartialDate
from palermo.ground.errors import UsageError
from palermo.register import IndicatorObservation, TraffickingEvent, elements, screening
from palermo.standards import ilo, palermo


def event(id: str = "e1", acts: str = "", means: str = "", purposes: str = "") -> TraffickingEvent:
    parts = (tuple(codes.split()) for codes in (acts, means, purposes))
    return TraffickingEvent(id=id, participation="P1", **dict(zip(("acts", "means", "purposes"), parts, strict=True)))


WHOLE = event(acts="recruitment", means="fraud", purposes="servitude")


@pytest.mark.parametrize(("act", "means", "purpose", "child"), list(product([True, False], repeat=4)))
def test_an_adult_needs_act_means_and_purpose_a_child_act_and_purpose(
    act: bool, means: bool, purpose: bool, child: bool
) -> None:
    one = event(acts="harbouring" * act, means="deception" * means, purposes="slavery" * purpose)
    found = elements.recorded([one], child=child)
    wanted = {"act": act, "means": means or child, "purpose": purpose}
    assert set(found.missing) == {name for name, there in wanted.items() if not there}
    assert found.complete == all(wanted.values())
    assert found.consent_is_irrelevant == (means or child)
    assert [one.column for one in found.findings if one.code == "register.elements-missing"] == list(found.missing)


def test_the_answer_speaks_of_the_record_alone() -> None:
    assert elements.recorded([WHOLE], child=False).summary() == "elements recorded"
    assert elements.recorded([], child=True).summary() == "elements not recorded: act, purpose"
    assert not {"victim", "trafficked"} & set(elements.recorded([WHOLE], child=False).summary().split())


def test_elements_of_several_events_stand_together_and_it_is_said_that_no_event_holds_all() -> None:
    apart = [event("e1", acts="transfer"), event("e2", means="abduction", purposes="organ_removal")]
    found = elements.recorded(apart, child=False)
    assert (found.complete, found.whole_events) == (True, ())
    assert [one.code for one in found.findings] == ["register.elements-apart"]
    assert elements.recorded([*apart, WHOLE], child=False).whole_events == ("e1",)


def test_where_the_age_is_not_known_the_means_of_an_adult_are_looked_for_and_it_is_said() -> None:
    found = elements.recorded([event(acts="receipt", purposes="servitude")], child=None)
    assert found.missing == ("means",)
    assert [one.code for one in found.findings] == ["register.elements-missing", "register.elements-age"]
    assert elements.recorded([WHOLE], child=None).findings == ()


def test_a_code_article_3_does_not_name_is_refused() -> None:
    with pytest.raises(UsageError, match="article 3"):
        elements.recorded([event(acts="luring")], child=False)


def test_all_5_acts_9_means_and_7_purposes_can_be_recorded() -> None:
    kinds = ("acts", "means", "purposes")
    every = {kind: " ".join(code.code for code in palermo.elements(kind)) for kind in kinds}
    found = elements.recorded([event(**every)], child=False)
    assert [len(getattr(found, kind)) for kind in kinds] == [5, 9, 7]


@pytest.mark.parametrize(
    ("born", "on", "child"),
    [
        ("2005-06-01", date(2023, 5, 31), True),
        ("2005-06-01", date(2023, 6, 1), False),
        ("2005-06", date(2023, 6, 15), None),
        ("2005", date(2022, 12, 31), True),
        ("2005", date(2023, 7, 1), None),
        ("2005", date(2023, 12, 31), False),
        ("2004-02-29", date(2022, 2, 28), True),
        ("2004-02-29", date(2022, 3, 1), False),
        ("", date(2023, 6, 1), None),
    ],
)
def test_whether_somebody_was_a_child_on_the_day_or_the_date_leaves_it_open(
    born: str, on: date, child: bool | None
) -> None:
    assert elements.is_child(PartialDate.parse(born), on) is child


def seen(*codes: str) -> list[IndicatorObservation]:
    return [
        IndicatorObservation(participation="P1", indicator=c, observed_by="hotline", on=date(2024, 3, 4)) for c in codes
    ]


def of(dimension: int, *, child: bool = False) -> dict[str, list[str]]:
    listed = [one for one in ilo.indicators(child=child) if one.dimension == dimension]
    return {w: [one.code for one in listed if one.weight(child=child) == w] for w in "SMW"}


@pytest.mark.parametrize("strong,medium,weak", list(product(range(3), range(4), range(2))))
def test_two_strong_a_strong_and_another_three_medium_or_two_and_a_weak_make_a_dimension_positive(
    strong: int, medium: int, weak: int
) -> None:
    held = next(
        number
        for number in ilo.dimensions()
        if all(len(of(number)[w]) >= n for w, n in zip("SMW", (2, 3, 1), strict=True))
    )
    codes = [*of(held)["S"][:strong], *of(held)["M"][:medium], *of(held)["W"][:weak]]
    found = screening.sheet(seen(*codes, *codes), child=False)
    by_hand = strong >= 2 or (strong == 1 and medium + weak >= 1) or medium >= 3 or (medium == 2 and weak >= 1)
    assert (held in found.positive) == by_hand
    dimension = found.dimensions[held - 1]
    assert [len(dimension.seen[w]) for w in "SMW"] == [strong, medium, weak]


def test_the_sheet_always_says_which_lists_are_missing() -> None:
    for child in (True, False, None):
        found = screening.sheet(seen("D1.01"), child=child)
        assert found.missing_lists == screening.MISSING_LISTS
        assert found.findings[0].code == "register.screening-lists"


def test_without_an_age_there_is_no_sheet_but_a_question() -> None:
    found = screening.sheet(seen("D1.01", "D1.02"), child=None)
    assert (found.dimensions, found.rule_met) == ((), None)
    assert [one.severity for one in found.findings][-1] == "question"


def test_a_sign_outside_the_list_is_left_out_and_counted() -> None:
    foreign = next(one.code for one in ilo.indicators() if one.child is None)
    found = screening.sheet(seen(foreign, "no such sign", "D1.01"), child=True)
    assert [(one.code, one.count) for one in found.findings[1:]] == [("register.screening-list", 2)]
    assert found.dimensions[0].seen["S"] == ("D1.01",)


def test_the_signs_of_forced_labour_are_named() -> None:
    assert screening.sheet(seen("D1.02"), child=False).forced_labour == ("deception", "withholding of wages")


def test_the_rule_of_an_adult_needs_recruitment_exploitation_and_coercion_there_that_of_a_child_an_act() -> None:
    def every(number: int, child: bool) -> list[str]:
        return [code for codes in of(number, child=child).values() for code in codes]

    adult = seen(*every(1, False), *every(4, False), *every(5, False))
    assert screening.sheet(adult, child=False).rule_met is True
    assert screening.sheet(adult[: len(every(1, False))], child=False).rule_met is False
    child = seen(*every(4, True))
    assert screening.sheet(child, child=True).rule_met is False
    assert screening.sheet(child, child=True, act_recorded=True).rule_met is True
