"""Families: who of a unit is referred where, this referral included."""

from collections.abc import Mapping
from dataclasses import dataclass

from palermo import register
from palermo.ground.finding import Finding
from palermo.site.cases.models import FamilyMember, FamilyUnit, Participation
from palermo.site.referrals.models import OutsideReferral, Referral
from palermo.site.referrals.rooms import codes, of_rows, receiver_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A family unit, and to which body each of it is referred: in drafts as well as in what is open."""

    unit: register.FamilyUnit
    referred: Mapping[str, str]

    @staticmethod
    def unit_of(participation: Participation) -> FamilyUnit | None:
        """The unit of the person, where there is one of two or more."""
        for one in FamilyMember.objects.filter(person=participation.person_id).order_by("pk"):
            if FamilyMember.objects.filter(unit=one.unit_id).count() > 1:
                unit: FamilyUnit = one.unit
                return unit
        return None

    @classmethod
    def of(cls, row: Referral | OutsideReferral) -> "Together | None":
        """Of the unit of a referral; None where it is of nobody's family."""
        if row.family_unit_id is None:
            return None
        unit = FamilyUnit.objects.get(pk=row.family_unit_id)
        known = codes()
        members = {str(one.person_id): one.relation for one in FamilyMember.objects.filter(unit=unit)}
        inside = Referral.objects.filter(family_unit=unit).prefetch_related("participation")
        outside = OutsideReferral.objects.filter(family_unit=unit).prefetch_related("participation", "outside")
        going = [*outside, *(one for one, value in of_rows(inside) if value.is_open)]
        others = sorted((one for one in going if one.pk != row.pk), key=lambda one: one.made_at)
        referred = {str(one.participation.person_id): receiver_of(one, known) for one in (*others, row)}
        guardian = str(unit.guardian_id) if unit.guardian_id else None
        return cls(
            unit=register.FamilyUnit(
                id=str(unit.pk),
                agency=known[row.agency_id],
                members=members,
                guardian=guardian if guardian in members else None,
                keep_together=unit.keep_together,
            ),
            referred=referred,
        )

    def findings(self, reason: str) -> tuple[Finding, ...]:
        """What is said of it beside the preview."""
        return register.family.together(self.unit, "referred", self.referred, reason=reason)
