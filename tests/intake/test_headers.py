"""What columns are called in the wild, and what is asked where a name has two meanings."""

from datetime import date

import pytest

from palermo import intake

TEMPLATE = ["prs_MailingCity|prs_MailingCountry|prs_MailingStreet|prs_MailingPostalCode|prs_FirstName|cas_Status"]
LABELS = "Mailing Street|Mailing City|Mailing Zip/Postal Code|Mailing Country|First Name|Status"
ROW = "Main Street 1|Springfield|12345|DE|Anna|Active"


@pytest.mark.parametrize(
    ("seen", "means", "code"),
    [
        ("prs_First_Name", "prs_FirstName", "header.alias"),
        ("prs_Second_Name", "prs_SecondName", "header.alias"),
        ("vic_Methods_of_Control", "vic_MethodsOfControl", "header.alias"),
        ("vic_TraffickinStatusDecisionMakingOrg", "vic_TraffickingStatusDecisionMakingOrg", "header.alias"),
        ("PRS_GENDER", "prs_Gender", "header.alias"),
        ("Birthdate", "prs_Birthdate", "header.label"),
        (" birthdate ", "prs_Birthdate", "header.label"),
    ],
)
def test_a_column_of_the_standard_is_found_under_its_other_names(check, seen, means, code) -> None:
    outcome = check("htcds", seen, "")
    assert outcome.receipt.columns[0].means == means
    assert [finding.column for finding in outcome.findings if finding.code == code] == [seen.strip()]


def test_an_empty_code_over_a_label_is_found_by_the_label(check) -> None:
    outcome = check("htcds", ["prs_FirstName|", "First Name|Reason for Outgoing Referral"], "Anna|")
    assert outcome.receipt.columns[1].means == "cas_ReasonForOutgoingReferral"
    assert "header.empty_code" in {finding.code for finding in outcome.findings}


@pytest.mark.parametrize("rows", [(LABELS, ROW), (LABELS, ROW, "|||||Active")])
def test_labels_that_contradict_their_codes_leave_filled_rows_pending(check, codes, rows) -> None:
    outcome = check("htcds", TEMPLATE, *rows)
    assert outcome.receipt.received == len(rows) - 1
    assert outcome.pending["palermo_codes"].to_list() == ["header.conflict"]
    assert codes(outcome)["header.conflict"] == 4 + 4  # one for each header, and the row once for each cell


@pytest.mark.parametrize(
    ("answer", "city", "country"), [("code", "Main Street 1", "Springfield"), ("label", "Springfield", "DE")]
)
def test_the_answer_settles_which_of_code_and_label_holds(check, answer, city, country) -> None:
    layout = {"name": "x", "target": "htcds", "answers": {"header_conflict": answer}}
    accepted = check(layout, TEMPLATE, LABELS, ROW).accepted
    assert accepted.select("prs_MailingCity", "prs_MailingCountry").row(0) == (city, country)


def test_shifted_reads_codes_alone_as_the_template_prints_its_labels(check) -> None:
    layout = {"name": "x", "target": "htcds", "answers": {"header_conflict": "shifted"}}
    accepted = check(layout, TEMPLATE, ROW).accepted
    assert accepted["prs_MailingCity"].to_list() == ["Springfield"]
    assert accepted["prs_MailingPostalCode"].to_list() == ["12345"]


def test_codes_alone_are_taken_at_their_word_and_warned_about(check) -> None:
    outcome = check("htcds", TEMPLATE, "DE|12345|10115|Main|Anna|Active", "Rome|IT|Via Roma 1|00100|Bea|Active")
    assert outcome.receipt.accepted == 2
    shifted = {finding.column: finding.row for finding in outcome.findings if finding.code == "address.looks_shifted"}
    assert shifted == {"prs_MailingCity": 2, "prs_MailingCountry": 2, "prs_MailingStreet": 2}


