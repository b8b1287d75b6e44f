"""The whole way at size: simulate, check, dedupe, encode, link, each as its command; what came out beside the truth.

    python benchmarks/linkage_chain.py --people 100000 --folder made-up [--threads 2]

Every body of the made-up country that writes names sends its file; each is checked by its own layout, deduplicated at
home (the first record of a subject stays) and encoded with names and birth date alone, in the script it keeps; all
lists are linked one-to-one in one run. Seconds and memory are those of the processes, the largest one where a step has
many. The folder keeps what was made.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import polars as pl

FIELDS = """version: 1
record_id: record_id
fields:
  given: {kind: name, part: given, column: given_name}
  family: {kind: name, part: family, column: family_name}
  birth: {kind: date, column: birth_date}
"""
HTCDS = {"prs_FirstName": "given_name", "prs_SecondName": "family_name", "prs_Birthdate": "birth_date"}
NEEDED = {"record_id", "given_name", "family_name", "birth_date"}
TODAY = ("--today", "2026-03-01")


class Step:
    """Runs commands of the program one after the other; adds up their seconds and keeps their largest memory."""

    def __init__(self, name: str) -> None:
        self.name, self.seconds, self.megabytes, self.runs = name, 0.0, 0.0, 0

    def run(self, *words: str, allowed: Sequence[int] = (0,)) -> str:
        begun = time.perf_counter()
        with subprocess.Popen([sys.executable, "-m", "palermo", *words], stdout=subprocess.PIPE, text=True) as made:
            out = made.stdout.read() if made.stdout else ""
            _, status, used = os.wait4(made.pid, 0)
            made.returncode = os.waitstatus_to_exitcode(status)
        self.seconds += time.perf_counter() - begun
        self.megabytes, self.runs = max(self.megabytes, used.ru_maxrss / 1024), self.runs + 1
        if made.returncode not in allowed:
            raise SystemExit(f"palermo {words[0]} left with {made.returncode}")
        return out

    def __str__(self) -> str:
        return f"| {self.name} | {self.runs} | {self.seconds:.0f} s | {self.megabytes:.0f} MB |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    asked.folder.mkdir()
    simulate, check, dedupe, encode, link = map(Step, ("simulate", "check", "dedupe", "encode", "link"))
    country = asked.folder / "country"
    simulate.run("simulate", "--people", str(asked.people), "--seed", str(asked.seed), "--out", str(country))
    (asked.folder / "FIELDS.yml").write_text(FIELDS)
    secret = asked.folder / "secret"
    secret.write_text(os.urandom(32).hex())
    secret.chmod(0o600)
    files = []
    for body in sorted((country / "bodies").iterdir()):
        made = checked(body, asked.folder / "checked" / body.name, check)
        if made is not None:
            deduplicated(made, asked.folder, dedupe)
            files.append(encoded(made, asked.folder, encode))
    files = [one for one in files if one.exists()]
    out = asked.folder / "linked" / "links.csv"
    said = json.loads(
        link.run(
            "link",
            *map(str, files),
            "--out",
            str(out),
            "--threads",
            str(asked.threads),
            "--one-to-one",
            "--json",
            *TODAY,
        )
    )
    print("| step | commands | wall | most memory |\n|---|---|---|---|")
    for step in (simulate, check, dedupe, encode, link):
        print(step)
    judged(said, country, out.parent)


def checked(body: Path, out: Path, step: Step) -> Path | None:
    """The accepted rows of a body that writes names, under the names of fields that all share."""
    file = next(one for one in sorted(body.iterdir()) if one.name != "LAYOUT.yml")
    out.parent.mkdir(exist_ok=True)
    step.run("check", str(file), "--layout", str(body / "LAYOUT.yml"), "--out", str(out), allowed=(0, 1, 3))
    frame = pl.read_csv(out / "accepted.csv", infer_schema=False).rename(HTCDS, strict=False)
    if not set(frame.columns) >= NEEDED:
        return None
    frame = frame.select(sorted(NEEDED)).unique("record_id", keep="first", maintain_order=True)
    made = out.with_suffix(".csv")
    frame.write_csv(made)
    return made


def deduplicated(made: Path, folder: Path, step: Step) -> None:
    """The list with the first record of each subject alone."""
    out = made.with_suffix(".subjects.csv")
    step.run("dedupe", str(made), "--fields", str(folder / "FIELDS.yml"), "--out", str(out), *TODAY)
    subjects = pl.read_csv(out, infer_schema=False).rename({"id": "record_id"})
    frame = pl.read_csv(made, infer_schema=False).join(subjects, on="record_id", maintain_order="left")
    frame.unique("subject", keep="first", maintain_order=True).drop("subject").write_csv(made)


def encoded(made: Path, folder: Path, step: Step) -> Path:
    """The encodings of a list; no file where the list is too small to hide in."""
    out = folder / f"{made.stem}.parquet"
    words = ("--fields", str(folder / "FIELDS.yml"), "--secret", str(folder / "secret"), "--run", "bench")
    step.run("encode", str(made), *words, "--basis", "invented", "--out", str(out), *TODAY, allowed=(0, 4))
    return out


def judged(said: dict[str, object], country: Path, linked: Path) -> None:
    """Precision and recall over pairs of records of two lists, beside what the program states."""
    with (country / "truth" / "records.csv").open(newline="", encoding="utf-8") as file:
        person = {(row["source"], row["record_id"]): row["person_id"] for row in csv.DictReader(file)}
    with (linked / "clusters.csv").open(newline="", encoding="utf-8") as file:
        rows = [((row["source"], row["id"]), row["subject"]) for row in csv.DictReader(file)]
    with (linked / "links.csv").open(newline="", encoding="utf-8") as file:
        links = [
            ((row["left_source"], row["left_id"]), (row["right_source"], row["right_id"]))
            for row in csv.DictReader(file)
            if row["decision"] == "link"
        ]
    right = sum(person[one] == person[two] for one, two in links)
    subject = dict(rows)
    true = list(pairs_of(person, subject))
    found = sum(subject[one] == subject[two] for one, two in true)
    told = said["estimated"]
    assert isinstance(told, dict)
    print(f"\n{len(rows):,} records of {len({source for (source, _), _ in rows})} lists, ", end="")
    print(f"{len(true):,} true pairs across lists, {said['pairs_compared']:,} pairs compared")
    print("| | true | stated |\n|---|---|---|")
    for name, value in (("precision", right / len(links)), ("recall", found / len(true))):
        stated = told[name]
        print(f"| {name} | {value:.3f} | {stated['value']:.3f} ({stated['low']:.3f} to {stated['high']:.3f}) |")
    people = len({person[record] for record in subject})
    print(f"| persons | {people:,} | {len(set(subject.values())):,} clusters |")
    missed = Counter(tuple(sorted((one[0], two[0]))) for one, two in true if subject[one] != subject[two])
    print("most missed between " + ", ".join(f"{a} and {b} ({many})" for (a, b), many in missed.most_common(3)))


Record = tuple[str, str]


def pairs_of(person: dict[Record, str], subject: dict[Record, str]) -> Iterator[tuple[Record, Record]]:
    """The pairs of linked records of different lists that are one person."""
    held: dict[str, list[Record]] = defaultdict(list)
    for record in subject:
        held[person[record]].append(record)
    for records in held.values():
        yield from ((one, two) for one, two in combinations(records, 2) if one[0] != two[0])


if __name__ == "__main__":
    main()
