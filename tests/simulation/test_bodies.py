"""Thirty-five bodies, each with a hand of its own; what they send is readable only with their layout."""

from pathlib import Path

import polars as pl
import pytest

from palermo import engines, intake, simulation
from palermo.simulation.cultures import CULTURES
from palermo.simulation.errors import SEEN, seen_kinds
from palermo.simulation.tables import fields_of, header_of, layout_of
from palermo.simulation.vocabulary import HEADERS, STYLES


def test_there_are_thirty_five_and_each_list_has_some() -> None:
    assert len(simulation.BODIES) == 35
    assert {body.sees for body in simulation.BODIES.values()} == {*simulation.LISTS, "children"}


def test_no_two_bodies_send_the_same_kind_of_file() -> None:
    hands = [
        (body.keeps, body.style, body.names, body.whole, body.upper, body.born, body.calendar, body.order, body.sign,
         body.format, body.encoding)
        for body in simulation.BODIES.values()
    ]  # fmt: skip
    assert len(set(hands)) == len(hands)


@pytest.mark.parametrize("body", simulation.BODIES.values(), ids=lambda body: body.id)
def test_the_layout_of_a_body_names_every_column_it_sends(body: simulation.Body, made_up: Path) -> None:
    layout = intake.load_layout(layout_of(body), name=body.id)
    written = intake.load_layout((made_up / "bodies" / body.id / "LAYOUT.yml").read_bytes())
    assert written == layout
    assert set(layout.columns) == set(header_of(body).values())


def test_headers_of_a_language_are_all_different() -> None:
    for style in STYLES:
        assert len(set(HEADERS[style].values())) == len(HEADERS[style])


def test_every_error_that_check_sees_can_be_made_somewhere() -> None:
    assert {kind for body in simulation.BODIES.values() for kind in seen_kinds(body)} == set(SEEN)


def sent(folder: Path, body: str) -> pl.DataFrame:
    one = simulation.BODIES[body]
    raw = engines.read_raw_bytes((folder / "bodies" / body / one.file).read_bytes(), one.file, encoding=one.encoding)
    table = raw.sheets[0].tables[0]
    return table.cells.rename({f"c{at}": name for at, name in enumerate(fields_of(one))})


@pytest.mark.parametrize(
    ("body", "script"),
    [("rivers-police", r"\p{Cyrillic}"), ("port-police", r"\p{Arabic}"), ("general-hospital", r"\p{Han}"),
     ("sea-inspection", r"\p{Thai}"), ("mobile-clinics", r"\p{Ethiopic}|\p{Devanagari}"),
     ("embassy-xe", r"\p{Hangul}|\p{Han}"), ("labour-inspection", r"\p{Myanmar}|[á-ỹ]")],
)  # fmt: skip
def test_a_body_that_keeps_names_in_their_script_sends_them_so(made_up: Path, body: str, script: str) -> None:
    assert sent(made_up, body)["family_name"].str.contains(script).any()


@pytest.mark.parametrize("body", ["national-police", "capital-police", "mine-inspection", "police-cells"])
def test_a_body_without_accents_sends_none(made_up: Path, body: str) -> None:
    assert sent(made_up, body)["family_name"].str.contains(r"^[A-Za-z0-9 '\-]*$").all()


def test_two_spellings_of_one_name_are_sent_by_two_bodies(made_up: Path) -> None:
    """The same persons, by the first and by the second romanisation."""
    names = engines.read_csv_frame((made_up / "frames" / "person_name.csv").read_bytes())
    assert set(names["kind"]) == {"main", "romanised", "alias"}
    pairs = names.filter(pl.col("kind") == "main").join(names.filter(pl.col("kind") == "romanised"), on="person_record")
    assert (pairs["full"] != pairs["full_right"]).mean() > 0.3  # type: ignore[operator]


def test_a_body_of_another_calendar_writes_its_years(made_up: Path) -> None:
    years = {body: sent(made_up, body)["opened_on"].str.extract(r"(\d{4})").cast(pl.Int32) for body in
             ("sea-inspection", "migrant-centre", "mobile-clinics")}  # fmt: skip
    assert years["sea-inspection"].drop_nulls().is_between(2563, 2568).all()
    assert years["migrant-centre"].drop_nulls().is_between(1441, 1447).all()
    assert years["mobile-clinics"].drop_nulls().is_between(2012, 2018).all()


def test_codes_are_in_the_words_of_the_body(made_up: Path) -> None:
    assert set(sent(made_up, "general-hospital")["sex"]) <= {"女", "男", "其他", "", "?9", "#REF!"}
    assert set(sent(made_up, "national-police")["sex"]) <= {"1", "2", "9", "", "?9", "#REF!"}


def test_htcds_is_sent_with_its_quirks(made_up: Path) -> None:
    frame = sent(made_up, "open-door")
    assert "prs_First_Name" in header_of(simulation.BODIES["open-door"]).values()
    assert {"ForcedLabour", "Forced labour"} <= set(frame["vic_TypeOfExploitation"])
    assert (frame["vic_TraffickingStatus"] == "").any()


def test_countries_share_the_population_out_whole() -> None:
    assert sum(culture.share for culture in CULTURES.values()) == 1000
    assert len({culture.script for culture in CULTURES.values()}) >= 9
