"""The project stands: its migrations are whole, and both engines answer."""

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_both_engines_answer(engine: str) -> None:
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[engine]


@pytest.mark.django_db
@pytest.mark.engines("postgres")
def test_on_postgres_the_tests_run_as_the_role_that_serves() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("palermo_web", False, False)
