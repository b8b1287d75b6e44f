"""The small files of a country: what it is, how many nobody saw, and that none of it is about a real person."""

import json
from collections.abc import Mapping

from palermo.simulation.bodies import BODIES
from palermo.simulation.tally import Tally
from palermo.simulation.worlds import LISTS, World

MARK = "INVENTED: every person, record and body in this folder is made up. No row is about a real person."


def notes(people: int, seed: int, world: World, senders: tuple[str, ...], tally: Tally) -> dict[str, bytes]:
    """File name → bytes: README.md, build.json, and of the truth country.json."""
    return {
        "README.md": _readme(people, seed, world, senders).encode(),
        "truth/country.json": _json(_country(people, seed, world, senders, tally)),
        "build.json": _json({"made": "country", "invented": True, "people": people, "seed": seed, "world": world.name}),
    }


def _country(people: int, seed: int, world: World, senders: tuple[str, ...], tally: Tally) -> Mapping[str, object]:
    return {
        "mark": MARK,
        "people": people,
        "observed": tally.observed,
        "hidden": people - tally.observed,
        "seed": seed,
        "world": {"name": world.name, "about": world.about, "lists": list(LISTS), "per_million": list(world.base)},
        "silent_errors": dict(sorted(tally.silent.items())),
        "bodies": {
            body: {
                "name": BODIES[body].name,
                "list": BODIES[body].sees,
                "rows": tally.rows[body],
                "rejected": tally.rejected[body],
                "findings": dict(sorted(tally.found.get(body, {}).items())),
            }
            for body in senders
        },
    }


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _readme(people: int, seed: int, world: World, senders: tuple[str, ...]) -> str:
    lines = [f"- `bodies/{one}/{BODIES[one].file}`: {BODIES[one].name}" for one in senders]
    return "\n".join(
        [
            "# A made-up country",
            "",
            MARK,
            "",
            f"{people} people, seed {seed}, world {world.name}: {world.about}. The same seed makes the same bytes.",
            "",
            "What the bodies send, each with the layout `palermo check` takes (who met nobody may send no file):",
            "",
            *lines,
            "",
            "`conference/` is a folder for `palermo plan`.",
            "`frames/` holds what the bodies know as frames of the register; `truth/` what nobody knows: who is who,",
            "how many were never seen, and every error that was made, cell by cell. Keep it from whatever is tested.",
            "",
        ]
    )
