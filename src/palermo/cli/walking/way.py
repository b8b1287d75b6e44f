"""The way of a walk: its stages in order, and what each rests on."""

from palermo import engines
from palermo.cli.walking import edition, homes, persons, releases
from palermo.cli.walking.order import Order
from palermo.cli.walking.stages import Stage


def _received(order: Order) -> dict[str, object]:
    if order.country is not None:
        return {"country": repr(order.country), "bodies": [kind.bodies for kind in order.kinds]}
    return dict(engines.read_folder(order.folder / order.received))


def _encoded(order: Order) -> dict[str, object]:
    secret = homes.secret_of(order)
    return {**homes.queries(order), "kinds": repr(order.kinds), "basis": order.basis, "secret": secret}


def _estimated(order: Order) -> dict[str, object]:
    asked = (order.method, order.resamples, order.seed)
    return {"lists": sorted(order.lists.items()), "asked": repr(asked)}


def _recorded(order: Order) -> dict[str, object]:
    queries = {name: releases.query(order, name) for name in order.tables}
    return {**queries, "lists": sorted(order.lists.items()), "tables": order.tables}


def _released(order: Order) -> dict[str, object]:
    return {name: order.file(f"catalogues/{name}.yml") for name in order.tables} | {"tables": order.tables}


STAGES = (
    Stage(name="receive", after=(), rests_on=_received, make=homes.receive),
    Stage(name="check", after=("receive",), rests_on=lambda order: {}, make=homes.check),
    Stage(name="encode", after=("check",), rests_on=_encoded, make=homes.encode),
    Stage(
        name="link",
        after=("encode",),
        rests_on=lambda order: {"asked": repr((order.threshold, order.draws, order.seed))},
        make=persons.link,
    ),
    Stage(name="estimate", after=("link",), rests_on=_estimated, make=persons.estimate),
    Stage(name="records", after=("receive", "encode", "link"), rests_on=_recorded, make=releases.records),
    Stage(name="release", after=("records",), rests_on=_released, make=releases.release),
    Stage(
        name="report",
        after=("receive", "check", "estimate", "release"),
        rests_on=edition.rests_on,
        make=edition.build,
    ),
)
