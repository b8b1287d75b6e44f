"""A small provider of OpenID Connect on loopback: it keeps codes and challenges, signs, turns its keys, and can lie."""

import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "palermo-client", "a secret: with a colon & more"  # noqa: S105
KEYS: dict[str, Any] = {
    "one": RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}),
    "two": ECKey.generate_key("P-256", {"kid": "two", "use": "sig"}),
}


class _Lax(JWSRegistry):
    """Signs any head, also one that nobody may understand."""

    def check_header(self, header: dict[str, Any]) -> None:
        """Nothing is looked at."""


@dataclass
class Provider:
    """Where it listens, who signs in, and in what it departs from the truth."""

    issuer: str = ""
    back: str = "http://testserver/sign-in/provider/back/"
    person: str = "subject-of-amal"
    signs_with: str = "one"
    shows: tuple[str, ...] = ("one",)
    claims: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    answer: Callable[[str], tuple[int, bytes] | None] = lambda path: None
    granted: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def sign_in(self, address: str) -> dict[str, str]:
        """What the browser brings back from ``address``, where the person has signed in."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        asked = {name: value for name, [value] in parse_qs(parts.query).items()}
        assert asked["response_type"] == "code" and asked["scope"] == "openid"
        assert asked["code_challenge_method"] == "S256" and asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.back
        code = token_urlsafe(16)
        self.granted[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def said(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "ES256", "none", "HS256"],
                **self.description,
            }
        foreign = [{"kty": "from-tomorrow", "kid": "x"}, OctKey.generate_key(256, {"kid": "shared"}).as_dict()]
        return {"keys": [*(KEYS[name].as_dict(private=False) for name in self.shows), *foreign]}

    def exchanged(self, form: dict[str, str], client: tuple[str, str] | None) -> dict[str, object] | None:
        """Tokens for a code that was granted, once, to whoever knows its verifier, the address and the secret."""
        asked = self.granted.pop(form.get("code", ""), None)
        known = client or (form.get("client_id", ""), form.get("client_secret", ""))
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if (
            asked is None
            or known != (CLIENT, SECRET)
            or form.get("grant_type") != "authorization_code"
            or challenge != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": self.person, "aud": CLIENT, "exp": now + 300, "iat": now}
        claims |= {"nonce": asked["nonce"], "email": "amal@mail.example"} | self.claims
        key = KEYS[self.signs_with]
        algorithm = "RS256" if key.key_type == "RSA" else "ES256"
        header = {"alg": algorithm, "kid": self.signs_with, "made.by": "a version"} | self.header
        told = {name: one for name, one in claims.items() if one is not None}
        token = jwt.encode(header, told, key, registry=_Lax(strict_check_header=False))
        self.tokens.append(token)
        return {"access_token": "an-access-token", "token_type": "Bearer", "id_token": token}


class Listening:
    """The provider answering in a thread of this process, until it is closed."""

    def __init__(self, provider: Provider) -> None:
        class Caller(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/authorize"):  # whoever comes is signed in here, and sent back
                    brought = provider.sign_in(provider.issuer + self.path)
                    self.reply(302, b"", to=f"{provider.back}?{urlencode(brought)}")
                    return
                self.reply(200, json.dumps(provider.said(self.path)).encode())

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: value for name, [value] in parse_qs(sent).items()}
                basic, client = self.headers.get("Authorization"), None
                if basic:
                    name, secret = b64decode(basic.removeprefix("Basic ")).decode().split(":")
                    client = (unquote_plus(name), unquote_plus(secret))
                tokens = provider.exchanged(form, client)
                told = {"error": "invalid_grant"} if tokens is None else tokens
                self.reply(400 if tokens is None else 200, json.dumps(told).encode())

            def reply(self, status: int, body: bytes, to: str = "") -> None:
                provider.asked.append(self.path)
                status, body = provider.answer(self.path) or (status, body)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", to or f"{provider.issuer}/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is printed."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Caller)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        provider.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        """It is down from now on."""
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()
