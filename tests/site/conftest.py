"""The site on both engines: a test that touches the database runs on each, on PostgreSQL as the role that serves.

A missing PostgreSQL fails here and is never skipped; PALERMO_TEST_WITHOUT=postgres leaves its tests out, by name.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.utils import load_backend
from pytest_django import DjangoDbBlocker
from tests.site.a_conference import take_in
from tests.site.cast import Cast
from tests.site.cluster import new_database, running_cluster
from tests.site.keys.keyring import make_keys, opened
from tests.site.once import made_once
from tests.site.serving import Served, demonstration, fill

from palermo.site.configuration import configuration
from palermo.site.database import database
from palermo.site.keys.holding import holder
from palermo.site.keys.keeping import SETTING, holding_process

# A browser driven from the same process leaves an event loop running; Django then takes any test for asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
ENGINES = (pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test marked django_db runs on both engines, or on those it names."""
    mark = metafunc.definition.get_closest_marker("django_db")
    if mark is None:
        return
    named = metafunc.definition.get_closest_marker("engines")
    wanted = [engine for engine in ENGINES if named is None or engine.values[0] in named.args]
    metafunc.parametrize("engine", wanted, indirect=True, scope="session")


@pytest.fixture(scope="session")
def cluster_files(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """The files of a PostgreSQL server that holds the migrated database palermo: for another that is begun like it."""

    def make(folder: Path) -> None:
        with running_cluster(keep=folder) as socket, django_db_blocker.unblock():
            new_database(socket, "palermo")
            _migrate(f"postgresql://palermo_owner@/palermo?host={socket}")

    return made_once(tmp_path_factory, "postgres", make)


@pytest.fixture(scope="session")
def cluster(cluster_files: Path) -> Iterator[Path]:
    """The socket folder of this session's PostgreSQL server, in it the migrated database palermo."""
    with running_cluster(like=cluster_files) as socket:
        yield socket


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> str:
    """A migrated SQLite file."""
    with django_db_blocker.unblock():
        made = made_once(tmp_path_factory, "sqlite", lambda folder: _migrate(str(folder / "site.sqlite3")))
    return str(shutil.copy(made / "site.sqlite3", tmp_path_factory.mktemp("sqlite") / "site.sqlite3"))


@pytest.fixture(scope="session")
def postgres_database(cluster: Path) -> str:
    """The address, for the role palermo_web, of a database that palermo_owner has migrated."""
    return f"postgresql://palermo_web@/palermo?host={cluster}"


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The databases are made by the fixtures above, one an engine."""


@pytest.fixture(scope="session", autouse=True)
def engine(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> str | None:
    """The engine in use; None for a test without a database."""
    name: str | None = getattr(request, "param", None)
    if name:
        address = request.getfixturevalue(f"{name}_database")
        with django_db_blocker.unblock():
            _open(address)
    return name


def _open(address: str) -> None:
    """Make the database at ``address`` the default one."""
    connections["default"].close()
    settings = {**connections["default"].settings_dict, **database(address)}
    settings["CONN_MAX_AGE"] = None
    connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")


def _migrate(address: str) -> None:
    _open(address)
    call_command("migrate", interactive=False, verbosity=0)
    connections["default"].close()


@pytest.fixture
def own_connection(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For tests that commit, each in a database of its own."""
    kept = connections["default"]
    kept.close()
    with django_db_blocker.unblock():
        yield
        connections["default"].close()
    connections["default"] = kept


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path, own_connection: None) -> str:
    """A database of the test's own, which is the default one now."""
    if request.param == "sqlite":
        file = tmp_path / "own.sqlite3"
        file.write_bytes(Path(request.getfixturevalue("sqlite_database")).read_bytes())
        told = str(file)
    else:
        cluster, name = request.getfixturevalue("cluster"), f"own_{request.node.originalname[:40]}"
        request.getfixturevalue("postgres_database")
        new_database(cluster, name, template="palermo")
        told = f"postgresql://palermo_web@/{name}?host={cluster}"
    _open(told)
    return told


@pytest.fixture
def shelter(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast in that database, their keys open in the process that holds keys."""
    with holding_process() as socket:
        monkeypatch.setenv(SETTING, str(socket))
        monkeypatch.setenv("PALERMO_DATABASE", address)
        configuration.cache_clear()
        cast = Cast.gather()
        make_keys(cast)
        with opened(cast):
            yield cast
        held: Any = holder()
        held.hang_up()
    monkeypatch.undo()
    configuration.cache_clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """The same people everywhere; see ``tests/site/cast.py``."""
    return Cast.gather()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demonstration in a process of its own, which the tests in a browser share. What it says is kept."""
    said, filled = tmp_path_factory.mktemp("said"), made_once(tmp_path_factory, "demonstration", fill) / "fresh"
    with demonstration(tmp_path_factory.mktemp("demo") / "fresh", said=said, filled=filled) as running:
        yield running


@pytest.fixture
def conference(cast: Cast) -> Cast:
    """The cast, and their conference; see ``tests/site/a_conference.py``."""
    take_in(cast)
    return cast


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """A slow hash guards passwords that are real; here it would only slow the tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.KEY_WRAP_COST = 2


@pytest.fixture(scope="session")
def installation_key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One key of the installation for all tests."""
    path: Path = tmp_path_factory.mktemp("installation") / "key"
    path.write_text("5a" * 32, "ascii")
    path.chmod(0o600)
    return path


@pytest.fixture(autouse=True)
def installation_key(settings: Any, installation_key_file: Path) -> Path:
    """Every test has it."""
    settings.PALERMO_INSTALLATION_KEY = installation_key_file
    return installation_key_file


@pytest.fixture(autouse=True)
def ledger_of_its_own(settings: Any, tmp_path: Path) -> Path:
    """Every test publishes into a ledger of its own, which is not begun yet."""
    settings.PALERMO_LEDGER = tmp_path / "ledger.jsonl"
    return tmp_path / "ledger.jsonl"
