"""Row policies of consent and referral.

What two bodies share both see, and the sender alone writes. A move is written by whoever made it: the sender and the
system for the sender's end, the receiver for the other, and only onto a referral that names these two bodies. A
monitor reads what is shared with it as long as it stands there. The
office reads days that are due and nothing else; such a day is written with its move and says what the move says.
"""

from django.db import migrations

from palermo.site.access.rls import AGENCY, Grant, Protect

_READ, _ADD, _CHANGE = "SELECT", "INSERT", "UPDATE"
_TAKE = "DELETE"
_ENDS = ("agency_id", "receiver_id")
_MONITORED = ("agency_id", "monitor_id")
_THIS = (
    "EXISTS (SELECT 1 FROM referrals_referral r WHERE r.id = referral_id"
    " AND r.agency_id = referrals_referralmove.agency_id"
    " AND r.receiver_id IS NOT DISTINCT FROM referrals_referralmove.receiver_id)"
)
_BY_A_SIDE = (
    f"((agency_id = {AGENCY} AND by IN ('sender', 'system')) OR (receiver_id = {AGENCY} AND by = 'receiver'))"
    f" AND {_THIS}"
)
_ITS_MOVE = (
    "EXISTS (SELECT 1 FROM referrals_referral r JOIN referrals_referralmove m ON m.referral_id = r.id"
    " WHERE r.agency_id = referrals_dueday.agency_id AND r.receiver_id = referrals_dueday.receiver_id"
    " AND r.reference = referrals_dueday.reference AND r.due = referrals_dueday.due"
    " AND r.urgent = referrals_dueday.urgent AND m.seq = referrals_dueday.seq AND m.state = referrals_dueday.state)"
)
_WITH_ITS_MOVE = f"(agency_id = {AGENCY} OR receiver_id = {AGENCY}) AND {_ITS_MOVE}"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        Protect("referrals_consent", only=(_READ, _ADD, _CHANGE)),
        Protect("referrals_referral", ends=_ENDS, only=(_READ, _ADD, _CHANGE)),
        Protect("referrals_referralmove", ends=_ENDS, inserts=_BY_A_SIDE, only=(_READ, _ADD)),
        Protect("referrals_referralpayload", ends=_ENDS, only=(_READ, _ADD, _CHANGE)),
        Protect("referrals_notice", ends=_ENDS, only=(_READ, _ADD)),
        Protect("referrals_noticeseen", ends=("agency_id", "sender_id"), only=(_READ, _ADD)),
        Protect(
            "referrals_dueday",
            ends=_ENDS,
            readers=("plan_secretary",),
            inserts=_WITH_ITS_MOVE,
            only=(_READ, _ADD),
        ),
        Protect("referrals_monitorshare", ends=_MONITORED, only=(_READ, _ADD)),
        Protect("referrals_monitorshareend", ends=_MONITORED, only=(_READ, _ADD)),
        Protect("referrals_sharedfact", ends=_MONITORED, only=(_READ, _ADD, _TAKE)),
        Protect("referrals_outsidebody", only=(_READ, _ADD)),
        Protect("referrals_outsidereferral", only=(_READ, _ADD, _CHANGE)),
        Grant(["referrals_serviceoffer"], only=(_READ, _ADD, _CHANGE)),
    ]
