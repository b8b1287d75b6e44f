"""The conference and its bodies: dated names, seats, what passed from one to another."""

from uuid import uuid4

from django.db import models

from palermo.site.access.declared import centre_owned
from palermo.site.coordination.models.columns import ID, MEETING, PLAN, Written, day, ref, texts, words

_OF_ALL = "the conference is one: what it plans and who belongs to it is no body's own, and the public may read it"


@centre_owned(resource=PLAN, why=_OF_ALL)
class Conference(Written):
    """The one conference of a site. ``stamp`` is new after every act on anything of it, and never comes again."""

    name = words()
    languages = texts()
    country = models.CharField(max_length=20, blank=True)
    states = models.JSONField(default=dict)
    stamp = models.UUIDField(default=uuid4)


@centre_owned(resource=PLAN, why=_OF_ALL)
class Body(Written):
    """A body of the mechanism. It signs in as the body of the accounts that has the same code, where there is one."""

    code = ref(unique=True)
    kind = models.CharField(max_length=20)
    names = models.JSONField(default=list)
    dissolved = day()
    successors = models.JSONField(default=list)
    note = models.TextField(blank=True)


@centre_owned(resource=PLAN, why=_OF_ALL)
class Membership(Written):
    """A body's seat for a time; ``held_by`` is an office, never a person."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="seats")
    role = models.CharField(max_length=20)
    start = day()
    end = day()
    held_by = models.CharField(max_length=4000, blank=True)


@centre_owned(resource=PLAN, why=_OF_ALL)
class Handover(Written):
    """A recorded act by which one body takes over what another owed."""

    giver = ref()
    taker = ref()
    on = day()
    measures = texts()
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)


@centre_owned(resource=MEETING, why="a remark at the head of a file of the folder, for those who keep it")
class FolderNote(Written):
    """The note of a whole file."""

    path = models.CharField(max_length=300)
    text = models.TextField()


@centre_owned(resource=PLAN, why="definitions and lists that are taken as they were written, and changed as a whole")
class KeptFile(Written):
    """A file of the folder kept as it is: own treaties and yardsticks, ranks over the years, who is asked for what."""

    path = models.CharField(max_length=2 * ID, unique=True)
    text = models.TextField()
