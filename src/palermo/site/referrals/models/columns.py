"""What the tables of consent and referral have in common."""

from typing import Any

from django.db import models

CONSENT, REFERRAL, PAYLOAD = "consent", "referral", "referred_case"
"""Lines of the permission matrix."""
OUTSIDE = "outside:"
"""Begins the name under which a consent knows a body that has no place in the system."""


def body(*, null: bool = False) -> Any:
    """A reference to a body."""
    return models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", null=null)


def code(length: int = 40) -> Any:
    return models.CharField(max_length=length, blank=True)
