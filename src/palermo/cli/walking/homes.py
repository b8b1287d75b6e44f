"""What happens at the bodies: their files received, checked, and encoded, so that no name goes on from here."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from palermo import engines, intake, linkage, simulation
from palermo.cli.linking import deduplicated
from palermo.cli.walking.order import Country, Kind, Order
from palermo.cli.walking.stages import Files, Made, as_json, below
from palermo.ground.counted import counted
from palermo.ground.errors import Refused, UnreadableInput

_LAYOUT = "LAYOUT.yml"
_COUNTRY = ("bodies/*", "frames/trafficking_event.csv", "truth/people.csv")
_FACTS = "facts.csv"
TWICE = "twice.csv"


def receive(order: Order, out: Path) -> Made:
    """The files of the bodies as they sent them: of a folder, or of a made-up country with the truth beside them."""
    if order.country is None:
        files = engines.read_folder(order.folder / order.received)
    else:
        made = engines.country_files(simulation.country(asked(order.country)), patterns=_COUNTRY)
        files = {name.replace("frames/", "register/"): data for name, data in made.items()}
        files["truth.csv"] = _truth(files.pop("truth/people.csv"))
    bodies = {name.split("/")[1] for name in files if name.startswith("bodies/")}
    missing = [body for kind in order.kinds for body in kind.bodies if body not in bodies]
    if missing:
        hint = "Put FILE and LAYOUT.yml into bodies/BODY, or take the body out of walk.toml."
        raise UnreadableInput(f"These bodies sent nothing: {', '.join(missing)}.", hint=hint)
    return Made(files, f"files of {counted(len(bodies), 'body', 'bodies')}")


def asked(country: Country) -> simulation.Ask:
    """The order for a made-up country."""
    return simulation.ask(people=country.people, seed=country.seed, world=country.world, size=country.size)


def _truth(people: bytes) -> bytes:
    """How many there are in truth, and how many of them some list saw: what no body knows."""
    frame = engines.read_csv_frame(people)
    seen = frame.filter(pl.any_horizontal(pl.col(f"on_{name}") == "1" for name in simulation.LISTS))
    told = {"quantity": ["all", "seen"], "persons": [str(frame.height), str(seen.height)]}
    return engines.write_csv(pl.DataFrame(told))


def check(order: Order, out: Path) -> Made:
    """Every body's file checked under its layout: accepted and rejected rows, and a receipt."""
    files: dict[str, bytes] = {}
    rows = []
    for body, sent in sorted(_by_body(below(out, "receive")).items()):
        name = next(one for one in sent if one != _LAYOUT)
        layout = intake.load_layout(sent[_LAYOUT], name=body)
        book = intake.unguarded(engines.read_as(sent[name], name, layout))
        outcome, receipt = intake.check_book(book, layout, today=order.today)
        files[f"{body}/accepted.csv"] = engines.write_csv(outcome.accepted)
        files[f"{body}/rejected.csv"] = engines.write_rows(outcome.header_lines(outcome.rejected), outcome.rejected)
        files[f"{body}/receipt.json"] = as_json(receipt.to_dict())
        rows.append((body, receipt.received, receipt.accepted, receipt.rejected, receipt.pending))
    told = pl.DataFrame(rows, schema=["body", "received", "accepted", "rejected", "pending"], orient="row")
    long = told.unpivot(index="body", variable_name="outcome", value_name="rows").sort("body", maintain_order=True)
    files["rows.csv"] = engines.write_csv(long.with_columns(pl.col("rows").cast(pl.String)))
    sums = ", ".join(f"{told[name].sum():,} {name}" for name in told.columns[2:])
    return Made(files, f"{told['received'].sum():,} rows: {sums}")


def _by_body(files: Files) -> dict[str, dict[str, bytes]]:
    """Body → the files it sent. Raises UnreadableInput where one lacks its layout or sent more than one."""
    found: dict[str, dict[str, bytes]] = {}
    for name, data in files.items():
        if name.startswith("bodies/"):
            _, body, file = name.split("/", 2)
            found.setdefault(body, {})[file] = data
    wrong = [body for body, sent in found.items() if _LAYOUT not in sent or len(sent) != 2]
    if wrong:
        hint = f"A body's folder holds {_LAYOUT} and one file."
        raise UnreadableInput(f"These folders are of no body: {', '.join(wrong)}.", hint=hint)
    return found


