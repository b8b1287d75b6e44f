"""The server does not open while a wall is down: each fault is planted, and its refusal must be told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import load_backend
from tests.site.cast import Cast

from palermo.site.configuration import WEAK_KEY
from palermo.site.database import database
from palermo.site.startup import Start, file_system, refusals

INSIDE, OUTSIDE = Start(host="127.0.0.1"), Start(host="0.0.0.0")  # noqa: S104
GOOD_KEY = "k" * 50


def codes(start: Start = INSIDE) -> set[str]:
    return {finding.code for finding in refusals(start)}


@contextmanager
def connected_as(socket: Path, user: str) -> Iterator[None]:
    """The default connection as another role, in a transaction that is rolled back."""
    kept = connections["default"]
    settings = {**kept.settings_dict, **database(f"postgresql://{user}@/palermo?host={socket}")}
    connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"].close()
        connections["default"] = kept


def after(socket: Path, statements: Sequence[str]) -> set[str]:
    """What is refused to the serving role, once a superuser has done this to the database."""
    with connected_as(socket, "postgres"):
        run(*statements, "SET LOCAL ROLE palermo_web")
        return codes()


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.django_db
def test_a_sound_installation_is_not_refused() -> None:
    assert codes() == set()


@pytest.mark.django_db
@pytest.mark.engines("postgres")
@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        ("postgres", "site.role-superuser"),
        ("palermo_owner", "site.role-owner"),
        ("palermo_backup", "site.role-bypasses"),
    ],
)
def test_a_role_that_the_policies_do_not_bind_is_refused(cluster: Path, user: str, refusal: str) -> None:
    with connected_as(cluster, user):
        assert refusal in codes()


@pytest.mark.django_db
@pytest.mark.engines("postgres")
@pytest.mark.parametrize(
    ("done", "refusal"),
    [
        (["GRANT palermo_owner TO palermo_web"], "site.role-owner"),
        (["ALTER TABLE accounts_account NO FORCE ROW LEVEL SECURITY"], "site.table-unprotected"),
        (["ALTER TABLE accounts_account DISABLE ROW LEVEL SECURITY"], "site.table-unprotected"),
        (["DROP POLICY accounts_account_select ON accounts_account"], "site.policy-missing"),
        (["DROP POLICY accounts_account_update ON accounts_account"], "site.policy-missing"),
        (["GRANT DELETE ON accounts_account TO palermo_web"], "site.policy-missing"),
        (["ALTER TABLE audit_event DISABLE TRIGGER audit_event_chained"], "site.audit-unguarded"),
        (["DROP TRIGGER audit_event_only_grows ON audit_event"], "site.audit-unguarded"),
        (["CREATE UNIQUE INDEX ON accounts_account (login)"], "site.key-global"),
        (["DELETE FROM django_migrations WHERE app = 'emergency'"], "site.migrations-pending"),
    ],
)
def test_a_wall_that_was_taken_down_is_told(cluster: Path, done: list[str], refusal: str) -> None:
    assert refusal in after(cluster, done)


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_a_key_over_all_bodies_is_found_on_sqlite_too() -> None:
    run("CREATE UNIQUE INDEX everybodys ON accounts_account (login)")
    assert codes() == {"site.key-global"}


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_accounts_of_several_bodies_need_postgres_unless_it_is_a_demonstration(cast: Cast) -> None:
    assert codes() == {"site.sqlite-shared"}
    assert codes(Start(host="127.0.0.1", demo=True)) == set()


@pytest.mark.django_db
@pytest.mark.engines("postgres")
def test_on_postgres_several_bodies_are_what_it_is_for(cast: Cast) -> None:
    assert codes() == set()


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_off_loopback_debugging_and_a_weak_key_are_refused(settings: Any) -> None:
    settings.SECRET_KEY, settings.DEBUG = WEAK_KEY, True
    assert codes() == set()
    assert "site.no-tls" in codes(OUTSIDE)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert codes(OUTSIDE) == {"site.debug-on", "site.secret-weak"}
    settings.SECRET_KEY, settings.DEBUG = "short", False
    assert codes(OUTSIDE) == {"site.secret-weak"}
    settings.SECRET_KEY = GOOD_KEY
    assert codes(OUTSIDE) == set()


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_a_sqlite_file_on_a_network_is_refused() -> None:
    folder = Path(str(connection.settings_dict["NAME"])).resolve().parent
    mounts = f"/dev/disk / ext4 rw 0 0\nserver:/share {folder} nfs4 rw 0 0\n"
    assert codes(Start(host="127.0.0.1", mounts=mounts)) == {"site.sqlite-on-network"}
    assert codes(Start(host="127.0.0.1", mounts=mounts.replace("nfs4", "xfs"))) == set()


def test_the_file_system_of_a_path_is_that_of_the_longest_mount_above_it() -> None:
    mounts = "a / ext4 rw\nb /srv nfs rw\nc /srv/fast xfs rw\nbroken"
    found: Callable[[str], str] = lambda path: file_system(path, mounts)  # noqa: E731
    assert [found("/srv/x.db"), found("/srv/fast/x.db"), found("/opt/x.db")] == ["nfs", "xfs", "ext4"]


@pytest.mark.django_db
def test_every_refusal_names_a_remedy(settings: Any) -> None:
    settings.DEBUG = True
    assert all(finding.hint and finding.severity == "error" for finding in refusals(OUTSIDE))


def test_no_refusal_prints_the_secret(settings: Any) -> None:
    from palermo.site.startup import weak_settings

    settings.SECRET_KEY = "hunter2"  # noqa: S105
    assert "hunter2" not in " ".join(map(str, weak_settings(OUTSIDE)))
