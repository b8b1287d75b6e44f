"""The two standards as bodies fill them in: HTCDS by its spreadsheet and its survey form, CTDC as it is circulated.

What differs from the printed standard is known of its files: `standards` keeps the list of their quirks.
"""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from palermo.simulation.bodies import Body
from palermo.simulation.calendars import iso
from palermo.simulation.cultures import HOME
from palermo.simulation.people import MEANS, PURPOSES
from palermo.simulation.records import CONTROLS, LABOURS, RECRUITERS

STANDARDS = ("htcds", "ctdc")
TYPES_OF_EXPLOITATION = MappingProxyType(
    dict(zip(PURPOSES, ("SexualExploitation", "SexualExploitation", "ForcedLabour", "Servitude", "Servitude",
                        "Servitude", "OrganRemoval"), strict=True))
)  # fmt: skip
_GENDERS = MappingProxyType({"female": "Feminine", "male": "Masculine", "other": "NonConforming"})
_STATUS = MappingProxyType(
    {"presumed": "PossibleVictimOfTrafficking", "identified": "ActualVictimOfTrafficking",
     "not_a_victim": "NotAVictimOfTrafficking", "declined": "", "withdrawn": ""}
)  # fmt: skip
_LABELS = MappingProxyType(
    {"SexualExploitation": "Sexual exploitation", "ForcedLabour": "Forced labour", "OrganRemoval": "Organ removal"}
)
_CONTROL = MappingProxyType(
    dict(zip(MEANS, ("PhysicalThreats", "PhysicalAbuse", "PsychologicalAbuse", "Other", "FalsePromises",
                     "FalsePromises", "ThreatsLawEnforcement", "DebtBondage", "TakesEarnings"), strict=True))
)  # fmt: skip
_DECIDED_BY = ("Police", "NGO", "CourtOrProsecution", "NonPoliceGovernmentalOrganization")
_REASONS = ("AdditionalServicesRequired", "MigrationOrChangeOfLocation", "Other")
_STREETS = ("Mill Lane", "Long Quay", "School Street", "Market Square", "Vine Road", "Old Bridge")

_SURVEY = (
    *("record_id", "prs_FirstName", "prs_SecondName", "prs_Birthdate", "prs_Gender", "prs_Citizenship"),
    *("prs_MailingStreet", "prs_MailingCity", "prs_MailingPostalCode", "prs_MailingCountry", "vic_TraffickingStatus"),
    *("vic_TraffickingStatusDecisionMakingOrg", "vic_TypeOfExploitation", "vic_MethodsOfControl", "cas_Status"),
    *("cas_IncomingReferralDate", "cas_ReasonForIncomingReferral", "con_Consent"),
)
_OUTGOING = ("cas_ReferredOrganisation", "cas_ReasonForOutgoingReferral", "cas_OutgoingReferralDate")
"""Fields the survey form does not have."""
_LOCAL = MappingProxyType({"record_id": "Local ID", "invented": "MADE UP"})
_SURVEY_NAMES = MappingProxyType(
    {"prs_FirstName": "prs_First_Name", "prs_SecondName": "prs_Second_Name",
     "vic_MethodsOfControl": "vic_Methods_of_Control"}
)  # fmt: skip
_TEMPLATE_NAMES = MappingProxyType(
    {
        "prs_MailingStreet": "prs_MailingCity",
        "prs_MailingCity": "prs_MailingCountry",
        "prs_MailingPostalCode": "prs_MailingStreet",
        "prs_MailingCountry": "prs_MailingPostalCode",
        "vic_TraffickingStatusDecisionMakingOrg": "vic_TraffickinStatusDecisionMakingOrg",
        "cas_ReasonForOutgoingReferral": "",
    }
)
"""The codes that stand over a field in the spreadsheet: four of another field, one misspelled, one left out."""
_TEMPLATE_LABELS = MappingProxyType(
    {
        "prs_FirstName": "First Name",
        "prs_SecondName": "Second Name",
        "prs_Birthdate": "Birthdate",
        "prs_Gender": "Gender",
        "prs_Citizenship": "Citizenship",
        "prs_MailingStreet": "Mailing Street",
        "prs_MailingCity": "Mailing City",
        "prs_MailingPostalCode": "Mailing Zip/Postal Code",
        "prs_MailingCountry": "Mailing Country",
        "vic_TraffickingStatus": "Trafficking Status",
        "vic_TraffickingStatusDecisionMakingOrg": "Trafficking Status Decision Making Organization",
        "vic_TypeOfExploitation": "Type of Exploitation",
        "vic_MethodsOfControl": "Methods of Control",
        "cas_Status": "Status",
        "cas_IncomingReferralDate": "Incoming Referral Date",
        "cas_ReasonForIncomingReferral": "Reason for Incoming Referral",
        "con_Consent": "Consent",
        "cas_ReferredOrganisation": "Referred Organisation",
        "cas_ReasonForOutgoingReferral": "Reason for Outgoing Referral",
        "cas_OutgoingReferralDate": "Outgoing Referral Date",
    }
)

