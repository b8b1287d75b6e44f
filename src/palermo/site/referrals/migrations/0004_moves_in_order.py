"""A move is the next one of its referral, and one that whoever makes it may make from where the referral stands."""

from django.db import migrations

from palermo.site.access.rls import AGENCY, ChangeInserts

_THIS = (
    "EXISTS (SELECT 1 FROM referrals_referral r WHERE r.id = referral_id"
    " AND r.agency_id = referrals_referralmove.agency_id"
    " AND r.receiver_id IS NOT DISTINCT FROM referrals_referralmove.receiver_id)"
)
_BY_A_SIDE = (
    f"((agency_id = {AGENCY} AND by IN ('sender', 'system')) OR (receiver_id = {AGENCY} AND by = 'receiver'))"
    f" AND {_THIS}"
)
_BEFORE = "FROM referrals_referralmove m WHERE m.referral_id = referrals_referralmove.referral_id"
_STATE = f"coalesce((SELECT m.state {_BEFORE} ORDER BY m.seq DESC LIMIT 1), 'draft')"
_MOVES = (
    "('accepted', 'completed', 'receiver'), ('accepted', 'recalled', 'system'),"
    " ('draft', 'recalled', 'sender'), ('draft', 'recalled', 'system'), ('draft', 'sent', 'sender'),"
    " ('received', 'accepted', 'receiver'), ('received', 'expired', 'system'), ('received', 'recalled', 'sender'),"
    " ('received', 'recalled', 'system'), ('received', 'refused', 'receiver'),"
    " ('sent', 'expired', 'system'), ('sent', 'recalled', 'sender'), ('sent', 'recalled', 'system'),"
    " ('sent', 'received', 'receiver')"
)
_NEXT = (
    f"seq = 1 + (SELECT count(*) {_BEFORE})"
    f" AND ({_STATE}, referrals_referralmove.state, referrals_referralmove.by) IN (VALUES {_MOVES})"
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_received_files")]
    operations = [
        ChangeInserts("referrals_referralmove", inserts=f"{_BY_A_SIDE} AND {_NEXT}", before=_BY_A_SIDE),
    ]
