"""The room of coordination: a conference's bodies, plans, decisions, duties, assessments and yearly returns."""

from palermo.coordination.assessments import (
    About,
    Assessment,
    Assessor,
    Change,
    CriterionJudgement,
    GridCell,
    Rank,
    Reply,
    changes,
    grid,
    latest_round,
)
from palermo.coordination.bodies import Body, BodyName, Handover, Seat, Succession
from palermo.coordination.checking import check
from palermo.coordination.conference import Conference, is_conference, load
from palermo.coordination.duties import Duties, DutyLine, Judgement, SheetLine, sheet
from palermo.coordination.frames import COLUMNS, frames
from palermo.coordination.meetings import Decision, FollowUp, Meeting
from palermo.coordination.owed import Owed, agenda, owed
from palermo.coordination.place import Place
from palermo.coordination.plans import Area, Assignment, Measure, Plan, PlanIndicator
from palermo.coordination.progress import PERIODS, Entry, Review, is_period
from palermo.coordination.rollup import PlanStatus, Standing, choose_plan, rollup
from palermo.coordination.tier_history import (
    AfterTwo,
    History,
    after_two,
    histories_of,
    longest_run,
    next_implied,
    what_followed,
)
from palermo.coordination.timeline import Line, thread, timeline

__all__ = [
    "About",
    "AfterTwo",
    "Area",
    "Assessment",
    "Assessor",
    "Assignment",
    "Body",
    "BodyName",
    "COLUMNS",
    "Change",
    "Conference",
    "CriterionJudgement",
    "Decision",
    "Duties",
    "DutyLine",
    "Entry",
    "FollowUp",
    "GridCell",
    "Handover",
    "History",
    "Judgement",
    "Line",
    "Measure",
    "Meeting",
    "Owed",
    "PERIODS",
    "Place",
    "Plan",
    "PlanIndicator",
    "PlanStatus",
    "Rank",
    "Reply",
    "Review",
    "Seat",
    "SheetLine",
    "Standing",
    "Succession",
    "after_two",
    "agenda",
    "changes",
    "check",
    "choose_plan",
    "frames",
    "grid",
    "histories_of",
    "is_conference",
    "is_period",
    "latest_round",
    "load",
    "longest_run",
    "next_implied",
    "owed",
    "rollup",
    "sheet",
    "thread",
    "timeline",
    "what_followed",
]
