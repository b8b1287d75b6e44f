"""What the tables of cases have in common: whose row, and who may look into it in an emergency."""

from typing import Any

from django.db import models

from palermo.site.access.declared import Protection

CASE = "case"
STATUS = "status_decision"
RETURN = "repatriation"

OWN = Protection(resource=CASE)
"""A body's own, and nobody else's: names, free text, everything about help."""
OPENED = Protection(resource=CASE, opened="case__")
"""Coded facts of one case: an approved emergency access shows them to another body."""

CODE = 60
"""Characters of a code."""
PARTIAL_DATE = 10
"""Characters of a date, of its month or of its year."""


def coded() -> Any:
    """A code of a list; which list is told where it is written."""
    return models.CharField(max_length=CODE, blank=True)
