"""Acts of two bodies; and the database in the hands of somebody whom no trigger stops."""

from collections.abc import Iterator

import pytest
from django.db import connection
from tests.site.cast import Cast
from tests.site.test_startup import connected_as, run

from palermo.site.access.guards import remove_guards
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.audit.actions import record
from palermo.site.audit.chain import tail


def acts(cast: Cast, count: int = 3) -> None:
    """Some acts of two bodies, in turn."""
    for number in range(count):
        for actor in (cast.actor("case_worker"), cast.stranger("case_worker")):
            with scoped(actor):
                record(actor, f"try.{number}", Account, fields=["role"])


def last_seq() -> int:
    return tail()[0]


SWITCH_OFF = {
    "sqlite": [f"DROP TRIGGER audit_event_{name}" for name in ("chained", "numbered", "no_update", "no_delete")],
    "postgres": ["SET CONSTRAINTS ALL IMMEDIATE", "RESET ROLE", "ALTER TABLE audit_event DISABLE TRIGGER USER"],
}


@pytest.fixture
def in_hand(engine: str, db: None, request: pytest.FixtureRequest) -> Iterator[int]:
    """Six events more, then somebody who owns the tables or has the file takes the triggers down; the last place."""
    if engine == "postgres":
        with connected_as(request.getfixturevalue("cluster"), "postgres"):
            run("SET LOCAL ROLE palermo_web")
            acts(Cast.gather())
            run(*SWITCH_OFF[engine])
            yield last_seq()
    else:
        acts(Cast.gather())
        remove_guards(connection)
        run(*SWITCH_OFF[engine])
        yield last_seq()
