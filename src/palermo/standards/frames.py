"""Frames of the register as rooms hand them on: the entities' own names, every cell text, empty for nothing known."""

from collections.abc import Mapping
from types import MappingProxyType

from palermo.ground.frame import Column, Contract

_NAMES, _DAYS = ("given", "family", "full"), ("birth_date",)
_ALLOWED = MappingProxyType(
    {
        "sex": frozenset({"female", "male", "other", ""}),
        "national": frozenset({"national", "foreign", "not_asked", ""}),
        "role": frozenset({"victim", "perpetrator", "witness", "relative", "informant"}),
        "place_role": frozenset({"recruitment", "transit", "exploitation"}),
        "date_precision": frozenset({"day", "month", "year", "unknown"}),
        "value": frozenset({"presumed", "identified", "not_a_victim", "declined", "withdrawn"}),
        "given_by": frozenset({"self", "guardian"}),
        "cas_Status": frozenset({"Active", "FollowUp", "Closed", "ClosedReferred"}),
    }
)
_COLUMNS = {
    "agency": "code name type",
    "rule_version": "rule version valid_from valid_to threshold days",
    "person_record": "agency local_id birth_date birth_precision age age_at sex prs_Gender prs_Citizenship national "
    "disability family_unit",
    "person_name": "person_record kind script given family full",
    "case": "agency local_id opened_on closed_on cas_Status",
    "participation": "participation case person_record role staff_of",
    "trafficking_event": "participation acts means purposes place place_role from_date to_date date_precision",
    "indicator_observation": "participation indicator weight_profile observed_by on_date",
    "status_decision": "participation value stage decided_by decided_on rule_version",
    "consent": "participation purpose given_on withdrawn_on given_by",
    "referral": "case from_agency to_agency sent due answered answer",
    "service": "participation type requested provider started ended",
    "support_plan": "participation spl_Type spl_Objectives spl_ActionPlan spl_PlannedEndDate spl_ActualEndDate",
    "risk_assessment": "participation level score assessed_by on_date",
    "clock": "subject_of kind started due stopped rule_version",
    "custody_stint": "stint person_record facility in_at out_at release_reason",
    "custody_event": "stint kind at consent",
    "custody_review": "stint due held decision",
    "repatriation": "participation kind consent risk_assessed_on left_on received_by",
    "proceeding": "case stage suspects charges convictions sentence compensation on_date",
    "missing_child": "agency local_id last_seen_at reported_at outcome recovered_at",
    "alert_message": "missing_child identifier sent msgType references",
    "family_unit": "family_unit agency person_record",
}


def _column(frame: str, name: str) -> Column:
    allowed = frozenset() if frame == "repatriation" else _ALLOWED.get(name, frozenset())
    kind = "name" if name in _NAMES and frame == "person_name" else "date" if name in _DAYS else "coded"
    return Column(name=name, allowed=allowed, nullable=False, sensitivity=kind)


FRAMES: Mapping[str, Contract] = MappingProxyType(
    {name: Contract(name, tuple(_column(name, one) for one in names.split())) for name, names in _COLUMNS.items()}
)
"""Entity → what its frame holds. ``case``, ``person_record`` and a victim's ``participation`` are written
``agency/local_id``; another person's participation in the case has its own number behind: ``agency/local_id/P1``."""
