"""What follows in referrals from what was written elsewhere, in the same transaction."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from palermo.site.cases.models import Repatriation, StatusDecision
from palermo.site.keys.models import RecordKey
from palermo.site.referrals.moves.actions import OF_CASES, erase_copies
from palermo.site.referrals.oversight.actions import keep_as_it_stands


@receiver(post_save, sender=StatusDecision)
@receiver(post_save, sender=Repatriation)
def recorded(instance: StatusDecision | Repatriation, **told: Any) -> None:
    """A decision or a return reaches those who may see it. Of a person whom no monitor sees this is one question."""
    keep_as_it_stands(instance.participation_id, now=timezone.now())


@receiver(post_save, sender=RecordKey)
def key_destroyed(instance: RecordKey, **told: Any) -> None:
    """With its key every copy of what was sent goes, and what came from outside; its hash stays."""
    if instance.kind == OF_CASES and instance.erased_at is not None:
        erase_copies(instance.thing, instance.erased_at)
