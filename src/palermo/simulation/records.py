"""What the bodies know: a record for each time a body met a person, with the case, the decision, the referral.

A record is known by its number, ``person * 32 + list * 4 + time``: everything about it is drawn from that.
"""

import zlib

import numpy as np
import polars as pl

from palermo.simulation.bodies import BODIES, Body, on_list
from palermo.simulation.calendars import day_number
from palermo.simulation.dice import Dice, Truth, Whole, shuffled, skewed
from palermo.simulation.worlds import LISTS

LAST = day_number(2025, 12, 31)
STATUSES = ("presumed", "identified", "not_a_victim", "declined", "withdrawn")
ANSWERS = ("accepted", "refused", "recalled", "expired", "")
EXPIRED, WAITING = ANSWERS.index("expired"), ANSWERS.index("")
TO_ANSWER = 30  # days within which a referral is to be answered
SERVICES = ("shelter", "health", "legal", "counselling", "language", "training")
STAGES = ("investigation", "charged", "trial", "convicted", "acquitted", "closed")
RETURNS = ("voluntary", "assisted", "forced")
CHANNELS = ("telephone", "message", "walk_in", "website")
RECOVERED = ("recovered_safe", "recovered_injured")
OUTCOMES = (*RECOVERED, "found_dead", "unfounded", "hoax", "still_missing")
RELEASES = ("court_ordered", "order_of_supervision", "proceedings_terminated", "release_to_remove", "other")
FACILITIES = ("Harbour House", "Old Barracks", "North Block", "Airport Rooms")
HAPPENINGS = ("medical_exam", "complaint", "segregation", "injury", "death")
SENTENCES = ("prison", "suspended", "fine", "other")
"""From the heaviest to the lightest."""
CONTROLS = (
    *("DebtBondage", "TakesEarnings", "PsychologicalAbuse", "FalsePromises", "PhysicalThreats", "WithholdsDocuments"),
    *("ExcessiveWorkingHours", "RestrictsFinancialAccess", "PhysicalAbuse", "ThreatsLawEnforcement", "SexualAbuse"),
    *("RestrictsMedicalCare", "WithholdsNecessities", "PsychoactiveSubstance", "ThreatensChildrenFamily", "Other"),
)
LABOURS = (
    *("DomesticWork", "Construction", "Agriculture", "Manufacturing", "Hospitality", "Aquafarming", "Begging"),
    *("Peddling", "MiningOrDrilling", "Transportation", "IllicitActivities", "Other"),
)
RECRUITERS = ("IntimatePartner", "Friend", "Family", "Other", "Unknown")
NOBODY = "none"
WIDTH = 29  # bits of a record's number: sixteen million people


def meetings(dice: Dice, people: pl.DataFrame, seen: Truth, among: tuple[str, ...]) -> pl.DataFrame:
    """One row for each time one of the bodies ``among`` met a person: ``person_id``, ``record`` (its number), ``body``,
    and ``local``, the number the body gives it."""
    ids = people["person_id"].to_numpy()
    found = [_of_list(dice, ids, seen[:, at], at, on_list(name, among)) for at, name in enumerate(LISTS)]
    children = (people["age"].to_numpy() < 18) & dice.happens("missing child", ids, 90_000)
    found.append(_of_list(dice, ids, children, len(LISTS), on_list("children", among)))
    met = pl.concat(found)
    return met.with_columns(local=_own_numbers(met["body"], met["record"].to_numpy()))


def records(dice: Dice, met: pl.DataFrame, people: pl.DataFrame, among: tuple[str, ...]) -> pl.DataFrame:
    """One row for each of these meetings with all that is known of it, by body and number."""
    frame = met.join(people, on="person_id", how="left", maintain_order="left")
    return frame.with_columns(*_about(dice, frame, among)).sort("body", "record_id")


