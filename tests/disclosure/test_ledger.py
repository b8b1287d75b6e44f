"""The ledger: whatever is changed, cut, taken out or put in between is named with its line."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_releases import INNER, SAFE, Files, release, resealed, table, with_manifest

from palermo import disclosure
from palermo.ground.errors import Differs, UnreadableInput, UsageError

DAY = date(2026, 3, 31)


def folder(files: Files) -> disclosure.ReleaseFolder:
    found, told = disclosure.read_release(files, name="r")
    assert found is not None and told == ()
    return found


def grown(data: bytes, files: Files, *, unsafe: bool = False) -> bytes:
    ledger = disclosure.read_ledger(data)
    return data + disclosure.release_line(ledger, folder(files), today=DAY, unsafe=unsafe)


def of_three() -> bytes:
    """A ledger with two releases and the first of them withdrawn."""
    data = grown(disclosure.begin(today=DAY), release("r1", counts=SAFE, hidden=INNER))
    data = grown(data, release("r2", counts=SAFE, hidden=INNER, as_of="2026-12-31"))
    return data + disclosure.withdrawal_line(disclosure.read_ledger(data), "r1", why="counted twice", today=DAY)


THREE = of_three()


def lines_named(data: bytes) -> list[tuple[str, int | None]]:
    with pytest.raises(Differs) as refusal:
        disclosure.read_ledger(data)
    assert refusal.value.exit_code == 4
    return [(one.code, one.line) for one in refusal.value.findings]


def test_a_release_comes_out_of_the_ledger_byte_for_byte() -> None:
    files = release("r1", counts=SAFE, hidden=INNER)
    held = disclosure.read_ledger(grown(disclosure.begin(today=DAY), files)).release("r1")
    assert held is not None
    assert dict(held.files) == files
    assert (held.at, held.line, held.unsafe, held.withdrawn) == ("2026-03-31", 2, False, None)


def test_a_byte_order_mark_and_foreign_line_ends_come_back_too() -> None:
    files = release("r1", counts=SAFE, hidden=INNER)
    files["t1.csv"] = b"\xef\xbb\xbf" + files["t1.csv"].replace(b"\n", b"\r\n")
    held = disclosure.read_ledger(grown(disclosure.begin(today=DAY), resealed(files))).release("r1")
    assert held is not None and held.files["t1.csv"] == files["t1.csv"]


def test_nothing_but_the_manifest_and_its_tables_gets_in() -> None:
    files = {**release("r1", counts=SAFE, hidden=INNER), "notes.txt": b"a name", "manifest.json.bak": b"{}"}
    assert b"a name" not in grown(disclosure.begin(today=DAY), files)


def test_a_withdrawn_release_stays_seen() -> None:
    ledger = disclosure.read_ledger(THREE)
    held = ledger.release("r1")
    assert held is not None and held.withdrawn is not None
    assert (held.withdrawn.why, held.withdrawn.line) == ("counted twice", 4)
    assert [one.release for one in ledger.earlier("r3")] == ["r1", "r2"]


@given(st.integers(0, len(THREE) - 1), st.integers(1, 255))
def test_no_byte_of_a_ledger_changes_unseen(at: int, by: int) -> None:
    changed = THREE[:at] + bytes([THREE[at] ^ by]) + THREE[at + 1 :]
    line = THREE.count(b"\n", 0, at) + 1
    try:
        disclosure.read_ledger(changed, name="ledger.jsonl")
    except UnreadableInput:
        assert line == 1
    except Differs as refusal:
        named = {one.line for one in refusal.findings}
        assert line in named or line + 1 in named
    else:
        raise AssertionError(f"byte {at} of line {line} was changed and nobody said so")


@given(st.integers(1, len(THREE) - 1))
def test_a_ledger_cut_within_a_line_names_that_line(at: int) -> None:
    cut = THREE[:at]
    if cut.endswith(b"\n"):
        disclosure.read_ledger(cut)  # a whole line less: only one who kept the head can tell
        return
    try:
        disclosure.read_ledger(cut)
    except UnreadableInput:
        assert cut.count(b"\n") == 0
    except Differs as refusal:
        assert [(one.code, one.line) for one in refusal.findings] == [("ledger.line-cut", cut.count(b"\n") + 1)]
    else:
        raise AssertionError("a cut line passed")


def test_an_altered_line_is_named_alone() -> None:
    lines = THREE.split(b"\n")
    lines[1] = lines[1].replace(b"134", b"135")
    assert lines_named(b"\n".join(lines)) == [("ledger.line-altered", 2)]


def test_a_line_taken_out_or_put_elsewhere_breaks_the_chain() -> None:
    first, second, third, fourth, _ = THREE.split(b"\n")
    assert lines_named(b"\n".join([first, third, b""])) == [("ledger.chain-broken", 2)]
    assert ("ledger.chain-broken", 2) in lines_named(b"\n".join([first, third, second, fourth, b""]))


def test_a_line_written_anew_with_its_own_hash_is_told_by_the_next() -> None:
    first, second, third, fourth, _ = THREE.split(b"\n")
    fields = json.loads(second) | {"at": "2020-01-01"}
    previous = fields.pop("previous")
    del fields["sha256"]
    from palermo.disclosure.ledger.chain import seal

    anew = seal(fields, previous).rstrip(b"\n")
    assert anew != second
    assert lines_named(b"\n".join([first, anew, third, fourth, b""])) == [("ledger.chain-broken", 3)]


def test_a_chain_written_anew_as_a_whole_holds_and_has_another_head() -> None:
    """What a chain cannot show: it takes somebody who kept the head."""
    forged = grown(disclosure.begin(today=DAY), release("r1", counts=SAFE | {("M", "18+"): 41}, hidden=INNER))
    honest = grown(disclosure.begin(today=DAY), release("r1", counts=SAFE, hidden=INNER))
    assert disclosure.read_ledger(honest).head not in disclosure.read_ledger(forged).hashes


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"sex,value\nF,1\n", b"[1]\n", b"\xff\xfe\n"])
def test_what_is_no_ledger_is_no_broken_one(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        disclosure.read_ledger(data)


def test_a_release_is_added_once() -> None:
    with pytest.raises(UsageError, match="in line 2"):
        grown(THREE, release("r1", counts=SAFE, hidden=INNER))


@pytest.mark.parametrize(("id", "why"), [("r9", "w"), ("r1", "again"), ("r2", " "), ("r2", "two\nlines")])
def test_what_cannot_be_withdrawn_is_refused(id: str, why: str) -> None:
    with pytest.raises(UsageError):
        disclosure.withdrawal_line(disclosure.read_ledger(THREE), id, why=why, today=DAY)


def test_days_that_run_backwards_or_ahead_are_told() -> None:
    ledger = disclosure.read_ledger(THREE)
    told = [(one.code, one.line) for one in disclosure.days_out_of_order(ledger, today=date(2026, 3, 30))]
    assert told == [("ledger.day-ahead", number) for number in (1, 2, 3, 4)]
    assert not list(disclosure.days_out_of_order(ledger, today=DAY))
    later = disclosure.begin(today=date(2026, 4, 1))
    backwards = disclosure.read_ledger(grown(later, release("r1", counts=SAFE, hidden=INNER)))
    told = [(one.code, one.line) for one in disclosure.days_out_of_order(backwards, today=date(2026, 5, 1))]
    assert told == [("ledger.days-backwards", 2)]


# ── folders ────────────────────────────────────────────────────────────────────────────────────────────────────────
def codes_of(files: Files) -> set[str]:
    return {one.code for one in disclosure.read_release(files, name="r")[1]}


def manifest(files: Files, **fields: object) -> Files:
    return {**files, "manifest.json": json.dumps(json.loads(files["manifest.json"]) | fields).encode()}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"format": 2}, "ledger.manifest"),
        ({"format": True}, "ledger.manifest"),
        ({"release": ""}, "ledger.manifest"),
        ({"release": 7}, "ledger.manifest"),
        ({"population": None}, "ledger.manifest"),
        ({"population": {"as_of": "2025-12-31"}}, "ledger.manifest"),
        ({"tables": "t1"}, "ledger.manifest"),
        ({"tables": [7]}, "ledger.manifest"),
        ({"tables": [{"id": "t9", "by": ["sex"]}]}, "ledger.table-missing"),
        ({"threshold": "10"}, "ledger.manifest"),
        ({"threshold": 2}, "ledger.threshold"),
        ({"threshold": -1}, "ledger.threshold"),
    ],
)
def test_a_manifest_that_is_none_is_named(fields: dict[str, object], code: str) -> None:
    assert code in codes_of(manifest(release(counts=SAFE, hidden=INNER), **fields))


def test_a_table_that_is_not_the_manifests_is_named() -> None:
    files = release(counts=SAFE, hidden=INNER)
    files["t1.csv"] = files["t1.csv"].replace(b"134", b"135")
    assert codes_of(files) == {"ledger.table-differs"}


def test_a_hidden_cell_that_shows_its_value_is_named_with_its_line() -> None:
    files = release(counts=SAFE, hidden=INNER)
    files["t1.csv"] = files["t1.csv"].replace(b"F,0-17,,hidden", b"F,0-17,4,hidden")
    (told,) = disclosure.read_release(resealed(files), name="r")[1]
    assert (told.code, told.path, told.line) == ("ledger.hidden-with-value", "r/t1.csv", 2)
    assert "4" not in told.text


def test_a_table_nobody_named_would_never_be_attacked() -> None:
    assert codes_of({**release(counts=SAFE, hidden=INNER), "more.csv": b"a,value,status\n"}) == {
        "ledger.file-undeclared"
    }


@pytest.mark.parametrize("line", ["F,0-17,x,exact", "F,0-17,,exact", "F,0-17,4,shown", "F,4,exact", "F,0-17,٤,exact"])
def test_a_line_that_is_none_of_a_table_is_named(line: str) -> None:
    files = release(counts=SAFE, hidden=INNER)
    files["t1.csv"] = files["t1.csv"].replace(b"F,0-17,,hidden", line.encode())
    (told,) = disclosure.read_release(resealed(files), name="r")[1]
    assert (told.code, told.line) == ("ledger.table", 2)


def test_a_folder_without_manifest_needs_a_name_and_a_population() -> None:
    files = {"t1.csv": release(counts=SAFE, hidden=INNER)["t1.csv"]}
    assert codes_of(files) == {"ledger.no-manifest"}
    found, told = disclosure.read_release(files, name="r", release="old", population="registered-to-date")
    assert found is not None and not told
    held = disclosure.read_ledger(
        (begun := disclosure.begin(today=DAY))
        + disclosure.release_line(disclosure.read_ledger(begun), found, today=DAY, unsafe=False)
    ).release("old")
    assert held is not None
    assert (held.folder.population, held.folder.tables[0].by) == ("registered-to-date", ("sex", "age"))


def test_a_table_somebody_else_wrote_is_on_record_as_it_is() -> None:
    files = {"old.csv": b"sex,count,note\nF,<10,\nM,30,checked\n"}
    found, told = disclosure.read_release(files, name="r", release="old", population="registered-to-date")
    assert found is not None and not told and found.derived
    begun = disclosure.begin(today=DAY)
    data = begun + disclosure.release_line(disclosure.read_ledger(begun), found, today=DAY, unsafe=True)
    held = disclosure.read_ledger(data).release("old")
    assert held is not None and held.folder.derived
    assert held.files["old.csv"] == files["old.csv"]
    assert disclosure.read_release(dict(held.files), name="r")[0] == held.folder


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────
def judged(data: bytes, files: Files) -> disclosure.Judgement:
    return disclosure.judge(folder(files), disclosure.read_ledger(data), today=DAY)


def test_an_increment_is_told_from_the_ledger_alone_with_cell_and_older_release() -> None:
    data = grown(disclosure.begin(today=DAY), release("2024", counts=SAFE, hidden=INNER, as_of="2024-12-31"))
    found = judged(data, release("2025", counts=SAFE | {("M", "18+"): 43}, hidden=INNER))
    assert not found.safe
    told = [line for line in disclosure.sentences(found.attack) if "3 more in 2025 than in 2024" in line]
    assert any("sex M" in line for line in told)


def test_a_decrement_is_told_as_well() -> None:
    data = grown(disclosure.begin(today=DAY), release("2024", counts=SAFE, hidden=INNER, as_of="2024-12-31"))
    found = judged(data, release("2025", counts=SAFE | {("M", "18+"): 38}, hidden=INNER))
    assert any("2 fewer in 2025 than in 2024" in line for line in disclosure.sentences(found.attack))


def test_a_withdrawn_release_still_counts_against_the_next() -> None:
    data = grown(disclosure.begin(today=DAY), release("2024", counts=SAFE, hidden=INNER, as_of="2024-12-31"))
    data += disclosure.withdrawal_line(disclosure.read_ledger(data), "2024", why="an error", today=DAY)
    assert not judged(data, release("2025", counts=SAFE | {("M", "18+"): 43}, hidden=INNER)).safe


def test_a_release_two_editions_back_counts_too() -> None:
    data = grown(disclosure.begin(today=DAY), release("2023", counts=SAFE, hidden=INNER, as_of="2023-12-31"))
    many = SAFE | {("M", "18+"): 80, ("F", "18+"): 90}
    data = grown(data, release("2024", counts=many, hidden=INNER, as_of="2024-12-31"))
    found = judged(data, release("2025", counts=SAFE | {("M", "18+"): 43}, hidden=INNER))
    assert {one.releases for one in (*found.attack.recovered, *found.attack.pinned)} == {("2023", "2025")}


def test_another_population_is_no_one_to_subtract_from() -> None:
    data = grown(disclosure.begin(today=DAY), release("2024", counts=SAFE, hidden=INNER, as_of="2024-12-31"))
    other = release("2025", counts=SAFE | {("M", "18+"): 43}, hidden=INNER)
    assert judged(data, manifest(other, population={"id": "cases-of-2025"})).safe


def test_a_release_in_the_ledger_is_judged_by_those_before_it() -> None:
    files = release("2024", counts=SAFE, hidden=INNER, as_of="2024-12-31")
    data = grown(disclosure.begin(today=DAY), files)
    data = grown(data, release("2025", counts=SAFE | {("M", "18+"): 43}, hidden=INNER), unsafe=True)
    assert judged(data, files).against == ()


def test_another_release_under_an_old_name_is_refused() -> None:
    with pytest.raises(Differs, match="another release r1, in line 2"):
        judged(THREE, release("r1", counts=SAFE | {("M", "18+"): 43}, hidden=INNER))


# ── silence ────────────────────────────────────────────────────────────────────────────────────────────────────────
def edition(name: str, **indicators: dict[str, object]) -> Files:
    codes = {"sex": ["F", "M"]}
    content = table(["sex"], codes, {("F",): 64, ("M",): 70}, ())
    specs = {id: {"by": ["sex"], **fields} for id, fields in indicators.items()}
    return with_manifest({f"{id}.csv": content for id in specs}, name, codes, f"{name}-12-31", specs)


def said(last: Files, now: Files) -> list[str]:
    ledger = disclosure.read_ledger(grown(disclosure.begin(today=DAY), last))
    return [
        f"{one.kind} {one.indicator} {one.before}>{one.now}"
        for one in disclosure.differences(ledger, folder(now), today=DAY)
    ]


def test_indicators_dropped_delayed_awaited_and_redefined_are_told_in_that_order() -> None:
    last = edition(
        "2024",
        t1={"indicator": "victims@2"},
        t2={"indicator": "shelter"},
        t3={"indicator": "returns@1", "due": "2026-03-31"},
        t4={"indicator": "courts@1", "due": "2026-04-01"},
        t5={"indicator": "calls@1"},
    )
    now = edition("2025", t1={"indicator": "victims@3"}, t5={"indicator": "calls@1"}, t6={"indicator": "new@1"})
    assert said(last, now) == ["dropped shelter >", "delayed returns >", "awaited courts >", "redefined victims 2>3"]


def test_a_table_without_indicator_is_one_of_its_own() -> None:
    assert said(edition("2024", t1={}, t2={}), edition("2025", t1={})) == ["dropped t2 >"]


def test_a_withdrawn_edition_is_not_the_last_one() -> None:
    data = grown(disclosure.begin(today=DAY), edition("2023", t1={}, t2={}))
    data = grown(data, edition("2024", t1={}))
    data += disclosure.withdrawal_line(disclosure.read_ledger(data), "2024", why="wrong", today=DAY)
    (one,) = disclosure.differences(disclosure.read_ledger(data), folder(edition("2025", t1={})), today=DAY)
    assert (one.kind, one.indicator, one.last) == ("dropped", "t2", "2023")
