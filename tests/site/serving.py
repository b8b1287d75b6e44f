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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120  # seconds; a busy machine is slow to load and to migrate


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Served:
    """A running server, where it answers, and the file of its database if it is a demonstration."""

    process: subprocess.Popen[str]
    address: str
    database: str = ""


def plain_environment() -> dict[str, str]:
    """Without settings of ours: a server finds those it is given."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PALERMO_", "DJANGO_"))}


@contextmanager
def demonstration(folder: Path) -> Iterator[Served]:
    """A running demonstration, its files in ``folder``."""
    words = ["--demo", "--dir", str(folder), "--port", str(free_port())]
    with _running(words, plain_environment()) as served:
        served.database = str(folder / "demo.sqlite3")
        yield served


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[Served]:
    """A server with these settings, on loopback."""
    with _running(["--bind", f"127.0.0.1:{free_port()}"], {**plain_environment(), **settings}) as served:
        yield served


@contextmanager
def _running(words: list[str], environment: dict[str, str]) -> Iterator[Served]:
    """Started, answering, and stopped by its own signal."""
    command = [sys.executable, "-m", "palermo", "serve", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        try:
            wait_for(first + "sign-in/")
            yield Served(process, first)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=PATIENCE)


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
