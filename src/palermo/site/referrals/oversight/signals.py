"""A decision or a return written in a case reaches those who may see it, in the same transaction."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from palermo.site.cases.models import Repatriation, StatusDecision
from palermo.site.referrals.oversight.actions import keep_as_it_stands


@receiver(post_save, sender=StatusDecision)
@receiver(post_save, sender=Repatriation)
def recorded(instance: StatusDecision | Repatriation, **told: Any) -> None:
    """Of a person whom no monitor sees this is one question."""
    keep_as_it_stands(instance.participation_id, now=timezone.now())
