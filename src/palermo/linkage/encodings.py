"""The encodings of one list: what travels to the linkage unit, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Whole = NDArray[np.int64]
Counts = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """What a file of encodings says of itself. Files are compared only where these agree, but for the source."""

    run: str
    source: str
    scheme: str
    bits: int
    diffusion: int
    normaliser: str
    normaliser_check: str
    fields_sha256: str
    created: str
    expires: str
    secret_fingerprint: str

    def differs_from(self, other: "Passport") -> tuple[str, ...]:
        """The names of what keeps two files from being compared."""
        alike = ("run", "scheme", "bits", "diffusion", "normaliser", "normaliser_check", "fields_sha256",
                 "secret_fingerprint")  # fmt: skip
        return tuple(name for name in alike if getattr(self, name) != getattr(other, name))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encodings:
    """Filters of one list, a row each: ``filters`` are records × words of 64 bits; ``plant_of`` is None of real rows.

    A record has as many rows as names: ``alias`` 0 is the main one.
    """

    passport: Passport
    ids: Sequence[str]
    alias: NDArray[np.int16]
    filters: Words
    ones: NDArray[np.int16]
    plant_of: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.ids)

    def real_rows(self) -> Whole:
        """The rows of real records, aliases included."""
        return np.flatnonzero(np.array([one is None for one in self.plant_of], bool))

    def records(self) -> list[str]:
        """The ids of the real records, each once, sorted."""
        return sorted({id for id, plant in zip(self.ids, self.plant_of, strict=True) if plant is None})

    def plants(self) -> int:
        return sum(one is not None for one in self.plant_of)
