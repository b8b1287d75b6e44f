"""The example of hidden populations builds, and its numbers are what the program says of its tables."""

import csv
import runpy
from pathlib import Path

import pytest

from palermo import engines, report
from palermo.cli.report import report_ports
from palermo.prevalence import estimate

FOLDER = Path(__file__).parents[2] / "examples" / "hidden-population"
MAKER = runpy.run_path(str(FOLDER / "make.py"))


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / "data" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["uk", "kosovo", "korea", "new-orleans"])
@pytest.mark.parametrize("method", ["bic", "stepwise", "independence"])
def test_a_shipped_estimate_is_that_of_the_shipped_histories(name: str, method: str) -> None:
    lists = MAKER["lists_of"]([row for row in rows("histories.csv") if row["set"] == name])
    shipped = {
        row["method"]: row["persons"]
        for row in rows("estimates.csv")
        if (row["set"], row["quantity"]) == (name, "value")
    }
    head = estimate(lists, method=method, resamples=0).headline
    assert head is not None
    assert (shipped["seen"], shipped[method]) == (str(lists.n), str(round(head.value)))


def test_a_method_that_refused_has_its_finding_and_no_number() -> None:
    refused = [row for row in rows("estimates.csv") if row["refused"]]
    assert {(row["set"], row["method"]) for row in refused} == {("uk", "latent-class")}
    assert {row["persons"] for row in refused} == {""}


def test_published_estimates_stand_beside_ours_in_the_built_report() -> None:
    held = report.figures_of(engines.read_folder(FOLDER), ports=report_ports())
    pairs = {"uk": "q.uk.all-orders", "kosovo": "q.kosovo", "korea": "q.korea", "new-orleans": "q.new-orleans"}
    for name, published in pairs.items():
        assert held.rows[f"hp.bic.{name}"]["value"] == held.rows[published]["value"]
