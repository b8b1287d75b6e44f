"""Meetings: what is to be spoken of, what was decided, whose it is and by when, what became of it."""

from django.db import models

from palermo.site.access.declared import centre_owned
from palermo.site.coordination.models.columns import MEETING, Written, day, ref, texts, words

_WHY = "minutes are the conference's; the matrix says which roles read them"


@centre_owned(resource=MEETING, why=_WHY)
class Meeting(Written):
    """A session of the conference, held or to come."""

    file = models.CharField(max_length=200)
    code = ref(unique=True)
    on = day()
    level = models.CharField(max_length=4000, blank=True)
    attended = texts()
    document = ref(blank=True)


@centre_owned(resource=MEETING, why=_WHY)
class AgendaItem(Written):
    """Something a meeting is to speak of."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    text = words()
    decision = ref(blank=True)
    measure = ref(blank=True)


@centre_owned(resource=MEETING, why=_WHY)
class Decision(Written):
    """What was decided, as the minutes have it; what became of it stands in the follow-ups of later meetings."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    code = ref(unique=True)
    text = words()
    owners = texts()
    due = day()
    status = models.CharField(max_length=20)
    evidence = texts()
    superseded_by = ref(blank=True)
    measure = ref(blank=True)
    note = models.TextField(blank=True)


@centre_owned(resource=MEETING, why=_WHY)
class FollowUp(Written):
    """What a later meeting records of an earlier decision."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="follow_ups")
    decision = ref()
    status = models.CharField(max_length=20)
    evidence = texts()
    superseded_by = ref(blank=True)
    note = models.TextField(blank=True)
