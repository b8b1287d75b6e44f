"""The figures of a report for those who answer from them: the same from a folder and its edition, nothing protected."""

from collections.abc import Callable

import pytest

from palermo import report
from palermo.ground.errors import Refused, UsageError
from palermo.report import Ports

Files = dict[str, bytes]
CELL = "xx.cases:SEX=male;YEAR=2024"


def test_a_folder_and_its_edition_give_the_same_figures(files: Files, ports: Ports) -> None:
    edition = dict(report.build(files, ports=ports).files)
    assert report.figures_of(files, ports=ports).rows == report.figures_of(edition, ports=ports).rows


def test_a_cell_that_the_report_does_not_print_is_computed_where_it_is_asked_for(files: Files, ports: Ports) -> None:
    assert CELL not in report.figures_of(files, ports=ports).rows
    assert report.figures_of(files, ports=ports, wanted=[CELL]).rows[CELL]["value"] == "7"


def test_figures_of_protected_data_are_named_and_not_there(
    replace_in: Callable[[str, str, str], Files], ports: Ports
) -> None:
    files = replace_in("report.yml", "sensitivity: invented", "sensitivity: protected")
    wanted = ["xx.cases.2024", "xx.rise", CELL, "xx.days", "xx.status:BODY=hotline;YEAR=2024", "q.yearbook", "nowhere"]
    held = report.figures_of(files, ports=ports, wanted=wanted)
    assert held.protected == {"xx.cases.2024", "xx.rise", CELL, "xx.days"}
    assert not held.protected & set(held.rows)
    assert held.rows["q.yearbook"]["value"] == "28"


def test_a_folder_with_another_fault_gives_nothing(replace_in: Callable[[str, str, str], Files], ports: Ports) -> None:
    files = replace_in("indicators/cases.yml", "sdc_applied: none-invented", "sdc_applied: by hand")
    with pytest.raises(Refused) as refused:
        report.figures_of(files, ports=ports)
    assert "figure.sdc" in {one.code for one in refused.value.findings}


def test_an_operand_that_is_missing_is_a_fault_where_nothing_is_protected(
    replace_in: Callable[[str, str, str], Files], ports: Ports
) -> None:
    files = replace_in("indicators/cases.yml", "xx.cases.2024 - xx.cases.2023", "xx.cases.2024 - xx.nowhere")
    with pytest.raises(Refused):
        report.figures_of(files, ports=ports)


def test_a_folder_that_is_neither_is_refused(ports: Ports) -> None:
    with pytest.raises(UsageError):
        report.figures_of({"notes.txt": b"nothing"}, ports=ports)
