"""The clocks of the house, and the holidays that do not count as working days."""

from django.conf import settings

from palermo.ground.calendar import WorkingDays
from palermo.standards import holidays, nrm
from palermo.standards.nrm import Rulebook


def rulebook() -> Rulebook:
    """How soon a referral is answered and a notice acknowledged."""
    return nrm.rulebook("house")


def working_days() -> WorkingDays:
    """The calendar of the installation."""
    return holidays.working_days(settings.PALERMO_HOLIDAYS)
