"""Where a large plan stands: 1,000 measures, 35 bodies, ten years of reports, read from a folder of YAML.

    python benchmarks/coordination.py [--measures 1000] [--bodies 35] [--years 10] [--rounds 5] [--seed 7]

The conference is invented and written as a folder. Timed are load, check and roll-up inside one process, and the whole
command `palermo plan status`, start of Python included, each warm: the median of the rounds after one that does not
count. No peer is known that does this; the time of yaml.safe_load with the C reader over the same files, which gives
neither lines nor checks, stands beside it. Exit 1 where the command takes longer than a second.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import yaml

from palermo import coordination

BAR = 1.0
STATUSES = ("not_started", "under_way", "under_way", "under_way", "done", "blocked")
KINDS = ("ministry", "agency", "police", "ngo", "academic")
_STATUS = "import sys; from palermo.cli import main; main(['plan', 'status', *sys.argv[1:]])"


def main() -> int:
    options = _options()
    files = invented(options.measures, options.bodies, options.years, random.Random(options.seed))
    size = sum(map(len, files.values()))
    today = date(2016 + options.years, 2, 28)
    print(
        f"{options.measures} measures, {options.bodies} bodies, {options.years} years: {len(files)} files, {size} bytes"
    )
    told = coordination.check(coordination.load(files), today=today)
    assert not [one for one in told if one.severity == "error"], [str(one) for one in told][:5]
    _in_process(files, today, options.rounds)
    with tempfile.TemporaryDirectory() as place:
        took = _command(write(files, Path(place)), today, options)
    return int(took > BAR)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--measures", type=int, default=1000)
    parser.add_argument("--bodies", type=int, default=35)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _in_process(files: Mapping[str, bytes], today: date, rounds: int) -> None:
    found = coordination.load(files)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parts: Mapping[str, Callable[[], object]] = {
        "load": lambda: coordination.load(files),
        "check": lambda: coordination.check(found, today=today),
        "roll-up": lambda: coordination.rollup(found, today=today),
        "yaml alone": lambda: [yaml.load(data, Loader=loader) for data in files.values()],  # noqa: S506  # a safe loader
    }
    for name, work in parts.items():
        print(f"{name:12} {median(work, rounds):.3f} s")


def _command(folder: Path, today: date, options: argparse.Namespace) -> float:
    words = [sys.executable, "-c", _STATUS, str(folder), "--today", today.isoformat(), "--json"]
    made = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    assert made["measures"] + made["sub_measures"] == options.measures
    took = median(lambda: subprocess.run(words, check=True, capture_output=True), options.rounds)
    print(f"palermo plan status: {took:.2f} s (bar {BAR:.0f} s)")
    return took


def median(work: Callable[[], object], rounds: int) -> float:
    """The median of the rounds in seconds, after one that warms up."""
    work()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def invented(measures: int, bodies: int, years: int, chance: random.Random) -> dict[str, bytes]:
    """A conference as a folder: each body reports on its measures each year, one reader reviews, meetings decide."""
    ids = [f"body-{n:02d}" for n in range(bodies)]
    leads = {ref: chance.sample(ids, chance.choice((1, 1, 2))) for ref in _refs(measures)}
    files = {"conference.yml": _conference(ids), "plans/p1.yml": _plan(leads, years, ids, chance)}
    for year in range(2016, 2016 + years):
        for body in ids:
            if chance.random() < 0.9:
                files[f"progress/{body}-{year}.yml"] = _progress(body, year, leads, chance)
        reviewed = [
            f"  - {{measure: p1/{ref}, verdict: {chance.choice(('agrees', 'disputes', 'cannot_tell'))}}}\n"
            for ref in chance.sample(list(leads), len(leads) // 10)
        ]
        head = f"format: palermo.review/1\nreviewer: reader\nperiod: {year}\nentries:\n"
        files[f"reviews/reader-{year}.yml"] = head + "".join(reviewed)
        for month in (3, 6, 9, 12):
            files[f"meetings/{year}-{month:02d}.yml"] = _meeting(f"{year}-{month:02d}", ids, chance)
    return {path: text.encode() for path, text in files.items()}


def _refs(measures: int) -> list[str]:
    """Every fourth measure is a part of the one before it."""
    found = list[str]()
    for n in range(measures):
        found.append(f"{found[-1]}.a" if n % 4 == 3 else f"m{n}")
    return found


def _conference(ids: list[str]) -> str:
    rows = [
        f'  - id: {id}\n    kind: {KINDS[n % len(KINDS)]}\n    names: [{{en: "Body number {n}"}}]\n'
        "    member: [{from: 2010-01-01}]\n"
        for n, id in enumerate(ids)
    ]
    reader = (
        '  - {id: reader, kind: independent, names: [{en: "Reader"}], member: [{from: 2010-01-01, as: observer}]}\n'
    )
    return "format: palermo.conference/1\nname: {en: Invented}\nbodies:\n" + "".join(rows) + reader


def _plan(leads: Mapping[str, list[str]], years: int, ids: list[str], chance: random.Random) -> str:
    """One area a hundred measures."""
    parts = [f"format: palermo.plan/1\nid: p1\nperiod: {{start: 2016-01-01, end: {2015 + years}-12-31}}\nareas:\n"]
    for at, (ref, bodies) in enumerate(leads.items()):
        helper = chance.choice([id for id in ids if id not in bodies])
        if at % 100 == 0:
            parts.append(f'  - id: "{at // 100 + 1}"\n    goal: {{en: "Goal {at // 100 + 1}"}}\n    measures:\n')
        fields = {
            "text": f'{{en: "Measure {ref}, told in some words"}}',
            "lead": f"[{', '.join(bodies)}]",
            "support": f"[{helper}]",
            "due": f"{2016 + chance.randrange(years)}-12-31",
            "indicators": "[{id: reached, unit: person, baseline: 0, target: 500, direction: up}]",
        }
        head, indent = (
            (f"        sub:\n          - id: {ref}\n", 12) if ref.endswith(".a") else (f"      - id: {ref}\n", 8)
        )
        parts.append(head + "".join(f"{' ' * indent}{name}: {value}\n" for name, value in fields.items()))
    return "".join(parts)


def _progress(body: str, year: int, leads: Mapping[str, list[str]], chance: random.Random) -> str:
    rows = [
        f"  - measure: p1/{ref}\n    status: {chance.choice(STATUSES)}\n"
        f"    values: {{reached: {chance.randrange(600)}}}\n"
        f'    evidence: [doc-{chance.randrange(900)}]\n    note: {{en: "What the body says of it in {year}"}}\n'
        for ref, bodies in leads.items()
        if body in bodies
    ]
    head = f"format: palermo.progress/1\nbody: {body}\nperiod: {year}\n"
    return head + ("entries:\n" + "".join(rows) if rows else "")


def _meeting(month: str, ids: list[str], chance: random.Random) -> str:
    rows = [
        f'  - {{id: d-{month}-{n}, text: {{en: "A decision"}}, owner: [{chance.choice(ids)}], due: {month}-28}}\n'
        for n in range(5)
    ]
    head = f"format: palermo.meeting/1\non: {month}-15\nattended: [{', '.join(chance.sample(ids, len(ids) // 2))}]\n"
    return head + "decisions:\n" + "".join(rows)


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    """The files below a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


if __name__ == "__main__":
    sys.exit(main())
