"""A run of linkage among the made-up bodies: three lists of people who never were, linked, a few pairs in doubt."""

import json
from datetime import date, timedelta
from hashlib import sha512

import polars as pl
from django.utils import timezone

from palermo import engines, linkage
from palermo.simulation import invented_lists
from palermo.site.access.actor import keeper, of
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.jobs.actions import hold
from palermo.site.linkage import actions
from palermo.site.linkage.linking.work import perform
from palermo.site.linkage.models import Linking

OPERATOR = "leila@office"
SENDERS = {
    "dina@shelters": "Act on Assistance, section 12",
    "omar@police": "Police Act, section 40",
    "fadi@border-guard": "Border Act, section 9",
}
"""Who sends the lists, and on which made-up basis."""
CODE, SCHEME = "meridia-counts-1", "palermo-1/1024/diffusion-5"
PEOPLE, SHARES, SEED, MISTAKES = 300, (0.5, 0.4, 0.3), 9, 0.12
SECRET = sha512(b"no secret: everybody here is invented").digest()
"""Of a real run the bodies alone know it, and it is drawn by lot; here the same pairs are in doubt every time."""
FIELDS = b"""version: 1
record_id: record_id
fields:
  given: {kind: name, part: given, column: given}
  family: {kind: name, part: family, column: family}
  birth: {kind: date, column: birth_date}
"""
AUDIT = {
    "scheme": SCHEME,
    "people": "invented",
    "attacks": [
        {
            "attack": "graph-matching",
            "victims": 1000,
            "overlap": 1.0,
            "reidentified": 3,
            "share": 0.003,
            "chance": 0.001,
            "control_share": 0.998,
            "judged": True,
            "seconds": 5.9,
        }
    ],
}
"""What `palermo link-audit --invented 1000 --sizes 1000 --overlap 1 --json` printed of these fields."""


def load() -> None:
    """Opened, sent, linked and looked at by the people themselves; a first pair has one answer."""
    with scoped(keeper()):
        operator = Account.objects.get(login=OPERATOR)
        senders = {login: Account.objects.get(login=login) for login in SENDERS}
    now, today = timezone.now(), timezone.localdate()
    terms = actions.Terms(
        code=CODE,
        purpose="How many people were assisted or met by any body: the number nobody has",
        basis="Act on the National Rapporteur, section 5",
        scheme=SCHEME,
        one_to_one=True,
        expires_on=today + timedelta(days=90),
    )
    with scoped(of(operator)) as actor:
        run = actions.open_run(actor, terms, now=now)
        actions.record_audit(actor, run, json.dumps(AUDIT).encode(), now=now)
    lists, _ = invented_lists(PEOPLE, seed=SEED, shares=SHARES, mistakes=MISTAKES)
    for (login, basis), people in zip(SENDERS.items(), lists.values(), strict=True):
        with scoped(of(senders[login])) as actor:
            actions.hand_in(actor, run, _sent(people, basis, today), now=now)
    with scoped(of(operator)) as actor:
        linking = hold(actions.ask(actor, run, now=now), now)
    perform(linking)
    with scoped(of(operator)) as actor:
        pair = Linking.objects.get(pk=linking.pk).pairs.first()
        if pair is not None:
            actions.answer(actor, pair, "same", now=timezone.now())


def _sent(people: pl.DataFrame, basis: str, today: date) -> actions.Sent:
    """The list as its body encodes it at home, with the sex and the year of birth of every record."""
    fields = linkage.read_fields("FIELDS.yml", FIELDS)
    read = linkage.read_people(people, fields, today=today)
    encoded = linkage.encode(read, fields, secret=SECRET, run=CODE, source="list", basis=basis, today=today).encodings
    year = pl.col("birth_date").str.extract(r"^((?:19|20)\d\d)", 1).fill_null("unknown")
    facts = people.filter(pl.col("record_id").is_in(encoded.records())).select(
        "record_id", "sex", birth_year=year
    )  # fmt: skip
    return actions.Sent(encodings=engines.encodings_bytes(encoded), basis=basis, facts=engines.write_csv(facts))
