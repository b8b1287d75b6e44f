"""A line between processes of one user on one machine: ask, and be answered. Nobody else is let in.

The socket lies in a folder of its owner's alone, and each caller's user is asked of the kernel. What is said on it is
kept nowhere.
"""

import os
import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from palermo.ground.errors import UnreadableInput, UsageError

LONGEST = 1 << 30
_LENGTH = struct.Struct(">I")
_PEER = struct.Struct("3i")


class PrivateLine:
    """The asking end. Each thread has a connection of its own, made anew in a forked process."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._own = threading.local()

    def ask(self, words: bytes) -> bytes:
        """What is answered to ``words``. Raises UnreadableInput where nobody answers."""
        for fresh in (False, True):  # a kept connection may have died with a process that was started anew
            try:
                line = self._line(fresh=fresh)
                _say(line, words)
                heard = _hear(line)
            except OSError as error:
                if fresh:
                    raise UnreadableInput(
                        "Nobody answers on the private line.", hint="Start the server anew."
                    ) from error
                continue
            if heard is not None:
                return heard
        raise UnreadableInput("The private line was cut.", hint="Look into the log of the server; start it anew.")

    def hang_up(self) -> None:
        """Close the connection of this thread."""
        held: tuple[int, socket.socket] | None = getattr(self._own, "held", None)
        if held is not None:
            held[1].close()
            del self._own.held

    def _line(self, *, fresh: bool) -> socket.socket:
        held: tuple[int, socket.socket] | None = getattr(self._own, "held", None)
        if held is not None and held[0] == os.getpid() and not fresh:
            return held[1]
        if held is not None:
            held[1].close()
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.connect(self._path)
        self._own.held = (os.getpid(), line)
        return line


class Answering:
    """The answering end: a thread a caller, until ``stop``."""

    def __init__(self, path: Path, answer: Callable[[bytes], bytes]) -> None:
        if path.parent.stat().st_mode & 0o077:
            raise UsageError(f"The folder of {path} is open to others.", hint="Give it the mode 700.")

        class Caller(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                if not _same_user(self.request):
                    return
                while (words := _hear(self.request)) is not None:
                    _say(self.request, answer(words))

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A caller that went away is no fault; what was said is printed nowhere."""

        self._server = Server(str(path), Caller)
        path.chmod(0o600)

    def serve(self) -> None:
        """Answer until somebody calls ``stop``."""
        try:
            self._server.serve_forever(poll_interval=0.2)
        finally:
            self._server.server_close()

    def stop(self) -> None:
        """End ``serve``, from another thread."""
        self._server.shutdown()


def _same_user(line: socket.socket) -> bool:
    """Whether the kernel says that the caller runs as our own user."""
    told = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    _, user, _ = _PEER.unpack(told)
    return bool(user == os.geteuid())


def _say(line: socket.socket, words: bytes) -> None:
    line.sendall(_LENGTH.pack(len(words)) + words)


def _hear(line: socket.socket) -> bytes | None:
    head = _take(line, _LENGTH.size)
    if head is None:
        return None
    [length] = _LENGTH.unpack(head)
    return None if length > LONGEST else _take(line, length)


def _take(line: socket.socket, count: int) -> bytes | None:
    """Exactly so many bytes; None where the other end hung up before."""
    held = bytearray()
    while len(held) < count:
        part = line.recv(min(count - len(held), 1 << 20))
        if not part:
            return None
        held += part
    return bytes(held)
