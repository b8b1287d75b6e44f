"""The sections of a case about help, notes, courts and returns."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from palermo.site.cases import in_the_room, words
from palermo.site.cases.courts.actions import alarms, parted, said_of_return
from palermo.site.cases.forms import RiskForm
from palermo.site.cases.sayings import saying
from palermo.site.cases.sections import CLOSED, Entry, Section, facts, of_body, sealed
from palermo.site.cases.whole import Whole
from palermo.site.cases.words import word


def risks(whole: Whole) -> Section:
    """What was asked, and the answers as written."""
    entries = tuple(
        Entry(
            title=f"{word(words.LEVELS, one.level)}, {one.on}",
            facts=facts((_("Who"), whole.labels()[one.participation_id]), *_answers(whole, one)),
        )
        for one in whole.risks
    )
    return Section(id="risks", title=_("Risks"), entries=entries, adds=(("risk", _("Assess risks")),))


def _answers(whole: Whole, one: Any) -> Sequence[tuple[object, object]]:
    if not whole.opened:
        return [(_("Answers"), CLOSED)]
    told: dict[str, str] = json.loads(one.answers)
    return [(RiskForm.base_fields[name].label, value) for name, value in told.items() if name in RiskForm.base_fields]


def help_given(whole: Whole, bodies: dict[str, str], today: date) -> Section:
    """Plans and services, from need to end."""
    plans = [
        Entry(
            title=f"{_('Plan')}: {word(words.SUPPORT, one.type)}",
            facts=facts(
                (_("Who"), whole.labels()[one.participation_id]),
                (_("Objectives"), sealed(whole, one, "objectives")),
                (_("Steps"), sealed(whole, one, "action_plan")),
                (_("Planned end"), one.planned_end),
                (_("Ended on"), one.actual_end),
            ),
            changes=(("plan", one.pk, _("Change")),),
            warning=_("overdue") if in_the_room.plan(one).is_overdue(today) else "",
        )
        for one in whole.plans
    ]
    given = [
        Entry(
            title=word(words.SUPPORT, one.type),
            facts=facts(
                (_("Who"), whole.labels()[one.participation_id]),
                (_("State"), word(words.SERVICE_STATES, in_the_room.service(one).state(today))),
                (_("Provided by"), of_body(bodies, one.provider)),
                (_("Asked for on"), one.requested),
                (_("Started on"), one.started),
                (_("Ended on"), one.ended),
                (_("Outcome"), sealed(whole, one, "outcome")),
            ),
            changes=(("service", one.pk, _("Change")),),
        )
        for one in whole.services
    ]
    adds = (("plan", _("Add a support plan")), ("service", _("Add a service")))
    return Section(id="help", title=_("Help"), entries=(*plans, *given), adds=adds)


def notes(whole: Whole) -> Section:
    """What was written down, the newest first."""
    entries = tuple(
        Entry(title=f"{one.at:%Y-%m-%d %H:%M}", facts=facts((_("Note"), sealed(whole, one, "text"))))
        for one in whole.notes
    )
    return Section(id="notes", title=_("Notes"), entries=entries, adds=(("note", _("Add a note")),))


def proceedings(whole: Whole) -> Section:
    """What courts made of it, as of a day."""
    order = {one.pk: at for at, one in enumerate(whole.events, start=1)}
    entries = tuple(
        Entry(
            title=f"{word(words.PROCEEDINGS, one.kind)}, {word(words.COURT_STAGES, one.stage)}",
            facts=facts(
                (_("As of"), one.on),
                (_("Events"), ", ".join(str(order[k]) for k in whole.proceeding_events.get(one.pk, []) if k in order)),
                (_("Offence"), one.offence),
                (_("Court"), sealed(whole, one, "court")),
                (_("Suspects"), one.suspects),
                (_("Charged"), one.charged),
                (_("Convicted"), one.convicted),
                (_("Sentences in months"), ", ".join(_months(told) for told in one.sentences)),
                (_("Officials involved"), one.officials_involved),
                (_("Compensation awarded"), sealed(whole, one, "compensation_awarded")),
                (_("Compensation paid"), _yes_no(one.compensation_paid)),
                (_("A victim was punished"), _yes_no(one.victim_punished)),
            ),
            changes=(("proceeding", one.pk, _("Change")),),
            warning=_("A victim was punished for an act they were forced to do.") if one.victim_punished else "",
        )
        for one in whole.proceedings
    )
    return Section(
        id="proceedings", title=_("Proceedings"), entries=entries, adds=(("proceeding", _("Add a proceeding")),)
    )  # fmt: skip


def _months(told: dict[str, Any]) -> str:
    return f"{told['months']} ({_('suspended')})" if told["suspended"] else str(told["months"])


def _yes_no(told: bool | None) -> str:
    return "" if told is None else _("yes") if told else _("no")


def returns(whole: Whole, today: date) -> Section:
    """Returns with what is open in them, and every look after the person."""
    entries, people = [], {part.pk: part.person_id for part in whole.parts}
    alarmed = {one.ref: one for one in alarms(whole.returns, {c: whole.pauses.get(c.pk, []) for c in whole.clocks})}
    for one in whole.returns:
        looks = [row for row in whole.follow_ups if row.repatriation_id == one.pk]
        alarm = alarmed.get(str(one.pk))
        said = [saying(found) for found in said_of_return(one, looks, today=today)]
        said += [saying(found) for found in parted(one, whole.returns, people, whole.families, whole.members)]
        if alarm is not None:
            said.insert(0, _("A forced return inside the recovery period: look at it now."))
        entries.append(
            Entry(
                title=word(words.RETURNS, one.kind),
                facts=facts(
                    (_("Who"), whole.labels()[one.participation_id]),
                    (_("Planned for"), one.planned_on),
                    (_("The person agreed on"), one.consented_on),
                    (_("Risk assessed on"), one.risk_assessed_on),
                    (_("Left on"), one.left_on),
                    (_("Received by"), sealed(whole, one, "received_by")),
                    (_("Why a family does not return together"), sealed(whole, one, "apart_because")),
                    *(
                        (_("After %d months") % row.month, f"{row.due}: {word(words.RESULTS, row.result) or '–'}")
                        for row in looks
                    ),
                ),
                changes=(
                    ("return", one.pk, _("Change")),
                    *(("follow-up", row.pk, _("After %d months") % row.month) for row in looks if not row.result),
                ),
                warning=" ".join(said),
            )
        )
    return Section(id="returns", title=_("Return"), entries=tuple(entries), adds=(("return", _("Plan a return")),))
