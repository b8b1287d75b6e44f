"""The room of coordination: a conference's bodies, plans, decisions, duties, assessments and yearly returns."""

from palermo.coordination.answers import COLUMNS as ANSWER_COLUMNS
from palermo.coordination.answers import REASONS, Answer, Answers, answer
from palermo.coordination.asked import FILE as ASK_FILE
from palermo.coordination.asked import Ask, Asked, Expected, read_ask
from palermo.coordination.asked_periods import AskedPeriod
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
from palermo.coordination.conference import FOLDERS, Conference, is_conference, load
from palermo.coordination.duties import Duties, DutyLine, Judgement, SheetLine, sheet
from palermo.coordination.frames import COLUMNS, frames
from palermo.coordination.meetings import AgendaItem, Decision, FollowUp, Meeting
from palermo.coordination.owed import Owed, agenda, owed
from palermo.coordination.place import Place
from palermo.coordination.plan_import import Imported, PlanRequest, PlanTable, import_plan
from palermo.coordination.plans import Area, Assignment, Measure, Plan, PlanIndicator
from palermo.coordination.progress import PERIODS, Entry, Review, is_period
from palermo.coordination.questionnaires import Question, Questionnaire, read_questionnaire, with_figures
from palermo.coordination.return_checking import check_returns
from palermo.coordination.return_forms import ReturnForm, layout_file, return_forms, return_layout
from palermo.coordination.return_frames import RETURN_COLUMNS, return_frames
from palermo.coordination.returned import ReturnAnswer, ReturnFile, ReturnReceipt, Returns
from palermo.coordination.rollup import PlanStatus, Standing, choose_plan, rollup
from palermo.coordination.sheet_checks import check_evidence, figures_named
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
    "ASK_FILE",
    "ANSWER_COLUMNS",
    "About",
    "AfterTwo",
    "AgendaItem",
    "Answer",
    "Answers",
    "Area",
    "Ask",
    "Asked",
    "AskedPeriod",
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
    "Expected",
    "FOLDERS",
    "FollowUp",
    "GridCell",
    "Handover",
    "History",
    "Imported",
    "Judgement",
    "Line",
    "Measure",
    "Meeting",
    "Owed",
    "PERIODS",
    "Place",
    "Plan",
    "PlanIndicator",
    "PlanRequest",
    "PlanStatus",
    "PlanTable",
    "Question",
    "Questionnaire",
    "REASONS",
    "RETURN_COLUMNS",
    "Rank",
    "Reply",
    "ReturnAnswer",
    "ReturnFile",
    "ReturnForm",
    "ReturnReceipt",
    "Returns",
    "Review",
    "Seat",
    "SheetLine",
    "Standing",
    "Succession",
    "after_two",
    "agenda",
    "answer",
    "changes",
    "check",
    "check_evidence",
    "check_returns",
    "choose_plan",
    "figures_named",
    "frames",
    "grid",
    "histories_of",
    "import_plan",
    "is_conference",
    "is_period",
    "latest_round",
    "layout_file",
    "load",
    "longest_run",
    "next_implied",
    "owed",
    "read_ask",
    "read_questionnaire",
    "return_forms",
    "return_frames",
    "return_layout",
    "rollup",
    "sheet",
    "thread",
    "timeline",
    "what_followed",
    "with_figures",
]
