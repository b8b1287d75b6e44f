"""The same person twice, without names across agencies: for counts and prevalence, never a decision about a person."""

from palermo.linkage.attack import FEWEST_ATTACKED, Attack, audit, verdict_of
from palermo.linkage.audited import Audited, read_audit
from palermo.linkage.carry import Carried, Held, carry
from palermo.linkage.compare import Hits, Join, join, kernels, together
from palermo.linkage.decisions import Decision, read_decisions
from palermo.linkage.dedupe import Subjects, subjects_of, with_plants
from palermo.linkage.encode import Encoded, encode
from palermo.linkage.encodings import Encodings, Passport
from palermo.linkage.evaluate import Interval, wilson
from palermo.linkage.facts import FACTS, agreement, read_facts
from palermo.linkage.fields import BITS, Fields, Scheme, read_fields
from palermo.linkage.keys import read_secret
from palermo.linkage.link import Clusters, Link, Links, link, subjects_for
from palermo.linkage.model import DedupeModel, Prepared, prepare
from palermo.linkage.people import People, read_people
from palermo.linkage.receiving import FEWEST, receive
from palermo.linkage.resolve import Constraints, Edge, draw_clusterings, resolve
from palermo.linkage.review import Question, queue, verdict
from palermo.linkage.reviewed import Reviewed, reviewed, sample

__all__ = [
    "with_plants",
    "subjects_of",
    "Subjects",
    "verdict_of",
    "prepare",
    "audit",
    "Prepared",
    "BITS",
    "FACTS",
    "FEWEST",
    "FEWEST_ATTACKED",
    "Audited",
    "Decision",
    "Scheme",
    "agreement",
    "read_audit",
    "read_facts",
    "receive",
    "DedupeModel",
    "Attack",
    "Carried",
    "Clusters",
    "Constraints",
    "Edge",
    "Encoded",
    "Encodings",
    "Fields",
    "Held",
    "Hits",
    "Interval",
    "Join",
    "Link",
    "Links",
    "Passport",
    "People",
    "Question",
    "Reviewed",
    "carry",
    "draw_clusterings",
    "encode",
    "join",
    "kernels",
    "link",
    "queue",
    "read_decisions",
    "read_fields",
    "read_people",
    "read_secret",
    "resolve",
    "reviewed",
    "sample",
    "subjects_for",
    "together",
    "verdict",
    "wilson",
]
