"""The country's conference: its bodies, one plan, what each of them reports of it, a reader's reviews, meetings."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from palermo.simulation.bodies import BODIES, Body
from palermo.simulation.cultures import HOME
from palermo.simulation.dice import Dice

YEARS = (2021, 2022, 2023, 2024, 2025)
_READER = "rapporteur"
_AREAS = (
    ("Prevention", ("Teach at schools in border towns", "Visit labour agencies", "Put up notices in harbours")),
    ("Protection", ("Open places in shelters", "Have interpreters at each interview", "Ask for consent in writing")),
    ("Prosecution", ("Train investigators", "Hear children once only", "Seize what was earned")),
    ("Partnership", ("Agree on one form", "Meet with embassies", "Publish a yearly return")),
)
_KINDS = {"police": "police", "shelters": "ngo", "consulates": "embassy"}
_STATUSES = ("not_started", "under_way", "done", "blocked")


def conference(dice: Dice, among: tuple[str, ...]) -> dict[str, bytes]:
    """File name → bytes of a conference folder, as `palermo plan` reads it."""
    leads = [one for one in among if BODIES[one].sees != "consulates"]
    measures = _measures(dice, leads)
    files: dict[str, Mapping[str, Any]] = {
        "conference.yml": _members(among),
        "plans/p1.yml": _plan(measures),
        **dict(_progress(dice, leads, measures)),
        "reviews/rapporteur-2025.yml": _review(dice, measures),
        **dict(_meetings(leads)),
    }
    head = "# INVENTED: a made-up conference of a made-up country.\n"
    return {f"conference/{name}": (head + json.dumps(data, indent=1) + "\n").encode() for name, data in files.items()}


def _members(among: tuple[str, ...]) -> dict[str, Any]:
    bodies = [
        {"id": one, "kind": _kind(BODIES[one]), "names": [{"en": f"{BODIES[one].name} (invented)"}],
         "member": [{"as": "convenor" if one == among[0] else "member", "from": "2019-01-01"}]}
        for one in among
    ]  # fmt: skip
    reader = {"id": _READER, "kind": "independent", "names": [{"en": "Rapporteur (invented)"}],
              "member": [{"as": "observer", "from": "2019-01-01"}]}  # fmt: skip
    return {"format": "palermo.conference/1", "name": {"en": "Conference of a made-up country"}, "languages": ["en"],
            "country": HOME, "bodies": [*bodies, reader]}  # fmt: skip


def _kind(body: Body) -> str:
    return "prosecution" if body.keeps == "proceedings" else _KINDS.get(body.sees, "agency")


def _measures(dice: Dice, leads: list[str]) -> dict[str, str]:
    """Measure → the body that leads it."""
    names = [f"{area}.{at}" for area, (_, texts) in enumerate(_AREAS, 1) for at in range(1, len(texts) + 1)]
    drawn = dice.below("leads", np.arange(len(names)), len(leads)).tolist()
    return {name: leads[place] for name, place in zip(names, drawn, strict=True)}


def _plan(measures: Mapping[str, str]) -> dict[str, Any]:
    areas = [
        {
            "id": str(area),
            "goal": {"en": goal},
            "measures": [
                {"id": f"{area}.{at}", "text": {"en": text}, "lead": [measures[f"{area}.{at}"]],
                 "due": f"{2022 + (area + at) % 4}-12-31"}
                for at, text in enumerate(texts, 1)
            ],
        }
        for area, (goal, texts) in enumerate(_AREAS, 1)
    ]  # fmt: skip
    return {"format": "palermo.plan/1", "id": "p1", "title": {"en": "Plan of a made-up country"},
            "period": {"start": "2021-01-01", "end": "2025-12-31"}, "areas": areas}  # fmt: skip


def _progress(dice: Dice, leads: list[str], measures: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each body reports a year; one in eight is silent; what is done is not reported again."""
    done: set[str] = set()
    for at, year in enumerate(YEARS):
        for place, body in enumerate(leads):
            mine = [name for name, lead in measures.items() if lead == body and name not in done]
            if not mine or dice.happens("silent", [at * 100 + place], 125_000)[0]:
                continue
            drawn = dice.pick("progress", [at * 1000 + place * 20 + one for one in range(len(mine))], (15, 55, 22, 8))
            said = {name: _STATUSES[one] for name, one in zip(mine, drawn.tolist(), strict=True)}
            done |= {name for name, status in said.items() if status == "done"}
            entries = [
                {"measure": f"p1/{name}", "status": status, "on": f"{year + 1}-01-15"} for name, status in said.items()
            ]
            yield f"progress/{body}-{year}.yml", {
                "format": "palermo.progress/1", "body": body, "period": str(year), "entries": entries,
            }  # fmt: skip


def _review(dice: Dice, measures: Mapping[str, str]) -> dict[str, Any]:
    verdicts = dice.pick("verdicts", np.arange(len(measures)), (60, 25, 15)).tolist()
    words = ("agrees", "disputes", "cannot_tell")
    entries = [
        {"measure": f"p1/{name}", "verdict": words[one], "on": "2026-01-20"}
        for name, one in zip(measures, verdicts, strict=True)
    ]
    return {"format": "palermo.review/1", "reviewer": _READER, "period": "2025", "entries": entries}


def _meetings(leads: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """One a year, with one decision that a body owns; the next meeting follows it up."""
    for at, year in enumerate(YEARS):
        decision = {"id": f"d-{year}", "text": {"en": "Hand in the yearly return"}, "owner": [leads[at % len(leads)]],
                    "due": f"{year}-09-30"}  # fmt: skip
        follow_up = [{"decision": f"d-{year - 1}", "status": "done"}] if at else []
        yield f"meetings/m-{year}.yml", {
            "format": "palermo.meeting/1", "id": f"m-{year}", "on": f"{year}-02-10", "level": "heads of office",
            "attended": leads[: 3 + at], "decisions": [decision], **({"follow_up": follow_up} if follow_up else {}),
        }  # fmt: skip