def test_a_title_labelled_second_name_is_asked_about(check) -> None:
    outcome = check("htcds", ["prs_Title|prs_Gender", "Second Name|Gender"], "Silva|Feminine", "|Feminine")
    assert (outcome.receipt.pending, outcome.receipt.accepted) == (1, 1)


def test_each_absent_core_column_is_one_warning_and_no_reject(check) -> None:
    outcome = check("htcds", "prs_FirstName|prs_Gender", "Anna|Feminine")
    absent = [finding for finding in outcome.findings if finding.code == "header.core_absent"]
    assert len(absent) == 36
    assert {(finding.count, finding.severity.value) for finding in absent} == {(1, "warning")}
    assert outcome.receipt.accepted == 1


def test_a_deprecated_field_is_accepted_kept_and_flagged(check) -> None:
    outcome = check("htcds", "vic_DetailsOfVulnerabilities", "words")
    assert outcome.accepted["vic_DetailsOfVulnerabilities"].to_list() == ["words"]
    assert "intake.header-deprecated" in {finding.code for finding in outcome.findings}


def test_a_ctdc_name_cut_at_32_characters_is_found(check) -> None:
    outcome = check("ctdc", "meansOfControlPsychoactiveSubsta|gender", "1|Female")
    assert outcome.receipt.columns[0].means == "meansOfControlPsychoactiveSubstances"


def test_a_header_that_stands_twice_leaves_rows_with_anything_under_it_pending(check, codes) -> None:
    outcome = check(None, "a|b|a", "1|2|3", "|2|", "|2|3")
    assert outcome.pending["palermo_row"].to_list() == [2, 4]
    assert outcome.receipt.accepted == 1
    first = next(finding for finding in outcome.findings if finding.code == "header.duplicate" and finding.row is None)
    assert first.count == 2


def test_two_headers_of_one_meaning_are_asked_about(check) -> None:
    outcome = check("htcds", "prs_FirstName|prs_First_Name", "Anna|Anne")
    assert outcome.pending["palermo_codes"].to_list() == ["header.duplicate"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("prs_FirstName|prs_Gender|prs_Birthdate|cas_Status|vic_Methods_of_Control", "htcds"),
        ("gender|ageBroad|citizenship|isForcedLabour|isSexualExploit", "ctdc"),
        ("prs_FirstName|prs_Gender|prs_Birthdate|cas_Status|other", None),
    ],
)
def test_five_names_of_a_standard_pick_it(check, header, name) -> None:
    outcome = check(None, header, "||||")
    assert (outcome.receipt.layout or {}).get("name") == name
    assert ("layout.unknown" in {finding.code for finding in outcome.findings}) == (name is None)


def test_an_unknown_column_is_kept_under_its_own_name(check) -> None:
    outcome = check("htcds", "prs_Gender|Shoe size", "Feminine| 39 ")
    assert outcome.accepted["Shoe size"].to_list() == [" 39 "]
    assert [finding.column for finding in outcome.findings if finding.code == "header.unknown"] == ["Shoe size"]


def test_our_own_columns_are_ignored_when_they_come_back(check) -> None:
    outcome = check("htcds", "prs_Gender|palermo_row|palermo_codes", "Feminine|7|value.type")
    assert outcome.accepted.columns == ["prs_Gender", "palermo_key", "palermo_row"]
    assert outcome.receipt.columns[1].how == "ignored"


def test_layout_headers_are_matched_apart_from_case_and_blanks(check) -> None:
    outcome = check({"columns": {"Case  No": "ref"}}, " CASE no ", "7")
    assert outcome.accepted.columns == ["ref", "palermo_row"]


def test_a_table_without_header_has_numbered_columns(table) -> None:
    bare = intake.with_header_rows(table("a|b", "1|2"), 0)
    outcome = intake.check(bare, intake.load_layout({"columns": {"column 2": "second"}}), today=date(2026, 1, 31))
    assert outcome.accepted.columns == ["column 1", "second", "palermo_row"]
    assert outcome.receipt.received == 2
