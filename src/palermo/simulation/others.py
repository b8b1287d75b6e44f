"""Persons other than victims: who is suspected, who saw it, who belongs to a child. Few, and none of them numbered
among the people of the country.

Ten victims in a row have one ring of three suspects, so that cases of several bodies lead to the same persons.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from palermo.simulation.bodies import BODIES
from palermo.simulation.calendars import day_number
from palermo.simulation.cultures import COUNTRIES, CULTURES, HOME
from palermo.simulation.dice import Dice, Truth, Whole
from palermo.simulation.people import SEXES, names
from palermo.simulation.records import local_ids

RING, OF_RING = 10, 3  # victims of one ring, its suspects; a part of the country has whole rings
_BORN = (day_number(1955, 1, 1), day_number(2001, 12, 31))
_OPENED = pl.col("opened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One way to stand in a case: ``first``, where the numbers of its persons begin; shares in a thousand by sex."""

    name: str
    letter: str
    first: int
    sexes: tuple[int, int, int]
    per_home: int


ROLES = (
    Role(name="perpetrator", letter="P", first=1 << 41, sexes=(340, 650, 10), per_home=500_000),
    Role(name="witness", letter="W", first=1 << 42, sexes=(500, 490, 10), per_home=600_000),
    Role(name="relative", letter="R", first=1 << 43, sexes=(560, 435, 5), per_home=0),
)


def others(dice: Dice, known: pl.DataFrame, among: tuple[str, ...]) -> pl.DataFrame:
    """One row for each person beside the victim in each case of the bodies that take such persons down."""
    if not known.height:
        return pl.DataFrame()
    found = [_suspects(dice, known), _witnesses(dice, known), _relatives(dice, known)]
    parts = [_described(dice, role, part, among) for role, part in zip(ROLES, found, strict=True) if part.height]
    return _with_names(dice, pl.concat(parts)) if parts else pl.DataFrame()


def _with_names(dice: Dice, beside: pl.DataFrame) -> pl.DataFrame:
    """A relative is named like the victim's family, all others after themselves."""
    country = beside["citizenship"].replace_strict(dict(zip(COUNTRIES, range(len(COUNTRIES)), strict=True)))
    sex = beside["sex"].replace_strict(dict(zip(SEXES, range(len(SEXES)), strict=True)))
    named = names(dice, *(one.cast(pl.Int64).to_numpy() for one in (beside["id"], beside["family_of"], country, sex)))
    return beside.with_columns(*named)


def _keeping(known: pl.DataFrame, *keeps: str) -> pl.DataFrame:
    return known.filter(pl.col("body").is_in([body.id for body in BODIES.values() if body.keeps in keeps]))


def _suspects(dice: Dice, known: pl.DataFrame) -> pl.DataFrame:
    """As many of the ring as the case has suspects."""
    cases = _keeping(known, "cases", "proceedings")
    first = pl.Series(dice.below("ring", cases["record"], OF_RING))
    turned = cases.with_columns(first=first)
    return pl.concat(
        turned.filter(pl.col("suspects") > at).with_columns(
            at=pl.lit(at + 1), other=pl.col("person_id") // RING * OF_RING + (pl.col("first") + at) % OF_RING
        )
        for at in range(OF_RING)
    )


def _witnesses(dice: Dice, known: pl.DataFrame) -> pl.DataFrame:
    cases = _keeping(known, "cases", "proceedings").filter(
        pl.col("body").is_in([body.id for body in BODIES.values() if body.sees in ("police", "labour")])
    )
    some = cases.filter(pl.Series(dice.happens("witness", cases["record"], 100_000), dtype=pl.Boolean))
    return some.with_columns(at=pl.lit(1), other=pl.col("record"))


def _relatives(dice: Dice, known: pl.DataFrame) -> pl.DataFrame:
    """A relative of a child more often than of an adult; one a person."""
    cases = _keeping(known, "cases", "htcds", "alerts")
    chance = np.where(cases["age"].to_numpy() < 18, 300_000, 30_000)
    some = cases.filter(pl.Series(dice.happens("relative", cases["person_id"], chance), dtype=pl.Boolean))
    return some.with_columns(at=pl.lit(1), other=pl.col("person_id"))


