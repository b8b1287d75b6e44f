"""Every model says what it is, and what it says is what stands in the database."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model, UniqueConstraint

from palermo.site.access.declared import OPEN, PACKAGES, PROTECTED
from palermo.site.access.rows import ProtectedModel, ScopedManager
from palermo.standards.permissions import resources

MODELS = apps.get_models(include_auto_created=True)
OURS = [model for model in MODELS if model.__module__.startswith("palermo.")]
ids = pytest.mark.parametrize("model", list(PROTECTED), ids=lambda model: model._meta.label_lower)


def test_every_model_is_protected_the_centres_or_public() -> None:
    undeclared = [model._meta.label for model in OURS if (model in PROTECTED) == (model in OPEN)]
    assert undeclared == []


def test_every_table_of_a_package_has_its_reason() -> None:
    foreign = {model._meta.label for model in MODELS if model not in OURS and not model._meta.auto_created}
    assert foreign == set(PACKAGES)


def test_every_declaration_names_a_line_of_the_matrix() -> None:
    assert {rule.resource for rule in (*PROTECTED.values(), *OPEN.values())} <= set(resources())


@ids
def test_a_protected_model_has_scoped_managers_only_and_a_random_key(model: type[Model]) -> None:
    assert issubclass(model, ProtectedModel)
    assert model._meta.base_manager_name == "objects"
    assert {type(manager) for manager in model._meta.managers} == {ScopedManager}
    assert isinstance(model._base_manager, ScopedManager)
    assert model._meta.pk is not None and model._meta.pk.get_internal_type() == "UUIDField"


@ids
def test_every_unique_key_of_a_protected_model_includes_the_body(model: type[Model]) -> None:
    rule = PROTECTED[model]
    single = [field.name for field in model._meta.fields if field.unique and not field.primary_key]
    assert single == []
    keys = [one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    assert all(rule.ends[0] in key for key in (*keys, *model._meta.unique_together))


@ids
def test_a_reference_into_a_protected_table_stays_within_rows_of_the_same_bodies(model: type[Model]) -> None:
    """A foreign-key check looks past policies: a reference to a row that the writer cannot see would tell it exists."""
    rule = PROTECTED[model]
    for field in model._meta.fields:
        if isinstance(field, ForeignKey) and field.related_model in PROTECTED:
            other = PROTECTED[field.related_model]
            assert set(rule.ends) & set(other.ends) or rule.personal, field.name


@pytest.mark.django_db
@pytest.mark.engines("postgres")
@ids
def test_the_policies_in_the_database_are_those_declared(model: type[Model]) -> None:
    table, rule = model._meta.db_table, PROTECTED[model]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT cmd, coalesce(qual, with_check) FROM pg_policies WHERE tablename = %s", [table])
        policies = dict(cursor.fetchall())
    assert {"SELECT", "INSERT"} <= set(policies)
    seen, changed = policies["SELECT"], policies.get("UPDATE", policies["INSERT"])
    assert named_roles(seen) == {*rule.readers, *rule.writers}
    assert named_roles(changed) == set(rule.writers)
    ends = {model._meta.get_field(end).column for end in rule.ends}  # type: ignore[union-attr]
    assert compared_with("app.agency", seen) == (ends if rule.body_sees else set())
    assert ("emergency_opens" in seen, "emergency_opens" in changed) == (bool(rule.opened), False)
    own = {model._meta.get_field(rule.personal).column} if rule.personal else set()  # type: ignore[union-attr]
    assert compared_with("app.actor", seen) == own
    assert compared_with("app.login", seen) == ({"login"} if rule.by_login else set())
    if rule.body_writes:
        assert rule.ends[0] in changed
    elif "UPDATE" in policies:
        assert compared_with("app.agency", changed) == set()


def named_roles(policy: str) -> set[str]:
    return set(re.findall(r"'([a-z_]+)'::text", policy.replace("''::text", ""))) if "app.role" in policy else set()


def compared_with(setting: str, policy: str) -> set[str]:
    """Columns that a policy compares with a setting."""
    pattern = rf"\(*\(?(\w+)\)?(?:::text)? = \(?NULLIF\(current_setting\('{re.escape(setting)}'"
    return set(re.findall(pattern, policy))


ACTION_FILES = ("actions.py", "migrations")
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete", "save"}
HOUSE = Path(apps.get_app_config("access").path).parent
SITE = sorted(path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts)
BASE = {"bulk.py", "rows.py", "scope.py", "guards.py", "rls.py", "startup.py", "chain.py", "doctor.py"}
"""The walls themselves; they are what the others must not be."""


def breaches(source: str, *, is_action: bool) -> list[str]:
    """Writes outside actions; base managers and raw cursors anywhere; joins that fetch another protected row."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ("_base_manager", "raw", "cursor", "select_related"):
            found.append(f"line {node.lineno}: {node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not is_action:
            owner = ast.unparse(node.func.value)
            if owner == "super()":  # a model's own save, which an action calls
                continue
            if node.func.attr in WRITES and (".objects" in owner or node.func.attr in ("save", "bulk_create")):
                found.append(f"line {node.lineno}: {owner}.{node.func.attr}")
    return found


@pytest.mark.parametrize("path", SITE, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_only_actions_write_and_nothing_goes_round_the_gate(path: Path) -> None:
    if path.name in BASE and path.parent.name in ("access", "site", "audit") or path.parent.name == "copies":
        return  # a copy of the whole database is counted and loaded past all managers, by roles of its own
    assert breaches(path.read_text("utf-8"), is_action=path.name == "actions.py") == []


def test_the_walk_sees_what_it_is_there_for() -> None:
    planted = (
        "Case.objects.filter(x=1).update(y=2)\nCase.objects.create()\nrow.save()\nCase._base_manager.all()\n"
        "connection.cursor()\nCase.objects.select_related('agency')\nCase.objects.raw('SELECT 1')\n"
    )
    assert len(breaches(planted, is_action=False)) == 7
    assert len(breaches(planted, is_action=True)) == 4
    assert breaches("values.update(x=1)\nCase.objects.filter(x=1).count()", is_action=False) == []
