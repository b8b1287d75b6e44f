"""A small case that every test may bend: an item that claims, an account that it cites, both held."""

import copy
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from palermo.evidence import Evidence, load

ITEM = b"The ministry said that 412 persons were registered in 2024.\nThe shelters said 60.\n"
ACCOUNT = b"Account for 2024\nIn 2024 the police registered 412 persons as victims.\n"
EQUAL = {"value": "equal", "counting_unit": "equal", "period": "equal"}

CASE: dict[str, Any] = {
    "format": "palermo.evidence/1",
    "documents": [
        {"id": "item", "kind": "news", "publisher": "Courier", "published_on": "2025-05-15"},
        {"id": "account", "kind": "report", "publisher": "Ministry", "published_on": "2025-03-03"},
    ],
    "snapshots": [
        {"id": "item.a", "document": "item", "file": "evidence/snapshots/i", "media_type": "text/plain"}
        | {"sha256": hashlib.sha256(ITEM).hexdigest()},
        {"id": "account.a", "document": "account", "file": "evidence/snapshots/a", "media_type": "text/plain"}
        | {"sha256": hashlib.sha256(ACCOUNT).hexdigest()},
    ],
    "occasions": [
        {"id": "talk", "claimant": "Spokesperson", "said_on": "2025-05-12", "reported_by": "item"},
        {"id": "answer", "claimant": "Shelters", "said_on": "2025-05-14", "reported_by": "item"},
    ],
    "figures": [
        {"id": "q.account", "value": "412", "counting_unit": "person", "period": {"year": "2024", "kind": "calendar"}}
        | {"area": "Vestria", "publisher": "Ministry", "source_date": "2025-03-03"}
        | {"passage": {"snapshot": "account.a", "line": 2, "exact": "registered 412 persons as victims"}},
    ],
    "claims": [
        {"id": "c1", "said": "talk", "atom": "The police registered 412 persons."}
        | {"passage": {"line": 1, "exact": "412 persons were registered in 2024"}}
        | {
            "stated": {"value": "412", "counting_unit": "person", "area": "Vestria"}
            | {"period": {"year": "2024", "kind": "calendar"}},
            "cites": {"publisher": "Ministry", "date": "2025-03-03"},
            "trace": {"level": "T4", "through": "cited", "source_figure": "q.account", "facets": EQUAL}
            | {"checked_by": "A. Reader", "confirmed_by": "B. Reader"},
        },
        {"id": "c2", "said": "answer", "atom": "There are 60 rooms.", "passage": {"line": 2, "exact": "said 60"}}
        | {"stated": {"value": "60", "counting_unit": "room"}},
    ],
    "pairs": [{"id": "p", "question": "How many?", "members": ["c1", "c2"], "comparability": "persons and rooms"}],
}


@pytest.fixture
def case() -> dict[str, Any]:
    """The case as a mapping of its own, free to be changed."""
    return copy.deepcopy(CASE)


@pytest.fixture
def read() -> Callable[..., Evidence]:
    """Evidence read from one mapping as ``evidence/case.yml``, and from others by name."""

    def reading(case: dict[str, Any], **others: dict[str, Any]) -> Evidence:
        files = {"case": case, **others}
        return load({f"evidence/{name}.yml": yaml.safe_dump(rows).encode() for name, rows in files.items()})

    return reading


@pytest.fixture
def held() -> dict[str, bytes]:
    """The bytes of both snapshots."""
    return {"item.a": ITEM, "account.a": ACCOUNT}
