"""palermo doctor: what an installation stands on, and what is wrong with it."""

import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import django

from palermo.ground.errors import UsageError

FAULT = 1
LANGUAGES = ("en", "ar", "zh", "ru")
"""One of each script that editions are written in."""


def run(words: Sequence[str]) -> int:
    """0 sound, also with warnings; 1 a fault; 2 no settings."""
    parser = ArgumentParser(prog="palermo doctor", description=__doc__)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(words)
    _demand_settings()
    django.setup()
    from palermo.engines import read_bytes
    from palermo.site.doctor import Machine, examine

    mounts = Path("/proc/self/mounts")
    known = read_bytes(mounts).decode("utf-8", "replace") if mounts.exists() else ""
    found = examine(Machine(now=datetime.now(UTC), mounts=known, fonts=_fonts()))
    if told.json:
        sys.stdout.write(json.dumps(found.to_dict(), indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in found.facts.items())
        sys.stdout.writelines(f"{finding.severity}: {finding}\n" for finding in found.findings)
        sys.stdout.write("sound\n" if found.sound else "not sound\n")
    return 0 if found.sound else FAULT


def _demand_settings() -> None:
    """Nothing names a database and none lies in this folder: nobody means this place."""
    from palermo.site.configuration import Configuration, configuration

    name = Configuration().database
    if configuration().database == name and not Path(name).is_file():
        hint = "Set PALERMO_DATABASE, or PALERMO_SETTINGS to a file that does."
        raise UsageError("There are no settings: nothing names a database.", hint=hint)


def _fonts() -> Mapping[str, int] | None:
    program = shutil.which("fc-list")
    if program is None:
        return None
    return {language: _families(program, language) for language in LANGUAGES}


def _families(program: str, language: str) -> int:
    asked = [program, f":lang={language}", "family"]
    told = subprocess.run(asked, capture_output=True, check=False, timeout=60)  # noqa: S603  # fontconfig's own
    return len(set(told.stdout.splitlines()))
