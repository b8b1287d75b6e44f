"""What each route of the API asks of the permission matrix, and a sound request to it: a route without a line fails.

The letters come from ``permissions.yml`` alone. A line says only what the matrix cannot: which row of it a route
stands on, and where a route is narrower than the matrix, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from palermo.standards.permissions import roles


@dataclass(frozen=True, kw_only=True)
class Door:
    """``resource`` and ``letters``: the cell asked, any of the letters. None asked: whoever has a token.

    ``row``: the address names a row that belongs to a body, which is hidden (404) from whoever sees none of such.
    ``seen``: whoever sees the row and has a right over some such row comes in. ``but``: roles the route shuts out all
    the same. ``stands``: bodies it is asked by. ``only``: of these those that get through, all others being answered
    ``past``. ``counted``: how many rows of the police a list holds. ``unseen``: roles whose right is over another
    table of the same line, so that the row of another body is hidden from them.
    """

    resource: str = ""
    letters: tuple[str, ...] = ("R",)
    ok: int = 200
    shut: int = 403
    row: bool = False
    token: bool = True
    seen: bool = False
    but: frozenset[str] = frozenset()
    stands: tuple[str, ...] = ("own", "other")
    only: tuple[str, ...] = ()
    past: int = 403
    counted: int = 0
    unseen: frozenset[str] = frozenset()
    sent: Mapping[str, object] = field(default_factory=dict)
    file: str = ""


def _secretariat(ok: int = 201, **sent: object) -> Door:
    """A manager's right to write a plan is that to report on it."""
    return Door(resource="plan", letters=("W",), ok=ok, but=frozenset({"agency_manager"}), sent=sent)


def _minutes(ok: int = 201, **sent: object) -> Door:
    return Door(resource="meeting", letters=("W",), ok=ok, sent=sent)


def _claim(ok: int = 201, **sent: object) -> Door:
    return Door(resource="claim", letters=("W",), ok=ok, sent=sent)


PLAN, MEETING, CLAIM = Door(resource="plan"), Door(resource="meeting"), Door(resource="claim")
DECLINED = {"decision": "decline", "version": 1, "why": "The year is wrong"}
TEXT = {"en": "As it was said"}
ANYTHING_OF_IT = ("R", "A", "ask")
"""Whoever asks for emergency access or approves it also reads what was asked."""

OFFICE = frozenset({"plan_secretary"})
"""Of referrals the coordination office reads the days that are due, a table of their own."""
THREE = ("own", "referred", "other")
GIVEN = {"purpose": "shelter", "fields": ["prs_Gender"], "recipients": ["rapporteur"], "basis_if_none": "The law"}

