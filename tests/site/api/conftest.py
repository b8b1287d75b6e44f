"""A program: a token of one of the cast, and calls that carry it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.site.cast import Cast

from palermo.site.access.actor import of
from palermo.site.access.scope import scoped
from palermo.site.accounts.models import Account
from palermo.site.api.actions import make_token
from palermo.site.api.verbs import NAMES

_numbers = count()


@dataclass
class Program:
    """It carries one token and no cookie."""

    token: str

    def get(self, path: str) -> tuple[int, Any]:
        answer = Client().get(f"/api/v1{path}", headers=self._headers())
        return answer.status_code, answer.json()

    def post(self, path: str, body: object, *, key: str = "") -> tuple[int, Any]:
        """Send JSON, under a key of its own where none is given."""
        client, headers = Client(), {**self._headers(), "Idempotency-Key": key or f"a-key-{next(_numbers):04}"}
        answer = client.post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )  # fmt: skip
        return answer.status_code, answer.json()

    def send(self, path: str, packed: bytes, *, key: str = "") -> tuple[int, Any]:
        """Send a file."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        headers = {**self._headers(), "Idempotency-Key": key or f"a-key-{next(_numbers):04}"}
        file = SimpleUploadedFile("folder.zip", packed, "application/zip")
        answer = Client().post(f"/api/v1{path}", {"packed": file}, headers=headers)
        return answer.status_code, answer.json()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def token_of(account: Account, *verbs: str) -> str:
    """A token of that account, for those verbs or all."""
    now = timezone.now()
    with scoped(of(account)) as actor:
        _, text = make_token(
            actor, account, label="a program", verbs=verbs or NAMES, last_day=now.date() + timedelta(days=30), now=now
        )
    return text


@pytest.fixture
def program(cast: Cast) -> Callable[..., Program]:
    """A program of whoever has that role in the cast."""
    return lambda role, *verbs: Program(token_of(cast.accounts[role], *verbs) if role else "")
