"""The process of the holder beside a server: begun before the workers, ended after them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from palermo.ground.errors import Refused

SETTING = "PALERMO_KEY_SOCKET"


@contextmanager
def holding_process() -> Iterator[Path]:
    """The socket of a running holder. With it the keys go, and the folder of the socket."""
    folder = Path(tempfile.mkdtemp(prefix="palermo-keys-"))  # mode 700
    socket = folder / "line"
    command = [sys.executable, "-m", "palermo.site.keys.process", str(socket)]
    # A session of its own: what a terminal sends to end the server must not end this one first.
    process = subprocess.Popen(  # noqa: S603  # our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, env=_without_secrets()
    )
    try:
        if process.stdout is None or process.stdout.readline().strip() != b"ready":
            raise Refused("The process that holds the keys did not start.", hint="Look at what it printed.")
        yield socket
    finally:
        process.communicate()  # closes its input, which ends it
        shutil.rmtree(folder, ignore_errors=True)


def _without_secrets() -> dict[str, str]:
    """It needs no setting of ours: no address of a database, no key of the installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PALERMO_", "PG"))}