DOORS: dict[str, Door] = {
    "GET /account": Door(),
    "GET /bodies": Door(resource="accounts"),
    "GET /emergency": Door(resource="emergency", letters=ANYTHING_OF_IT, counted=1),
    "POST /emergency": Door(
        resource="emergency", letters=("ask",), ok=201,
        sent={"owner": "office", "resource": "case", "reference": "A-7", "reason": "cannot wait until the morning"},
    ),
    "GET /emergency/{access}": Door(
        resource="emergency", letters=ANYTHING_OF_IT, row=True, seen=True, stands=("own", "referred", "other")
    ),
    "POST /emergency/{access}/approve": Door(
        resource="emergency", letters=("A",), row=True, sent={"hours": 3}
    ),
    # The owner answers, which is the body that was asked and not the one that asks.
    "POST /emergency/{access}/answer": Door(
        resource="emergency", letters=("A",), row=True, seen=True, stands=("own", "referred", "other"),
        only=("referred",), sent={"end": True},
    ),
    # A manager reads the audit of the own body on the pages.
    "GET /audit": Door(resource="audit", but=frozenset({"agency_manager"})),
    "GET /cases": Door(resource="case", counted=1),
    "POST /cases": Door(
        resource="case", letters=("W",), ok=201, sent={"opened_on": "2026-03-02", "source": "hotline"}
    ),
    "GET /cases/{case}": Door(resource="case", row=True, sent={"purpose": "support"}),
    "GET /consents": Door(resource="consent", counted=1),
    "POST /participations/{participation}/consents": Door(
        resource="consent", letters=("W",), ok=201, row=True, sent=GIVEN
    ),
    "GET /consents/{consent}": Door(resource="consent", row=True),
    "POST /consents/{consent}/narrow": Door(
        resource="consent", letters=("W",), ok=201, row=True,
        sent={"fields": ["prs_Gender"], "recipients": ["rapporteur"]},
    ),
    "POST /consents/{consent}/withdraw": Door(
        resource="consent", letters=("W",), row=True, sent={"confirmed": True}
    ),
    "GET /referrals": Door(resource="referral"),
    "GET /referrals/{referral}": Door(resource="referral", row=True, stands=THREE, unseen=OFFICE),
    # The receiver does not recall: what the register refuses is told.
    "POST /referrals/{referral}/moves": Door(
        resource="referral", letters=("W",), ok=201, row=True, stands=THREE, unseen=OFFICE, only=("own",), past=422,
        sent={"to": "recalled", "reason": "sent to the wrong desk", "seen": 2},
    ),
    "GET /notices": Door(resource="referral"),
    # The body that is told acknowledges it, and nobody else.
    "POST /notices/{notice}/acknowledge": Door(
        resource="referral", letters=("W",), row=True, stands=THREE, unseen=OFFICE, only=("referred",),
        sent={"read": True},
    ),
    "GET /services": Door(resource="referral"),
    "GET /due-days": Door(resource="referral", but=frozenset(roles()) - OFFICE),
    "GET /releases": Door(),
    "POST /releases": Door(resource="release", letters=("W",), ok=201, file="a release"),
    "GET /releases/{release}": Door(resource="release", letters=("W", "A"), shut=404),
    "POST /releases/{release}/decide": Door(resource="release", letters=("A",), shut=404, sent=DECLINED),
    "GET /editions": Door(),
    "POST /editions": Door(resource="figure", letters=("W",), ok=201, file="an edition"),
    "GET /editions/{edition}": Door(resource="figure", letters=("W",), shut=404),
    "POST /editions/{edition}/decide": Door(resource="figure", letters=("W",), shut=404, sent=DECLINED),
    "GET /editions/{edition}/report": Door(resource="figure", letters=("W",), shut=404),
    "GET /public/editions": Door(token=False),
    "GET /public/counts": Door(token=False),
    "GET /public/counts/{release}/{table}": Door(token=False, ok=404),  # proposed, and so not out
    "GET /submissions": Door(resource="submission", counted=1),
    "POST /submissions": Door(resource="submission", letters=("W",), ok=201, file="cases", sent={"standard": "htcds"}),
    "GET /submissions/{submission}": Door(resource="submission", row=True),
    "GET /submissions/{submission}/rejects": Door(resource="submission", row=True),
    "POST /submissions/{submission}/rows/{row}": Door(
        resource="submission", letters=("W",), ok=201, row=True, sent={"seen": 1, "cells": {"1": "Feminine"}}
    ),
    "POST /submissions/{submission}/again": Door(resource="submission", letters=("W",), row=True, sent={"seen": 1}),
    "GET /submissions/{submission}/checks/{number}/receipt": Door(resource="submission", row=True),
    "GET /conference": PLAN,
    "GET /conference/plans": PLAN,
    "GET /conference/plans/{plan}": PLAN,
    "GET /conference/owed": PLAN,
    "GET /conference/bodies": PLAN,
    "POST /conference/bodies": _secretariat(code="customs", kind="agency", name=TEXT),
    "POST /conference/bodies/{body}/dissolve": _secretariat(
        200, version=1, dissolved="2026-01-01", successors=["police"]
    ),
    "POST /conference/bodies/{body}/seats": _secretariat(role="member", start="2026-01-02"),
    "POST /conference/seats/{seat}": _secretariat(200, version=2, role="member", start="2020-01-01", end="2025-06-30"),
    "GET /conference/handovers": PLAN,
    "POST /conference/handovers": _secretariat(giver="harbour", taker="police", on="2026-01-01", measures=["p1/1.2"]),
    "GET /conference/meetings": MEETING,
    "POST /conference/meetings": _minutes(on="2026-03-03", attended=["office"]),
    "GET /conference/meetings/{meeting}": MEETING,
    "POST /conference/meetings/{meeting}": _minutes(200, version=1, on="2025-02-10", attended=["office"]),
    "POST /conference/meetings/{meeting}/agenda": _minutes(text=TEXT),
    "POST /conference/meetings/{meeting}/decisions": _minutes(text=TEXT, owners=["police"], due="2026-04-01"),
    "POST /conference/meetings/{meeting}/follow-ups": _minutes(decision="d-2025-1", status="done"),
    "GET /conference/decisions": MEETING,
    "POST /conference/decisions/{decision}": _minutes(200, version=1, text=TEXT),
    "POST /conference/plans/{plan}/measures/{measure}": _secretariat(200, version=1, text=TEXT, leads=["police"]),
    "GET /conference/progress": PLAN,
    # A body that has accounts reports for itself; the secretariat does so for those that have none.
    "POST /conference/progress": Door(
        resource="plan", letters=("W",), ok=201, only=("own",),
        sent={"version": 1, "body": "police", "measure": "p1/1.1", "period": "2025", "status": "done"},
    ),
    "GET /conference/reviews": PLAN,
    # An independent body says what it finds, here the rapporteur and the shelter; of the police the room takes none.
    "POST /conference/reviews": Door(
        resource="plan", letters=("W",), ok=201, but=frozenset({"plan_secretary"}),
        stands=("own", "referred", "other"), only=("referred", "other"), past=422,
        sent={"measure": "p1/1.1", "period": "2025", "verdict": "disputes", "text": TEXT},
    ),
    "GET /conference/duties": CLAIM,
    "POST /conference/duties": _claim(instrument="palermo", state="XM", period="2026"),
    "GET /conference/duties/{sheet}": CLAIM,
    "POST /conference/duties/{sheet}/{article}/judgements": _claim(
        version=1, whose="other", by="network", judgement="met", document="report-8"
    ),
    "POST /conference/duties/{sheet}/{article}/evidence": _claim(200, documents=["law-1"]),
    "POST /conference/assessors": _claim(code="observers", name=TEXT, kind="ngo"),
    "GET /conference/assessments": CLAIM,
    "POST /conference/assessments": _claim(assessor="bureau", framework="tvpa-2019", state="XM", round=2026),
    "GET /conference/assessments/{assessment}": CLAIM,
    "POST /conference/assessments/{assessment}/rank": _claim(
        200, version=1, rank="2", on="2025-06-01", document="report-2025"
    ),
    "POST /conference/assessments/{assessment}/criteria/{criterion}": _claim(
        judgement="met", documents=["report-2025"]
    ),
    "POST /conference/assessments/{assessment}/replies": _claim(by="office", text=TEXT),
    "GET /conference/completeness": MEETING,
    "GET /returns": Door(resource="submission", counted=1),
    # The form of the police says whose it is, whoever brings it.
    "POST /returns": Door(resource="submission", letters=("W",), ok=201, only=("own",), past=422, file="return"),
    "GET /returns/{handed_in}": Door(resource="submission", row=True),
}  # fmt: skip
