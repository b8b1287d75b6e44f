"""The Query port: how `report` asks for a computation without knowing who computes."""

from collections.abc import Mapping
from typing import Protocol

import polars as pl


class Query(Protocol):
    """Answers SQL over the frames it is handed, and over nothing else: no file, no network, no state."""

    def __call__(self, sql: str, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """The result of ``sql`` with each frame registered under its name. Raises BadDefinition on bad SQL."""
        ...
