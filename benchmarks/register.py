"""What the register costs, and what the search for names in texts finds and stops for nothing.

    python benchmarks/register.py [--people 100000] [--names 60] [--seed 7]

Timed in one process: the status of everybody as of a day, clocks on working days, a text searched for names. Then, for
every culture of the made-up country, names recorded in their own script are planted into a sentence as they are, in
another case, the first name alone, and in two Latin spellings: how many are found. The same names are looked for in
sentences that hold none of them, those of the site and of its documentation: how many are stopped for nothing.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from palermo.register import PersonName, StatusDecision, clocks, figures, names
from palermo.simulation.cultures import COUNTRIES, CULTURES, names_of
from palermo.standards import holidays, nrm

DOCS = Path(__file__).parents[1] / "docs"
LOCALES = Path(__file__).parents[1] / "src" / "palermo" / "site" / "locale"
WAYS = ("as recorded", "other case", "first name alone", "family name first", "Latin", "Latin, other spelling")
Planted = tuple[PersonName, dict[str, str]]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--names", type=int, default=60, help="of each culture")
    asked.add_argument("--seed", type=int, default=7)
    options = asked.parse_args()
    timed(options.people)
    sentences = list(site_sentences())
    print(f"\n{len(sentences)} sentences without a name, of the site and the documentation")
    print("| culture | script | " + " | ".join(WAYS) + " | stopped for nothing |")
    for country in COUNTRIES:
        planted = list(plant(country, options.names, random.Random(options.seed)))
        found = Counter(
            way for name, texts in planted for way, text in texts.items() if names.holds_a_name(text, [name])
        )
        tried = random.Random(options.seed).choices(sentences, k=4 * len(planted))
        stopped = sum(names.holds_a_name(text, [planted[at // 4][0]]) for at, text in enumerate(tried))
        cells = [f"{100 * found[way] / len(planted):.0f} %" for way in WAYS]
        print(f"| {country} | {CULTURES[country].script} | {' | '.join(cells)} | {stopped} of {len(tried)} |")
    return 0


def timed(people: int) -> None:
    persons = {f"a/{n}": f"p{n}" for n in range(people)}
    decisions = [decision(n, step) for n in range(people) for step in range(3)]
    start = time.perf_counter()
    figures.statuses(persons, decisions, date(2025, 12, 31))
    print(f"status of {people} people, {len(decisions)} decisions: {time.perf_counter() - start:.2f} s")
    book, calendar = nrm.rulebook("uk"), holidays.working_days("gb_eaw")
    start = time.perf_counter()
    for n in range(10_000):
        clocks.due("rg_decision", date(2024, 1, 1) + timedelta(days=n % 600), book, calendar)
    print(f"10,000 clocks on working days: {time.perf_counter() - start:.2f} s")
    text = "She needs a bed tonight and asks for a doctor. " * 40
    start = time.perf_counter()
    for _ in range(100):
        names.holds_a_name(text, [PersonName(given="Наталья", family="Иванова"), PersonName(full="Natalia Ivanova")])
    print(f"a text of {len(text)} signs, two names: {10 * (time.perf_counter() - start):.1f} ms")


def decision(n: int, step: int) -> StatusDecision:
    on = date(2025, 1, 1) + timedelta(days=(n * 7 + step * 40) % 500)
    return StatusDecision(
        id=f"{n}-{step}",
        participation=f"a/{n}",
        value=("presumed", "identified", "declined")[step],  # type: ignore[arg-type]
        stage="reasonable_grounds",
        decided_by="authority",
        decided_on=on,
        recorded_at=datetime(on.year, on.month, on.day, tzinfo=UTC),
    )


def plant(country: str, count: int, dice: random.Random) -> Iterator[Planted]:
    """Names as recorded, and the texts each is planted into."""
    culture = CULTURES[country]
    firsts = (*names_of(country, "women"), *names_of(country, "men"))
    families = names_of(country, "families") or (("", "", ""),)
    for _ in range(count):
        first, family = dice.choice(firsts), dice.choice(families)
        own, latin, other = (join(culture.family_first, a, b) for a, b in zip(first, family, strict=True))
        yield (
            PersonName(given=first[0], family=family[0]),
            {
                "as recorded": f"... {own}, 34 ...",
                "other case": f"... {own.upper()}, 34 ...",
                "first name alone": f"... {first[0]}, 34 ...",
                "family name first": f"... {family[0]} {first[0]}, 34 ...",
                "Latin": f"the client {latin} needs a bed",
                "Latin, other spelling": f"the client {other} needs a bed",
            },
        )


def join(family_first: bool, first: str, family: str) -> str:
    return " ".join(part for part in ((family, first) if family_first else (first, family)) if part)


def site_sentences() -> Iterator[str]:
    """The sentences of the site, as they are and as translated, and those of the documentation."""
    for path in sorted(LOCALES.rglob("*.po")):
        yield from re.findall(r'^(?:msgid|msgstr) "(.{20,})"$', path.read_text("utf-8"), re.MULTILINE)
    for path in sorted(DOCS.rglob("*.md")):
        yield from re.findall(r"[A-Z][^.|`]{40,}\.", path.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main())
