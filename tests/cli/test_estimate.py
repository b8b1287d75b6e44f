"""palermo estimate, as a rapporteur's statistician runs it."""

import json
from pathlib import Path

import polars as pl
import pytest

from palermo.cli import main

LISTS = "A,B,C,count\n1,0,0,60\n0,1,0,49\n1,1,0,14\n0,0,1,47\n1,0,1,22\n0,1,1,30\n1,1,1,12\n"
APART = "A,B,C,count\n1,0,0,60\n0,1,0,49\n0,0,1,47\n"


@pytest.fixture(autouse=True)
def short_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two short chains: these tests are about the verb."""
    from palermo.prevalence import answers, latent

    def short(counts: latent.Floats, k: int, *, seed: int) -> latent.Chains:
        return latent.run_chains(counts, k, seed=seed, iterations=160, chains=2)

    monkeypatch.setattr(answers, "run_chains", short)


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(left.value.code or 0)


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    path = tmp_path / "lists.csv"
    path.write_text(LISTS, "utf-8")
    return path


def test_an_estimate_leaves_with_zero_and_the_keys_of_the_contract(
    lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("estimate", lists, "--bootstrap", "50", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert list(said) == [
        "observed", "lists", "estimate", "candidates", "diagnostics", "findings", "refused", "provenance",
    ]  # fmt: skip
    assert (said["observed"], said["lists"], said["refused"]) == (234, ["A", "B", "C"], False)
    assert said["estimate"]["low"] < said["estimate"]["value"] < said["estimate"]["high"]
    assert len(said["provenance"]["data_sha256"]) == 64
    assert set(said["candidates"][0]) == {"model", "value", "bic", "aic", "weight", "status", "class"}
    assert sum(one["weight"] for one in said["candidates"] if one["weight"]) == pytest.approx(1.0)


def test_a_refusal_leaves_with_three_and_no_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "apart.csv").write_text(APART, "utf-8")
    assert run("estimate", tmp_path / "apart.csv", "--json") == 3
    said = json.loads(capsys.readouterr().out)
    assert (said["estimate"], said["refused"]) == (None, True)
    assert "prevalence.no-overlap" in {one["code"] for one in said["findings"] if one["severity"] == "error"}


def test_bad_input_leaves_with_two_and_prints_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.csv").write_text("A,A,,count\n1,0,2,x\n", "utf-8")
    assert run("estimate", tmp_path / "bad.csv", "--json") == 2
    said = json.loads(capsys.readouterr().out)
    assert (said["estimate"], said["refused"]) == (None, False)
    codes = {one["code"] for one in said["findings"]}
    assert {"prevalence.column-duplicate", "prevalence.column-unnamed", "prevalence.count-not-a-number"} <= codes


@pytest.mark.parametrize("text", ["", "\n\n", "A,B,count\n"])
def test_an_empty_file_leaves_with_two(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.csv").write_text(text, "utf-8")
    assert run("estimate", tmp_path / "empty.csv", "--json") == 2
    assert "prevalence.empty-file" in {one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}


@pytest.mark.parametrize("method", ["graphical", "threshold"])
def test_a_method_not_built_leaves_with_two(method: str, lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("estimate", lists, "--method", method, "--json") == 2
    said = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in said["findings"]] == ["prevalence.method-not-built"]


def test_a_row_of_another_width_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ragged.csv").write_text("A,B,count\n1,0,5\n0,1\n1,1,2\n", "utf-8")
    assert run("estimate", tmp_path / "ragged.csv", "--json") == 2
    found = json.loads(capsys.readouterr().out)["findings"]
    assert ("prevalence.row-ragged", 3) in {(one["code"], one.get("row")) for one in found}


def test_without_resamples_the_interval_is_the_profile(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("estimate", lists, "--bootstrap", "0", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["estimate"]["interval"] == "profile"
    assert said["diagnostics"]["resamples"] is None


def test_the_same_call_prints_the_same_bytes(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        run("estimate", lists, "--bootstrap", "40", "--seed", "7", "--json")
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_the_spread_stands_before_the_headline(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("estimate", lists, "--bootstrap", "40", "--sensitivity", "--plot", tmp_path / "spread.svg") == 0
    said = capsys.readouterr().out
    assert said.index("What each method says") < said.index("The hidden number is what a model says")
    for word in ("stepwise", "latent-class", "pooled", "Without one list", "Two merged", "Known sizes tried"):
        assert word in said
    drawn = (tmp_path / "spread.svg").read_text("utf-8")
    assert drawn.startswith("<svg ")
    assert "latent-class" in drawn


def test_sensitivity_in_json_has_every_part(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("estimate", lists, "--bootstrap", "30", "--sensitivity", "--json") == 0
    picture = json.loads(capsys.readouterr().out)["sensitivity"]
    assert [one["method"] for one in picture["methods"]] == [
        "bic", "stepwise", "independence", "latent-class", "pooled",
    ]  # fmt: skip
    assert set(picture["anchors"]) >= {"independence", "chao_lower", "sample_coverage"}
    assert list(picture["spread"]) == ["2", "6", "10"]
    assert [one["p"] for one in picture["threshold_path"]] == [0.0, 0.001, 0.01, 0.02, 0.05]
    assert len(picture["leave_one_out"]) == 3
    assert [one["merged"] for one in picture["merges"]] == [[1, 2], [1, 3], [2, 3]]
    assert [one["known"] for one in picture["internal_consistency"]] == [108, 105, 111]


def test_strata_add_up_and_have_rates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header, *rows = LISTS.splitlines()
    doubled = [f"{row},f" for row in rows] + [f"{row},m" for row in rows]
    (tmp_path / "s.csv").write_text("\n".join([f"{header},sex", *doubled]) + "\n", "utf-8")
    (tmp_path / "people.csv").write_text("sex,population\nf,50000\nm,100000\n", "utf-8")
    words = ("estimate", tmp_path / "s.csv", "--strata", "sex", "--population", tmp_path / "people.csv")
    assert run(*words, "--bootstrap", "50", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    first, second = said["strata"]
    assert (first["key"], second["key"]) == ({"sex": "f"}, {"sex": "m"})
    assert first["estimate"]["value"] + second["estimate"]["value"] == said["estimate"]["value"]
    assert first["estimate"]["value"] == pytest.approx(second["estimate"]["value"], rel=1e-6)
    assert first["rate"]["value"] == pytest.approx(first["estimate"]["value"] * 2)
    (tmp_path / "people.csv").write_text("sex,population\nf,50000\n", "utf-8")
    assert run(*words, "--json") == 2


def test_drawn_links_give_a_range_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [(source, f"{source}{at}") for source, many in (("A", 60), ("B", 50), ("C", 40)) for at in range(many)]

    def subjects(step: int) -> list[str]:
        return [f"{at[1:]}" if int(at[1:]) % step == 0 else at for _, at in records]

    clusters = pl.DataFrame({"source": [s for s, _ in records], "id": [i for _, i in records], "subject": subjects(3)})
    clusters.write_csv(tmp_path / "clusters.csv")
    draws = [clusters.with_columns(pl.lit(draw).alias("draw"), pl.Series("subject", subjects(2 + draw % 3)))
             for draw in range(6)]  # fmt: skip
    pl.concat(draws).write_parquet(tmp_path / "draws.parquet")
    words = ("estimate", tmp_path / "clusters.csv", "--draws", tmp_path / "draws.parquet")
    assert run(*words, "--method", "independence", "--bootstrap", "0", "--json") == 0
    links = json.loads(capsys.readouterr().out)["links"]
    assert (links["draws"], links["refused"]) == (6, 0)
    assert links["low"] < links["median"] < links["high"]
    both = links["pooled"]
    assert both["low"] < links["low"] and links["high"] < both["high"] and 0 < both["share"] < 1
    assert run(*words, "--method", "independence") == 0
    assert "of its width is that of links" in capsys.readouterr().out


def test_a_map_of_lists_with_a_fault_is_refused(
    lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "map.yml").write_text("police: [A, B]\nborder:\n", "utf-8")
    assert run("estimate", lists, "--lists", tmp_path / "map.yml", "--json") == 2
    assert "prevalence.map-fault" in {one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}