def _of_list(dice: Dice, ids: Whole, seen: Truth, at: int, bodies: tuple[Body, ...]) -> pl.DataFrame:
    """Records of one list: one body, at times a second one, at times the same body twice."""
    if not bodies:
        seen = np.zeros_like(seen)
    who = ids[seen]
    number = who * 32 + at * 4
    weights = [12 if place < len(bodies) // 2 + 1 else 7 for place in range(max(1, len(bodies)))]
    first = dice.pick(f"body {at}", who, weights)
    again = dice.happens("same body again", number, 30_000)
    other = (first + 1 + dice.below("other body", number, max(1, len(bodies) - 1))) % max(1, len(bodies))
    elsewhere = dice.happens("second body", number, 80_000) & (other != first)
    parts = ((who, number, first), (who[again], number[again] + 1, first[again]),
             (who[elsewhere], number[elsewhere] + 2, other[elsewhere]))  # fmt: skip
    names = pl.Series([body.id for body in bodies] or [NOBODY])
    return pl.concat(
        pl.DataFrame({"person_id": one, "record": records, "body": names[places]}) for one, records, places in parts
    )


_Columns = dict[str, Whole | pl.Series]


def _about(dice: Dice, frame: pl.DataFrame, among: tuple[str, ...]) -> list[pl.Series]:
    number, opened = frame["record"].to_numpy(), frame["seen"].to_numpy()
    opened = opened + dice.below("opened", number, 90)
    decided = opened + dice.between("decided", number, 3, 60)
    closed = np.minimum(opened + dice.between("closed", number, 61, 400), LAST)
    consents = dice.happens("consent", number, 820_000)
    columns = {
        "opened": opened,
        "decided": decided,
        "closed": np.where(dice.happens("is closed", number, 600_000), closed, -1),
        "withdrawn": np.where(consents & dice.happens("withdraws", number, 60_000), decided + 30, -1),
        "status": _words(STATUSES, dice.pick("status", number, (300, 520, 80, 60, 40))),
        "consent": _words(("yes", "no"), 1 - consents.astype(np.int64)),
        "channel": _words(CHANNELS, dice.pick("channel", number, (60, 20, 12, 8))),
        "release_reason": _words(RELEASES, dice.pick("release", number, skewed(len(RELEASES)))),
        "facility": _words(FACILITIES, dice.pick("facility", number, skewed(len(FACILITIES)))),
        **_referral(dice, number, opened, consents),
        **_way_home(dice, number, decided, consents),
        **_proceeding(dice, number, frame["body"]),
        **_alert(dice, number, opened),
        "control": _words(CONTROLS, dice.pick("control", number, skewed(len(CONTROLS)))),
        "labour": _words(LABOURS, dice.pick("labour", number, skewed(len(LABOURS)))),
        "recruiter": _words(RECRUITERS, dice.pick("recruiter", number, (20, 25, 15, 25, 15))),
    }
    named = [pl.Series(name, values) for name, values in columns.items()]
    return [*named, _referred_to(dice, frame["body"], number, among), _id(frame["local"], "X").alias("record_id"),
            family_ids(frame["body"], frame["family_unit"])]  # fmt: skip


def _words(codes: tuple[str, ...], places: Whole) -> pl.Series:
    return pl.Series(list(codes), dtype=pl.String)[places]


def _referral(dice: Dice, number: Whole, opened: Whole, consents: Truth) -> _Columns:
    """Nobody is referred who did not agree; help begins where the referral is accepted."""
    referred = consents & dice.happens("is referred", number, 620_000)
    sent = np.where(referred, opened + dice.between("referred", number, 1, 30), -1)
    answer = np.where(referred, dice.pick("answer", number, (70, 12, 4, 6, 8)), WAITING)
    answered = sent + np.where(answer == EXPIRED, TO_ANSWER, dice.between("answered", number, 1, TO_ANSWER - 1))
    started = np.where(answer == 0, answered + dice.below("started", number, 8), -1)
    ended = np.minimum(started + dice.between("helped", number, 5, 200), LAST)
    return {
        "referred": sent,
        "answer": _words(ANSWERS, answer),
        "answered": np.where(answer == WAITING, -1, answered),
        "service": _words(SERVICES, dice.pick("service", number, skewed(len(SERVICES)))),
        "started": started,
        "helped": np.where((answer == 0) & dice.happens("help ends", number, 700_000), ended, -1),
    }


def _way_home(dice: Dice, number: Whole, decided: Whole, consents: Truth) -> _Columns:
    """Who did not agree to go is returned by force."""
    kind = np.where(consents, dice.pick("return", number, (62, 38)), RETURNS.index("forced"))
    assessed = decided + dice.below("assessed", number, 10)
    return {
        "return_kind": _words(RETURNS, kind),
        "risk_assessed": np.where(dice.happens("risk assessed", number, 700_000), assessed, -1),
        "left": np.minimum(decided + dice.between("left", number, 10, 90), LAST),
    }


def _proceeding(dice: Dice, number: Whole, bodies: pl.Series) -> _Columns:
    """A prosecutor has a suspect at least; sentences and awards follow a conviction."""
    prosecutors = bodies.is_in([one.id for one in BODIES.values() if one.keeps == "proceedings"]).to_numpy()
    stage = dice.pick("stage", number, (35, 20, 15, 18, 4, 8))
    charges = np.where(stage == 0, 0, dice.pick("charges", number, (600, 270, 130)) + 1)
    convicted = stage == STAGES.index("convicted")
    suspects = np.where(
        prosecutors, dice.pick("suspects", number, (55, 33, 12)) + 1, dice.pick("suspected", number, (88, 10, 2))
    )
    awarded = convicted & dice.happens("compensation", number, 300_000)
    return {
        "stage": _words(STAGES, stage),
        "suspects": suspects,
        "charges": charges,
        "convictions": np.where(convicted, np.minimum(charges, 1 + dice.below("convictions", number, 3)), 0),
        "sentence": _words(
            ("", *SENTENCES), np.where(convicted, dice.pick("sentence", number, (60, 22, 12, 6)) + 1, 0)
        ),
        "compensation": np.where(awarded, dice.between("award", number, 5, 200) * 100, -1),
    }


def _alert(dice: Dice, number: Whole, opened: Whole) -> _Columns:
    outcome = dice.pick("outcome", number, (600, 90, 10, 80, 20, 200))
    ended = opened + dice.between("recovered", number, 0, 60)
    return {
        "last_seen": opened - dice.between("last seen", number, 0, 5) - 1,
        "outcome": _words(OUTCOMES, outcome),
        "over": np.where(outcome == OUTCOMES.index("still_missing"), -1, ended),
        "recovered": np.where(outcome < len(RECOVERED), ended, -1),
    }


def helpers(among: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the bodies that take people in whom another one sends."""
    return tuple(
        one
        for one in among
        if BODIES[one].sees in ("shelters", "health", "police") and BODIES[one].keeps in ("cases", "htcds")
    )


def _referred_to(dice: Dice, bodies: pl.Series, number: Whole, among: tuple[str, ...]) -> pl.Series:
    """The body a person is sent to: one that helps, never the one that sends."""
    others = helpers(among)
    place = dice.pick("referred to", number, skewed(len(others)))
    to, instead = (pl.Series(list(others))[(place + step) % len(others)] for step in (0, 1))
    return to.zip_with(to != bodies, instead).alias("referred_to")


def _own_numbers(bodies: pl.Series, numbers: Whole, kind: str = "") -> pl.Series:
    """What each body calls its records: its own numbers, which tell neither the person nor the order."""
    found = np.zeros(len(numbers), dtype=np.int64)
    names = bodies.to_numpy()
    for name in bodies.unique():
        at = np.flatnonzero(names == name)
        found[at] = shuffled(numbers[at], zlib.crc32(f"{name}{kind}".encode()), WIDTH)
    return pl.Series(found)


def _id(numbers: pl.Series, letters: str) -> pl.Series:
    return pl.select(pl.format(letters + "{}", numbers.cast(pl.String).str.zfill(9))).to_series()


def local_ids(bodies: pl.Series, numbers: Whole, letters: str) -> pl.Series:
    """A number of its own for each of these at each of the bodies, behind ``letters``."""
    return _id(_own_numbers(bodies, numbers, letters), letters)


def family_ids(bodies: pl.Series, families: pl.Series) -> pl.Series:
    """What each body calls a family, nothing where there is none."""
    named = local_ids(bodies, families.clip(0).to_numpy(), "XF")
    return named.zip_with(families >= 0, pl.Series([""])).alias("family_id")


def stints(dice: Dice, kept: pl.DataFrame) -> pl.DataFrame:
    """One to three stints for each record of a body that holds people, one after another, ``[in, out)``."""
    number = kept["record"].to_numpy()
    many = dice.pick("stints", number, (70, 22, 8)) + 1
    start, parts = kept["opened"].to_numpy(), []
    for at in range(3):
        end = np.minimum(start + dice.between(f"stint {at}", number, 1, 60), LAST)
        has, final = many > at, many == at + 1
        stays = final & dice.happens("still held", number, 40_000)
        parts.append(
            kept.with_columns(
                stint=pl.lit(at), into=pl.Series(start), out=pl.Series(np.where(stays, -1, end)),
                release_reason=pl.when(pl.Series(stays)).then(pl.lit(""))
                .when(pl.Series(final)).then("release_reason").otherwise(pl.lit("transferred")),
                facility=pl.Series(list(FACILITIES))[(dice.below("facility", number, 4) + at) % len(FACILITIES)],
            ).filter(pl.Series(has))
        )  # fmt: skip
        start = end
    whole = pl.concat(parts).sort("record", "stint")
    return whole.with_columns(
        _events(dice, whole), stint_id=pl.format("{}-{}", "record_id", pl.col("stint") + 1)
    ).with_columns(event_day=pl.when(pl.col("event") == "").then(-1).when(pl.col("event") == "death").then("out")
                   .otherwise("into"))  # fmt: skip


def _events(dice: Dice, held: pl.DataFrame) -> pl.Series:
    """What happened in a stint, nothing in most; a death only where the person was moved nowhere else."""
    key = held["record"].to_numpy() * 4 + held["stint"].to_numpy()
    kind = dice.pick("custody event", key, (50, 25, 15, 9, 1))
    moved = ((held["out"] == -1) | (held["release_reason"] == "transferred")).to_numpy()
    kind = np.where((kind == len(HAPPENINGS) - 1) & moved, 0, kind)
    any_event = dice.happens("any event", key, 120_000)
    return pl.Series("event", ["", *HAPPENINGS])[np.where(any_event, kind + 1, 0)]
