"""The roles that an account may have: those of the permission matrix, less the public, which has no account."""

from django.utils.translation import gettext_lazy as _

ROLES = [
    ("case_worker", _("case worker")),
    ("agency_manager", _("manager of the body")),
    ("agency_data_officer", _("data officer of the body")),
    ("referral_desk", _("referral desk")),
    ("custody_monitor", _("custody monitor")),
    ("alert_officer", _("alert officer")),
    ("tip_desk", _("tip desk")),
    ("linkage_operator", _("linkage operator")),
    ("statistician", _("statistician")),
    ("plan_secretary", _("secretary of the plan")),
    ("report_editor", _("report editor")),
    ("auditor", _("auditor")),
    ("system_admin", _("system administrator")),
]
