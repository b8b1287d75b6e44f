"""What the site is told from outside: ``PALERMO_*`` variables, or one file of them named by PALERMO_SETTINGS.

A variable in the environment wins over the file. A secret is never printed; whoever must tell two apart compares
fingerprints.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from palermo.engines import fit_to_ask, read_bytes
from palermo.ground.errors import UnreadableInput, UsageError
from palermo.standards.holidays import areas

POSTGRES = ("postgresql://", "postgres://")
WEAK_KEY = "palermo-insecure-key-for-a-laptop-only"
"""Serves where nothing is asked of it: types, tests, the first look. The server refuses it off loopback."""

NAMES = {
    "PALERMO_DATABASE": "database",
    "PALERMO_DATABASE_OWNER": "database_owner",
    "PALERMO_DATABASE_BACKUP": "database_backup",
    "PALERMO_SECRET_KEY": "secret_key",
    "PALERMO_HOSTS": "hosts",
    "PALERMO_DEBUG": "debug",
    "PALERMO_DEMO": "demo",
    "PALERMO_BEHIND_TLS": "behind_tls",
    "PALERMO_AUDIT_KEY": "audit_key",
    "PALERMO_INSTALLATION_KEY": "installation_key",
    "PALERMO_UPLOAD_MEGABYTES": "upload_megabytes",
    "PALERMO_KEY_SOCKET": "key_socket",
    "PALERMO_LEDGER": "ledger",
    "PALERMO_RELEASES": "releases",
    "PALERMO_HOLIDAYS": "holidays",
    "PALERMO_TIME_ZONE": "time_zone",
    "PALERMO_OIDC_ISSUER": "oidc_issuer",
    "PALERMO_OIDC_CLIENT": "oidc_client",
    "PALERMO_OIDC_SECRET_FILE": "oidc_secret_file",
    "PALERMO_OIDC_LABEL": "oidc_label",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The provider of an outside sign-in (OpenID Connect), and what we are to it. The secret stays in its file."""

    issuer: str
    client: str
    secret_file: Path
    label: str
    """What people call it: it stands on the button."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Configuration:
    """The settings of one installation. It has no repr: a trace of it would print the secrets."""

    database: str = "palermo.sqlite3"
    database_owner: str = ""
    database_backup: str = ""
    secret_key: str = WEAK_KEY
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    debug: bool = False
    demo: bool = False
    behind_tls: bool = False
    audit_key: str = ""
    installation_key: str = ""
    upload_megabytes: int = 50
    key_socket: str = ""
    ledger: str = "ledger.jsonl"
    releases: str = ""
    holidays: str = "gb_eaw"
    time_zone: str = "UTC"
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret_file: str = ""
    oidc_label: str = ""

    @property
    def provider(self) -> Provider | None:
        """The provider of the outside sign-in, where one is named."""
        if not self.oidc_issuer:
            return None
        label = self.oidc_label or urlsplit(self.oidc_issuer).hostname or ""
        secret = Path(self.oidc_secret_file)
        return Provider(issuer=self.oidc_issuer, client=self.oidc_client, secret_file=secret, label=label)

    @property
    def on_postgres(self) -> bool:
        return self.database.startswith(POSTGRES)

    @property
    def installation_key_file(self) -> Path | None:
        """Where the key of the installation lies: as named, else beside a SQLite file; None where nothing says."""
        if self.installation_key:
            return Path(self.installation_key)
        return None if self.on_postgres else Path(f"{self.database}.key")


def fingerprint(secret: str) -> str:
    """Eight digits by which two secrets can be told apart and neither can be found."""
    return sha256(b"palermo.fingerprint\0" + secret.encode()).hexdigest()[:8]


@cache
def configuration() -> Configuration:
    """The settings of this process. Raises UnreadableInput or UsageError where the file or a value cannot be used."""
    return configured(os.environ)


def configured(environment: Mapping[str, str]) -> Configuration:
    """The settings that ``environment`` and the file it names hold."""
    named = environment.get("PALERMO_SETTINGS")
    values: dict[str, object] = dict(_file(Path(named))) if named else {}
    values |= {name: environment[name] for name in NAMES if name in environment}
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise UsageError(f"The settings hold {', '.join(unknown)}.", hint=f"There are: {', '.join(NAMES)}.")
    _whole_provider(values)
    return Configuration(**{NAMES[name]: _value(name, value) for name, value in values.items()})  # type: ignore[arg-type]


def _whole_provider(values: Mapping[str, object]) -> None:
    """A provider is named with all it takes, or not at all. Raises UsageError."""
    needed = ("PALERMO_OIDC_ISSUER", "PALERMO_OIDC_CLIENT", "PALERMO_OIDC_SECRET_FILE")
    missing = [name for name in needed if name not in values]
    if missing and not values.keys().isdisjoint((*needed, "PALERMO_OIDC_LABEL")):
        raise UsageError(f"The outside sign-in lacks {', '.join(missing)}.", hint=f"It takes {', '.join(needed)}.")


def _file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(read_bytes(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The cause is left out on purpose: its text may quote the line that holds a secret.
        raise UnreadableInput(f"The settings file {path.name} is no TOML.", hint='Write: NAME = "value"') from None


def _value(name: str, value: object) -> object:
    if name in ("PALERMO_DEBUG", "PALERMO_DEMO", "PALERMO_BEHIND_TLS"):
        return _switch(name, value)
    if name == "PALERMO_UPLOAD_MEGABYTES":
        return _megabytes(value)
    if name == "PALERMO_HOLIDAYS" and value not in areas():
        raise UsageError("The setting PALERMO_HOLIDAYS is no area.", hint=f"There are: {', '.join(areas())}.")
    if name == "PALERMO_TIME_ZONE" and not _is_zone(value):
        raise UsageError("The setting PALERMO_TIME_ZONE is no time zone.", hint="Write it as Asia/Shanghai or UTC.")
    if name == "PALERMO_HOSTS":
        return tuple(value) if isinstance(value, list) else tuple(part.strip() for part in str(value).split(","))
    if name == "PALERMO_OIDC_ISSUER" and not (fit_to_ask(str(value)) and "?" not in str(value)):
        raise UsageError("The setting PALERMO_OIDC_ISSUER is no https address.", hint="Write it as the provider does.")
    if not isinstance(value, str) or not value:
        raise UsageError(f"The setting {name} is empty or no text.", hint="See the reference of the settings.")
    return value


def _is_zone(value: object) -> bool:
    """Whether the machine knows the zone. One that is a path is none: the library would look for a file."""
    try:
        return bool(value) and ZoneInfo(str(value)).key == value
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _switch(name: str, value: object) -> bool:
    told = str(value).lower()
    if told not in ("0", "1", "true", "false", ""):
        raise UsageError(f"The setting {name} is neither on nor off.", hint="Write 1 or 0.")
    return told in ("1", "true")


def _megabytes(value: object) -> int:
    told = str(value)
    if not told.isdecimal() or not 1 <= int(told) <= 500:
        raise UsageError("The setting PALERMO_UPLOAD_MEGABYTES is no number from 1 to 500.", hint="Write 50.")
    return int(told)
