"""Linkage without names beside anonlink and clkhash, in one run: `python benchmarks/linkage_peers.py --peers PYTHON`.

The peers are dead since 2023 and want an environment of their own, whose Python is named by --peers:

    python3 -m venv peers && peers/bin/pip install "setuptools<81" "cryptography<41" anonlink==0.15.3 clkhash==0.18.3

Speed: one list of 50,000 invented people, three fields. Links: FEBRL 4, name and birth date. Their filters are bare,
and their threshold is the best one by truth; ours are hardened, and the threshold is the program's own. So their F1 is
what a body could reach that knew the truth and feared nobody.
"""

import argparse
import json
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from linkage import FEW, TODAY, febrl
from palermo.linkage import encode, join, kernels, link, read_fields, read_people
from palermo.simulation import invented_lists

SECRET = bytes(range(7, 71))
MANY = 50_000
PEER = """
import csv, json, sys, time
from anonlink.candidate_generation import find_candidate_pairs
from anonlink.similarities import dice_coefficient_accelerated
from anonlink.solving import greedy_solve
from clkhash.clk import generate_clks
from clkhash.schema import from_json_dict

def feature(name):
    return {"identifier": name, "format": {"type": "string", "encoding": "utf-8", "maxLength": 60},
            "hashing": {"comparison": {"type": "ngram", "n": 2}, "strategy": {"bitsPerToken": 15},
                        "hash": {"type": "blakeHash"}}}

schema = from_json_dict({"version": 3, "clkConfig": {"l": 1024, "kdf": {"type": "HKDF", "hash": "SHA256",
    "info": "c2NoZW1hX2V4YW1wbGU=", "salt": "SCbL2zHNnmsckfzchsNkZY9XoHk96P/G5nUBrM7ybymlEFsMV6PAeDZCNp3r",
    "keySize": 64}}, "features": [feature(name) for name in ("given_name", "surname", "date_of_birth")]})
if __name__ == "__main__":
    lists, people, spent = [], [], 0.0
    for path in sys.argv[1:]:
        with open(path, newline="", encoding="utf-8") as file:
            rows = [tuple(row) for row in csv.reader(file)][1:]
        people.append([row[3] for row in rows])
        begun = time.process_time()
        lists.append(generate_clks([row[:3] for row in rows], schema, "secret", max_workers=1))
        spent = time.process_time() - begun
    many = len(lists.pop())
    begun = time.process_time()
    found = find_candidate_pairs(lists, dice_coefficient_accelerated, 0.5)
    compared = time.process_time() - begun
    best = (0.0,)
    scores, sources, records = found
    for hundredth in range(50, 96):
        keep = sum(score >= hundredth / 100 for score in scores)
        part = (scores[:keep], tuple(one[:keep] for one in sources), tuple(one[:keep] for one in records))
        links = [group for group in greedy_solve(part) if len(group) == 2]
        right = sum(people[0][dict(group)[0]] == people[1][dict(group)[1]] for group in map(list, links))
        best = max(best, (2 * right / (len(links) + 5000), right / max(len(links), 1), right / 5000, hundredth / 100))
    print(json.dumps({"encoded": many / spent, "pairs": len(lists[0]) * len(lists[1]) / compared, "best": best}))
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="the Python of the environment that has the peers")
    peers = parser.parse_args().peers
    print("| measure | palermo | clkhash, anonlink | ratio |\n|---|---|---|---|")
    own, theirs = ours(), peer(peers) if peers else None
    for what, name, form in (
        ("encoding, records/s and core", "encoded", ",.0f"),
        ("pairs/s and core", "pairs", ",.0f"),
    ):
        other = f"{theirs[name]:{form}} | {own[name] / theirs[name]:.1f}" if theirs else "not installed | "
        print(f"| {what} | {own[name]:{form}} | {other} |")
    f1, precision, recall, at = theirs["best"] if theirs else (0, 0, 0, 0)
    other = (
        f"bare, {f1:.3f} ({precision:.3f} / {recall:.3f}) at {at:g}, the best by truth" if theirs else "not installed"
    )
    print(f"| F1 (precision / recall), one-to-one | hardened, {own['best']}, own threshold | {other} | |")


def ours() -> dict[str, object]:
    """Rates, and F1 at the program's own threshold."""
    fields, lists, truth = read_fields("FIELDS.yml", FEW), [], {}
    for name, letter in (("dataset4a.csv", "a"), ("dataset4b.csv", "b")):
        frame, held = febrl(name, letter)
        people = read_people(frame, fields, today=TODAY)
        made = encode(people, fields, secret=SECRET, run="r", source=letter, basis="test", today=TODAY)
        lists.append(made.encodings)
        truth |= held
    people = read_people(invented_people(), fields, today=TODAY)
    begun = time.process_time()
    encode(people, fields, secret=SECRET, run="r", source="i", basis="test", today=TODAY)
    encoded = len(people) / (time.process_time() - begun)
    kernel = kernels()[0]
    generator = np.random.default_rng(1)
    left, right = (generator.integers(0, 2**64, (5000, 16), dtype=np.uint64) for _ in range(2))
    join(left[:100], right[:100], 0.6, kernel=kernel)
    begun = time.process_time()
    join(left, right, 0.6, kernel=kernel)
    rate = 5000 * 5000 / (time.process_time() - begun)
    links = [one for one in link(lists, today=TODAY, one_to_one=True, kernel=kernel).links if one.decision == "link"]
    right_ones = sum(truth[one.left_id] == truth[one.right_id] for one in links)
    f1, precision, recall = 2 * right_ones / (len(links) + 5000), right_ones / len(links), right_ones / 5000
    return {"encoded": encoded, "pairs": rate, "best": f"{f1:.3f} ({precision:.3f} / {recall:.3f})"}


def invented_people() -> pl.DataFrame:
    """The list that speeds are measured on, under the names of FEBRL."""
    frame = invented_lists(MANY, seed=1, shares=(0.999,))[0]["list1"]
    return frame.select(
        rec_id="record_id",
        given_name="given",
        surname="family",
        date_of_birth=pl.col("birth_date").str.replace_all("-", ""),
    )


def peer(python: str) -> dict[str, object]:
    """The same of the peers, in their own environment."""
    with TemporaryDirectory() as folder:
        files = []
        for name, letter in (("dataset4a.csv", "a"), ("dataset4b.csv", "b")):
            frame, truth = febrl(name, letter)
            file = Path(folder) / name
            frame.select("given_name", "surname", "date_of_birth", "rec_id").with_columns(
                rec_id=frame["rec_id"].replace_strict(truth)
            ).write_csv(file)
            files.append(str(file))
        files.append(f"{folder}/invented.csv")
        invented_people().drop("rec_id").with_columns(rec_id=pl.lit("")).write_csv(files[-1])
        script = Path(folder) / "peer.py"
        script.write_text(PEER)
        done = subprocess.run([python, str(script), *files], capture_output=True, text=True, check=True)
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


if __name__ == "__main__":
    main()
