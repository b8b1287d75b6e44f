"""The file that a body of the demonstration has handed in: made-up people, with the mistakes such files have."""

import csv
import io
from hashlib import sha256

from django.utils import timezone

from palermo.site.access.actor import keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account, Agency
from palermo.site.demo_people import DEMO_PASSWORD
from palermo.site.jobs.actions import hold
from palermo.site.keys import actions as keys
from palermo.site.keys.holding import holder
from palermo.site.submissions import actions
from palermo.site.submissions.queue.work import perform

BODY, OFFICER, MANAGER = "shelters", "dina@shelters", "noor@shelters"
NAME = "people-sheltered.csv"
HEADER = ("prs_FirstName", "prs_Gender", "prs_Birthdate", "prs_Citizenship", "arrived", "house")
_FIRST = ("Mira", "Tomas", "Lina", "Ivo", "Sana", "Petar", "Dalia", "Anton", "Rosa", "Karel", "Hiba", "Milan")
_FROM = ("MD", "NG", "VN", "PH", "RO", "ET")
_SLIPS: dict[int, dict[str, str]] = {
    4: {"prs_Gender": "Female"},
    9: {"prs_Birthdate": "1994-13-02"},
    13: {"prs_Gender": "Woman"},
    17: {"prs_Birthdate": "2091-05-06"},
    21: {"prs_Citizenship": "Moldavia"},
    26: {"prs_Gender": "Woman"},
    30: {"house": "=HYPERLINK(A1)", "prs_Birthdate": "spring 1999"},
}
"""What went wrong, by the place of the row."""
_ROWS = 36
_RAGGED, _TWICE = 33, 12


def file() -> bytes:
    """Thirty-six people and one of them twice: codes that are none, days that are none, a row with a cell too many."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(HEADER)
    people = [_person(at) for at in range(_ROWS)]
    people[_RAGGED].append("second bed")
    lines.writerows([*people, people[_TWICE]])
    return out.getvalue().encode()


def load() -> None:
    """The officer hands the file in; it is checked at once. For this the keys are open in this process alone."""
    with scoped(keeper()):
        body = Agency.objects.get(code=BODY)
        officer, manager = (Account.objects.get(agency=body, login=login) for login in (OFFICER, MANAGER))
    data, now = file(), timezone.now()
    with scoped(of(manager)) as opener:
        keys.unlock(opener, body, kind="passphrase", told=DEMO_PASSWORD, session="demonstration")
    with scoped(of(officer)) as actor:
        reading = actions.Reading(today=timezone.localdate(), standard="htcds")
        job = actions.receive(actor, data, NAME, sha256=sha256(data).hexdigest(), reading=reading, now=now)
        perform(hold(job, now), clock=timezone.now, tell=lambda step: None)
    holder().lock(agency=body.pk)


def _person(at: int) -> list[str]:
    told = {
        "prs_FirstName": _FIRST[at % len(_FIRST)],
        "prs_Gender": "Masculine" if at % 2 else "Feminine",
        "prs_Birthdate": f"{1980 + at * 7 % 26}-{at % 12 + 1:02}-{at * 5 % 28 + 1:02}",
        "prs_Citizenship": _FROM[at % len(_FROM)],
        "arrived": f"{2024 + at % 2}-{at * 5 % 12 + 1:02}-{at * 11 % 28 + 1:02}",
        "house": ("north", "harbour")[at % 2],
    }
    return list((told | _SLIPS.get(at, {})).values())
