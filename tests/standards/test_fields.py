"""Fields of HTCDS and CTDC, and the headers that agencies' files really have."""

import re

import pytest

from palermo import standards
from palermo.ground.errors import UsageError


def test_htcds_has_83_fields_38_of_them_core_and_in_use() -> None:
    fields = standards.fields("htcds")
    assert len(fields) == len({field.code for field in fields}) == 83
    assert sum(field.core and field.status == "draft" for field in fields) == 38
    assert len({field.entity for field in fields}) == 10


def test_ctdc_has_63_columns() -> None:
    assert len({field.code for field in standards.fields("ctdc")}) == 63


def test_deprecated_fields_are_kept_and_flagged() -> None:
    deprecated = {field.code: field.note for field in standards.fields("htcds") if field.status == "deprecated"}
    assert set(deprecated) == {
        "vic_AgreementToManagePersonalData",
        "vic_Vulnerabilities",
        "vic_DetailsOfVulnerabilities",
    }
    assert all("deprecated" in note for note in deprecated.values())


@pytest.mark.parametrize("standard", ["htcds", "ctdc"])
def test_every_list_a_field_names_exists(standard: standards.Standard) -> None:
    named = {field.code_list for field in standards.fields(standard) if field.code_list}
    assert named <= set(standards.code_lists())


@pytest.mark.parametrize("standard", ["htcds", "ctdc"])
def test_a_field_of_codes_names_its_list_and_a_pattern_compiles(standard: standards.Standard) -> None:
    for field in standards.fields(standard):
        assert field.code_list or field.type not in ("code", "code_multi"), field.code
        assert re.compile(field.pattern or "")
        assert field.multi in (True, False, "either")


def test_a_phone_number_with_leading_plus_fits_its_pattern() -> None:
    phone = standards.field("htcds", "prs_MobilePhone")
    assert phone is not None and phone.pattern is not None
    assert re.fullmatch(phone.pattern, "+390912345678")
    assert not re.fullmatch(phone.pattern, "0912345678")


@pytest.mark.parametrize("code", ["prs_Citizenship", "vic_ForcedLabourIndustry"])
def test_where_the_standards_files_disagree_one_value_and_several_are_both_taken(code: str) -> None:
    field = standards.field("htcds", code)
    assert field is not None and field.multi == "either"


@pytest.mark.parametrize(
    ("code", "sensitivity"),
    [
        ("prs_FirstName", "name"),
        ("prs_SecondName", "name"),
        ("prs_Title", "name"),  # the survey form labels it Second Name
        ("cas_ReferringPrimaryCaseWorker", "name"),
        ("prs_IdentityNumber", "identifier"),
        ("prs_Email", "contact"),
        ("prs_MailingStreet", "contact"),
        ("prs_MailingLatitude", "contact"),
        ("cco_CaseComment", "free_text"),
        ("prs_Birthdate", "date"),
        ("prs_Gender", "coded"),
    ],
)
def test_what_leads_to_a_person_is_marked(code: str, sensitivity: str) -> None:
    field = standards.field("htcds", code)
    assert field is not None and field.sensitivity == sensitivity


def test_no_free_words_are_taken_for_codes() -> None:
    wordy = [field for field in standards.fields("htcds") if field.type in ("text", "long_text")]
    assert all(field.sensitivity not in ("coded", "number") for field in wordy)


@pytest.mark.parametrize(
    ("seen", "means"),
    [
        ("prs_First_Name", "prs_FirstName"),
        ("prs_Second_Name", "prs_SecondName"),
        ("vic_Methods_of_Control", "vic_MethodsOfControl"),
        ("vic_TraffickinStatusDecisionMakingOrg", "vic_TraffickingStatusDecisionMakingOrg"),
    ],
)
def test_headers_misspelt_by_the_standard_itself_are_understood(seen: str, means: str) -> None:
    assert standards.header_aliases("htcds")[seen] == means


