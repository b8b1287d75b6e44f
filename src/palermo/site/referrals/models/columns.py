"""What the tables of consent and referral have in common."""

from django.db import models

CONSENT, REFERRAL, PAYLOAD = "consent", "referral", "referred_case"
"""Lines of the permission matrix."""
OUTSIDE = "outside:"
"""Begins the name under which a consent knows a body that has no place in the system."""


def code(length: int = 40) -> "models.CharField[str, str]":
    """A code of a list, a room or a body; empty where there is none."""
    return models.CharField(max_length=length, blank=True)
