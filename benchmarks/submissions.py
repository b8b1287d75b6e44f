"""Bulk import through the job of the site, against the same check and a plain COPY: `benchmarks/submissions.py`.

100,000 rows of 8 columns on both engines, in turn, median of three rounds. The peer seals nothing, keeps no raw row,
writes no audit event and has no walls.
"""

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROWS, ROUNDS = 100_000, 3
DAY = date(2026, 3, 2)


def csv(rows: int = ROWS, wrong: int = 100) -> bytes:
    """Rows of which one in ``wrong`` has a gender that is none; 0: none has."""
    draw = random.Random(7)  # noqa: S311  # invented rows, nothing secret
    head = "prs_FirstName,prs_SecondName,prs_Gender,prs_Birthdate,prs_Citizenship,case,office,note"
    lines = [head]
    for at in range(rows):
        gender = "Femenine" if wrong and at % wrong == 0 else draw.choice(("Feminine", "Masculine"))
        born = f"{draw.randint(1960, 2010)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        lines.append(f"name{at},other{draw.randint(0, 9**6)},{gender},{born},MA,c-{at},{at % 35},note {at % 977}")
    return "\n".join(lines).encode()


def peer(data: bytes, copy: Any) -> float:
    """Seconds of `palermo check`'s reading and check, then one COPY of the accepted rows."""
    from palermo import engines, intake

    begun = time.perf_counter()
    layout = intake.builtin_layout("htcds")
    outcome, _ = intake.check_book(engines.read_as(data, "cases.csv", layout), layout, today=DAY)
    copy(outcome.accepted.columns, outcome.accepted.rows())
    return time.perf_counter() - begun


def to_postgres(columns: list[str], rows: list[tuple[object, ...]]) -> None:
    import psycopg

    address = os.environ["PALERMO_DATABASE"].replace("palermo_web", "palermo_owner")
    with psycopg.connect(address) as server:
        server.execute("DROP TABLE IF EXISTS peer")
        server.execute(f"CREATE TABLE peer ({', '.join(f'k{at} text' for at in range(len(columns)))})".encode())
        with server.cursor() as cursor, cursor.copy("COPY peer FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])


def to_sqlite(columns: list[str], rows: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "peer.sqlite3") as file:
        file.execute(f"CREATE TABLE peer ({', '.join(f'k{at}' for at in range(len(columns)))})")
        file.executemany(f"INSERT INTO peer VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608
        file.commit()


def site(cast: Any, data: bytes) -> float:
    """Seconds of the site's job: opened, read, checked, sealed, staged, promoted, written down."""
    from tests.site.submissions.handing_in import hand_in

    from palermo.site.submissions.queue.work import check_once

    hand_in(cast, data)
    begun = time.perf_counter()
    assert check_once()
    return time.perf_counter() - begun


def ready(name: str) -> Any:
    """The cast of the tests in a migrated database of that engine, which this process serves from then on."""
    from django.core.management import call_command
    from django.db import connection
    from tests.site.cast import Cast

    from palermo.site.database import database

    web = dict(connection.settings_dict)
    if name == "postgres":
        connection.settings_dict |= database(os.environ["PALERMO_DATABASE"].replace("palermo_web", "palermo_owner"))
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    connection.settings_dict |= web
    return Cast.gather()


def measure(name: str, copy: Any) -> None:
    from tests.site.submissions.handing_in import with_keys

    cast, data = ready(name), csv()
    with with_keys(cast):
        times = [(peer(data, copy), site(cast, data)) for _ in range(ROUNDS)]
    plain, ours = (statistics.median(part) for part in zip(*times, strict=True))
    sys.stdout.write(f"{name}: check + COPY {plain:.2f} s, the job {ours:.2f} s, speed {plain / ours:.2f} of it\n")


def begin() -> None:
    """Django in this process, with keys that cost nothing to open."""
    import django
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "palermo.site.settings"
    django.setup()
    settings.KEY_WRAP_COST = 2


def each_engine(script: str, engines: Sequence[str], *words: str) -> int:
    """The script once an engine, in a process of its own, since Django opens one: it is given the engine's name.

    Gives the highest exit code.
    """
    from tests.site.cluster import new_database, running_cluster

    with running_cluster() as socket, tempfile.TemporaryDirectory() as folder:
        new_database(socket, "palermo")
        addresses = {
            "postgres": f"postgresql://palermo_web@/palermo?host={socket}",
            "sqlite": str(Path(folder) / "site.sqlite3"),
        }
        codes = [0]
        for name in engines:
            environment = {**os.environ, "PALERMO_DATABASE": addresses[name]}
            codes.append(subprocess.run([sys.executable, script, name, *words], env=environment).returncode)
    return max(codes)


def main() -> int:
    """Both engines; with the name of one, that one in this process."""
    if sys.argv[1:]:
        begin()
        measure(sys.argv[1], COPIES[sys.argv[1]])
        return 0
    return each_engine(__file__, tuple(COPIES))


COPIES = {"postgres": to_postgres, "sqlite": to_sqlite}


if __name__ == "__main__":
    sys.exit(main())
