"""Sealed columns of a model: text that comes back in its own row alone, and an index that finds it for its body."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.site.cast import Cast
from tests.site.keys.keyring import PASSPHRASE, make_keys, opened

from palermo.site.access.scope import scoped
from palermo.site.keys import actions
from palermo.site.keys.fields import BlindIndexField, Closed, EncryptedTextField, seal_fields, unseal_fields
from palermo.site.keys.holding import holder
from palermo.site.keys.sealing import KeyAbsent, SealBroken

pytestmark = pytest.mark.django_db
TABLES = ("trial_name", "trial_alias")


def of_table(table: str) -> Any:
    """A model with two sealed texts and the index of one, as a register of names has it."""

    class Name(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid4)
        agency_id = models.UUIDField()
        family = EncryptedTextField(null=True)
        given = EncryptedTextField(null=True)
        family_index = BlindIndexField(of="family", null=True)

        class Meta:
            app_label = "keys"
            db_table = table

    return Name


@pytest.fixture
def names(cast: Cast) -> Iterator[tuple[Any, Any]]:
    """Two models on tables of this connection alone; both bodies have keys."""
    kind, octets = ("uuid", "bytea") if connection.vendor == "postgresql" else ("char(32)", "blob")
    made = []
    for table in TABLES:
        with isolate_apps("palermo.site.keys"):  # the walks over all models must not meet it
            made.append(of_table(table))
    columns = f"id {kind} PRIMARY KEY, agency_id {kind}, family {octets}, given {octets}, family_index {octets}"
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TEMP TABLE {table} ({columns})")
        make_keys(cast)
        make_keys(cast, other=True)
        yield made[0], made[1]
        for table in TABLES:
            cursor.execute(f"DROP TABLE {table}")


def written(model: Any, body: UUID, **texts: str | None) -> Any:
    row = model(agency_id=body, **texts)
    row.save()
    return row


def stored(model: Any, row: Any, column: str) -> bytes:
    held: Closed = model.objects.filter(pk=row.pk).values_list(column, flat=True).get()
    return held.sealed


def test_the_table_holds_no_name_and_the_row_reads_it_while_the_key_is_open(cast: Cast, names: tuple[Any, Any]) -> None:
    name, _ = names
    with opened(cast):
        row = written(name, cast.bodies["shelter"].pk, family="المصري", given=None)
        assert "المصري".encode() not in stored(name, row, "family")
        again = name.objects.get(pk=row.pk)
        assert (again.family, again.given) == ("المصري", None)
    closed = name.objects.get(pk=row.pk)
    with pytest.raises(KeyAbsent):
        assert closed.family
    closed.save()  # nobody looked at it: it is written as it was, without a key
    with opened(cast):
        assert name.objects.get(pk=row.pk).family == "المصري"


def test_a_sealed_text_that_is_moved_to_another_row_column_or_table_is_refused(
    cast: Cast, names: tuple[Any, Any]
) -> None:
    name, alias = names
    with opened(cast):
        one, other = (
            written(name, cast.bodies["shelter"].pk, family=text, given="Amal") for text in ("Haddad", "Nasr")
        )
        there = alias(id=one.pk, agency_id=one.agency_id, family="x")
        there.save()
        taken = stored(name, one, "family")
        name.objects.filter(pk=other.pk).update(family=taken)
        name.objects.filter(pk=one.pk).update(given=taken)
        alias.objects.filter(pk=one.pk).update(family=taken)
        for moved, column in (
            (name.objects.get(pk=other.pk), "family"),
            (name.objects.get(pk=one.pk), "given"),
            (alias.objects.get(pk=one.pk), "family"),
        ):
            with pytest.raises(SealBroken):
                getattr(moved, column)
        assert name.objects.get(pk=one.pk).family == "Haddad"


def test_a_row_that_is_given_to_another_body_is_read_by_neither(cast: Cast, names: tuple[Any, Any]) -> None:
    name, _ = names
    with opened(cast), opened(cast, other=True):
        row = written(name, cast.bodies["shelter"].pk, family="Haddad")
        name.objects.filter(pk=row.pk).update(agency_id=cast.bodies["police"].pk)
        with pytest.raises((SealBroken, KeyAbsent)):
            assert name.objects.get(pk=row.pk).family


def test_the_index_finds_a_name_for_its_own_body_and_for_no_other(cast: Cast, names: tuple[Any, Any]) -> None:
    name, _ = names
    shelter, police = cast.bodies["shelter"].pk, cast.bodies["police"].pk
    field = name._meta.get_field("family_index")
    with opened(cast), opened(cast, other=True):
        ours = {written(name, shelter, family=text).pk for text in ("Al Masri", "AL  MASRI ")}
        written(name, shelter, family="Al Masr")
        theirs = written(name, police, family="Al Masri")
        found = set(name.objects.filter(family_index=field.value_for(shelter, "al masri")).values_list("pk", flat=True))
        assert found == ours
        assert [row.pk for row in name.objects.filter(family_index=field.value_for(police, "al masri"))] == [theirs.pk]
        changed = name.objects.get(pk=theirs.pk)
        changed.family = "Nasr"
        changed.save()
        assert not name.objects.filter(family_index=field.value_for(police, "al masri")).exists()
    with pytest.raises(KeyAbsent):
        field.value_for(shelter, "al masri")


def test_what_sealed_bytes_cannot_answer_is_not_asked(names: tuple[Any, Any]) -> None:
    name, _ = names
    for question in ("family", "family__contains", "family__gt", "family_index__startswith"):
        with pytest.raises(FieldError):
            name.objects.filter(**{question: b"x"})
    with pytest.raises(TypeError), transaction.atomic():
        name.objects.update(family="Haddad")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_whatever_text_is_kept_comes_back_one_by_one_and_many_at_once(
    cast: Cast, names: tuple[Any, Any], texts: list[str]
) -> None:
    name, _ = names
    shelter = cast.bodies["shelter"]
    if not holder().state(agency=shelter.pk)["keys"]:
        with scoped(cast.actor("case_worker")) as actor:
            actions.unlock(actor, shelter, kind="passphrase", told=PASSPHRASE, session="of the examples")
    rows = [name(agency_id=shelter.pk, family=text, given=None) for text in texts]
    seal_fields(rows)
    assert all(isinstance(row.__dict__["family"], Closed) for row in rows)
    name.objects.bulk_create(rows)
    assert [name.objects.get(pk=row.pk).family for row in rows] == texts
    again = [name.objects.get(pk=row.pk) for row in rows]
    unseal_fields(again)
    assert [row.__dict__["family"] for row in again] == texts
