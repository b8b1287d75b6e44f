"""From linked records to what may be published: a query a table over pseudonyms, protected, attacked, in the ledger."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from palermo import disclosure, engines
from palermo.cli.tables import attacked, refuse_unsafe
from palermo.cli.walking.homes import texts
from palermo.cli.walking.order import Order
from palermo.cli.walking.persons import CLUSTERS
from palermo.cli.walking.stages import Made, below
from palermo.ground.counted import counted
from palermo.ground.errors import Differs, UnreadableInput

LEDGER = "ledger.jsonl"


def records(order: Order, out: Path) -> Made:
    """The answer of every query over facts, clusters, lists and the register's own frames: one row a person."""
    frames = tables_at_hand(order, out)
    found = {name: texts(engines.DuckQuery()(query(order, name), frames)) for name in order.tables}
    said = ", ".join(f"{frame.height:,} of {name}" for name, frame in found.items())
    return Made({f"{name}.csv": engines.write_csv(frame) for name, frame in found.items()}, f"rows: {said}")


def tables_at_hand(order: Order, out: Path) -> dict[str, pl.DataFrame]:
    """What a query may ask: ``facts``, ``clusters``, ``lists``, and each frame of the register by its name."""
    held = {"facts": below(out, "encode")["facts.csv"], "clusters": below(out, "link")[CLUSTERS]}
    register = {name: data for name, data in below(out, "receive").items() if name.startswith("register/")}
    held |= {Path(name).stem: data for name, data in register.items()}
    placed = [(list_, body) for list_, bodies in order.lists.items() for body in bodies]
    lists = pl.DataFrame(placed, schema=["list", "source"], orient="row")
    return {**{name: engines.read_csv_frame(data) for name, data in held.items()}, "lists": lists}


def query(order: Order, name: str) -> str:
    """The query whose answer the catalogue of that name protects."""
    return order.file(f"queries/{name}.sql").decode()


def release(order: Order, out: Path) -> Made:
    """Each table made safe, attacked with all before it, and put into the ledger. Raises Differs on an unsafe one."""
    held = below(out, "records")
    files: dict[str, bytes] = {}
    ledger = disclosure.begin(today=order.today)
    cells = hidden = 0
    for name in order.tables:
        made = _protected(order, name, held[f"{name}.csv"])
        ledger += _line(ledger, made.files, name, order)
        files |= {f"{name}/{path}": data for path, data in made.files.items()}
        cells, hidden = cells + made.cells, hidden + made.hidden
    said = f"{counted(len(order.tables), 'release')}, {cells:,} cells, {hidden} hidden; no attack on them succeeds"
    return Made({**files, LEDGER: ledger}, said)


def _protected(order: Order, name: str, rows: bytes) -> disclosure.Release:
    wanted = disclosure.read_catalogue(f"{name}.yml", order.file(f"catalogues/{name}.yml"))
    made = disclosure.make_release(wanted, disclosure.read_people(engines.read_csv_frame(rows), wanted), [], seed=b"")
    refuse_unsafe(attacked(made, [], name=name))
    return made


def _line(ledger: bytes, files: Mapping[str, bytes], name: str, order: Order) -> bytes:
    found, told = disclosure.read_release(files, name=name)
    if found is None or told:
        raise UnreadableInput(f"{name} is no release.", findings=told)
    before = disclosure.read_ledger(ledger, name=LEDGER)
    judged = disclosure.judge(found, before, today=order.today)
    if not judged.safe:
        lines = tuple(disclosure.sentences(judged.attack))
        raise Differs(f"{name} is unsafe beside what was published before.", hint=" ".join(lines[:3]))
    return disclosure.release_line(before, found, today=order.today, unsafe=False)
