"""Duties and assessments: who says what of which state, citing what. No score stands here and none is computed."""

from django.db import models

from palermo.site.access.declared import centre_owned
from palermo.site.coordination.models.columns import CLAIM, Written, day, ref, texts, words

_WHY = "what somebody says of a state, with its source: the conference's own record of claims, read by the public"


@centre_owned(resource=CLAIM, why=_WHY)
class Duties(Written):
    """The sheet of a state under an instrument for a period."""

    file = models.CharField(max_length=200)
    instrument = ref()
    state = ref()
    period = models.CharField(max_length=10)


@centre_owned(resource=CLAIM, why=_WHY)
class DutyLine(Written):
    """An obligation as far as something is written down of it; documents and figures are its evidence, by id."""

    duties = models.ForeignKey(Duties, models.CASCADE, related_name="lines")
    article = ref()
    documents = texts()
    figures = texts()
    note = models.TextField(blank=True)


@centre_owned(resource=CLAIM, why=_WHY)
class Judgement(Written):
    """What somebody says of an obligation: ``own`` is the state's, ``other`` anybody else's, side by side."""

    line = models.ForeignKey(DutyLine, models.CASCADE, related_name="judgements")
    whose = models.CharField(max_length=5)
    by = models.CharField(max_length=4000)
    judgement = models.CharField(max_length=20)
    text = words()
    document = ref(blank=True)
    on = day()


@centre_owned(resource=CLAIM, why=_WHY)
class Assessor(Written):
    """Who assesses states."""

    code = ref(unique=True)
    name = words()
    kind = models.CharField(max_length=20)
    of = ref(blank=True)
    note = models.TextField(blank=True)


@centre_owned(resource=CLAIM, why=_WHY)
class Assessment(Written):
    """One assessor on one state in one round; ``rank`` as the assessor gave it."""

    file = models.CharField(max_length=200)
    assessor = ref()
    framework = ref()
    state = ref()
    round = models.PositiveIntegerField()
    on = day()
    document = ref(blank=True)
    rank = models.CharField(max_length=4000, blank=True)
    about = models.JSONField(default=dict)


@centre_owned(resource=CLAIM, why=_WHY)
class GridEntry(Written):
    """What an assessor says of one criterion, and the evidence it names."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="entries")
    criterion = ref()
    judgement = models.CharField(max_length=20)
    text = words()
    documents = texts()
    figures = texts()


@centre_owned(resource=CLAIM, why=_WHY)
class Reply(Written):
    """What the assessed government answers, to a criterion or to the whole."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="replies")
    by = models.CharField(max_length=4000)
    criterion = ref(blank=True)
    text = words()
    document = ref(blank=True)
    on = day()
