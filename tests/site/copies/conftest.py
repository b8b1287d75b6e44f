"""An installation of each engine that has committed something, and its backup role, key and verbs."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connections
from pyrage import x25519
from pytest_django import DjangoDbBlocker
from tests.site.audit.conftest import acts
from tests.site.cast import Cast
from tests.site.cluster import new_database
from tests.site.conftest import ENGINES, _open

from palermo.site.configuration import Configuration
from palermo.site.copies.taking import take
from palermo.site.manage import main


@dataclass
class Installation:
    """A database that serves, and how it is reached; ``socket`` where it is PostgreSQL."""

    folder: Path
    socket: Path | None
    audit_key: Path
    identity: Path
    recipient: str
    made: int = 0

    @property
    def on_postgres(self) -> bool:
        return self.socket is not None

    def address(self, role: str, database: str = "kept") -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}" if self.socket else str(self.folder / database)

    def configured(self, **told: Any) -> Configuration:
        backup = {"database_backup": self.address("palermo_backup")} if self.socket else {}
        return Configuration(**{"database": "elsewhere", "audit_key": str(self.audit_key), **backup, **told})

    def new_target(self) -> str:
        """An empty database, or the name of a file that is not there."""
        self.made += 1
        if self.socket:
            new_database(self.socket, f"target{self.made}")
        return self.address("palermo_owner", f"target{self.made}")

    def holds_nothing(self, target: str) -> bool:
        if not self.socket:
            return not Path(target).exists()
        with psycopg.connect(target) as seen:
            of_ours = "relnamespace = 'public'::regnamespace"
            tables = seen.execute(f"SELECT count(*) FROM pg_class WHERE {of_ours}").fetchone()  # noqa: S608
            routines = seen.execute("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
            return tables == (0,) and routines.fetchone() == (0,)

    def strays(self) -> list[str]:
        """What a verb left lying about in the folder of the installation."""
        return [path.name for path in self.folder.iterdir() if path.name.startswith(".")]


@pytest.fixture(scope="module", params=ENGINES)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Installation]:
    """The cast and some acts of theirs, committed."""
    folder, socket = tmp_path_factory.mktemp("installation"), None
    template = request.getfixturevalue(f"{request.param}_database")
    if request.param == "postgres":
        socket = request.getfixturevalue("cluster")
    kept = connections["default"]
    kept.close()
    if socket:
        new_database(socket, "kept", template="palermo")
    else:
        (folder / "kept").write_bytes(Path(template).read_bytes())
    signer, opener = Ed25519PrivateKey.generate(), x25519.Identity.generate()
    pem = signer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "audit.pem").write_bytes(pem)
    (folder / "backup.key").write_text(f"# kept apart\n{opener}\n", "utf-8")
    made = Installation(folder, socket, folder / "audit.pem", folder / "backup.key", str(opener.to_public()))
    with django_db_blocker.unblock():
        _open(made.address("palermo_web"))
        acts(Cast.gather())
        yield made
        connections["default"].close()
    connections["default"] = kept


@dataclass
class Said:
    """What a verb printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.out)
        return read

    @property
    def codes(self) -> list[str]:
        return [finding["code"] for finding in self.told["findings"]]


Verb = Callable[..., Said]


@pytest.fixture
def verb(installation: Installation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Verb:
    """Run a verb of the server in this process; ``told`` are settings."""

    def run(*words: str, **told: Any) -> Said:
        settings = installation.configured(**told)
        monkeypatch.setattr("palermo.site.configuration.configuration", lambda: settings)
        capsys.readouterr()
        code = main(words)
        return Said(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def copy(installation: Installation) -> Path:
    """A good backup of the installation."""
    file = installation.folder / "good.age"
    if not file.exists():
        told = installation.configured()
        assert take(file, installation.recipient, told=told, environment={}, now=datetime.now(UTC)).done
    return file
