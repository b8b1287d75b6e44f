"""The life of a case as rules: statuses as a history, clocks, consent, referrals, and what follows from each."""

from palermo.register import clocks
from palermo.register.clocks import Clock, Pause

__all__ = ["Clock", "Pause", "clocks"]
