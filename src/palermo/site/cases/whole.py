"""A case with everything that hangs on it: one question a table, and one to whoever holds the keys."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model

from palermo.site.cases import models
from palermo.site.cases.in_the_room import is_child
from palermo.site.keys.fields import unseal_fields
from palermo.site.keys.refusals import KeyAbsent


class Whole:
    """Everything of one case that the scope shows. ``coded_only``: sealed texts stay closed, whoever holds keys."""

    def __init__(self, case: models.Case, *, coded_only: bool = False) -> None:
        self.case, self.coded_only = case, coded_only

    @cached_property
    def parts(self) -> list[models.Participation]:
        found = list(models.Participation.objects.filter(case=self.case))
        return sorted(found, key=lambda one: (one.role != "victim", str(one.pk)))

    @cached_property
    def persons(self) -> dict[UUID, models.PersonRecord]:
        keys = {part.person_id for part in self.parts}
        return {one.pk: one for one in models.PersonRecord.objects.filter(pk__in=keys)}

    @cached_property
    def names(self) -> list[models.PersonName]:
        return list(models.PersonName.objects.filter(person__in=list(self.persons)))

    @cached_property
    def contacts(self) -> dict[UUID, models.SafeContact]:
        found = models.SafeContact.objects.filter(person__in=list(self.persons))
        return {one.person_id: one for one in found}

    @cached_property
    def members(self) -> list[models.FamilyMember]:
        units = models.FamilyMember.objects.filter(person__in=list(self.persons)).values("unit")
        return list(models.FamilyMember.objects.filter(unit__in=units))

    @cached_property
    def families(self) -> list[models.FamilyUnit]:
        return list(models.FamilyUnit.objects.filter(pk__in={one.unit_id for one in self.members}))

    @cached_property
    def events(self) -> list[models.TraffickingEvent]:
        return self._of(models.TraffickingEvent)

    @cached_property
    def signs(self) -> list[models.IndicatorObservation]:
        return self._of(models.IndicatorObservation)

    @cached_property
    def notes(self) -> list[models.Note]:
        return self._of(models.Note)

    @cached_property
    def decisions(self) -> list[models.StatusDecision]:
        return self._of(models.StatusDecision)

    @cached_property
    def clocks(self) -> list[models.Clock]:
        return self._of(models.Clock)

    @cached_property
    def pauses(self) -> dict[UUID, list[models.ClockPause]]:
        found: dict[UUID, list[models.ClockPause]] = {}
        for one in self._of(models.ClockPause) if self.clocks else ():
            found.setdefault(one.clock_id, []).append(one)
        return found

    @cached_property
    def risks(self) -> list[models.RiskAssessment]:
        return self._of(models.RiskAssessment)

    @cached_property
    def plans(self) -> list[models.SupportPlan]:
        return self._of(models.SupportPlan)

    @cached_property
    def services(self) -> list[models.Service]:
        return self._of(models.Service)

    @cached_property
    def complaints(self) -> list[models.Complaint]:
        return self._of(models.Complaint) if self.events else []

    @cached_property
    def proceedings(self) -> list[models.Proceeding]:
        return self._of(models.Proceeding)

    @cached_property
    def proceeding_events(self) -> dict[UUID, list[UUID]]:
        found: dict[UUID, list[UUID]] = {}
        for one in self._of(models.ProceedingEvent) if self.proceedings else ():
            found.setdefault(one.proceeding_id, []).append(one.event_id)
        return found

    @cached_property
    def returns(self) -> list[models.Repatriation]:
        return self._of(models.Repatriation)

    @cached_property
    def follow_ups(self) -> list[models.FollowUp]:
        return self._of(models.FollowUp) if self.returns else []

    @cached_property
    def opened(self) -> bool:
        """Opens every sealed text of the case with one question; whether the keys are open."""
        if self.coded_only:
            return False
        sealed: list[Any] = [
            self.case, *self.names, *self.contacts.values(), *self.families, *self.events, *self.notes,
            *self.decisions, *self.risks, *self.plans, *self.services, *self.proceedings, *self.returns,
        ]  # fmt: skip
        try:
            unseal_fields(sealed)
        except KeyAbsent:
            return False
        return True

    def full_name(self, person: UUID) -> str:
        """The name in use, or any; empty where there is none or it cannot be read."""
        found = [one for one in self.names if one.person_id == person] if self.opened else []
        found.sort(key=lambda one: one.kind != "used")
        return str(found[0].full) if found else ""

    def label(self, part: models.Participation) -> str:
        """A person by name where it can be read, else by reference."""
        return self.full_name(part.person_id) or self.persons[part.person_id].reference

    def labels(self) -> dict[UUID, str]:
        """Participation → who it is."""
        return {part.pk: self.label(part) for part in self.parts}

    def child(self, part: models.Participation) -> bool | None:
        """Whether the person was under age when the case was opened; None: not known."""
        return is_child(self.persons[part.person_id], self.case.opened_on)

    def narrow(self, person: UUID) -> None:
        """Leave nothing in it but what is about one person of the case."""
        parts = [part for part in self.parts if part.person_id == person]
        keys = {part.pk for part in parts}
        held = vars(self)
        for name in ("events", "signs", "decisions", "clocks", "risks", "plans", "services", "returns"):
            held[name] = [row for row in getattr(self, name) if row.participation_id in keys]
        events, returns = {row.pk for row in self.events}, {row.pk for row in self.returns}
        linked = {key: found for key, found in self.proceeding_events.items() if events & set(found)}
        held["complaints"] = [row for row in self.complaints if row.event_id in events]
        held["proceedings"] = [row for row in self.proceedings if row.pk in linked]
        held["follow_ups"] = [row for row in self.follow_ups if row.repatriation_id in returns]
        held["persons"] = {person: self.persons[person]}
        held["names"] = [row for row in self.names if row.person_id == person]
        held["contacts"] = {key: row for key, row in self.contacts.items() if key == person}
        held["parts"] = parts

    def _of(self, model: Any) -> list[Any]:
        return list(model.objects.filter(case=self.case))


def find_part(whole: Whole, key: object) -> models.Participation | None:
    """The participation of that key in the case."""
    return next((part for part in whole.parts if str(part.pk) == str(key)), None)


def row_of(rows: Iterable[Model], key: object) -> Any:
    """The row of that key among ``rows``; None where there is none."""
    return next((row for row in rows if str(row.pk) == str(key)), None)
