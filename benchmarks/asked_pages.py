"""A page of the site as benchmarks/site_requests.py asks for it; loads nothing of Django."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Page:
    """One address: what is sent, by whom, and what it asks the database."""

    name: str
    address: str
    body: str
    sessions: tuple[str, ...]
    statements: tuple[tuple[str, Any], ...]
    fresh: tuple[str, ...]
    """Keys and references among the values that every request makes anew."""
