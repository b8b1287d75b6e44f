"""What the installation stands on, one fact a line, and what is wrong with it: what the start refuses, and more."""

import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from palermo.ground.errors import PalermoError
from palermo.ground.finding import Finding, Severity
from palermo.site.access.declared import PROTECTED
from palermo.site.access.scope import scoped
from palermo.site.accounts.installation import fingerprint as installation_fingerprint
from palermo.site.audit.heads import fingerprint as key_fingerprint
from palermo.site.audit.heads import public_key
from palermo.site.audit.looking import AUDITOR
from palermo.site.audit.models import AuditEvent
from palermo.site.configuration import configuration, fingerprint
from palermo.site.database import SOUND_WAL
from palermo.site.keys.ring import rings
from palermo.site.oidc.refusals import NotLetIn, Reason
from palermo.site.startup import Start, file_system, refusals, weak_settings

OLDEST_POSTGRES = 150000
APART = timedelta(seconds=2)
"""How far two clocks may stand apart before it is told."""
PDF_ENGINE = "typst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What must be asked of the machine and not of the database."""

    now: datetime
    mounts: str = ""
    fonts: Mapping[str, int] | None = None
    """Language → families that write it; None where there is nobody to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Facts by name, and findings by weight."""

    facts: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether there is no fault; a warning is none."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    def to_dict(self) -> dict[str, object]:
        """As the verb prints it."""
        findings = [finding.to_dict() for finding in self.findings]
        return {"sound": self.sound, "facts": dict(self.facts), "findings": findings}


def examine(machine: Machine) -> Diagnosis:
    """Look at everything; a database that does not answer is the one fault that hides others."""
    facts, findings = _of_the_machine(machine)
    try:
        _on_sqlite(machine, facts, findings) if connection.vendor == "sqlite" else _on_postgres(
            machine, facts, findings
        )
        refused = refusals(Start(host="127.0.0.1", demo=settings.PALERMO_DEMO, mounts=machine.mounts))
        pending = any(finding.code == "site.migrations-pending" for finding in refused)
        facts["migrations"] = "pending" if pending else "applied"
        findings += refused
        if not pending:
            facts["keys of bodies"] = _ring()
            findings += _newest_event(machine)
    except DatabaseError:
        # The driver's own words are left out: they may quote the address and a password in it.
        told = "The database does not answer, or not as one of ours."
        findings.append(_fault("site.database-unreachable", told, "Look at PALERMO_DATABASE and at its server's log."))
    return Diagnosis(facts=facts, findings=tuple(findings))


def _of_the_machine(machine: Machine) -> tuple[dict[str, str], list[Finding]]:
    told = configuration()
    facts = {
        "secret key": fingerprint(settings.SECRET_KEY),
        "time zone": f"site {settings.TIME_ZONE}, machine {time.tzname[0]}",
        "clock": machine.now.isoformat(timespec="seconds"),
    }
    outside = Start(host="0.0.0.0")  # noqa: S104  # asked about, not bound
    findings = [replace(one, severity=Severity.WARNING) for one in weak_settings(outside)]
    facts["installation key"] = _installation_key()
    for look in (_audit_key(told.audit_key, facts), _fonts(machine, facts), _pdf(facts), _provider(facts)):
        findings += look
    return facts, findings


def _installation_key() -> str:
    """By its fingerprint; what is wrong with it the start says, and so do the findings."""
    try:
        return installation_fingerprint()
    except PalermoError:
        return "none that can be used"


def _audit_key(path: str, facts: dict[str, str]) -> list[Finding]:
    try:
        public = public_key(path)
    except PalermoError as error:
        facts["audit key"] = "unreadable"
        return [_fault("site.audit-key-unreadable", error.message, error.hint)]
    facts["audit key"] = key_fingerprint(public) if public else "none"
    told = "No key signs the head of the audit: a cut tail cannot be shown."
    return [] if public else [_warning("site.audit-key-missing", told, "Make one and name it in PALERMO_AUDIT_KEY.")]


def _fonts(machine: Machine, facts: dict[str, str]) -> list[Finding]:
    if machine.fonts is None:
        facts["fonts"] = "not known"
        return [_warning("site.fonts-unknown", "There is no fontconfig to ask for fonts.", "Install fontconfig.")]
    facts["fonts"] = ", ".join(f"{language} {count}" for language, count in machine.fonts.items())
    told = "No font of this machine writes {}: charts and PDF pages in it would stay empty."
    missing = [language for language, count in machine.fonts.items() if not count]
    return [_warning("site.font-missing", told.format(language), "Install the Noto fonts.") for language in missing]


