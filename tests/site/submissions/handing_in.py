"""A data officer of the shelter, whose body has keys that are open, and files with planted mistakes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256

from tests.site.cast import Cast
from tests.site.keys.keyring import make_keys, opened

from palermo.site.access.scope import scoped
from palermo.site.submissions import actions
from palermo.site.submissions.models import Job, Submission

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
READING = actions.Reading(today=DAY, standard="htcds")
CASES = (
    b"prs_FirstName,prs_Gender,prs_Birthdate,prs_Citizenship\n"
    b"Amina,Feminine,1999-05-01,MA\n"
    b"Nadia,Femenine,2001-02-03,MA\n"
    b"Omar,Masculine,2031-01-01,MA\n"
    b"Zainab,Feminine,2002-10,MA\n"
)
"""Of four rows one has a gender that is none, one a birth in the future."""


def hand_in(cast: Cast, data: bytes = CASES, name: str = "cases.csv", reading: actions.Reading = READING) -> Job:
    """The job of a file that the officer of the shelter hands in."""
    with scoped(cast.actor("agency_data_officer")) as officer:
        return actions.receive(
            officer, data, name, sha256=sha256(data).hexdigest(), reading=reading, now=NOW
        )  # fmt: skip


def submission_of(cast: Cast, job: Job) -> Submission:
    """Read anew, within the scope that is open."""
    found: Submission = Submission.objects.get(pk=job.submission_id)
    return found


@contextmanager
def with_keys(cast: Cast) -> Iterator[None]:
    """Within, the shelter has keys and somebody of it is signed in with them."""
    make_keys(cast)
    with opened(cast):
        yield
