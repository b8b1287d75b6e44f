"""Row policies of cases: a body's own; coded facts of one case to whoever an approved emergency access opens it to.

The database looks up the access by itself: a scope that names one opens nothing unless it was approved for that
account and that record, has not run out and was not ended. Names, notes and help have no such way at all.
"""

from django.db import migrations

from palermo.site.access.rls import ACTOR, AGENCY, EMERGENCY, Function, Protect

_READ, _ADD, _CHANGE, _TAKE = "SELECT", "INSERT", "UPDATE", "DELETE"
_CASE = f"({EMERGENCY} IS NOT NULL AND emergency_opens(agency_id, reference))"
_OF_CASE = f"({EMERGENCY} IS NOT NULL AND emergency_opens_case(case_id, agency_id))"
_OF_PERSON = f"({EMERGENCY} IS NOT NULL AND emergency_opens_person(id, agency_id))"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("emergency", "0002_walls")]
    operations = [
        Function(
            "emergency_opens(owner uuid, named text)",
            f"""SELECT EXISTS (
                SELECT 1 FROM emergency_emergencyaccess a
                JOIN emergency_emergencyapproval p ON p.access_id = a.id AND p.agency_id = a.agency_id
                WHERE a.id = {EMERGENCY} AND a.account = {ACTOR} AND a.agency_id = {AGENCY} AND a.resource = 'case'
                AND a.owner_id = owner AND a.reference = named
                AND p.opens_at <= statement_timestamp() AND p.closes_at > statement_timestamp()
                AND NOT EXISTS (SELECT 1 FROM emergency_emergencyanswer e WHERE e.access_id = a.id AND e.ended))""",  # noqa: S608
        ),
        Protect("cases_case", opened=_CASE, only=(_READ, _ADD, _CHANGE)),
        Function(
            "emergency_opens_case(which uuid, owner uuid)",
            "SELECT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = which AND c.agency_id = owner"
            " AND emergency_opens(owner, c.reference))",
        ),
        Protect("cases_participation", opened=_OF_CASE, only=(_READ, _ADD, _CHANGE)),
        Function(
            "emergency_opens_person(who uuid, owner uuid)",
            "SELECT EXISTS (SELECT 1 FROM cases_participation p WHERE p.person_id = who AND p.agency_id = owner"
            " AND emergency_opens_case(p.case_id, owner))",
        ),
        Protect("cases_personrecord", opened=_OF_PERSON, only=(_READ, _ADD, _CHANGE)),
        Protect("cases_personname"),
        Protect("cases_safecontact", only=(_READ, _ADD, _CHANGE)),
        Protect("cases_familyunit", only=(_READ, _ADD, _CHANGE)),
        Protect("cases_familymember", only=(_READ, _ADD, _TAKE)),
        Protect("cases_traffickingevent", opened=_OF_CASE, only=(_READ, _ADD, _CHANGE)),
        Protect("cases_indicatorobservation", opened=_OF_CASE, only=(_READ, _ADD, _TAKE)),
        Protect("cases_note", only=(_READ, _ADD)),
        Protect("cases_statusdecision", opened=_OF_CASE, only=(_READ, _ADD)),
        Protect("cases_clock", opened=_OF_CASE, only=(_READ, _ADD, _CHANGE)),
        Protect("cases_clockpause", opened=_OF_CASE, only=(_READ, _ADD, _CHANGE)),
        Protect("cases_riskassessment", only=(_READ, _ADD)),
        Protect("cases_supportplan", only=(_READ, _ADD, _CHANGE)),
        Protect("cases_service", only=(_READ, _ADD, _CHANGE)),
        Protect("cases_complaint", only=(_READ, _ADD)),
        Protect("cases_proceeding", only=(_READ, _ADD, _CHANGE)),
        Protect("cases_proceedingevent", only=(_READ, _ADD, _TAKE)),
        Protect("cases_repatriation", only=(_READ, _ADD, _CHANGE)),
        Protect("cases_caseimport", writers=("job_worker",), only=(_READ, _ADD, _CHANGE)),
        Protect("cases_followup", only=(_READ, _ADD, _CHANGE)),
    ]
