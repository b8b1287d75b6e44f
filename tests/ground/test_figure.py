"""A figure knows where it comes from and has one name on paper."""

from palermo.ground.dates import Period
from palermo.ground.figure import Figure, Origin


def test_the_paper_code_is_the_same_in_every_edition_and_free_of_doubtful_letters() -> None:
    codes = {Figure(id=f"us.ht.offences.{year}", origin=Origin.COMPUTED).code for year in range(1900, 2100)}
    assert len(codes) == 200
    assert all(len(code) == 6 and not set(code) & set("01IO") for code in codes)
    assert Figure(id="x", origin=Origin.QUOTED).code == Figure(id="x", origin=Origin.COMPUTED, value="1").code


def test_a_row_holds_what_applies_and_always_the_fields_a_reader_looks_for() -> None:
    figure = Figure(
        id="f", origin=Origin.COMPUTED, value="5", period=Period.from_dict({"year": "2019", "kind": "calendar"})
    )
    row = figure.to_dict()
    assert row["period"] == {"start": "2019", "end": "2019", "kind": "calendar"}
    assert {"value", "unit", "sdc_applied", "query_sha256", "data_sha256", "passage", "operands"} <= set(row)
    assert "note" not in row and "framework" not in row


def test_a_hidden_cell_keeps_its_place_without_a_value() -> None:
    row = Figure(id="f", origin=Origin.COMPUTED, conf_status="C").to_dict()
    assert row["value"] is None and row["conf_status"] == "C"
