"""The room of coordination: a conference's bodies, plans, decisions, duties, assessments and yearly returns."""

from palermo.coordination.asked import Ask, Asked, Expected, read_ask
from palermo.coordination.bodies import Body, BodyName, Handover, Seat, Succession
from palermo.coordination.checking import check
from palermo.coordination.conference import Conference, is_conference, load
from palermo.coordination.frames import COLUMNS, frames
from palermo.coordination.meetings import Decision, FollowUp, Meeting
from palermo.coordination.owed import Owed, agenda, owed
from palermo.coordination.place import Place
from palermo.coordination.plans import Area, Assignment, Measure, Plan, PlanIndicator
from palermo.coordination.progress import Entry, Review
from palermo.coordination.return_checking import Answer, ReturnFile, ReturnReceipt, Returns, check_returns
from palermo.coordination.return_forms import ReturnForm, layout_file, return_forms, return_layout
from palermo.coordination.return_frames import RETURN_COLUMNS, return_frames
from palermo.coordination.rollup import PlanStatus, Standing, choose_plan, rollup
from palermo.coordination.timeline import Line, thread, timeline

__all__ = [
    "Answer",
    "Area",
    "Ask",
    "Asked",
    "Assignment",
    "Body",
    "BodyName",
    "COLUMNS",
    "Conference",
    "Decision",
    "Entry",
    "Expected",
    "FollowUp",
    "Handover",
    "Line",
    "Measure",
    "Meeting",
    "Owed",
    "Place",
    "Plan",
    "PlanIndicator",
    "PlanStatus",
    "RETURN_COLUMNS",
    "ReturnFile",
    "ReturnForm",
    "ReturnReceipt",
    "Returns",
    "Review",
    "Seat",
    "Standing",
    "Succession",
    "agenda",
    "check",
    "check_returns",
    "choose_plan",
    "frames",
    "is_conference",
    "layout_file",
    "load",
    "owed",
    "read_ask",
    "return_forms",
    "return_frames",
    "return_layout",
    "rollup",
    "thread",
    "timeline",
]
