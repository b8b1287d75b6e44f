"""The people of the country, any of them at any time: who a person is, is a function of the seed and their number."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from palermo.simulation.calendars import day_number
from palermo.simulation.cultures import COUNTRIES, CULTURES, Culture, names_of
from palermo.simulation.dice import Dice, Whole, skewed

SEXES = ("female", "male", "other")
DISABILITIES = ("none", "some", "not_asked")
ACTS = ("recruitment", "transportation", "transfer", "harbouring", "receipt")
MEANS = (
    *("threat_of_force", "use_of_force", "other_coercion", "abduction", "fraud", "deception", "abuse_of_power"),
    *("abuse_of_vulnerability", "payments_or_benefits_for_control"),
)
PURPOSES = (
    *("prostitution_of_others", "other_sexual_exploitation", "forced_labour_or_services", "slavery"),
    *("practices_similar_to_slavery", "servitude", "organ_removal"),
)
REGIONS = ("North Shore", "Old Capital", "Three Rivers", "Salt Plain", "Upper Valley", "Harbour District")
PRECISIONS = ("day", "month", "year")
_FAMILY = 4  # people in a block that may be one family
_AGES = (
    (0, 9, 50),
    (10, 13, 70),
    (14, 17, 130),
    (18, 20, 150),
    (21, 29, 290),
    (30, 38, 190),
    (39, 55, 105),
    (56, 80, 15),
)
_FIRST, _LAST = day_number(2020, 1, 1), day_number(2024, 12, 31)  # when an exploitation may begin
_SEEN_LAST = day_number(2025, 6, 30)
FORMS = ("native", "first", "second")  # the native spelling, and by two conventions of romanisation


@dataclass(frozen=True, slots=True)
class _Pool:
    """Names of one sort in their three forms, with the weight of each."""

    forms: "tuple[_Names, ...]"
    weights: tuple[int, ...]


def people(dice: Dice, ids: Whole, everybody: int) -> pl.DataFrame:
    """One row for each of ``ids``, of ``everybody`` people: the truth about the person and the trafficking event.

    ``given``, ``middle`` and ``family`` stand in the forms ``native``, ``first`` and ``second``; days are day numbers.
    """
    begun = dice.between("event", ids, _FIRST, _LAST)
    whose = _named_after(dice, ids, begun, everybody)
    birth = _birth(dice, ids, whose)
    seen = np.minimum(begun + dice.between("seen", ids, 30, 500), _SEEN_LAST)
    age = (seen - birth) * 4 // 1461
    country, sex = _country(dice, whose), dice.pick("sex", whose, (640, 350, 10))
    family_of = np.where(_in_family(dice, whose), whose // _FAMILY * _FAMILY, whose)
    return pl.DataFrame(
        {
            "person_id": ids,
            "namesake_of": np.where(whose != ids, whose, -1),
            "family_unit": np.where(_in_family(dice, whose) & (whose == ids), ids // _FAMILY, -1),
            "sex": _words(SEXES, sex),
            "citizenship": _words(COUNTRIES, country),
            "birth": birth,
            "age": age,
            "disability": _words(DISABILITIES, dice.pick("disability", ids, (700, 90, 210))),
            "act": _words(ACTS, dice.pick("act", ids, (45, 20, 10, 15, 10))),
            "means": _words((*MEANS, ""), _means(dice, ids, age)),
            "purpose": _words(PURPOSES, dice.pick("purpose", ids, (300, 110, 420, 20, 60, 85, 5))),
            "origin": _words(REGIONS, dice.pick("origin", ids, skewed(len(REGIONS)))),
            "transit": _words(REGIONS, dice.pick("transit", ids, skewed(len(REGIONS)))),
            "destination": _words(REGIONS, dice.pick("destination", ids, skewed(len(REGIONS)))),
            "begun": begun,
            "ended": np.minimum(begun + dice.between("lasted", ids, 5, 400), seen),
            "seen": seen,
            "precision": _words(PRECISIONS, dice.pick("precision", ids, (50, 35, 15))),
            "alias": dice.happens("alias", ids, 80_000),
        }
    ).with_columns(*names(dice, whose, family_of, country, sex))  # fmt: skip


def _words(words: tuple[str, ...], places: Whole) -> pl.Series:
    return pl.Series(words)[places]


def _means(dice: Dice, ids: Whole, age: Whole) -> Whole:
    """The place of the means among ``MEANS``, past its end where a child needed none."""
    without = (age < 18) & dice.happens("no means", ids, 300_000)
    return np.where(without, len(MEANS), dice.pick("means", ids, (14, 9, 10, 2, 14, 24, 6, 16, 5)))


def _named_after(dice: Dice, ids: Whole, begun: Whole, everybody: int) -> Whole:
    """Whose name and birth year a person has: their own, or in one of seventy cases those of somebody else."""
    other = dice.below("namesake", ids, everybody)
    fits = _birth(dice, other, other) < begun - 800
    return np.where(dice.happens("is namesake", ids, 14_000) & fits, other, ids)


def _birth(dice: Dice, ids: Whole, whose: Whole) -> Whole:
    """A day in the birth year of ``whose``; twins have the day of the first of their family."""
    begun, own = _begun_and_born(dice, whose)
    _, born_first = _begun_and_born(dice, whose // _FAMILY * _FAMILY)
    twins = _in_family(dice, whose) & (whose % _FAMILY == 1) & dice.happens("twins", whose // _FAMILY, 150_000)
    birth = np.where(twins & (born_first < begun - 400), born_first, own)
    # A namesake is born on another day of the same year.
    years = birth.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return np.where(ids == whose, birth, years + dice.below("day", ids, 365))


def _begun_and_born(dice: Dice, ids: Whole) -> tuple[Whole, Whole]:
    begun = dice.between("event", ids, _FIRST, _LAST)
    band = dice.pick("age", ids, [weight for *_, weight in _AGES])
    low, high = (np.array([one[at] for one in _AGES])[band] for at in (0, 1))
    age = low + dice.below("years", ids, 1 << 20) % (high - low + 1)
    return begun, begun - age * 1461 // 4 - dice.below("day", ids, 365) - 1


def _in_family(dice: Dice, ids: Whole) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return dice.happens("family", ids // _FAMILY, 120_000)


def _country(dice: Dice, whose: Whole) -> Whole:
    first = np.where(_in_family(dice, whose), whose // _FAMILY * _FAMILY, whose)
    return dice.pick("country", first, [CULTURES[code].share for code in COUNTRIES])


def names(dice: Dice, whose: Whole, family_of: Whole, country: Whole, sex: Whole) -> list[pl.Series]:
    """The three parts of a name in its three forms: the given name is that of ``whose``, the rest of ``family_of``."""
    parts = {part: [np.full(len(whose), "", dtype=object) for _ in FORMS] for part in ("given", "middle", "family")}
    for code in np.unique(country):
        culture = CULTURES[COUNTRIES[int(code)]]
        for of_women in (True, False):
            at = np.flatnonzero((country == code) & ((sex == 0) == of_women))
            for part, found in _named(dice, culture, whose[at], family_of[at], of_women).items():
                for form, names in zip(parts[part], found, strict=True):
                    form[at] = names
    return [
        pl.Series(f"{part}_{form}", names, dtype=pl.String)
        for part, forms in parts.items()
        for form, names in zip(FORMS, forms, strict=True)
    ]


_Names = np.ndarray[tuple[int, ...], np.dtype[np.object_]]
_Forms = list[_Names]


def _named(dice: Dice, culture: Culture, whose: Whole, family_of: Whole, of_women: bool) -> dict[str, _Forms]:
    code = culture.country
    pool = _pool(code, "women" if of_women else "men")
    given = _drawn(dice, "given", whose, pool)
    second = dice.happens("middle", whose, 350_000)
    others = (
        _drawn(dice, "father", family_of, _pool(code, "men"))
        if culture.patronymic
        else _drawn(dice, "second given", whose, pool)
    )
    middle = [
        np.where(culture.patronymic | (second & (not culture.single_name) & (form != own)), form, "")
        for form, own in zip(others, given, strict=True)
    ]
    families = _pool(code, "families")
    family = _drawn(dice, "surname", family_of, families)
    if culture.two_families:
        mothers = _drawn(dice, "second surname", family_of, families)
        family = [first + " " + then for first, then in zip(family, mothers, strict=True)]
    if culture.single_name:
        family = [np.where(dice.happens("single", family_of, 600_000), "", form) for form in family]
    return {"given": given, "middle": middle, "family": family}


def _drawn(dice: Dice, stream: str, ids: Whole, pool: _Pool) -> _Forms:
    places = dice.pick(stream, ids, pool.weights)
    return [form[places] for form in pool.forms]


@cache
def _pool(country: str, kind: str) -> _Pool:
    names = names_of(country, kind)
    forms = tuple(np.array(form, dtype=object) for form in zip(*names, strict=True))
    return _Pool(forms, tuple(name_weights(country, kind)))


def name_weights(country: str, kind: str) -> list[int]:
    """How often each of ``names_of`` is drawn beside the others."""
    culture = CULTURES[country]
    level = culture.level_family if kind == "families" else culture.level_given
    return skewed(len(names_of(country, kind)), level)