def _described(dice: Dice, role: Role, cases: pl.DataFrame, among: tuple[str, ...]) -> pl.DataFrame:
    """With sex, birth and citizenship of the person, and whose family name it bears."""
    ids = cases["other"].to_numpy() + role.first
    sex = dice.pick("sex", ids, role.sexes)
    birth = dice.between("birth of other", ids, *_BORN)
    country = _countries(dice, role, ids, cases)
    family_of = np.where(cases["family_unit"].to_numpy() >= 0, cases["family_unit"].to_numpy() * 4, _named_as(cases))
    staff = dice.happens("official", ids, 40_000) & (role.name == "perpetrator")
    return cases.select(
        "body",
        "record",
        "person_id",
        "opened",
        "decided",
        "stage",
        "sentence",
        "compensation",
        "at",
        pl.format("{}/{}", "body", "record_id").alias("case"),
    ).with_columns(
        role=pl.lit(role.name),
        letter=pl.lit(role.letter),
        other=pl.format(role.letter + "{}", pl.Series(cases["other"])),
        local_id=local_ids(cases["body"], cases["other"].to_numpy(), f"X{role.letter}"),
        sex=pl.Series(list(SEXES))[sex],
        citizenship=pl.Series(list(COUNTRIES))[country],
        birth=pl.Series(np.where(dice.happens("birth known", ids, 600_000), birth, -1)),
        id=pl.Series(ids),
        family_of=pl.Series(family_of if role.name == "relative" else ids),
        staff_of=_staff(dice, ids, staff, among),
    )


def _named_as(cases: pl.DataFrame) -> Whole:
    own, other = cases["person_id"].to_numpy(), cases["namesake_of"].to_numpy()
    return np.where(other >= 0, other, own)


def _countries(dice: Dice, role: Role, ids: Whole, cases: pl.DataFrame) -> Whole:
    places = {code: at for at, code in enumerate(COUNTRIES)}
    if role.name == "relative":
        return cases["citizenship"].replace_strict(places, return_dtype=pl.Int64).to_numpy()
    drawn = dice.pick("country", ids, [CULTURES[code].share for code in COUNTRIES])
    return np.where(dice.happens("of the country", ids, role.per_home), places[HOME], drawn)


def _staff(dice: Dice, ids: Whole, officials: Truth, among: tuple[str, ...]) -> pl.Series:
    """The body an official works for, of those that enforce the law; nothing for all others."""
    offices = [one for one in among if BODIES[one].sees in ("police", "border", "labour")]
    if not offices:
        return pl.Series([""] * len(ids), dtype=pl.String)
    place = dice.below("office", ids, len(offices))
    return pl.Series(["", *offices])[np.where(officials, place + 1, 0)]


def frames_of_others(beside: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Entity → rows: a person once a body, a participation for each case."""
    if not beside.height:
        return {}
    person = pl.format("{}/{}", "body", "local_id")
    once = beside.sort("opened", maintain_order=True).unique(["body", "local_id"], keep="first", maintain_order=True)
    return {
        "person_record": _records(once),
        "person_name": pl.concat([_named(once, "native", "main"), _named(once, "first", "romanised")]),
        "participation": beside.select(
            participation=pl.format("{}/{}{}", "case", "letter", "at"),
            case="case",
            person_record=person,
            role="role",
            staff_of="staff_of",
        ),
    }


def truth_of_others(beside: pl.DataFrame) -> pl.DataFrame:
    """Who each of their records is about."""
    return beside.select(pl.format("{}/{}", "body", "local_id").alias("person_record"), person_id="other").unique(
        maintain_order=True
    )


def _records(once: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("birth") != -1
    gender = pl.col("sex").replace_strict({"female": "Feminine", "male": "Masculine", "other": "NonConforming"})
    return once.select(
        agency="body",
        local_id="local_id",
        birth_date=pl.when(known).then(pl.from_epoch("birth", time_unit="d").dt.strftime("%Y-%m-%d")),
        birth_precision=pl.when(known).then(pl.lit("day")).otherwise(pl.lit("unknown")),
        age=pl.when(known).then((_OPENED - pl.col("birth")) * 4 // 1461),
        age_at=pl.when(known).then(pl.from_epoch("opened", time_unit="d").dt.strftime("%Y-%m-%d")),
        sex="sex",
        prs_Gender=gender,
        prs_Citizenship="citizenship",
        national=pl.when(pl.col("citizenship") == HOME).then(pl.lit("national")).otherwise(pl.lit("foreign")),
        disability=pl.lit("not_asked"),
        family_unit=pl.lit(""),
    )


def _named(once: pl.DataFrame, form: str, kind: str) -> pl.DataFrame:
    first = pl.concat_str(f"given_{form}", f"middle_{form}", separator=" ").str.strip_chars()
    return once.select(
        person_record=pl.format("{}/{}", "body", "local_id"),
        kind=pl.lit(kind),
        script=pl.lit(form),
        given=first,
        family=f"family_{form}",
        full=pl.concat_str(first, f"family_{form}", separator=" ").str.strip_chars(),
    )
