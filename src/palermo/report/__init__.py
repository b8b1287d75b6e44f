"""The report floor: indicators, cubes, figures, editions; build, lint, verify, show."""

from palermo.report.answering import HeldFigures, figures_of
from palermo.report.build import Edition, build, is_edition, lint_folder
from palermo.report.lint import lint_text
from palermo.report.plans import PLAN_VIEWS, draw_plan
from palermo.report.ports import Ports
from palermo.report.show import Chain, count_figures, show
from palermo.report.verify import verify

__all__ = [
    "Chain",
    "Edition",
    "HeldFigures",
    "PLAN_VIEWS",
    "Ports",
    "build",
    "count_figures",
    "draw_plan",
    "figures_of",
    "is_edition",
    "lint_folder",
    "lint_text",
    "show",
    "verify",
]
