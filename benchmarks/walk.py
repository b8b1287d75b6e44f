"""Whether the hidden number's interval holds the truth over the whole chain: `python benchmarks/walk.py [FROM TO]`.

For each seed a country of 10,000 people is made up, the files of its bodies are checked, encoded, linked and estimated
by the settings of examples/annual-report, as `palermo walk` does. Seeds were fixed before the first run, and none of
them was looked at when the settings were chosen. The share is red below 80 %. A size of 20,000, the report's own,
would take twice as long.
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
SEEDS = range(1001, 1041)
PEOPLE = 10_000
BAR = 0.80


def main() -> None:
    """Print a line a seed, then the share."""
    first, last = (int(one) for one in sys.argv[1:3]) if len(sys.argv) > 2 else (SEEDS[0], SEEDS[-1])
    order = replace(read_order(FOLDER), also=())
    held = refused = done = 0
    for seed in (one for one in SEEDS if first <= one <= last):
        begun = time.process_time()
        made = estimated(replace(order, country=Country(PEOPLE, seed, "mixed", "middle")))
        done += 1
        if made.headline is None or made.headline.low is None or made.headline.high is None:
            refused += 1
            said = f"refused: {', '.join(one.code for one in made.findings if one.severity == 'error')}"
        else:
            inside = made.headline.low <= PEOPLE <= made.headline.high
            held += inside
            low, value, high = (round(one) for one in (made.headline.low, made.headline.value, made.headline.high))
            said = f"{low:6} {value:6} {high:6} {'holds' if inside else 'misses'}"
        print(f"{seed} seen {made.observed:5} {said}  {time.process_time() - begun:.0f} CPU s", flush=True)
    given = done - refused
    share = (held + refused) / done
    print(f"{held} of {given} intervals hold the truth, {refused} of {done} refused with their reason")
    print(f"share that holds or is refused: {share:.0%}, {'met' if share >= BAR else 'RED: below 80 %'}")


def estimated(order: Order) -> prevalence.Estimate:
    """The estimate of one country, from the files of its bodies on."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        for name, stage in (("receive", homes.receive), ("check", homes.check), ("encode", homes.encode)):
            engines.write_folder(out / name, {**stage(order, out).files, STAMP: b"{}"})
        clusters = engines.read_csv_frame(persons.link(order, out).files[persons.CLUSTERS])
    lists = prevalence.lists_from(clusters, mapped=order.lists)
    return prevalence.estimate(lists, method=order.method, resamples=order.resamples, seed=order.seed)


if __name__ == "__main__":
    main()
