"""What waits for whoever has just come in: counts by role, each with the page where it is dealt with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import ngettext

from palermo import coordination as room
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, may, person
from palermo.site.coordination.actions import own_body
from palermo.site.coordination.current import conference_for
from palermo.site.coordination.models import Conference, ProgressEntry
from palermo.site.linkage.models import DoubtfulPair
from palermo.site.linkage.reading import waiting_pairs
from palermo.site.publications.models import Edition, Release, State
from palermo.site.publications.reading import desk
from palermo.site.submissions.models import Run, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A line of the first page: how many, said in a sentence, and where."""

    count: int
    text: str
    address: str


def waiting_for(actor: Actor, *, today: date) -> list[Waiting]:
    """What waits for ``actor`` today; nothing is said of what waits for nobody."""
    return [
        one for one in (*_mending(actor), *_deciding(actor), *_reviewing(actor), *_owing(actor, today)) if one.count
    ]


def _mending(actor: Actor) -> Iterator[Waiting]:
    if may(actor, Verb.WRITE, Submission):
        # The check that counts, where rows did not pass in it.
        n = Run.objects.filter(submission__current=F("number"), rejected__gt=0).count()
        text = ngettext("%(n)s submission waits for mending", "%(n)s submissions wait for mending", n)
        yield Waiting(count=n, text=text % {"n": n}, address=reverse("submissions:list"))


def _deciding(actor: Actor) -> Iterator[Waiting]:
    """Proposals of others: nobody approves what they proposed."""
    if desk(actor, Release).approves:
        n = Release.objects.filter(state=State.PROPOSED).exclude(proposed_by=person(actor)).count()
        text = ngettext("%(n)s release waits for approval", "%(n)s releases wait for approval", n)
        yield Waiting(count=n, text=text % {"n": n}, address=reverse("publications:list"))
    if desk(actor, Edition).approves:
        n = Edition.objects.filter(state=State.PROPOSED).exclude(proposed_by=person(actor)).count()
        text = ngettext("%(n)s edition waits for approval", "%(n)s editions wait for approval", n)
        yield Waiting(count=n, text=text % {"n": n}, address=reverse("publications:list"))


def _reviewing(actor: Actor) -> Iterator[Waiting]:
    """Doubtful pairs, run by run; one that a colleague has answered waits for a second all the same."""
    if not may(actor, Verb.WRITE, DoubtfulPair):
        return
    for run, n in waiting_pairs(actor):
        text = ngettext(
            "%(n)s doubtful pair of the run %(run)s waits for your answer",
            "%(n)s doubtful pairs of the run %(run)s wait for your answer",
            n,
        )
        yield Waiting(count=n, text=text % {"n": n, "run": run.code}, address=reverse("linkage:run", args=[run.pk]))


def _owing(actor: Actor, today: date) -> Iterator[Waiting]:
    """For those who report: the whole conference is read for it, in a fixed number of queries."""
    if not (may(actor, Verb.READ, Conference) and may(actor, Verb.WRITE, ProgressEntry)):
        return
    found, own = conference_for(actor), own_body(actor)
    if found is None or not found.body(own):
        return
    rows = room.owed(found, today=today, body=own)
    n, late = len(rows), sum(one.overdue for one in rows)
    text = ngettext(
        "Your body owes %(n)s thing, overdue: %(late)s", "Your body owes %(n)s things, overdue: %(late)s", n
    )
    yield Waiting(count=n, text=text % {"n": n, "late": late}, address=f"{reverse('conference:owed')}?body={own}")
