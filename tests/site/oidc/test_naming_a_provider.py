"""A provider is named with all it takes, or not at all; the server does not start with a secret that others read."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.site.oidc.a_provider import Listening, Provider
from tests.site.serving import plain_environment

from palermo.ground.errors import UsageError
from palermo.site import startup
from palermo.site.configuration import configured
from palermo.site.doctor import Machine, examine
from palermo.site.oidc.protocol import Description, Secrets, address_to_go, new_secrets
from palermo.site.oidc.provider import forget

NAMED = {
    "PALERMO_OIDC_ISSUER": "https://id.example/realm",
    "PALERMO_OIDC_CLIENT": "us",
    "PALERMO_OIDC_SECRET_FILE": "/etc/palermo/oidc",
}


def codes() -> set[str]:
    return {finding.code for finding in startup.provider_unfit(startup.Start(host="127.0.0.1"))}


def test_nothing_named_is_no_provider_and_all_named_is_one() -> None:
    assert configured({}).provider is None
    provider = configured(NAMED).provider
    assert provider is not None and provider.secret_file == Path("/etc/palermo/oidc")
    assert provider.label == "id.example"
    named = configured({**NAMED, "PALERMO_OIDC_LABEL": "The ministry"}).provider
    assert named is not None and named.label == "The ministry"


@pytest.mark.parametrize("missing", NAMED)
def test_half_a_provider_is_refused_by_what_is_missing(missing: str) -> None:
    told = {name: value for name, value in NAMED.items() if name != missing}
    with pytest.raises(UsageError, match=missing):
        configured(told)
    with pytest.raises(UsageError, match=missing):
        configured({**told, missing: ""} if missing != "PALERMO_OIDC_ISSUER" else {**told, missing: "id.example"})


def test_a_label_alone_names_none() -> None:
    with pytest.raises(UsageError, match="PALERMO_OIDC_ISSUER"):
        configured({"PALERMO_OIDC_LABEL": "The ministry"})


@pytest.mark.parametrize("issuer", ["http://id.example", "https://id.example/?realm=a", "https://id.example/#a"])
def test_an_issuer_is_an_https_address_without_more(issuer: str) -> None:
    with pytest.raises(UsageError, match="PALERMO_OIDC_ISSUER"):
        configured({**NAMED, "PALERMO_OIDC_ISSUER": issuer})


def test_the_start_tells_a_secret_that_is_missing_empty_or_read_by_others_and_a_library_that_is_not_there(
    provider: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret: Path = settings.SIGN_IN_PROVIDER.secret_file
    assert codes() == set()
    secret.chmod(0o640)
    assert codes() == {"site.oidc-secret-open"}
    secret.chmod(0o600)
    for wrong in ("", "\n", "sécret"):
        secret.write_text(wrong, "utf-8")
        assert codes() == {"site.oidc-secret-missing"}
    secret.unlink()
    monkeypatch.setattr(startup, "find_spec", lambda name: None)
    assert codes() == {"site.oidc-secret-missing", "site.oidc-extra-missing"}
    settings.SIGN_IN_PROVIDER = None
    assert codes() == set()


def test_without_the_extra_every_page_is_there_all_the_same() -> None:
    told = (
        "import sys; sys.modules['authlib'] = sys.modules['joserfc'] = None\n"
        "import django; django.setup()\n"
        "from django.urls import reverse; print(reverse('oidc:begin'))\n"
    )
    environment = {**plain_environment(), "DJANGO_SETTINGS_MODULE": "palermo.site.settings"}
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "/sign-in/provider/\n"


def test_what_the_provider_has_in_its_own_address_stays_there_and_each_attempt_has_secrets_of_its_own() -> None:
    provider = configured(NAMED).provider
    assert provider is not None
    there = Description("https://id.example/go?realm=a%20b", "https://id.example/t", "https://id.example/k", (), False)
    one, other = new_secrets(), new_secrets()
    address = address_to_go(there, provider, one, back="https://us.example/back/")
    assert address.startswith("https://id.example/go?realm=a+b&response_type=code&client_id=us&redirect_uri=https%3A")
    assert one.verifier not in address and one.state in address and one.nonce in address
    values = [value for told in (one, other) for value in (told.state, told.nonce, told.verifier)]
    assert len(set(values)) == 6 and all(len(value) >= 43 for value in values)
    assert "state" not in repr(Secrets("state", "nonce", "verifier"))


@pytest.mark.django_db
@pytest.mark.engines("sqlite")
def test_the_doctor_asks_the_provider_who_it_is_and_warns_where_it_is_silent_or_another(
    listening: tuple[Provider, Listening], provider: Provider
) -> None:
    def told() -> tuple[bool, set[str]]:
        forget()
        found = examine(Machine(now=datetime.now(UTC), fonts={}))
        assert found.facts["sign-in provider"] == provider.issuer
        return found.sound, {one.code for one in found.findings if "provider" in one.code}

    assert told() == (True, set())
    provider.description = {"issuer": "https://another.example"}
    assert told() == (True, {"site.provider-other"})
    listening[1].close()
    assert told() == (True, {"site.provider-unreachable"})
