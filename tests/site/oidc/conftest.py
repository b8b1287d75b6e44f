"""A provider that the settings name, and Amal, whose account it may come to open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.site.cast import PASSWORD, Cast
from tests.site.oidc.a_provider import CLIENT, SECRET, Listening, Provider

from palermo.site import configuration
from palermo.site.access.actor import of
from palermo.site.access.scope import scoped
from palermo.site.accounts import actions
from palermo.site.accounts.models import Account
from palermo.site.oidc.provider import forget


@pytest.fixture
def listening() -> Iterator[tuple[Provider, Listening]]:
    provider = Provider()
    open_to_all = Listening(provider)
    yield provider, open_to_all
    open_to_all.close()


@pytest.fixture
def provider(listening: tuple[Provider, Listening], settings: Any, tmp_path: Path) -> Provider:
    """It answers, and the site is one of its clients."""
    forget()
    there, _ = listening
    secret = tmp_path / "client-secret"
    secret.write_text(f"{SECRET}\n", "ascii")
    secret.chmod(0o600)
    settings.SIGN_IN_PROVIDER = configuration.Provider(
        issuer=there.issuer, client=CLIENT, secret_file=secret, label="House of Keys"
    )
    return there


@pytest.fixture
def amal(cast: Cast) -> Account:
    """A worker of the shelter, who has set her password."""
    account = cast.accounts["case_worker"]
    with scoped(of(account)) as actor:
        actions.set_password(actor, account, PASSWORD)
    return account
