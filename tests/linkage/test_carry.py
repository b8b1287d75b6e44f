"""Lasting subject ids from run to run: old counts can be explained."""

from collections.abc import Iterator

from palermo.linkage import carry


def fresh(prefix: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{prefix}{number:030d}"


A1, A2, B1, B2 = ("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")


def test_a_cluster_keeps_its_id_and_a_new_one_gets_a_new_id() -> None:
    first = carry([[A1, B1], [A2]], {}, run="r1", fresh=fresh("x"), order={})
    second = carry([[A1, B1], [A2], [B2]], first.store, run="r2", fresh=fresh("y"), order={"r1": 0})
    assert (second.kept, second.new, second.merged, second.split) == (2, 1, 0, 0)
    assert second.store[A1] == first.store[A1]
    assert second.store[B2].since_run == "r2"


def test_a_merge_takes_the_oldest_id_and_is_recorded() -> None:
    first = carry([[A1]], {}, run="r1", fresh=fresh("x"), order={})
    second = carry([[A1], [B1]], first.store, run="r2", fresh=fresh("y"), order={"r1": 0})
    third = carry([[A1, B1]], second.store, run="r3", fresh=fresh("z"), order={"r1": 0, "r2": 1})
    assert third.store[B1].subject_id == first.store[A1].subject_id
    assert [(one.kind, one.ids[0]) for one in third.events] == [("merged", first.store[A1].subject_id)]


def test_a_split_leaves_the_id_with_the_oldest_record_and_is_recorded() -> None:
    first = carry([[A1, B1]], {}, run="r1", fresh=fresh("x"), order={})
    second = carry([[B1], [A1]], first.store, run="r2", fresh=fresh("y"), order={"r1": 0})
    assert second.store[A1].subject_id == first.store[A1].subject_id != second.store[B1].subject_id
    assert (second.split, second.events[0].kind) == (1, "split")


def test_a_body_that_makes_its_ids_anew_is_asked() -> None:
    store = carry([[("a", str(at))] for at in range(10)], {}, run="r1", fresh=fresh("x"), order={}).store
    again = carry([[("a", f"new{at}")] for at in range(10)], store, run="r2", fresh=fresh("y"), order={"r1": 0})
    assert [(one.code, one.severity) for one in again.findings] == [("linkage.record-ids-changed", "question")]
