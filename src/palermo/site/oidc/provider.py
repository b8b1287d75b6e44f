"""The provider asked: its description, its keys, and the code exchanged. What it says is judged by ``protocol``."""

import time
from dataclasses import dataclass
from threading import Lock

from palermo.engines import NoAnswer, ask_outside, read_bytes
from palermo.ground.errors import UnreadableInput
from palermo.site.configuration import Provider
from palermo.site.oidc import protocol
from palermo.site.oidc.protocol import Description, Secrets
from palermo.site.oidc.refusals import NotLetIn, Reason

KEPT_FOR = 300.0  # seconds: a description is asked for again after that; keys are asked for at each sign-in
SILENT_FOR = 10.0  # seconds in which a provider that did not answer is not asked again: strangers may knock
PATIENCE = 5.0  # seconds for each question


@dataclass(slots=True)
class _Kept:
    """What this process knows of each issuer, and until when; None: it did not answer."""

    by_issuer: dict[str, tuple[float, Description | None]]
    lock: Lock

    def get(self, issuer: str) -> tuple[bool, Description | None]:
        with self.lock:
            until, found = self.by_issuer.get(issuer, (0.0, None))
        return time.monotonic() < until, found

    def keep(self, issuer: str, found: Description | None, seconds: float) -> None:
        with self.lock:
            self.by_issuer[issuer] = (time.monotonic() + seconds, found)


_KEPT = _Kept({}, Lock())


def forget() -> None:
    """Ask every provider anew."""
    with _KEPT.lock:
        _KEPT.by_issuer.clear()


def described(provider: Provider) -> Description:
    """What the provider says of itself. Raises NotLetIn."""
    known, found = _KEPT.get(provider.issuer)
    if known and found is None:
        raise NotLetIn(Reason.DOWN)
    if known and found is not None:
        return found
    address = protocol.address_of_description(provider.issuer)
    there = protocol.description(_asked(provider, address), provider.issuer)
    _KEPT.keep(provider.issuer, there, KEPT_FOR)
    return there


def proved(provider: Provider, code: str, secrets: Secrets, *, back: str) -> tuple[str, str]:
    """The subject that the provider names for ``code``, and where its session ends, if it says. Raises NotLetIn."""
    there = described(provider)
    form = protocol.exchange(code, secrets, back=back)
    try:
        secret = read_bytes(provider.secret_file).decode("ascii").strip()
    except (UnreadableInput, UnicodeDecodeError):
        raise NotLetIn(Reason.AMISS) from None
    if there.secret_in_form:
        form |= {"client_id": provider.client, "client_secret": secret}
    as_client = None if there.secret_in_form else (provider.client, secret)
    tokens = protocol.id_token(_asked(provider, there.token, form=form, as_client=as_client))
    # Keys are asked for at each sign-in: a new one is known at once, and one taken back is trusted no longer.
    keys = _asked(provider, there.keys)
    nonce, now = secrets.nonce, time.time()
    who = protocol.subject(tokens, keys, provider, algorithms=there.algorithms, nonce=nonce, now=now)
    return who, protocol.address_to_end(there, provider)


def _asked(
    provider: Provider, address: str, *, form: dict[str, str] | None = None, as_client: tuple[str, str] | None = None
) -> bytes:
    try:
        answer = ask_outside(address, form=form, as_client=as_client, seconds=PATIENCE)
        silent = answer.status >= 500
    except NoAnswer:
        silent = True
    if silent:
        _KEPT.keep(provider.issuer, None, SILENT_FOR)
        raise NotLetIn(Reason.DOWN) from None
    if answer.status == 401:
        raise NotLetIn(Reason.AMISS)
    if answer.status != 200:
        raise NotLetIn(Reason.DOUBTFUL)
    return answer.body
