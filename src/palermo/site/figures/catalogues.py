"""For each frame the catalogue that ``palermo tables`` takes: every code declared, none read off the records."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from palermo.register import figures, referral, status
from palermo.site.cases import words
from palermo.site.referrals.words import PURPOSES

THRESHOLD = 10
SEVERAL = "several"
_YES_NO = ("yes", "no", "unknown")
_CODES: Mapping[str, tuple[str, ...]] = {
    "statuses.trafficking_status": (*status.VALUES, figures.NOBODY_DECIDED),
    "statuses.stage": (*words.STAGES, figures.NOBODY_DECIDED),
    "clocks.clock": tuple(words.CLOCKS),
    "clocks.met": ("yes", "no", "running", "not_applicable"),
    "referrals.purpose": tuple(PURPOSES),
    "referrals.state": referral.STATES,
    "referrals.in_time": ("yes", "no", "not_yet", "not_applicable"),
    "services.type": tuple(words.SUPPORT),
    "services.state": tuple(words.SERVICE_STATES),
    "proceedings.kind": tuple(words.PROCEEDINGS),
    "proceedings.stage": tuple(words.COURT_STAGES),
    "proceedings.convicted": _YES_NO,
    "proceedings.punished": _YES_NO,
    "follow_ups.kind": tuple(words.RETURNS),
    "follow_ups.result": (*words.RESULTS, "not_recorded"),
}
TABLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "statuses": (("trafficking_status",), ("stage",)),
    "clocks": (("clock", "met"),),
    "referrals": (("state",), ("purpose", "in_time")),
    "services": (("type", "state"),),
    "proceedings": (("kind", "stage"), ("convicted",), ("punished",)),
    "follow_ups": (("kind", "result"),),
}
"""Frame → what its tables are made by; the same on the page of counts."""


def columns_of(frame: str) -> list[str]:
    """The columns that a catalogue declares: no other leaves."""
    return list(dict.fromkeys(column for table in TABLES[frame] for column in table))


def catalogue_of(frame: str, body: str, today: date) -> bytes:
    """The catalogue of one frame of the body of that code, to be changed by whoever publishes."""
    columns = columns_of(frame)
    named = frame.replace("_", "-")
    told: dict[str, Any] = {
        "version": 1,
        "release": f"{body}-{named}-{today.isoformat()}",
        "population": {"id": f"{body}-{named}", "as_of": today},
        "unit": "person",
        "threshold": THRESHOLD,
        "zeros": "safe",
        "method": "suppress",
        "dimensions": {
            column: {"codes": [*_CODES[f"{frame}.{column}"], SEVERAL], "several": SEVERAL} for column in columns
        },
        "tables": [
            {"id": f"{named}-{at}", "by": list(table), "margins": "all"} for at, table in enumerate(TABLES[frame], 1)
        ],
    }
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True).encode()
