"""The made-up country: seconds and memory for 1,000 and 100,000 people, and for a million with `--large`.

    python benchmarks/simulate.py [--rounds 3] [--large]

Each measurement runs in a process of its own: imports are not counted, writing is. Bars: 1,000 people in 2 s, 100,000
in 60 s, 1,000,000 in 2 GB. Exit 1 where a bar is missed. There is no peer that makes such a country.
"""

import argparse
import json
import statistics
import subprocess
import sys

BARS = {1_000: (2.0, 2_000.0), 100_000: (60.0, 2_000.0), 1_000_000: (900.0, 2_000.0)}
PROGRAM = """
import json, resource, sys, tempfile, time
from pathlib import Path
from palermo import engines, simulation
with tempfile.TemporaryDirectory() as folder:
    start, spent = time.perf_counter(), time.process_time()
    order = simulation.ask(people=int(sys.argv[1]), seed=1)
    engines.write_country(Path(folder) / "made", simulation.country(order))
    seconds, cpu = time.perf_counter() - start, time.process_time() - spent
print(json.dumps([seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measured(people: int) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and megabytes at most."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(people)], capture_output=True, text=True, check=True)
    seconds, cpu, megabytes = json.loads(done.stdout)
    return seconds, cpu, megabytes


def main() -> int:
    """Measure, print the table, tell whether all bars hold."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--large", action="store_true", help="a million people too, once")
    chosen = options.parse_args()
    missed = 0
    print("| people | seconds | CPU seconds | MB | bar |\n|---|---|---|---|---|")
    for people, (most_seconds, most_megabytes) in BARS.items():
        if people > 100_000 and not chosen.large:
            continue
        runs = [measured(people) for _ in range(1 if people > 100_000 else chosen.rounds)]
        seconds, cpu, megabytes = (statistics.median(column) for column in zip(*runs, strict=True))
        held = seconds <= most_seconds and megabytes <= most_megabytes
        missed += not held
        bar = f"{most_seconds:g} s, {most_megabytes:g} MB: {'held' if held else 'MISSED'}"
        print(f"| {people:,} | {seconds:.2f} | {cpu:.2f} | {megabytes:.0f} | {bar} |")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