def encode(order: Order, out: Path) -> Made:
    """What leaves the bodies: encodings of the people, and coded facts under the body's own number of the record.

    Each body does this at home. A kind has two queries over its ``rows``: who the people are, and what is known. Of the
    records of one person one is encoded, and which the others belong to is told.
    """
    checked = below(out, "check")
    fields, secret = linkage.read_fields("FIELDS.yml", order.file("FIELDS.yml")), _secret(order)
    files: dict[str, bytes] = {}
    facts, twice = [], list[tuple[str, str, str]]()
    for kind in order.kinds:
        people, known = (order.file(f"kinds/{kind.name}.{what}.sql").decode() for what in ("people", "facts"))
        for body in kind.bodies:
            rows = _with_columns(engines.read_csv_frame(checked[f"{body}/accepted.csv"]), kind)
            named = _answer(people, rows)
            of = _twice(linkage.read_people(named, fields, today=order.today, path=body), fields)
            twice += [(body, id, one) for id, one in of.items()]
            named = named.filter(pl.col(fields.record_id).is_in(list(of)).not_())
            made = linkage.encode(
                linkage.read_people(named, fields, today=order.today, path=body),
                fields,
                secret=secret,
                run=order.run,
                source=body,
                basis=order.basis,
                today=order.today,
            )
            files[f"{body}.parquet"] = engines.encodings_bytes(made.encodings)
            facts.append(_answer(known, rows).select(pl.lit(body).alias("source"), pl.all()))
            _stop_names(facts[-1], body, rows)
    files[_FACTS] = engines.write_csv(pl.concat(facts))
    files[TWICE] = engines.write_csv(pl.DataFrame(twice, schema=["source", "id", "of"], orient="row"))
    many = sum(frame.height for frame in facts)
    said = f"{many:,} records of {counted(len(facts), 'body', 'bodies')}, no name among them; "
    return Made(files, f"{said}{len(twice):,} of a person whom the body had already")


def _twice(held: linkage.People, fields: linkage.Fields) -> dict[str, str]:
    """The records beside the one that stands for their person, which is the one that says most: its id by theirs."""
    subject = deduplicated(held, fields).found.subjects
    filled = held.filled(fields)
    best: dict[str, int] = {}
    for at, id in enumerate(held.ids):
        if filled[at] > filled[best.setdefault(subject[id], at)]:
            best[subject[id]] = at
    return {id: held.ids[one] for id in held.ids if id != held.ids[one := best[subject[id]]]}


def _with_columns(rows: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The rows with the columns of the kind; the words for nothing known are empty cells."""
    lacking = [pl.lit("").alias(name) for name in kind.columns if name not in rows.columns]
    return rows.with_columns(*lacking).select(pl.col(kind.columns).replace("unknown", ""))


def _answer(sql: str, rows: pl.DataFrame) -> pl.DataFrame:
    return texts(engines.DuckQuery()(sql, {"rows": rows}))


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column as text, empty for nothing known."""
    return frame.select(pl.all().cast(pl.String).fill_null(""))


def _stop_names(facts: pl.DataFrame, body: str, rows: pl.DataFrame) -> None:
    """Raises Refused where a query of facts lets a name of a person go on."""
    held = [name for name in rows.columns if name.endswith(("_name", "FirstName", "SecondName"))]
    names = {cell for name in held for cell in rows[name].to_list() if cell}
    leaking = [name for name in facts.columns if names & set(facts[name].to_list())]
    if leaking:
        raise Refused(
            f"The facts of {body} would carry names out of it: {', '.join(leaking)}.",
            hint="Take the column out of the query of facts.",
        )


def _secret(order: Order) -> bytes:
    """The secret of the run: of a file; a made-up country has a made-up one."""
    if order.secret:
        return linkage.read_secret(order.file(order.secret))
    if order.country is None:
        raise Refused("Encoding needs a secret.", hint='Name a file of 32 random bytes: secret = "FILE".')
    return hashlib.sha256(f"made up {order.run} {order.country.seed}".encode()).digest()


def queries(order: Order) -> dict[str, object]:
    """The files of the walk's folder that encoding rests on."""
    names = [f"kinds/{kind.name}.{what}.sql" for kind in order.kinds for what in ("people", "facts")]
    return {name: order.file(name) for name in ("FIELDS.yml", *names)}


def secret_of(order: Order) -> str:
    """A print of the secret, for the stamp."""
    return hashlib.sha256(b"stamp" + _secret(order)).hexdigest()


def bodies_of(order: Order) -> Iterable[str]:
    """The bodies whose people are linked."""
    return (body for kind in order.kinds for body in kind.bodies)
