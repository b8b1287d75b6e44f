"""``{{conference:VIEW|TARGET}}``: everything of the conference that a text may ask for."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from palermo.ground.errors import BadDefinition
from palermo.report.conference import Sitting
from palermo.report.pages.plan_views import PLAN_VIEWS
from palermo.report.pages.return_views import RETURN_VIEWS
from palermo.report.pages.sheet import Sheet
from palermo.report.pages.sheet_views import SHEET_VIEWS

VIEWS: Mapping[str, Callable[[Sheet, Sitting, str], Markup]] = {**PLAN_VIEWS, **SHEET_VIEWS, **RETURN_VIEWS}


def conference_box(sheet: Sheet, view: str, target: str) -> Markup:
    """The view of the report's conference. Raises BadDefinition where there is no such view, or no conference."""
    sitting = sheet.model.sitting
    if sitting is None:
        raise BadDefinition("The report names no conference.", hint="Write conference: {sensitivity: …} in report.yml.")
    if view not in VIEWS:
        raise BadDefinition(f"There is no view {view!r} of a conference.", hint=f"Views: {', '.join(VIEWS)}.")
    return VIEWS[view](sheet, sitting, target)
