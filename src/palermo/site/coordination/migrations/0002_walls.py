"""Row policies of what bodies write themselves, and rights on what is the conference's."""

from django.db import migrations

from palermo.site.access.rls import Grant, Protect

READERS = (
    "case_worker",
    "agency_manager",
    "statistician",
    "plan_secretary",
    "report_editor",
    "auditor",
    "public",
)
WRITTEN = ("SELECT", "INSERT", "UPDATE")


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_initial")]
    operations = [
        Protect("coordination_progressentry", readers=READERS, inserters=("plan_secretary",), only=WRITTEN),
        Protect("coordination_review", readers=READERS, inserters=("plan_secretary",), only=WRITTEN),
        Protect("coordination_yearlyreturn", only=("SELECT", "INSERT")),
        Protect("coordination_returnline", only=("SELECT", "INSERT")),
        Grant(
            tuple(
                f"coordination_{name}"
                for name in (
                    "agendaitem",
                    "area",
                    "assessment",
                    "assessor",
                    "assignment",
                    "body",
                    "conference",
                    "decision",
                    "duties",
                    "dutyline",
                    "foldernote",
                    "followup",
                    "gridentry",
                    "handover",
                    "judgement",
                    "keptfile",
                    "measure",
                    "meeting",
                    "membership",
                    "plan",
                    "planindicator",
                    "reply",
                    "returnreceipt",
                )
            )
        ),
    ]
