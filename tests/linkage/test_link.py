"""A run of the linkage unit on made-up bodies, beside the truth."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from linkage_cast import TODAY, country, encoded

from palermo.ground.errors import Protected, UnreadableInput
from palermo.linkage import Encodings, Links, kernels, link, queue, subjects_for, verdict
from palermo.linkage.decisions import Decision

KERNEL = kernels()[0]
LISTS, TRUTH = country(1500, (0.7, 0.6, 0.3))
ENCODED = {source: encoded(frame, source).encodings for source, frame in LISTS.items()}
TWO = [ENCODED["list1"], ENCODED["list2"]]
RUN = link(TWO, today=TODAY, one_to_one=True, kernel=KERNEL, pseudonym_key=b"k" * 32)


def shares(links: Links) -> tuple[float, float]:
    """Precision and recall against the truth."""
    made = [one for one in links.links if one.decision == "link"]
    right = sum(TRUTH[one.left_source, one.left_id] == TRUTH[one.right_source, one.right_id] for one in made)
    sources = [name for name, *_ in links.sources]
    held = [{TRUTH[name, id] for id in ENCODED[name].records()} for name in sources]
    whole = sum(len(held[a] & held[b]) for a in range(len(held)) for b in range(a))
    return right / len(made), right / whole


def shuffled(encodings: Encodings) -> Encodings:
    order = np.random.default_rng(1).permutation(len(encodings))
    return replace(
        encodings,
        ids=[encodings.ids[at] for at in order],
        alias=encodings.alias[order],
        filters=encodings.filters[order],
        ones=encodings.ones[order],
        plant_of=[encodings.plant_of[at] for at in order],
    )


def test_links_are_right_and_most_are_found() -> None:
    precision, recall = shares(RUN)
    assert precision > 0.95
    assert recall > 0.85


def test_the_estimates_stand_near_the_truth() -> None:
    precision, recall = shares(RUN)
    assert abs(RUN.calibration.precision.value - precision) < 0.03
    assert abs(RUN.calibration.recall.value - recall) < 0.06


@pytest.mark.parametrize("share", [0.0, 0.12])
def test_links_missed_for_names_in_each_others_place_are_counted(share: float) -> None:
    turned = pl.Series(np.random.default_rng(4).random(LISTS["list2"].height) < share)
    frame = LISTS["list2"].with_columns(
        given=pl.when(turned).then("family").otherwise("given"),
        family=pl.when(turned).then("given").otherwise("family"),
    )
    run = link([TWO[0], encoded(frame, "list2").encodings], today=TODAY, one_to_one=True, kernel=KERNEL)
    _, recall = shares(run)
    told = run.calibration.recall
    assert (recall < 0.90) == (share > 0)
    assert told.low <= recall <= told.high
    assert abs(told.value - recall) < 0.06


def test_a_pair_is_in_doubt_where_it_may_well_be_one_person_and_doubts_hold_what_their_probabilities_say() -> None:
    right, expected, doubts, made = 0, 0.0, 0, 0
    for seed in (4, 5, 6):
        lists, truth = country(3000, (0.5, 0.5), seed, 0.25)
        ours = [encoded(frame, name).encodings for name, frame in lists.items()]
        run = link(ours, today=TODAY, one_to_one=True, kernel=KERNEL)
        subject = dict(zip(run.clusters.records, run.clusters.subjects, strict=True))
        for edge, chance in zip(run.candidates, run.probabilities, strict=True):
            one, two = run.clusters.records[edge.one], run.clusters.records[edge.two]
            if chance >= 0.05 and subject[one] != subject[two]:
                right, expected = right + (truth[one] == truth[two]), expected + chance
        doubts, made = doubts + run.doubts, made + run.made
    assert doubts > made / 30
    assert expected / 2 < right < 2 * expected


def test_a_record_may_have_a_partner_in_each_list_so_that_those_are_no_rivals() -> None:
    run = link(list(ENCODED.values()), today=TODAY, one_to_one=True, kernel=KERNEL)
    assert sum(run.probabilities) == pytest.approx(run.calibration.true_pairs.value, rel=0.1)


def test_nothing_is_blocked_away_and_plants_are_no_records() -> None:
    a, b = (len(one.records()) for one in TWO)
    assert RUN.pairs_compared == a * b
    assert len(RUN.clusters.records) == a + b
    assert not [id for _, id in RUN.clusters.records if id.startswith("plant")]


def test_the_order_of_rows_and_of_files_makes_no_difference_to_the_clusters() -> None:
    other = link(
        [shuffled(TWO[1]), shuffled(TWO[0])], today=TODAY, one_to_one=True, kernel=KERNEL, pseudonym_key=b"k" * 32
    )
    assert dict(zip(other.clusters.records, other.clusters.subjects, strict=True)) == dict(
        zip(RUN.clusters.records, RUN.clusters.subjects, strict=True)
    )


def test_one_to_one_holds_over_three_lists() -> None:
    run = link(list(ENCODED.values()), today=TODAY, one_to_one=True, kernel=KERNEL)
    for group in run.clusters.groups():
        assert len({source for source, _ in group}) == len(group)
    assert shares(run)[0] > 0.9


def test_decisions_join_and_keep_apart() -> None:
    first, second = [one for one in RUN.links if one.decision == "link"][:2]
    apart = Decision(
        (first.left_source, first.left_id), (first.right_source, first.right_id), "different", "r", "2026-01-01"
    )
    run = link(TWO, today=TODAY, one_to_one=True, kernel=KERNEL, decisions=[apart])
    subject = dict(zip(run.clusters.records, run.clusters.subjects, strict=True))
    assert subject[apart.left] != subject[apart.right]
    assert subject[second.left_source, second.left_id] == subject[second.right_source, second.right_id]


def test_pseudonyms_change_with_the_run_and_say_nothing_across_bodies() -> None:
    other = [encoded(LISTS[source], source, run="r2").encodings for source in ("list1", "list2")]
    again = link(other, today=TODAY, one_to_one=True, kernel=KERNEL, pseudonym_key=b"k" * 32)
    assert not set(again.clusters.subjects) & set(RUN.clusters.subjects)
    own = subjects_for(RUN.clusters, "list1", b"x" * 32)
    assert [id for id, _ in own] == [id for source, id in RUN.clusters.records if source == "list1"]
    assert not {name for _, name in own} & {name for _, name in subjects_for(RUN.clusters, "list2", b"x" * 32)}


@pytest.mark.parametrize("what", ["run", "scheme", "bits", "normaliser", "normaliser_check", "secret_fingerprint"])
def test_files_that_differ_are_never_compared(what: str) -> None:
    passport = replace(TWO[1].passport, **{what: 7 if what == "bits" else "other"})
    with pytest.raises(UnreadableInput) as told:
        link([TWO[0], replace(TWO[1], passport=passport)], today=TODAY)
    assert what in told.value.findings[0].text


def test_one_source_twice_and_expired_files_are_refused() -> None:
    with pytest.raises(UnreadableInput):
        link([TWO[0], TWO[0]], today=TODAY)
    with pytest.raises(Protected) as told:
        link(TWO, today=date(2027, 1, 1))
    assert told.value.exit_code == 4


def test_the_queue_asks_first_what_changes_most_and_two_of_three_decide() -> None:
    asked = queue(link(list(ENCODED.values()), today=TODAY, one_to_one=True, threshold=0.7, kernel=KERNEL))
    assert [one.joins for one in asked] == sorted((one.joins for one in asked), reverse=True)
    assert verdict(["same", "different"]) is None
    assert verdict(["same", "different", "same"]) == "same"


def test_draws_are_clusterings_of_all_records() -> None:
    draws = RUN.draws(5, seed=2)
    assert [len(groups) for groups in draws] == [len(RUN.clusters.records)] * 5
    assert len({len(set(groups)) for groups in draws}) > 1


def test_draws_hold_as_many_links_as_there_are_true_ones() -> None:
    held = [{TRUTH[name, id] for id in ENCODED[name].records()} for name in ("list1", "list2")]
    true = len(held[0] & held[1])
    drawn = [len(RUN.clusters.records) - len(set(groups)) for groups in RUN.draws(20, seed=1)]
    assert abs(sum(drawn) / 20 - true) < 0.03 * true
    assert min(drawn) < true < max(drawn)
