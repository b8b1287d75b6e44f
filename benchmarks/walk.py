"""Whether the hidden number's interval holds the truth over the whole chain: `python benchmarks/walk.py [FROM TO]`.

For each seed a country of 10,000 people is made up, the files of its bodies are checked, deduplicated, encoded, linked
and estimated by the settings of examples/annual-report, as `palermo walk` does. Beside the interval with drawn links
stands that of chance alone. Seeds were fixed before the first run, and none of them was looked at when the program was
mended: 1001 to 1040 were spent on the way before this one, 2001 to 2003 were looked at while it was built. The share
is red below 80 %. A size of 20,000, the report's own, would take twice as long.
"""

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from palermo import engines, prevalence
from palermo.cli.walking import homes, persons
from palermo.cli.walking.order import Country, Order, read_order
from palermo.cli.walking.stages import STAMP

FOLDER = Path(__file__).parents[1] / "examples" / "annual-report"
SEEDS = range(3001, 3041)
PEOPLE = 10_000
BAR = 0.80


def main() -> None:
    """Print a line a seed, then the share."""
    first, last = (int(one) for one in sys.argv[1:3]) if len(sys.argv) > 2 else (SEEDS[0], SEEDS[-1])
    order = read_order(FOLDER)
    held = chance = refused = done = 0
    for seed in range(first, last + 1):
        begun = time.process_time()
        made = estimated(replace(order, country=Country(PEOPLE, seed, "mixed", "middle")))
        done += 1
        both = made.links and made.links["pooled"]
        if made.headline is None or both is None:
            refused += 1
            said = f"refused: {', '.join(one.code for one in made.findings if one.severity == 'error')}"
        else:
            inside = both["low"] <= PEOPLE <= both["high"]
            held += inside
            chance += (made.headline.low or 0) <= PEOPLE <= (made.headline.high or 0)
            low, value, high = (round(both[name]) for name in ("low", "value", "high"))
            said = f"{low:6} {value:6} {high:6} {'holds' if inside else 'misses'}, {both['share']:.0%} for links"
        print(f"{seed} seen {made.observed:5} {said}  {time.process_time() - begun:.0f} CPU s", flush=True)
    given = done - refused
    share = (held + refused) / done
    print(f"{held} of {given} intervals hold the truth, {refused} of {done} refused with their reason")
    print(f"by chance alone, at the links as made: {chance} of {given}")
    print(f"share that holds or is refused: {share:.0%}, {'met' if share >= BAR else 'RED: below 80 %'}")


def estimated(order: Order) -> prevalence.Estimate:
    """The estimate of one country, from the files of its bodies on."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        for name, stage in (("receive", homes.receive), ("check", homes.check), ("encode", homes.encode)):
            engines.write_folder(out / name, {**stage(order, out).files, STAMP: b"{}"})
        linked = persons.link(order, out).files
    lists = persons.lists_of(order, engines.read_csv_frame(linked[persons.CLUSTERS]))
    made = prevalence.estimate(lists, method=order.method, resamples=order.resamples, seed=order.seed)
    return persons.with_links(order, made, lists, linked[persons.DRAWS])


if __name__ == "__main__":
    main()
