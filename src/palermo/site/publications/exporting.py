"""An edition as a report folder that ``palermo report build`` builds unchanged.

Definitions, texts, evidence and public data are the edition's own; the releases and the ledger are those of the office
as they stand on the day. What a build would refuse is refused here, before anything is written.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import yaml

from palermo import disclosure, engines, report
from palermo.disclosure import Ledger
from palermo.ground.errors import Protected, Refused, UnreadableInput
from palermo.ground.finding import Finding, errors

REPORT = "report.yml"
LEDGER = "ledger.jsonl"
_BUILT_AT = re.compile(r"^built_at:.*$", re.MULTILINE)
_LEDGER_LINE = re.compile(r"^ledger:.*\n?", re.MULTILINE)
_OF_PROTECTED = ("protected", "ledger", "release")
"""How the codes of data begin that speak of protected ones."""


def own_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What is kept of a report folder that comes in: all but releases and ledger."""
    releases = tuple(f"{path}/" for path in release_folders(files))
    return {path: held for path, held in files.items() if path != _ledger_path(files) and not path.startswith(releases)}


def release_folders(files: Mapping[str, bytes]) -> dict[str, str]:
    """Folder → name of each release that the report reads. A folder is called like its release."""
    data = head_of(files).get("data")
    entries: Iterable[Any] = data.values() if isinstance(data, dict) else ()
    paths = {str(one["release"]) for one in entries if isinstance(one, dict) and one.get("release")}
    return {path: PurePosixPath(path).name for path in sorted(paths)}


def head_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The fields of report.yml, every scalar as text; none where it cannot be read, which the report itself tells."""
    if REPORT not in files:
        raise UnreadableInput(f"The folder holds no {REPORT}.", hint="Pack a report folder.")
    try:
        found = yaml.load(files[REPORT].decode(), Loader=yaml.BaseLoader)  # noqa: S506  # makes texts, lists, maps
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def exported(files: Mapping[str, bytes], *, ledger: bytes, today: date) -> dict[str, bytes]:
    """The report folder of an edition's own ``files`` on a day.

    Raises Protected where a figure of protected data comes from no release in force, Refused for any other fault that
    would stop a build; each is named.
    """
    kept = disclosure.read_ledger(ledger, name=LEDGER)
    releases = release_folders(files)
    made = {**own_files(files), REPORT: _dated(files[REPORT], today, with_ledger=bool(releases))}
    if releases:
        made |= {LEDGER: ledger, **_released(releases, kept)}
    check(made)
    return made


def check(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What a build would tell of a folder. Raises Protected or Refused where it would not build."""
    told = report.lint_folder(files, ports=ports())
    wrong = errors(told)
    if any(one.code.startswith(tuple(f"data.{kind}" for kind in _OF_PROTECTED)) for one in wrong):
        raise Protected(
            "Figures of protected data come from no release in force.",
            hint="Propose a release of their tables and let a second person approve it.",
            findings=wrong,
        )
    if wrong:
        raise Refused("The report would not build.", hint="palermo report lint names the same.", findings=wrong)
    return told


def built(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The edition of a report folder, as `palermo report build` makes it. Raises Protected or Refused as ``check``."""
    return dict(report.build(files, ports=ports()).files)


def ports() -> report.Ports:
    """The engines a report is computed with. Raw rows never come here: a source is checked where it is held."""
    return report.Ports(
        query=engines.DuckQuery(),
        read_table=engines.read_csv_frame,
        check_rows=_no_rows,
        read_returns=engines.read_returns,
    )


def _no_rows(content: bytes, layout: bytes, today: date) -> Any:
    raise Refused("Raw rows are not read here.", hint="Ship the derived table; palermo report verify checks it.")


def _dated(content: bytes, today: date, *, with_ledger: bool) -> bytes:
    """report.yml with the day as its clock, and the ledger named where there are releases; all else as it was."""
    text = _BUILT_AT.sub(f'built_at: "{today.isoformat()}T00:00:00Z"', content.decode("utf-8", "replace"), count=1)
    text = _LEDGER_LINE.sub("", text).rstrip("\n") + "\n"
    return (text + (f"ledger: {LEDGER}\n" if with_ledger else "")).encode()


def _released(releases: Mapping[str, str], ledger: Ledger) -> dict[str, bytes]:
    """The files of each release as the ledger holds them; of one that it does not hold, none, and the check tells."""
    found: dict[str, bytes] = {}
    for path, name in releases.items():
        if held := ledger.release(name):
            found |= {f"{path}/{file}": content for file, content in held.files.items()}
    return found


def _ledger_path(files: Mapping[str, bytes]) -> str:
    return str(head_of(files).get("ledger") or LEDGER)
