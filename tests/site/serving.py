"""The server as a user starts it: a demonstration in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

SERVE = ["palermo", "serve"]
PATIENCE = 120  # seconds; a busy machine is slow to load and to migrate


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Served:
    """A running server, where it answers, and the folders of all it writes and of what it says, where they are kept."""

    process: subprocess.Popen[str]
    address: str
    folders: tuple[Path, ...] = ()
    database: str = ""
    """The file of a demonstration's."""


def plain_environment() -> dict[str, str]:
    """Without settings of ours: a server finds those it is given."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PALERMO_", "DJANGO_"))}


@contextmanager
def demonstration(folder: Path, *, said: Path | None = None, filled: Path | None = None) -> Iterator[Served]:
    """A running demonstration, its files in ``folder``; what it says kept in ``said``, where that is named.

    ``filled``: the folder of one that was filled before, which is copied instead.
    """
    words = ["--demo", "--dir", str(folder), "--port", str(free_port())]
    program = ["tests.site.filled", "serve", str(filled)] if filled else SERVE
    with _running([*program, *words], plain_environment(), said) as served:
        served.database = str(folder / "demo.sqlite3")
        served.folders = (folder, *served.folders)
        yield served


def fill(folder: Path) -> None:
    """The files of a demonstration, filled, for copies of it."""
    command = [sys.executable, "-m", "tests.site.filled", "fill", str(folder / "fresh")]
    subprocess.run(command, env=plain_environment(), check=True, timeout=PATIENCE)


@contextmanager
def serving(settings: dict[str, str], *, said: Path | None = None) -> Iterator[Served]:
    """A server with these settings, on loopback; what it says kept in ``said``, where that is named."""
    with _running([*SERVE, "--bind", f"127.0.0.1:{free_port()}"], {**plain_environment(), **settings}, said) as served:
        yield served


@contextmanager
def _running(words: list[str], environment: dict[str, str], said: Path | None = None) -> Iterator[Served]:
    """Started, answering, and stopped by its own signal."""
    command = [sys.executable, "-m", *words]
    with ExitStack() as streams:
        short = Path(streams.enter_context(TemporaryDirectory()))  # a socket lies in it: its path must be short
        out: IO[bytes] | int = subprocess.PIPE
        err: IO[bytes] | int = subprocess.DEVNULL
        if said is not None:
            out, err = (streams.enter_context((said / name).open("wb")) for name in ("stdout", "stderr"))
        process = streams.enter_context(
            subprocess.Popen(command, stdout=out, stderr=err, text=True, env={**environment, "TMPDIR": str(short)})
        )
        try:
            first = process.stdout.readline().strip() if process.stdout else first_line(said)
            wait_for(first + "sign-in/")
            yield Served(process, first, (said, short) if said else (short,))
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=PATIENCE)


def first_line(said: Path | None) -> str:
    """The first line of what a server says, once it is whole; raise TimeoutError when it never is."""
    until = time.monotonic() + PATIENCE
    while said is not None and time.monotonic() < until:
        line, end, _ = (said / "stdout").read_text("utf-8").partition("\n")
        if end:
            return line
        time.sleep(0.1)
    raise TimeoutError("The server never told its address.")


def wait_for(address: str) -> None:
    """Return when the address answers; raise TimeoutError when it never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=20).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(address)