_CUT = 32  # signs after which a tool of the Data Collective cuts a name
_FLAGS_OF_CONTROL = MappingProxyType(
    {
        **{name: name for name in CONTROLS},
        "PhysicalThreats": "Threats",
        "ThreatsLawEnforcement": "ThreatOfLawEnforcement",
        "ThreatensChildrenFamily": "UsesChildren",
        "PsychoactiveSubstance": "PsychoactiveSubstances",
    }
)
_BANDS = ((9, "0--8"), (18, "9--17"), (21, "18--20"), (24, "21--23"), (27, "24--26"), (30, "27--29"), (39, "30--38"),
          (48, "39--47"))  # fmt: skip
_CTDC = (
    *("record_id", "yearOfRegistration", "Datasource", "gender", "ageBroad", "majorityStatus"),
    *("majorityStatusAtExploit", "citizenship"),
    *(f"meansOfControl{_FLAGS_OF_CONTROL[name]}" for name in CONTROLS),
    *("isForcedLabour", "isSexualExploit", "isOtherExploit", "isOrganRemoval", "isSlaveryAndPractices"),
    *(f"typeOfLabour{name}" for name in LABOURS),
    *("typeOfSexProstitution", "isAbduction", "CountryOfExploitation"),
    *(f"recruiterRelation{name}" for name in RECRUITERS),
)


def standard_fields(body: Body) -> tuple[str, ...]:
    """The fields of a body that sends a standard's file."""
    if body.keeps == "ctdc":
        return _CTDC
    return _SURVEY if body.form == "survey" else (*_SURVEY, *_OUTGOING)


def standard_headers(body: Body) -> Mapping[str, str]:
    """Field → what stands over it where that is not its code."""
    if body.keeps == "ctdc":
        return {name: name[:_CUT] for name in _CTDC} | dict(_LOCAL)
    return {**(_SURVEY_NAMES if body.form == "survey" else _TEMPLATE_NAMES), **_LOCAL}


def label_row(body: Body) -> Mapping[str, str]:
    """Field → its label in the second row of headers; empty where the form has one row."""
    return _TEMPLATE_LABELS if body.form == "template" else {}


def in_standard(body: Body, frame: pl.DataFrame) -> pl.DataFrame:
    """The records in the codes of the standard, with the habits of who fills it in."""
    return _ctdc(frame) if body.keeps == "ctdc" else _htcds(body, frame)


def _every(nth: int, at: int = 0) -> pl.Expr:
    """Every nth record, by its number."""
    return pl.col("record") // 4 % nth == at


