"""The annual report of the made-up country, at its own size: it is built, and the truth lies within what it states."""

import json
from pathlib import Path

import as_typed
import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "annual-report"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    out = tmp_path_factory.mktemp("annual-report") / "out"
    done = as_typed.palermo("walk", FOLDER, "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    written = json.loads((out / "report" / "edition" / "figures.json").read_text("utf-8"))
    return {row["id"]: row["value"] for row in written}


@pytest.mark.nightly
def test_the_hidden_number_lies_within_its_stated_limits(figures: dict[str, str | None]) -> None:
    low, truth, high = (int(figures[id] or 0) for id in ("xm.all.low", "xm.truth.all", "xm.all.high"))
    assert truth == 20_000
    assert low <= truth <= high


@pytest.mark.nightly
def test_every_figure_of_the_summary_is_shown(figures: dict[str, str | None]) -> None:
    named = ("xm.identified.all", "xm.women.share", "xm.children", "xm.rate.2024", "xm.rate.2024.children",
             "xm.seen", "xm.waits.week.share", "xm.convicted")  # fmt: skip
    assert [id for id in named if figures[id] is None] == []
