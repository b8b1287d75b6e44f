"""Taking the frames away: protected records leave the site, so that it is written down who took which."""

from datetime import date

from palermo.engines import pack_folder, write_csv
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand_of
from palermo.site.accounts.models import Agency
from palermo.site.audit.actions import record
from palermo.site.cases.models import Case
from palermo.site.figures.catalogues import catalogue_of, columns_of
from palermo.site.figures.frames import body_of, frames_of
from palermo.site.submissions.models import Submission

READ_ME = """\
Protected records: one line a person, no name, and not to be published.
Make tables that may be:

  palermo tables {first}.csv --catalogue {first}.yml --ledger ledger.jsonl --out releases/{first}
  palermo attack releases/{first}

Then propose the folder of the release under Publications; somebody else approves it.
"""


def take(actor: Actor, today: date) -> bytes:
    """The frames that hold anybody, each with its catalogue, packed as ZIP.

    Raises Forbidden for whoever does not hand in the records of a body: what leaves it goes through its data officer.
    """
    demand_of(actor, Verb.READ, Case)
    demand_of(actor, Verb.WRITE, Submission)
    body = Agency.objects.get(pk=body_of(actor)).code
    frames = {
        name: frame.select("person", *columns_of(name))
        for name, frame in frames_of(actor, today).items()
        if frame.height
    }
    files = {"README.txt": READ_ME.format(first=next(iter(frames), "statuses")).encode()}
    for name, frame in frames.items():
        files |= {f"{name}.csv": write_csv(frame), f"{name}.yml": catalogue_of(name, body, today)}
    record(actor, "figures.take", Case, fields=sorted(frames))
    return pack_folder(files)
