"""What a token may be good for: one verb a kind of act. The gate asks the role besides; a verb alone opens nothing."""

from django.utils.translation import gettext_lazy as _

VERBS = [
    ("account.read", _("read one's own account")),
    ("bodies.read", _("read the list of bodies")),
    ("emergency.read", _("read emergency accesses")),
    ("emergency.ask", _("ask for emergency access")),
    ("emergency.decide", _("approve emergency access, and answer it")),
    ("events.read", _("read the audit")),
    ("releases.read", _("read releases and proposals of releases")),
    ("releases.propose", _("propose releases")),
    ("releases.decide", _("approve, decline and withdraw releases")),
    ("editions.read", _("read editions and proposals of editions")),
    ("editions.propose", _("propose editions")),
    ("editions.decide", _("approve, decline and withdraw editions")),
    ("cases.read", _("read cases of one's own body by coded facts")),
    ("cases.write", _("record first contacts")),
    ("consents.read", _("read consents of one's own body")),
    ("consents.write", _("record, narrow and withdraw consents")),
    ("referrals.read", _("read referrals, notices and the directory of services")),
    ("referrals.write", _("answer, complete and recall referrals, acknowledge notices")),
    ("submissions.read", _("read submissions of one's own body: state, rejects, receipts")),
    ("submissions.write", _("hand files in, mend rows, hand in again")),
    ("conference.read", _("read the conference: bodies, meetings, plans, progress, reviews, what is owed")),
    ("conference.write", _("write bodies, seats, meetings, decisions and measures")),
    ("progress.write", _("report progress, and review it")),
    ("sheets.write", _("write duties and assessments")),
    ("returns.read", _("read yearly returns of one's own body")),
    ("returns.write", _("hand yearly returns in")),
]
NAMES = tuple(name for name, _label in VERBS)
