"""When the key of a submission is destroyed its rows are counted as erased, in the same transaction."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from palermo.site.access.scope import current
from palermo.site.keys.models import RecordKey
from palermo.site.submissions.actions import count_erased
from palermo.site.submissions.models import Submission
from palermo.site.submissions.vault import OF_SUBMISSIONS


@receiver(post_save, sender=RecordKey)
def key_destroyed(instance: RecordKey, **told: Any) -> None:
    """Take the rows of its submission away; counts and receipts stay. A key nothing was sealed for has none."""
    if instance.kind == OF_SUBMISSIONS and instance.erased_at is not None:
        for submission in Submission.objects.filter(pk=instance.thing):
            count_erased(current(), submission)
