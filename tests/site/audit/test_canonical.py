"""What is hashed: the same text from Python and PostgreSQL, a tree over many rows, digests that need their salt."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.site.cast import Cast

from palermo.site.access.scope import scoped
from palermo.site.audit import merkle
from palermo.site.audit.canonical import GENESIS, Line, canonical, hash_of
from palermo.site.audit.digests import digest, new_salt
from palermo.site.audit.models import AuditEvent

LINE = Line(
    seq=7,
    id="0b7ad8c6-3a53-4d4e-9a3c-5d7f7b1f2a10",
    at="2026-03-01T22:00:00.000120+00:00",
    actor=None,
    role="case_worker",
    agency="9f9230bd-d411-4a4c-8f3e-222222222222",
    purpose='the "night" train\n',
    verb="read",
    kind="accounts.account",
    key="",
    fields='["display_name", "role"]',
    rows=None,
    before=None,
    after="00ff",
    request="",
    prev_hash=GENESIS,
    hash=b"",
)
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)


def test_an_event_is_written_out_so_and_not_otherwise() -> None:
    assert canonical(LINE) == (
        '{"seq" : 7, "id" : "0b7ad8c6-3a53-4d4e-9a3c-5d7f7b1f2a10", "at" : "2026-03-01T22:00:00.000120+00:00", '
        '"actor" : null, "role" : "case_worker", "agency" : "9f9230bd-d411-4a4c-8f3e-222222222222", '
        '"purpose" : "the \\"night\\" train\\n", "verb" : "read", "kind" : "accounts.account", "key" : "", '
        '"fields" : ["display_name", "role"], "rows" : null, "before" : null, "after" : "00ff", "request" : ""}'
    )
    assert hash_of(LINE).hex() == "30d7074be6a42ac39713301a886be34bcb48393c784369f7d3bb4b5106a2d1d6"


def test_every_part_of_an_event_is_in_its_hash() -> None:
    other: dict[str, Any] = {
        "seq": 8, "actor": LINE.agency, "agency": None, "rows": 0, "before": "00", "prev_hash": b"\1" * 32,
    }  # fmt: skip
    for name in Line._fields[:-1]:
        changed = LINE._replace(**{name: other.get(name, f"{getattr(LINE, name)}x")})
        assert hash_of(changed) != hash_of(LINE), name


@pytest.mark.django_db
@pytest.mark.engines("postgres")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(purpose=WORDS, key=WORDS, names=st.lists(WORDS, max_size=3), rows=st.none() | st.integers(0, 2**31 - 1))
def test_postgres_hashes_any_text_as_python_does(
    purpose: str, key: str, names: list[str], rows: int | None, cast: Cast
) -> None:
    actor = cast.actor("case_worker")
    event = AuditEvent(
        actor=actor.account, role=actor.role, agency_id=actor.agency, purpose=purpose, verb="try", kind="none.none",
        key=key, fields=names, rows=rows, after_digest=b"\0\xff",
    )  # fmt: skip
    with scoped(actor), transaction.atomic():
        event.save()
        kept = AuditEvent.objects.get(pk=event.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_canonical(e) FROM audit_event e WHERE id = %s", [event.pk])
            assert cursor.fetchone() == (canonical(kept.line()),)
        assert bytes(kept.hash) == hash_of(kept.line())


@given(rows=st.lists(st.binary(max_size=8), min_size=1, max_size=40), data=st.data())
def test_every_row_of_a_batch_leads_to_its_root_and_no_other_row_does(rows: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    top, steps = merkle.root(rows), merkle.way(rows, place)
    assert merkle.leads(rows[place], steps, top)
    assert not merkle.leads(rows[place] + b"x", steps, top)
    assert merkle.root([*rows, b"one more"]) != top
    assert merkle.root([*rows[:place], rows[place] + b"x", *rows[place + 1 :]]) != top


def test_a_knot_of_the_tree_does_not_pass_for_a_row() -> None:
    a, b, c = b"a", b"b", b"c"
    inner = merkle._knot(*merkle._leaves([a, b]))
    assert merkle.root([a, b, c]) != merkle.root([inner, c])
    assert merkle.root([]) == merkle.EMPTY != merkle.root([b""])


@given(name=WORDS, born=st.integers(1900, 2026))
def test_a_digest_tells_values_only_to_whoever_has_the_salt(name: str, born: int) -> None:
    salt, values = b"s" * 32, {"name": name, "born": born, "body": UUID(int=1), "seal": b"\1"}
    assert digest(salt, values) == digest(salt, dict(reversed(values.items())))
    assert digest(salt, values) != digest(salt, {**values, "born": str(born)})
    assert digest(salt, values) != digest(b"t" * 32, values)


def test_salts_are_long_and_no_two_alike() -> None:
    assert len({new_salt() for _ in range(100)}) == 100 and len(new_salt()) == 32
