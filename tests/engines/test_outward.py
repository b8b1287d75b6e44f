"""The way out: TLS that holds, a time for the whole of it, a size, one answer, and no secret in what goes wrong."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from palermo.engines import NoAnswer, ask_outside, fit_to_ask, outward
from palermo.ground.errors import UsageError

SECRET = "a-secret-that-is-sent"  # noqa: S105
Says = Callable[[socket.socket, bytes], None]


@contextmanager
def saying(says: Says, wrapped: Callable[[socket.socket], socket.socket] = lambda line: line) -> Iterator[int]:
    """A server on loopback that hears one question and says what ``says`` does; its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            try:
                line, _ = door.accept()
                with wrapped(line) as heard:
                    says(heard, question(heard))
            except OSError:  # whoever asked has gone
                return

        thread = threading.Thread(target=answer)
        thread.start()
        yield door.getsockname()[1]
        door.close()
        thread.join()


def question(line: socket.socket) -> bytes:
    """All of it: what is left unread would be answered by a reset."""
    told = b""
    while b"\r\n\r\n" not in told:
        more = line.recv(65536)
        if not more:
            raise ConnectionError("it went before it had asked")
        told += more
    head, _, body = told.partition(b"\r\n\r\n")
    length = [int(one.split(b":")[1]) for one in head.split(b"\r\n") if one.startswith(b"Content-Length")]
    while length and len(body) < length[0]:
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


def whole(text: bytes) -> Says:
    return lambda line, _: line.sendall(text)


def test_what_is_asked_arrives_and_what_is_answered_comes_back() -> None:
    heard = []

    def says(line: socket.socket, told: bytes) -> None:
        heard.append(told)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with saying(says) as port:
        answer = ask_outside(f"http://127.0.0.1:{port}/a?b=c", form={"d": "e f"}, as_client=("me", "a:b"))
    assert (answer.status, answer.body) == (200, b"{}")
    assert heard[0].startswith(b"POST /a?b=c HTTP/1.1\r\n") and heard[0].endswith(b"d=e+f")
    assert b"Authorization: Basic bWU6YSUzQWI=" in heard[0]  # the colon of the secret is none of the pair's


def test_nobody_is_followed_elsewhere() -> None:
    with saying(whole(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")) as port:
        assert ask_outside(f"http://127.0.0.1:{port}/").status == 302


def dribble(line: socket.socket, _: bytes) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100):
        line.sendall(b" ")
        time.sleep(0.02)


BAD: dict[str, Says] = {
    "an end before the end": whole(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}"),
    "no HTTP": whole(b"SSH-2.0-OpenSSH\r\n"),
    "nothing": whole(b""),
    "silence": lambda line, _: time.sleep(0.4),
    "one byte at a time": dribble,
    "more than is taken": whole(b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 2000),
}


@pytest.mark.parametrize("says", BAD.values(), ids=BAD)
def test_what_is_not_whole_in_time_and_in_size_is_no_answer(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "LARGEST", 1000 if says is not dribble else 1 << 20)
    began = time.monotonic()
    with saying(says) as port, pytest.raises(NoAnswer) as refused:
        ask_outside(f"http://127.0.0.1:{port}/?q={SECRET}", form={"s": SECRET}, as_client=("me", SECRET), seconds=0.2)
    assert time.monotonic() - began < 2
    assert SECRET not in str(refused.value) and refused.value.__cause__ is None


def test_where_nobody_listens_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(NoAnswer, match=r"127\.0\.0\.1 did not answer"):
        ask_outside(f"http://127.0.0.1:{port}/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, signed by itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path: Path = tmp_path_factory.mktemp("tls") / "own.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.mark.parametrize(("known", "host"), [(True, "127.0.0.1"), (False, "127.0.0.1"), (True, "localhost")])
def test_over_tls_only_a_certificate_that_is_known_and_is_of_the_host_is_spoken_to(
    known: bool, host: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []

    def says(line: socket.socket, told: bytes) -> None:
        heard.append(told)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with saying(says, lambda line: ours.wrap_socket(line, server_side=True)) as port:
        address = f"https://{host}:{port}/"
        if known and host == "127.0.0.1":
            assert ask_outside(address, seconds=2).body == b"{}"
            return
        with pytest.raises(NoAnswer):
            ask_outside(address, seconds=2)
    assert heard == []


@pytest.mark.parametrize(
    ("address", "fit"),
    [
        ("https://id.example/a?b=c", True),
        ("http://127.0.0.1:80/", True),
        ("http://localhost/", True),
        ("http://id.example/", False),
        ("http://127.0.0.1.id.example/", False),
        ("https://somebody@id.example/", False),
        ("https://id.example/#part", False),
        ("https://id.example:port/", False),
        ("https:///nowhere", False),
        ("file:///etc/passwd", False),
        ("https://id.example/\u0627", False),
        ("https://[id.example/", False),
    ],
)
def test_only_https_is_asked_and_http_on_this_machine_alone(address: str, fit: bool) -> None:
    assert fit_to_ask(address) is fit
    if not fit:
        with pytest.raises(UsageError):
            ask_outside(address)