def _pdf(facts: dict[str, str]) -> list[Finding]:
    try:
        facts["PDF engine"] = f"{PDF_ENGINE} {version(PDF_ENGINE)}"
    except PackageNotFoundError:
        facts["PDF engine"] = "none"
        told = f"There is no PDF engine ({PDF_ENGINE}): editions are made as pages."
        return [_warning("site.pdf-engine-missing", told, "Install it where PDF is wanted.")]
    return []


def _provider(facts: dict[str, str]) -> list[Finding]:
    """Whether the provider of the outside sign-in describes itself now; without it people sign in here as ever."""
    named = settings.SIGN_IN_PROVIDER
    if named is None:
        return []
    from palermo.site.oidc.provider import described  # of an extra, which is there where a provider is named

    facts["sign-in provider"] = named.issuer
    try:
        described(named)
    except NotLetIn as error:
        if error.reason is Reason.DOWN:
            told = "The provider of the outside sign-in does not answer in time."
            hint = "Look at PALERMO_OIDC_ISSUER and at the way out of this machine."
            return [_warning("site.provider-unreachable", told, hint)]
        told = "What answers as the provider of the outside sign-in does not describe itself as PALERMO_OIDC_ISSUER."
        return [_warning("site.provider-other", told, "Write the issuer as the provider's own description does.")]
    return []


def _on_sqlite(machine: Machine, facts: dict[str, str], findings: list[Finding]) -> None:
    name = str(connection.settings_dict["NAME"])
    facts["engine"] = f"SQLite {sqlite3.sqlite_version}"
    facts["file system"] = file_system(name, machine.mounts) or "not known"
    if not Path(name).is_file():  # opening it would make it
        raise DatabaseError
    [[mode]], [[triggers]] = _asked("PRAGMA journal_mode"), _asked("PRAGMA recursive_triggers")
    facts |= {"journal": str(mode), "recursive triggers": "on" if triggers else "off"}
    if sqlite3.sqlite_version_info >= SOUND_WAL:
        return
    told = f"SQLite {sqlite3.sqlite_version} may corrupt its file in WAL mode under two writers."
    if mode == "wal":
        hint = "Stop whatever else has the file open; the site then takes another journal."
        findings.append(_fault("site.sqlite-wal-unsafe", told, hint))
    else:
        hint = f"The journal is {mode} and one worker serves; 3.51.3 ends this."
        findings.append(_warning("site.sqlite-wal-reset", told, hint))


def _on_postgres(machine: Machine, facts: dict[str, str], findings: list[Finding]) -> None:
    asked = "SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_user, now(),"
    asked += " current_setting('synchronous_commit')"
    [[number, release, role, moment, waits]] = _asked(asked)
    facts |= {"engine": f"PostgreSQL {release}", "role": str(role), "synchronous commit": str(waits)}
    forced = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity"
    facts["row security forced"] = f"{_asked(forced)[0][0]} tables, {len(PROTECTED)} are protected"
    if number < OLDEST_POSTGRES:
        told = f"PostgreSQL {release} is too old for row policies on views."
        findings.append(_fault("site.postgres-old", told, "Use 15 or later."))
    if waits == "off":
        told = "PostgreSQL says a commit is done before it lies on the disk: acknowledged writes could be lost."
        findings.append(_warning("site.commit-not-waited-for", told, "Set synchronous_commit to on."))
    if abs(moment - machine.now) > APART:
        seconds = round(abs(moment - machine.now).total_seconds())
        told = f"The clocks of the server and of its database stand {seconds} s apart."
        findings.append(_warning("site.clock-apart", told, "Let both follow one time service."))


def _ring() -> str:
    """Counts alone: whose keys they are is nothing the machine's keeper needs to see."""
    keys = [key for ring in rings().values() for key in ring if not key.retired]
    sealing = sum(not key.replaced_at for key in keys)
    whole = sum(key.whole for key in keys)
    return f"{sealing} seal, {len(keys) - sealing} replaced and kept, {whole} of {len(keys)} wrapped twice"


def _newest_event(machine: Machine) -> list[Finding]:
    with scoped(AUDITOR):
        newest = AuditEvent.objects.order_by("-seq").first()
    if newest is None or newest.at <= machine.now + APART:
        return []
    told = "The newest event of the audit lies in the future: this clock is behind, or was ahead."
    return [_warning("site.clock-behind", told, "Let the machine follow a time service.")]


def _asked(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _fault(code: str, text: str, hint: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, text=text, hint=hint)


def _warning(code: str, text: str, hint: str) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, text=text, hint=hint)
