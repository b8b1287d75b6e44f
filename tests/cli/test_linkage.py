"""The four verbs of linkage at the door: what they write, what they print, how they leave."""

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from linkage_cast import SECRET, WRITTEN, country

from palermo.cli import main

TODAY = ("--today", "2026-03-01")


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    return int(left.value.code or 0)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two bodies' lists, the fields and the secret."""
    monkeypatch.chdir(tmp_path)
    lists, _ = country(400, (0.7, 0.7))
    for source, frame in lists.items():
        frame.write_csv(f"{source}.csv")
    Path("FIELDS.yml").write_bytes(WRITTEN)
    Path("secret").write_text(SECRET.hex())
    os.chmod("secret", 0o600)
    return tmp_path


def encode(source: str, *more: str, run_id: str = "r1") -> int:
    return run(
        "encode", f"{source}.csv", "--fields", "FIELDS.yml", "--secret", "secret", "--run", run_id, "--basis", "Act 1",
        "--out", f"{source}.parquet", *TODAY, *more,
    )  # fmt: skip


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return dict(json.loads(capsys.readouterr().out))


def test_two_bodies_encode_and_the_unit_links(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert encode("list1", "--json") == 0
    said = told(capsys)
    assert said["records"] == said["encoded"] + said["refused"] + said["no_basis"]
    assert set(said) >= {"plants", "fill", "run", "source", "scheme", "normaliser", "expires", "secret_fingerprint",
                         "seconds", "peak_memory_mb", "findings"}  # fmt: skip
    assert SECRET.hex() not in json.dumps(said)
    assert encode("list2") == 0
    capsys.readouterr()
    words = ("link", "list1.parquet", "list2.parquet", "--one-to-one", "--draws", "3", "--seed", "1", "--carry",
             "subjects.parquet", "--out", "run/links.csv", "--json", *TODAY)  # fmt: skip
    assert run(*words) == 0
    said = told(capsys)
    assert said["links"] > 100
    assert said["carried"]["new"] == said["clusters"]
    links = pl.read_csv("run/links.csv", infer_schema=False)
    assert links.columns == ["left_source", "left_id", "right_source", "right_id", "score", "decision"]
    clusters = pl.read_csv("run/clusters.csv")
    assert clusters.height == sum(one["records"] for one in said["sources"])
    store = pl.read_parquet("subjects.parquet")
    assert Path("subjects.parquet").stat().st_mode & 0o777 == 0o600
    assert set(store["subject_id"].str.len_chars()) == {32}
    written = Path("run/links.csv").read_text() + Path("run/clusters.csv").read_text() + json.dumps(said)
    assert not [one for one in store["subject_id"].unique().to_list() if one in written]
    assert pl.read_parquet("run/draws.parquet").columns == ["draw", "source", "id", "subject"]
    first = (
        Path("run/links.csv").read_bytes(),
        Path("run/clusters.csv").read_bytes(),
        Path("run/draws.parquet").read_bytes(),
    )
    assert run(*words) == 0
    assert told(capsys)["carried"] == {"kept": said["clusters"], "new": 0, "merged": 0, "split": 0}
    again = (
        Path("run/links.csv").read_bytes(),
        Path("run/clusters.csv").read_bytes(),
        Path("run/draws.parquet").read_bytes(),
    )
    assert again == first


def test_a_sample_is_written_answered_and_read_back(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert encode("list1") == encode("list2") == 0
    words = ("link", "list1.parquet", "list2.parquet", "--one-to-one", "--out", "links.csv", *TODAY)
    assert run(*words, "--sample", "60") == 2
    assert run(*words, "--sample", "60", "--seed", "4") == 0
    frame = pl.read_csv("sample.csv", infer_schema=False)
    assert (frame.height, frame["answer"].null_count()) == (60, 60)
    assert run(*words, "--reviewed", "sample.csv") == 2
    assert "linkage.decision-answer" in capsys.readouterr().err
    _, truth = country(400, (0.7, 0.7))
    answers = ["same" if truth[row[0], row[1]] == truth[row[2], row[3]] else "different" for row in frame.iter_rows()]
    frame.with_columns(answer=pl.Series(answers), by=pl.lit("r"), on=pl.lit("2026-03-01")).write_csv("answered.csv")
    assert run(*words, "--reviewed", "answered.csv", "--json") == 0
    seen = told(capsys)["estimated"]["reviewed"]
    assert (seen["links"], seen["left_out"], seen["undecided"]) == (60, 0, 0)
    assert seen["precision"]["low"] <= seen["precision"]["value"] == round(answers.count("same") / 60, 6)
    assert run(*words, "--engine", "abacus") == 2


def test_a_small_list_is_refused_and_pooled_it_is_not(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists, _ = country(400, (0.7, 0.7))
    for number in (1, 2):
        lists["list1"].slice(number * 40, 30).write_csv(f"small{number}.csv")
    assert encode("small1") == 4
    assert not Path("small1.parquet").exists()
    words = ("encode", "small1.csv", "small2.csv", "--fields", "FIELDS.yml", "--secret", "secret", "--run", "r1",
             "--basis", "Act 1", "--out", "pool.parquet", *TODAY)  # fmt: skip
    assert run(*words) == 2
    assert run(*words, "--source", "pool") == 0
    ids = pl.read_parquet("pool.parquet").filter(pl.col("plant_of").is_null())["record_id"]
    assert {id.split(":")[0] for id in ids} == {"small1", "small2"}


def test_files_of_two_runs_or_cut_short_or_expired_are_refused(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert encode("list1") == 0
    assert encode("list2", run_id="r2") == 0
    assert run("link", "list1.parquet", "list2.parquet", "--out", "links.csv", *TODAY) == 2
    assert "linkage.encodings-differ" in capsys.readouterr().err
    assert encode("list2") == 0
    assert run("link", "list1.parquet", "list2.parquet", "--out", "links.csv", "--today", "2026-09-01") == 4
    data = Path("list2.parquet").read_bytes()
    Path("list2.parquet").write_bytes(data[: len(data) // 2])
    assert run("link", "list1.parquet", "list2.parquet", "--out", "links.csv", *TODAY) == 2
    Path("list2.parquet").write_bytes(b"")
    assert run("link", "list1.parquet", "list2.parquet", "--out", "links.csv", *TODAY) == 2
    assert not Path("links.csv").exists()


def test_bad_lists_leave_with_two_and_say_no_name(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists, _ = country(400, (0.7, 0.7))
    frame = lists["list1"]
    pl.concat([frame, frame.head(3)]).write_csv("list1.csv")
    assert encode("list1") == 2
    err = capsys.readouterr().err
    assert err.count("linkage.record-id-repeated") == 3
    assert not [name for name in frame["family"].unique() if len(name) > 5 and name in err]
    Path("secret").write_text("short")
    assert encode("list2") == 2


def test_a_list_of_equal_names_in_an_unknown_script_is_told_not_crashed(desk: Path) -> None:
    frame = pl.DataFrame({"record_id": [f"r{at}" for at in range(80)], "given": ["ᚠᚢᚦ"] * 80, "family": ["☃"] * 80,
                          "birth_date": [""] * 40 + ["1990-05-06"] * 40})  # fmt: skip
    frame.write_csv("list1.csv")
    frame.with_columns(record_id=pl.concat_str(pl.lit("x"), "record_id")).write_csv("list2.csv")
    assert encode("list1") == 0
    assert encode("list2") == 0
    assert run("link", "list1.parquet", "list2.parquet", "--one-to-one", "--out", "links.csv", *TODAY) == 0


def test_the_audit_bites_on_invented_people(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("link-audit", "--invented", "700", "--fields", "FIELDS.yml", "--sizes", "700", "--overlap", "1", "--json")
    assert run(*words, *TODAY) == 0
    said = told(capsys)
    assert said["passed"] is True
    assert said["people"] == "invented"
    assert said["attacks"][0]["control_share"] > 0.9
    Path("FIELDS.yml").write_bytes(WRITTEN + b"scheme: {diffusion: 0}\n")
    assert run(*words, *TODAY) == 4
    assert told(capsys)["passed"] is False


def test_dedupe_writes_a_subject_for_every_record(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("dedupe", "list1.csv", "--fields", "FIELDS.yml", "--out", "clusters.csv", "--pairs", "pairs.csv", "--json")
    assert run(*words, *TODAY) == 0
    said = told(capsys)
    assert said["engine"] == "duckdb"
    assert {"blocking", "model", "estimated", "calibration"} <= set(said)
    clusters = pl.read_csv("clusters.csv")
    assert sorted(clusters["id"]) == sorted(pl.read_csv("list1.csv")["record_id"])
    assert run(*words, "--one-to-one", *TODAY) == 2
    assert run(*words, "--engine", "abacus", *TODAY) == 2
