"""A plan drawn on its own, outside any edition."""

from palermo.coordination import Plan, Standing
from palermo.report.pages.messages import catalogue
from palermo.report.pages.plan_charts import VIEWS
from palermo.report.pages.plan_charts import draw_plan as draw

PLAN_VIEWS = tuple(VIEWS)


def draw_plan(standing: Standing, plan: Plan, view: str, *, language: str = "en") -> bytes:
    """The SVG of a ``view`` of a plan: timeline, tree or bodies."""
    return draw(standing, plan, view, catalogue(language)).file