def _one_of(codes: tuple[str, ...], shift: int) -> pl.Expr:
    """One of the codes, by a part of the record's number."""
    place = (pl.col("record") // shift) % len(codes)
    return place.replace_strict(dict(enumerate(codes)), return_dtype=pl.String)


def _htcds(body: Body, frame: pl.DataFrame) -> pl.DataFrame:
    """Labels where codes should stand, blanks behind codes, no code for who declined."""
    purpose = pl.col("purpose").replace_strict(TYPES_OF_EXPLOITATION)
    control = pl.col("means").replace(_CONTROL)
    both = pl.concat_str(control, pl.col("control"), separator=" " if body.form == "survey" else ";")
    gender = pl.col("sex").replace_strict(_GENDERS)
    open_case = pl.when(_every(5)).then(pl.lit("Follow up")).otherwise(pl.lit("Active"))
    referred = pl.col("referred") != -1
    return frame.select(
        "record_id",
        prs_FirstName="given_name",
        prs_SecondName="family_name",
        prs_Birthdate=iso("birth"),
        prs_Gender=pl.when(_every(7)).then(gender + pl.lit(" ")).otherwise(gender),
        prs_Citizenship="citizenship",
        prs_MailingStreet=pl.concat_str(_one_of(_STREETS, 8), (pl.col("record") // 4 % 90 + 1).cast(pl.String),
                                        separator=" "),
        prs_MailingCity="destination",
        prs_MailingPostalCode=(pl.col("record") // 4 % 9000 + 1000).cast(pl.String),
        prs_MailingCountry=pl.lit(HOME),
        vic_TraffickingStatus=pl.col("status").replace_strict(_STATUS),
        vic_TraffickingStatusDecisionMakingOrg=pl.when(pl.col("status") == "presumed").then(pl.lit("")).otherwise(
            _one_of(_DECIDED_BY, 4)
        ),
        vic_TypeOfExploitation=pl.when(_every(3)).then(purpose.replace(_LABELS)).otherwise(purpose),
        vic_MethodsOfControl=pl.when((pl.col("means") != "") & _every(3, 1) & (control != pl.col("control")))
        .then(both).otherwise(control),
        cas_Status=pl.when(pl.col("closed") < 0).then(open_case).otherwise(pl.lit("Closed")),
        cas_IncomingReferralDate=iso("opened"),
        cas_ReasonForIncomingReferral=_one_of(_REASONS, 16).replace(
            {"MigrationOrChangeOfLocation": "Migration Or Change Of Location"}
        ),
        con_Consent=pl.when(pl.col("consent") == "yes").then(pl.lit("true")).otherwise(pl.lit("false")),
        cas_ReferredOrganisation=pl.when(referred).then("referred_to").otherwise(pl.lit("")),
        cas_ReasonForOutgoingReferral=pl.when(referred).then(_one_of(_REASONS, 32)).otherwise(pl.lit("")),
        cas_OutgoingReferralDate=iso("referred"),
    )  # fmt: skip


def _ctdc(frame: pl.DataFrame) -> pl.DataFrame:
    """Flags of 1 and 0; three in ten records have none on control, four in ten none on the recruiter."""
    band: pl.Expr = pl.lit("48+")
    for upto, name in reversed(_BANDS):
        band = pl.when(pl.col("age") < upto).then(pl.lit(name)).otherwise(band)
    kind = pl.col("purpose").replace_strict(TYPES_OF_EXPLOITATION)
    major = pl.when(pl.col("age") < 18).then(pl.lit("Minor")).otherwise(pl.lit("Adult"))
    then = pl.when(pl.col("begun") - pl.col("birth") < 18 * 1461 // 4).then(pl.lit("Minor")).otherwise(pl.lit("Adult"))
    told, recruited = ~(pl.col("record") // 4 % 10).is_in([1, 4, 7]), (pl.col("record") // 8 % 5) > 1
    control = pl.col("means").replace(_CONTROL)
    labour, sold = kind == "ForcedLabour", kind == "SexualExploitation"
    return frame.select(
        "record_id",
        _flag((pl.col("means") == "abduction"), told).alias("isAbduction"),
        *(_flag((control == name) | (pl.col("control") == name), told).alias(f"meansOfControl{flag}")
          for name, flag in _FLAGS_OF_CONTROL.items()),
        *(_flag(pl.col("labour") == name, labour).alias(f"typeOfLabour{name}") for name in LABOURS),
        *(_flag(pl.col("recruiter") == name, recruited).alias(f"recruiterRelation{name}") for name in RECRUITERS),
        yearOfRegistration=iso("opened").str.slice(0, 4),
        Datasource=pl.lit("Case Management"),
        gender=pl.col("sex").replace_strict({"female": "Female", "male": "Male", "other": "-99"}),
        ageBroad=band,
        majorityStatus=major,
        majorityStatusAtExploit=then,
        citizenship="citizenship",
        isForcedLabour=_flag(labour),
        isSexualExploit=_flag(sold),
        isOtherExploit=_flag(~labour & ~sold),
        isOrganRemoval=_flag(kind == "OrganRemoval"),
        isSlaveryAndPractices=_flag(kind == "Servitude"),
        typeOfSexProstitution=_flag(pl.col("purpose") == "prostitution_of_others", sold),
        CountryOfExploitation=pl.lit(HOME),
    )  # fmt: skip


def _flag(holds: pl.Expr, asked: pl.Expr | None = None) -> pl.Expr:
    flag = pl.when(holds).then(pl.lit("1")).otherwise(pl.lit("0"))
    return flag if asked is None else pl.when(asked).then(flag).otherwise(pl.lit(""))
