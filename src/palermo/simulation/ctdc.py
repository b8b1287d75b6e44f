"""A made-up table in the manner of CTDC: many sparse columns that hang together by latent classes."""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
import polars as pl

from palermo.ground.errors import UsageError

_CLASSES = 12
_POPULATION = 7  # the seed of the population itself, so that tables of all sizes share one truth
_CODED = MappingProxyType(
    {
        "yearOfRegistration": (22, 0),
        "gender": (3, 25),
        "ageBroad": (9, 40),
        "citizenship": (120, 30),
        "CountryOfExploitation": (60, 25),
        "traffickMonths": (3, 40),
    }
)  # codes, percent missing
_FLAGS = MappingProxyType({"meansOfControl": (7, 0.25), "is": (3, 0.40), "typeOfLabour": (5, 0.25),
                           "typeOfSex": (2, 0.50), "recruiterRelation": (4, 0.20)})  # fmt: skip
_EMPTY = MappingProxyType(
    {"meansOfControl": 40, "is": 25, "typeOfLabour": 30, "typeOfSex": 30, "recruiterRelation": 40}
)
_NAMES = MappingProxyType(
    {
        "meansOfControl": ("DebtBondage", "TakesEarnings", "Threats", "PsychologicalAbuse", "PhysicalAbuse",
                           "FalsePromises", "RestrictsMovement"),
        "is": ("ForcedLabour", "SexualExploit", "OtherExploit"),
        "typeOfLabour": ("Agriculture", "Construction", "DomesticWork", "Hospitality", "Other"),
        "typeOfSex": ("Prostitution", "Pornography"),
        "recruiterRelation": ("IntimatePartner", "Friend", "Family", "Other"),
    }
)  # fmt: skip


def ctdc_like(people: int, *, seed: int = 20260101) -> pl.DataFrame:
    """``people`` rows × 27 columns of text, empty where missing; the population is the same for every size and seed.

    Raises UsageError on fewer than 2 people.
    """
    if people < 2:
        raise UsageError(f"{people} people make no table.", hint="Ask for 2 at least.")
    truth, chance = np.random.Generator(np.random.PCG64(_POPULATION)), np.random.Generator(np.random.PCG64(seed))
    weights = 1 / np.arange(1, _CLASSES + 1) ** 0.8
    classes = np.searchsorted(np.cumsum(weights / weights.sum())[:-1], chance.random(people), side="right")
    columns = {name: _coded(truth, chance, classes, *shape) for name, shape in _CODED.items()}
    for group in _FLAGS:
        columns.update(_flags(truth, chance, classes, group))
    return _nested(pl.DataFrame(columns))


_Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def _coded(
    truth: np.random.Generator, chance: np.random.Generator, classes: _Places, codes: int, missing: int
) -> pl.Series:
    ranks = np.arange(1, codes + 1) ** -1.1
    weights = ranks * np.exp(1.5 * truth.standard_normal((_CLASSES, codes)))
    upto = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    found = (chance.random((len(classes), 1)) >= upto[classes]).sum(axis=1)
    absent = chance.random(len(classes)) * 100 < missing
    written: pl.Series = pl.Series([str(code + 1) for code in range(codes)]).gather(found)
    return written.scatter(np.flatnonzero(absent), "")


def _flags(
    truth: np.random.Generator, chance: np.random.Generator, classes: _Places, group: str
) -> dict[str, pl.Series]:
    many, base = _FLAGS[group]
    logits = np.log(base / (1 - base)) + 1.8 * truth.standard_normal((_CLASSES, many))
    flags = chance.random((len(classes), many)) < (1 / (1 + np.exp(-logits)))[classes]
    absent = chance.random(len(classes)) * 100 < _EMPTY[group]
    found = {}
    for at, name in enumerate(_NAMES[group]):
        found[group + name] = pl.Series(np.where(absent, 2, flags[:, at])).replace_strict(
            [0, 1, 2], ["0", "1", ""], return_dtype=pl.String
        )
    return found


def _nested(frame: pl.DataFrame) -> pl.DataFrame:
    """A kind of labour only with forced labour, a kind of sexual exploitation only with that."""
    whole: Sequence[tuple[str, str]] = (("typeOfLabour", "isForcedLabour"), ("typeOfSex", "isSexualExploit"))
    return frame.with_columns(
        pl.when(pl.col(needed) == "1").then(pl.col(f"{group}{name}")).otherwise(pl.lit("")).alias(f"{group}{name}")
        for group, needed in whole
        for name in _NAMES[group]
    )
