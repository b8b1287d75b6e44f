"""Action plans: areas, numbered measures and their parts, who leads and who supports, how it is counted."""

from typing import ClassVar

from django.db import models

from palermo.site.access.declared import centre_owned
from palermo.site.coordination.models.columns import PLAN, Written, day, ref, texts, words

_WHY = "a plan is the conference's and public; what a body reports of it is written in a table of its own"


@centre_owned(resource=PLAN, why=_WHY)
class Plan(Written):
    """A plan, and the name of its file in the folder."""

    file = models.CharField(max_length=200)
    code = ref(unique=True)
    title = words()
    number = models.CharField(max_length=4000, blank=True)
    issued = day()
    start = day()
    end = day()
    continues = ref(blank=True)
    bodies = models.CharField(max_length=90, blank=True)
    document = ref(blank=True)


@centre_owned(resource=PLAN, why=_WHY)
class Area(Written):
    """A part of a plan with its goal."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="areas")
    code = ref()
    goal = words()
    note = models.TextField(blank=True)


@centre_owned(resource=PLAN, why=_WHY)
class Measure(Written):
    """A measure, or a part of one; ``position`` is its place in the text of the plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    area = models.ForeignKey(Area, models.CASCADE, related_name="measures")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    code = ref()
    text = words()
    start = day()
    due = day()
    duties = texts()
    continues = ref(blank=True)
    change = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)

    class Meta(Written.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "code"], name="measure_once_in_plan")
        ]


@centre_owned(resource=PLAN, why=_WHY)
class Assignment(Written):
    """A body leads or supports a measure, for a while or all along."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="assignments")
    body = ref()
    role = models.CharField(max_length=10)
    start = day()
    end = day()


@centre_owned(resource=PLAN, why=_WHY)
class PlanIndicator(Written):
    """How progress is counted. Decimal texts: "0" is a value, an empty one is not stated."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="indicators")
    code = ref()
    text = words()
    unit = models.CharField(max_length=4000)
    baseline = models.CharField(max_length=90, blank=True)
    target = models.CharField(max_length=90, blank=True)
    direction = models.CharField(max_length=10)
