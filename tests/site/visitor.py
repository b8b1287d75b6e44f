"""Somebody who uses a running server by plain HTTP, and keeps everything it answered."""

import http.client
import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and for which address."""

    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def page(self) -> str:
        return unescape(self.body.decode("utf-8", "replace"))

    @property
    def leads_to(self) -> str:
        return next((value for name, value in self.headers if name.lower() == "location"), "")


@dataclass
class Visitor:
    """A browser without a screen: it keeps cookies, and follows nothing by itself."""

    server: str
    answers: list[Answer] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, b"", {})

    def post(self, address: str, filled: dict[str, object], *, form: str = "") -> Answer:
        """A form as a browser sends it, with the token of the page it stands on (``form``, or the address itself)."""
        told = urlencode({"csrfmiddlewaretoken": self._token(form or address), **filled}, doseq=True)
        return self._ask("POST", address, told.encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, address: str, name: str, data: bytes, filled: dict[str, str]) -> Answer:
        """A form with a file."""
        edge = secrets.token_hex(12)
        parts = {"csrfmiddlewaretoken": self._token(address), **filled}
        lines = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items()]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join([*lines, head]).encode() + data + f"\r\n--{edge}--\r\n".encode()
        return self._ask("POST", address, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def bare(self, address: str, filled: dict[str, str]) -> Answer:
        """A form without the token of its page."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", address, urlencode(filled).encode(), kind)

    def sign_in(self, login: str, password: str) -> Answer:
        return self.post("/sign-in/", {"login": login, "password": password})

    def _token(self, address: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(address).page)
        assert found is not None, (address, self.answers[-1].status)
        return found[1]

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection = http.client.HTTPConnection(urlsplit(self.server).netloc, timeout=60)
        try:
            connection.request(method, address, body, {**headers, "Cookie": cookies} if cookies else headers)
            came = connection.getresponse()
            answer = Answer(address, came.status, tuple(came.getheaders()), came.read())
        finally:
            connection.close()
        self.answers.append(answer)
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].partition("=")
                self._cookies[key] = kept
        return answer
