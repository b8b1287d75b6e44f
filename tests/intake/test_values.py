"""Cells in the words of the standard."""

import pytest

from palermo import standards

BOTH = {"multi.single", "value.alias"}


def one(check, layout, header, cell):
    """Accepted text and the codes said about one cell."""
    outcome = check(layout, header, [cell])
    said = {finding.code for finding in outcome.findings if finding.row is not None} - {"key.missing"}
    return (outcome.accepted[:, 0].to_list() or [None])[0], said


@pytest.mark.parametrize(
    ("header", "seen", "means", "said"),
    [
        ("prs_Citizenship", "NA", "NA", set()),
        ("prs_Citizenship", "DE;FR", "DE;FR", {"multi.single"}),
        ("prs_Citizenship", "DE|FR", "DE;FR", {"multi.single"}),
        ("prs_Citizenship", "DE, FR", "DE;FR", {"multi.single"}),
        ("prs_Citizenship", "DE FR NA", "DE;FR;NA", {"multi.single"}),
        ("prs_Citizenship", "DE;DE", "DE", set()),
        ("prs_Citizenship", "Germany", "DE", {"value.label"}),
        ("prs_Gender", "Feminine ", "Feminine", {"value.trimmed"}),
        ("prs_Gender", "FEMININE", "Feminine", {"value.case"}),
        ("prs_Gender", "Not Specified/Unknown", "NonSpecifiedUnknown", {"value.label"}),
        ("prs_Gender", "refused", "refused", set()),
        ("prs_Gender", "not_asked", "not_asked", set()),
        ("prs_Gender", "", "", set()),
        ("prs_Gender", "Feminine;Masculine", None, {"value.not_in_list"}),
        ("cas_Status", "Follow up", "FollowUp", {"value.label"}),
        (
            "cas_ReasonForIncomingReferral",
            "Migration Or Change Of Location",
            "MigrationOrChangeOfLocation",
            {"value.label"},
        ),
        ("vic_MethodsOfControl", "DebtBondage ;TakesEarnings", "DebtBondage;TakesEarnings", set()),
        ("vic_MethodsOfControl", "MethodsOfControlThreats", "PhysicalThreats", {"value.alias"}),
        ("vic_MethodsOfControl", "MethodsOfControlUsesChildren", "ThreatensChildrenFamily", {"intake.near-alias"}),
        ("vic_MethodsOfControl", "RestrictsMovement", "RestrictsMovement", set()),
        ("vic_MethodsOfControl", "Debt bondage, Takes earnings", "DebtBondage;TakesEarnings", {"value.label"}),
        ("vic_MethodsOfControl", "Debt bondage Nonsense", None, {"value.not_in_list"}),
        ("vic_ForcedLabourIndustry", "F_Construction;A", "F_Construction;A_AgricultureForestryAndFishing", BOTH),
        ("prs_Deceased", "Yes", "true", set()),
        ("prs_Deceased", "0", "false", set()),
        ("prs_Deceased", "perhaps", None, {"value.type"}),
        ("prs_NumberOfChildren", "2.50", "2.5", set()),
        ("prs_NumberOfChildren", "two", None, {"value.type"}),
        ("prs_MobilePhone", "+4915112345", "+4915112345", set()),
        ("prs_MobilePhone", "0049 151", None, {"value.pattern"}),
        ("prs_MailingCountry", "Germany", "DE", {"value.label"}),
        ("prs_MailingCountry", "Prussia", "Prussia", set()),
    ],
)
def test_a_cell_of_htcds(check, header, seen, means, said) -> None:
    assert one(check, "htcds", header, seen) == (means, said)


def test_labels_that_hold_a_separator_are_still_found(check) -> None:
    codes = [code for code in standards.code_list("isic4_section").codes if "," in code.label or ";" in code.label]
    first, second = codes[:2]
    for between in ("; ", ", ", "|"):
        cell = f"{first.label}{between}{second.label}"
        assert one(check, "htcds", "vic_ForcedLabourIndustry", cell)[0] == f"{first.code};{second.code}"


@pytest.mark.parametrize(
    ("header", "seen", "means"),
    [("isForcedLabour", "1", "1"), ("isForcedLabour", "-99", "unknown"), ("citizenship", "00", "suppressed"),
     ("citizenship", "NA", "NA"), ("gender", "-99", "unknown")],
)  # fmt: skip
def test_a_cell_of_ctdc(check, header, seen, means) -> None:
    assert one(check, "ctdc", header, seen) == (means, set())


def test_what_na_means_belongs_to_the_column(check) -> None:
    layout = {
        "columns": {
            "country": {"list": "iso3166_alpha2"},
            "tier": {"list": ["1", "2"], "missing": {"NA": "not_applicable"}},
        }
    }
    assert check(layout, "country|tier", "NA|NA").accepted.row(0)[:2] == ("NA", "not_applicable")


def test_missing_signs_of_the_layout_hold_for_all_columns(check) -> None:
    layout = {
        "columns": {"n": {"type": "integer"}, "day": {"date": "iso"}, "t": {}},
        "missing": {"-99": "unknown", "-": "empty"},
    }
    outcome = check(layout, "n|day|t", "-99|-|-99")
    assert outcome.accepted.row(0)[:3] == ("unknown", "", "unknown")
    assert not outcome.findings


@pytest.mark.parametrize(
    ("seen", "means"),
    [("007", "7"), ("+3", "3"), ("-1", "-1"), ("-0", "0"), ("1e3", "1000"), ("2.500", "2.5"), (".5", "0.5"),
     ("5.", "5"), ("37.17878965430652", "37.17878965430652"), ("12345678901234567890.10", "12345678901234567890.1")],
)  # fmt: skip
def test_numbers_come_out_as_the_shortest_text(check, seen, means) -> None:
    assert one(check, {"columns": {"n": {"type": "number"}}}, "n", seen)[0] == means


@pytest.mark.parametrize("seen", ["1,200", "3,5", "1 200", "12abc", "1e999", "Infinity", "NaN", "0x1F", "--1", "."])
def test_what_is_no_plain_number_is_rejected(check, seen) -> None:
    assert one(check, {"columns": {"n": {"type": "number"}}}, "n", seen)[0] is None


@pytest.mark.parametrize(("seen", "means"), [("12.0", "12"), ("12.5", None), ("-3", "-3")])
def test_whole_numbers(check, seen, means) -> None:
    assert one(check, {"columns": {"n": {"type": "integer"}}}, "n", seen)[0] == means


def test_the_layouts_own_words_come_first(check) -> None:
    layout = {"columns": {"s": {"list": "us_states"}}, "values": {"us_states": {"NB": "NE", "xx": "TX"}}}
    outcome = check(layout, "s", "NB", "XX", "Texas", "QQ")
    assert outcome.accepted["s"].to_list() == ["NE", "TX", "TX"]
    assert outcome.rejected["palermo_codes"].to_list() == ["value.not_in_list"]


def test_the_hint_names_the_codes_and_not_the_cell(check) -> None:
    outcome = check("htcds", "prs_Gender", "Gurkenmensch")
    assert outcome.rejected["palermo_hints"][0].startswith("prs_Gender: Use a code of the list gender: Feminine")
    assert not any("Gurkenmensch" in str(finding.to_dict()) for finding in outcome.findings)


def test_a_list_of_many_codes_is_not_spelled_out(check) -> None:
    assert "and 237 more" in check("htcds", "prs_Citizenship", "XX").rejected["palermo_hints"][0]
