"""Thirty-five bodies, each with a hand of its own; what they send is readable only with their layout."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from palermo import engines, intake, simulation, standards
from palermo.intake.digits import plain_digits
from palermo.simulation.cultures import CULTURES
from palermo.simulation.errors import SEEN, seen_kinds
from palermo.simulation.people import REGIONS
from palermo.simulation.tables import fields_of, header_of, labels_of, layout_of, needs_a_word
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
def test_the_layout_of_a_body_names_every_column_that_no_standard_names(body: simulation.Body, made_up: Path) -> None:
    layout = intake.load_layout(layout_of(body), name=body.id)
    written = intake.load_layout((made_up / "bodies" / body.id / "LAYOUT.yml").read_bytes())
    assert written == layout
    named = {name for name in fields_of(body) if needs_a_word(body, name)}
    assert set(layout.columns) == {header_of(body)[name] for name in named}
    assert (named == set(fields_of(body))) == (body.keeps not in ("htcds", "ctdc"))


def test_headers_of_a_language_are_all_different() -> None:
    for style in STYLES:
        assert len(set(HEADERS[style].values())) == len(HEADERS[style])


def test_every_error_that_check_sees_can_be_made_somewhere() -> None:
    assert {kind for body in simulation.BODIES.values() for kind in seen_kinds(body)} == set(SEEN)


def sent(folder: Path, body: str, *, header_rows: int = 1) -> pl.DataFrame:
    one = simulation.BODIES[body]
    data = (folder / "bodies" / body / one.file).read_bytes()
    raw = engines.read_raw_bytes(data, one.file, encoding=one.encoding, header_rows=header_rows)
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
    years = {
        body: plain_digits(sent(made_up, body)["opened_on"])[0].str.extract(r"(14\d\d|25\d\d|201\d)").cast(pl.Int32)
        for body in ("sea-inspection", "migrant-centre", "mobile-clinics", "port-police")
    }
    assert years["sea-inspection"].drop_nulls().is_between(2563, 2568).all()
    assert years["migrant-centre"].drop_nulls().is_between(1441, 1447).all()
    assert years["mobile-clinics"].drop_nulls().is_between(2012, 2018).all()
    assert years["port-police"].drop_nulls().is_between(1398, 1404).all()
    assert min(one.count() for one in years.values()) > 20


@pytest.mark.parametrize(
    ("body", "digits"), [("migrant-centre", "٠-٩"), ("port-police", "۰-۹"), ("river-house", "๐-๙")]
)
def test_a_body_of_other_digits_writes_its_dates_in_them(made_up: Path, body: str, digits: str) -> None:
    dates = sent(made_up, body)["decided_on"]
    assert dates.str.contains(rf"^[{digits}]{{4}}[/-][{digits}]{{2}}[/-][{digits}]{{2}}$").mean() > 0.9  # type: ignore[operator]
    assert not dates.str.contains("[0-9]").any()


def test_days_of_every_calendar_come_out_as_the_days_they_are(made_up: Path) -> None:
    """What `check` accepts of a decision is, but for mistakes, the day in the frames."""
    decided = engines.read_csv_frame((made_up / "frames" / "status_decision.csv").read_bytes())
    for body in ("sea-inspection", "migrant-centre", "mobile-clinics", "port-police"):
        accepted = checked(made_up, body).accepted.filter(pl.col("status") != "presumed")
        days = dict(decided.filter((pl.col("decided_by") == body) & (pl.col("stage") == "CG")).select(
            pl.col("participation").str.split("/").list.last(), "decided_on").rows())  # fmt: skip
        pairs = [(days.get(one), day) for one, day in accepted.select("record_id", "decided_on").rows()]
        assert len(pairs) > 20
        assert [pair for pair in pairs if pair[0] != pair[1]] == [], body


def test_codes_are_in_the_words_of_the_body(made_up: Path) -> None:
    assert set(sent(made_up, "general-hospital")["sex"]) <= {"女", "男", "其他", "", "?9", "#REF!"}
    assert set(sent(made_up, "national-police")["sex"]) <= {"1", "2", "9", "", "?9", "#REF!"}


def checked(folder: Path, body: str) -> intake.Outcome:
    one, files = simulation.BODIES[body], folder / "bodies" / body
    layout = intake.load_layout((files / "LAYOUT.yml").read_bytes())
    book = engines.read_raw_bytes(
        (files / one.file).read_bytes(), one.file, encoding=layout.encoding, delimiter=layout.delimiter,
        header_rows=layout.header_rows,
    )  # fmt: skip
    table = intake.choose_table(book, layout).table
    assert table is not None
    return intake.check(table, layout, today=date(2026, 1, 31))


@pytest.mark.parametrize("body", ["women-shelter", "open-door", "data-collective"])
def test_every_column_of_a_standards_file_is_known_for_what_it_is(made_up: Path, body: str) -> None:
    outcome = checked(made_up, body)
    assert [one.means for one in outcome.receipt.columns] == list(fields_of(simulation.BODIES[body]))
    assert {one.how for one in outcome.receipt.columns} & {"kept", "asked", "ignored"} == set()


def test_the_spreadsheet_of_htcds_has_labels_below_its_codes_and_four_of_them_shifted(made_up: Path) -> None:
    body = simulation.BODIES["women-shelter"]
    codes, labels = header_of(body), dict(zip(fields_of(body), labels_of(body), strict=True))
    assert (codes["prs_MailingCity"], labels["prs_MailingCity"]) == ("prs_MailingCountry", "Mailing City")
    assert (codes["cas_ReasonForOutgoingReferral"], labels["cas_ReasonForOutgoingReferral"]) == (
        "",
        "Reason for Outgoing Referral",
    )
    outcome = checked(made_up, "women-shelter")
    assert outcome.receipt.header_rows == (1, 2)
    assert set(outcome.accepted["prs_MailingCity"]) <= set(REGIONS)
    assert outcome.accepted["prs_MailingPostalCode"].str.contains(r"^\d{4}$").all()
    assert outcome.accepted["prs_MailingStreet"].str.contains(r"^[A-Z].* \d+$").all()


def test_conflicts_of_the_template_are_those_of_the_standard() -> None:
    body = simulation.BODIES["women-shelter"]
    labels = dict(zip(header_of(body).values(), labels_of(body), strict=True))
    known = {one.code: one.label for one in standards.header_conflicts("htcds") if one.where.startswith("Excel")}
    assert {code: labels[code] for code in known} == known
    fields = {one.code: one.label for one in standards.fields("htcds")}
    assert {name: fields[name] for name in fields_of(body) if name in fields} == {
        name: label for name, label in zip(fields_of(body), labels_of(body), strict=True) if label
    }


def test_the_survey_form_misspells_three_names_and_has_no_outgoing_referral(made_up: Path) -> None:
    body = simulation.BODIES["open-door"]
    misspelled = {"prs_First_Name", "prs_Second_Name", "vic_Methods_of_Control"}
    assert misspelled <= set(header_of(body).values())
    assert [name for name in fields_of(body) if "Outgoing" in name or "ReferredOrg" in name] == []
    found = [one.column for one in checked(made_up, "open-door").findings if one.code == "header.alias"]
    assert set(found) == misspelled


@pytest.mark.parametrize("body", ["women-shelter", "open-door"])
def test_values_of_htcds_are_written_as_people_write_them_and_read_as_codes(made_up: Path, body: str) -> None:
    raw, outcome = sent(made_up, body, header_rows=1 + bool(labels_of(simulation.BODIES[body]))), checked(made_up, body)
    assert {"ForcedLabour", "Forced labour"} <= set(raw["vic_TypeOfExploitation"])
    assert {"Feminine", "Feminine "} <= set(raw["prs_Gender"])
    assert {"Follow up", "Active"} <= set(raw["cas_Status"])
    assert (raw["vic_TraffickingStatus"] == "").any()
    assert set(outcome.accepted["prs_Gender"]) <= {"Feminine", "Masculine", "NonConforming", None}
    assert set(outcome.accepted["cas_Status"]) <= {"Active", "FollowUp", "Closed", None}
    several = raw["vic_MethodsOfControl"].str.contains(" " if body == "open-door" else ";")
    assert several.any()


def test_a_file_like_ctdcs_has_its_flags_and_its_gaps(made_up: Path) -> None:
    body = simulation.BODIES["data-collective"]
    assert len(fields_of(body)) > 45
    assert max(len(name) for name in header_of(body).values()) == 32
    raw, accepted = sent(made_up, "data-collective"), checked(made_up, "data-collective").accepted
    for name in ("meansOfControlThreats", "typeOfLabourConstruction", "recruiterRelationFriend"):
        assert set(raw[name]) == {"1", "0", ""}
    labour = accepted.filter(pl.col("typeOfLabourDomesticWork").is_in(["0", "1"]))
    assert set(labour["isForcedLabour"]) == {"1"}
    unknown = raw["meansOfControlThreats"] == ""
    assert 0.1 < unknown.mean() < 0.5  # type: ignore[operator]
    assert (raw["meansOfControlDebtBondage"] == "").equals(unknown)


def test_countries_share_the_population_out_whole() -> None:
    assert sum(culture.share for culture in CULTURES.values()) == 1000
    assert len({culture.script for culture in CULTURES.values()}) >= 9


def test_birth_dates_from_ethiopian_papers_lie_some_eight_years_back(made_up: Path) -> None:
    """Only of people who have such papers, and only at bodies that write days of ours."""
    errors = engines.read_csv_frame((made_up / "truth" / "errors.csv").read_bytes())
    copied = errors.filter(pl.col("kind") == "wrong_calendar")
    links = engines.read_csv_frame((made_up / "truth" / "records.csv").read_bytes())
    people = engines.read_csv_frame((made_up / "truth" / "people.csv").read_bytes())
    whose = copied.join(links.drop("invented"), on=["source", "row"]).join(people.drop("invented"), on="person_id")
    assert whose.height == copied.height > 1
    assert set(whose["citizenship"]) == {"XJ"}
    assert {simulation.BODIES[one].calendar for one in copied["source"]} == {"gregorian"}
    years = [int(cell.str.extract(r"(\d{4})").item()) for cell in (copied["before"].head(1), copied["after"].head(1))]
    assert years[0] - years[1] in (7, 8)
