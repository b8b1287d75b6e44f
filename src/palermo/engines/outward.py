"""The only way out: one question to one server of another's, over TLS that is verified, within a time and a size.

No redirect is followed, no proxy is taken from the environment, nothing is tried twice. An error says which host did
not answer, and never what was asked or answered: both hold secrets.
"""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import Timer
from urllib.parse import quote_plus, urlencode, urlsplit

from palermo.ground.errors import Refused, UsageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST = 10.0  # seconds, from the first byte sent to the last one read
LARGEST = 1 << 20  # bytes


class NoAnswer(Refused):
    """The other server did not answer: not there, not in time, not in full, or not over a TLS that holds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the bytes."""

    status: int
    body: bytes


def fit_to_ask(address: str) -> bool:
    """Whether it is an ``https`` address; ``http`` is one on this machine alone."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment or not address.isascii():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def ask_outside(
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    as_client: tuple[str, str] | None = None,
    seconds: float = LONGEST,
) -> Answer:
    """What ``address`` answers to a GET, or to a POST of ``form``; ``as_client``: name and secret, sent as such.

    Raises UsageError for an address that may not be asked, NoAnswer where nothing whole came back in ``seconds``.
    """
    if not fit_to_ask(address):
        raise UsageError("An address outside is no https address.", hint="Only https is asked; http on loopback.")
    parts = urlsplit(address)
    headers = {"Accept": "application/json", "Connection": "close"}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    if as_client is not None:
        said = ":".join(quote_plus(part) for part in as_client)  # RFC 6749, 2.3.1
        headers["Authorization"] = f"Basic {b64encode(said.encode()).decode()}"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = _line(parts.scheme, parts.hostname or "", parts.port, seconds)
    try:
        line.connect()
        # A time for each read does not end one that dribbles: at the end of the whole time the line is cut.
        end = Timer(seconds, _cut, [line.sock])
        end.daemon = True
        end.start()
        try:
            line.request("GET" if form is None else "POST", target, urlencode(form) if form else None, headers)
            with line.getresponse() as answer:
                return _whole(answer)
        finally:
            end.cancel()
    except (OSError, HTTPException, ValueError):
        told = f"{parts.hostname} did not answer in full within {seconds:g} seconds, or not over a TLS that holds."
        raise NoAnswer(told, hint="Look whether it can be reached from this machine.") from None
    finally:
        line.close()


def _line(scheme: str, host: str, port: int | None, seconds: float) -> HTTPConnection:
    if scheme == "http":
        return HTTPConnection(host, port, timeout=seconds)
    return HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())


def _whole(answer: HTTPResponse) -> Answer:
    body = answer.read(LARGEST + 1)
    # A read with a limit takes an early end for the end.
    if len(body) > LARGEST or (answer.length or 0) > 0:
        raise ValueError
    return Answer(answer.status, body)


def _cut(line: socket) -> None:
    try:
        socket.shutdown(line, SHUT_RDWR)
    except OSError:  # it was closed meanwhile
        return