def test_a_column_name_cut_at_32_characters_is_understood() -> None:
    cut = standards.header_aliases("ctdc")
    assert cut["meansOfControlPsychoactiveSubsta"] == "meansOfControlPsychoactiveSubstances"
    assert all(len(seen) == 32 and means.startswith(seen) for seen, means in cut.items())
    assert set(cut.values()) == {field.code for field in standards.fields("ctdc") if len(field.code) > 32}


def test_no_alias_is_the_name_of_another_field() -> None:
    for standard in ("htcds", "ctdc"):
        codes = {field.code for field in standards.fields(standard)}
        assert not codes & set(standards.header_aliases(standard))


def test_an_empty_code_over_its_label_is_read_by_the_label() -> None:
    assert standards.headers_by_label("htcds")["reason for outgoing referral"] == "cas_ReasonForOutgoingReferral"


@pytest.mark.parametrize("label", ["type", "longitude", "latitude"])
def test_a_label_that_several_fields_share_decides_nothing(label: str) -> None:
    assert label not in standards.headers_by_label("htcds")


def test_five_columns_of_the_standards_files_contradict_themselves() -> None:
    conflicts = {(one.code, one.label): one.where for one in standards.header_conflicts("htcds")}
    assert conflicts == {
        ("prs_MailingCity", "Mailing Street"): "Excel template",
        ("prs_MailingCountry", "Mailing City"): "Excel template",
        ("prs_MailingStreet", "Mailing Zip/Postal Code"): "Excel template",
        ("prs_MailingPostalCode", "Mailing Country"): "Excel template",
        ("prs_Title", "Second Name"): "survey form",
    }
    assert standards.header_conflicts("ctdc") == ()


def test_a_conflicting_label_belongs_to_another_field_than_its_code() -> None:
    by_label = standards.headers_by_label("htcds")
    assert all(by_label[one.label.lower()] != one.code for one in standards.header_conflicts("htcds"))


def test_missing_and_suppressed_values_of_ctdc_are_told_apart() -> None:
    seen = {one.seen: (one.means, one.code_list) for one in standards.missing_values("ctdc")}
    assert seen == {"-99": ("unknown", None), "00": ("suppressed", "iso3166_alpha2")}
    assert standards.missing_values("htcds") == ()


def test_a_standard_without_fields_is_refused() -> None:
    with pytest.raises(UsageError, match="no standard with fields"):
        standards.fields("nrm")


def test_every_ctdc_column_has_its_place_in_the_crosswalk() -> None:
    rows = standards.crosswalk("ctdc", "htcds")
    assert [row.source for row in rows] == [field.code for field in standards.fields("ctdc")]


def test_the_crosswalk_leads_to_fields_and_codes_that_exist() -> None:
    missing = standards.code_list("missing_codes")
    for row in standards.crosswalk("ctdc", "htcds"):
        target = standards.field("htcds", row.target) if row.target else None
        assert bool(target) == bool(row.target), row
        for value in (row.value, *row.values.values()):
            if value is not None and value not in missing:
                assert target and value in standards.code_list(target.code_list or ""), row


def test_what_has_no_place_or_only_a_near_one_is_lossy() -> None:
    rows = {row.source: row for row in standards.crosswalk("ctdc", "htcds")}
    near = {source for source, row in rows.items() if row.note.startswith("near")}
    assert near == {
        "meansOfControlUsesChildren",
        "isForcedMilitary",
        "isSlaveryAndPractices",
        "typeOfLabourPeddling",
        "typeOfLabourOther",
        "recruiterRelationIntimatePartner",
    }
    assert all(rows[source].lossy for source in near)
    assert all(row.lossy and row.note for row in rows.values() if row.target is None)
    assert not rows["meansOfControlRestrictsMovement"].lossy  # thanks to a code of our own


def test_a_crosswalk_nobody_drew_is_refused() -> None:
    with pytest.raises(UsageError, match="No crosswalk"):
        standards.crosswalk("htcds", "fields")
