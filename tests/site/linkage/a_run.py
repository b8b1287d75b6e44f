"""A run that the operator of the office opened, and the lists of a shelter and of the police for it."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import polars as pl
from django.db.models import Model
from django.utils import timezone
from linkage_cast import FIELDS, SECRET, country
from tests.site.cast import Cast

from palermo import engines, linkage
from palermo.site.access.actor import Actor
from palermo.site.access.scope import scoped
from palermo.site.jobs.actions import claim, worker
from palermo.site.linkage import actions
from palermo.site.linkage.linking import actions as linking_actions
from palermo.site.linkage.linking.work import link_once
from palermo.site.linkage.models import (
    DoubtfulPair,
    EncodedFile,
    EncodedList,
    LinkageRun,
    Linking,
    PairAnswer,
    SchemeAudit,
)

CODE, SCHEME = "2026-q1", "palermo-1/1024/diffusion-5"
PEOPLE, SHARES, SEED, MISTAKES = 800, (0.6, 0.6), 3, 0.25
"""Carelessly written down: many pairs are in doubt."""


def people(number: int) -> pl.DataFrame:
    """The list of the first body, or of the second."""
    return country(PEOPLE, SHARES, SEED, MISTAKES)[0][f"list{number}"]


@cache
def a_list(number: int, *, run: str = CODE, secret: bytes = SECRET, records: int = PEOPLE) -> bytes:
    """A list as its body encodes it today."""
    today = timezone.localdate()
    held = linkage.read_people(people(number).head(records), FIELDS, today=today)
    fields = replace(FIELDS, policy=replace(FIELDS.policy, min_records=1))
    told = {"secret": secret, "run": run, "source": "ours", "basis": "Act 1", "today": today}
    return engines.encodings_bytes(linkage.encode(held, fields, **told).encodings)  # type: ignore[arg-type]


def facts_of(number: int) -> bytes:
    """Coded facts of a list: the sex and the year of birth of all records that were encoded."""
    encoded = engines.encodings_in(a_list(number), "the list").records()
    held = people(number).filter(pl.col("record_id").is_in(encoded))
    year = held["birth_date"].str.extract(r"^((?:19|20)\d\d)", 1).fill_null("unknown")
    sex = held["sex"].str.replace_all(r"[^A-Za-z]", "").str.slice(0, 20)
    return engines.write_csv(pl.DataFrame({"record_id": held["record_id"], "sex": sex, "birth_year": year}))


def an_audit(**other: Any) -> bytes:
    """What `palermo link-audit --json` prints of a scheme that the attack does not break."""
    attack = {
        "attack": "graph-matching", "victims": 1000, "overlap": 1.0, "reidentified": 1, "share": 0.001,
        "chance": 0.001, "control_share": 0.99, "judged": True, "seconds": 1.0,
    }  # fmt: skip
    told = {"scheme": SCHEME, "people": "invented", "limit": 0.01, "passed": True}
    return json.dumps({**told, "attacks": [{**attack, **other}]}).encode()


def officer(cast: Cast, body: str = "shelter") -> Actor:
    """The data officer of a body."""
    if body == "shelter":
        return cast.actor("agency_data_officer")
    return replace(cast.stranger("case_worker"), role="agency_data_officer", agency=cast.bodies[body].pk)


def reviewer(cast: Cast) -> Actor:
    """Another operator of the office."""
    return replace(cast.actor("linkage_operator"), account=cast.accounts["statistician"].pk)


def terms(**other: Any) -> actions.Terms:
    told = {
        "code": CODE, "purpose": "how many there are", "basis": "Act 7", "scheme": SCHEME, "one_to_one": True,
        "expires_on": timezone.localdate() + timedelta(days=60),
    }  # fmt: skip
    return actions.Terms(**{**told, **other})


def open_run(cast: Cast, **other: Any) -> LinkageRun:
    with scoped(cast.actor("linkage_operator")) as operator:
        return actions.open_run(operator, terms(**other), now=timezone.now())


def send(cast: Cast, run: LinkageRun, body: str, data: bytes, *, facts: bytes | None = None) -> EncodedList:
    with scoped(officer(cast, body)) as sender:
        told = actions.Sent(encodings=data, basis="Act 1", facts=facts)
        return actions.hand_in(sender, run, told, now=timezone.now())


def with_two_lists(cast: Cast) -> LinkageRun:
    """A run with both lists and a passed audit."""
    run = open_run(cast)
    send(cast, run, "shelter", a_list(1), facts=facts_of(1))
    send(cast, run, "police", a_list(2), facts=facts_of(2))
    with scoped(cast.actor("linkage_operator")) as operator:
        actions.record_audit(operator, run, an_audit(), now=timezone.now())
    return run


def linked(cast: Cast, run: LinkageRun) -> Linking:
    """The run linked once more, by the worker."""
    with scoped(cast.actor("linkage_operator")) as operator:
        asked = actions.ask(operator, run, now=timezone.now())
    assert link_once()
    with scoped(operator):
        found: Linking = Linking.objects.get(pk=asked.pk)
    assert found.stage == Linking.Stage.DONE, found.fault
    return found


STOOD = (("shelter", "r1-1"), ("police", "r2-1"))


def stored(cast: Cast, run: LinkageRun, records: Sequence[tuple[str, str]] = STOOD) -> Linking:
    """The run as if the worker had linked it, with one pair in doubt: for tests that ask nothing of the result."""
    with scoped(cast.actor("linkage_operator")) as operator:
        asked = actions.ask(operator, run, now=timezone.now())
    with scoped(worker()):
        held = claim(Linking, timezone.now())
    assert held == asked
    share = {"value": 0.9, "low": 0.8, "high": 1.0}
    outcome = {
        "lists": [{"list": "shelter", "records": 90}], "overlaps": [{"lists": ["police", "shelter"], "persons": 0}],
        "links": 0, "doubts": 0, "clusters": 170, "precision": share, "recall": share, "plants": 100,
        "threshold": 0.5, "findings": [],
    }  # fmt: skip
    pair = linking_actions.Pair(
        left="shelter", right="police", score=0.5, probability=0.4, joins=2, agreement={"sex": "agree"},
        records=records,
    )  # fmt: skip
    found = linking_actions.Found(outcome=outcome, files=engines.pack_folder({}), pairs=[pair])
    with scoped(linking_actions.asker(held)) as actor:
        linking_actions.store(actor, held, found, timezone.now())
    return held


def pairs_of(cast: Cast, linking: Linking) -> Sequence[DoubtfulPair]:
    with scoped(cast.actor("linkage_operator")):
        return list(linking.pairs.all())


def clusters_in(packed: bytes) -> pl.DataFrame:
    """The clusters of a result."""
    return pl.read_csv(io.BytesIO(engines.unpack_folder(packed, "the result")["clusters.csv"]))


def a_row_of_each(cast: Cast) -> dict[type[Model], Any]:
    """A row of every model of linkage, made by the acts themselves; what is sent is the shelter's."""
    linking = stored(cast, with_two_lists(cast))
    with scoped(cast.actor("linkage_operator")) as operator:
        pair = linking.pairs.first()
        assert pair is not None
        said = actions.answer(operator, pair, "same", now=timezone.now())
        sent = EncodedList.objects.get(agency=cast.bodies["shelter"])
        return {
            EncodedList: sent,
            EncodedFile: sent.files.get(kind="encodings"),
            SchemeAudit: SchemeAudit.objects.get(),
            Linking: linking,
            DoubtfulPair: pair,
            PairAnswer: said,
        }
