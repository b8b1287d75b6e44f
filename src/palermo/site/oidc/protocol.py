"""OpenID Connect, authorization code flow with PKCE: what is asked, and what of an answer is believed. Pure.

The only module that needs the extra ``oidc``; it is imported when somebody comes by the provider.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from palermo.engines import fit_to_ask
from palermo.site.configuration import Provider
from palermo.site.oidc.refusals import NotLetIn, Reason

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""With a key of which the provider shows the public half; never ``none``, never one made of a shared secret."""
DRIFT = 60  # seconds that a clock may be off
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LONGEST_SUBJECT = 255  # characters; OpenID Connect Core, 2


@dataclass(frozen=True, slots=True)
class Description:
    """What the provider says of itself: where it is asked, and how it signs."""

    authorization: str
    token: str
    keys: str
    algorithms: tuple[str, ...]
    secret_in_form: bool
    ends: str = ""
    """Where one signs out over there; empty where the provider names no such address that we may send anybody to."""


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """The three values of one attempt: it has no repr, since they open it."""

    state: str
    nonce: str
    verifier: str


def new_secrets() -> Secrets:
    """Random, and for one attempt only."""
    return Secrets(*(generate_token(48) for _ in range(3)))


def address_of_description(issuer: str) -> str:
    """Where the provider describes itself."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def description(body: bytes, issuer: str) -> Description:
    """The description in ``body``. Raises NotLetIn where it is another's, breaks the standard or lacks what we need."""
    told = _object(body)
    if told.get("issuer") != issuer:  # compared to the letter: OpenID Connect Discovery, 4.3
        raise NotLetIn(Reason.DOUBTFUL)
    places = [str(told.get(name, "")) for name in ENDPOINTS]
    scheme = urlsplit(issuer).scheme  # an https provider sends nobody on to anything less
    if not all(fit_to_ask(place) and urlsplit(place).scheme == scheme for place in places):
        raise NotLetIn(Reason.DOUBTFUL)
    offered = _words(told.get("id_token_signing_alg_values_supported"))
    algorithms = tuple(one for one in SIGNED_BY if one in offered)
    if not algorithms:
        raise NotLetIn(Reason.DOUBTFUL)
    ways = _words(told.get("token_endpoint_auth_methods_supported")) or ["client_secret_basic"]
    authorization, token, keys = places
    ends = told.get("end_session_endpoint")
    out = ends if isinstance(ends, str) and fit_to_ask(ends) and urlsplit(ends).scheme == scheme else ""
    return Description(authorization, token, keys, algorithms, "client_secret_basic" not in ways, out)


def address_to_go(there: Description, provider: Provider, secrets: Secrets, *, back: str) -> str:
    """Where the browser is sent. Nothing is asked for but who it is: no name, no address of mail."""
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid",
        "state": secrets.state,
        "nonce": secrets.nonce,
        "code_challenge": create_s256_code_challenge(secrets.verifier),
        "code_challenge_method": "S256",
    }
    return _asking(there.authorization, asked)


def address_to_end(there: Description, provider: Provider) -> str:
    """Where the session over there is ended, after RP-Initiated Logout 1.0, 2; empty where the provider names nothing.

    ``id_token_hint`` is only recommended there and is left out: the token would have to be kept, in a row that a copy
    of the database holds, and sent in an address. Without it the provider asks its person once more.
    """
    return _asking(there.ends, {"client_id": provider.client}) if there.ends else ""


def _asking(address: str, asked: Mapping[str, str]) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *asked.items()])))


def exchange(code: str, secrets: Secrets, *, back: str) -> dict[str, str]:
    """What is sent to have the code exchanged."""
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": secrets.verifier}


def id_token(body: bytes) -> tuple[str, str | None]:
    """The ID token and the access token of an answer; the latter is only held against the former. Raises NotLetIn."""
    told = _object(body)
    token, access = told.get("id_token"), told.get("access_token")
    if not isinstance(token, str):
        raise NotLetIn(Reason.DOUBTFUL)
    return token, access if isinstance(access, str) else None


def subject(
    tokens: tuple[str, str | None],
    keys: bytes,
    provider: Provider,
    *,
    algorithms: tuple[str, ...],
    nonce: str,
    now: float,
) -> str:
    """Who the ID token speaks of, if it holds: signed by the provider, for us, for this attempt, now.

    Raises NotLetIn. Claims by OpenID Connect Core, 3.1.3.7.
    """
    try:
        # Parameters that a provider adds to the head are let be; those it calls critical must be known.
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        read = jwt.decode(tokens[0], _signing(keys), registry=registry)
        options = {"iss": {"essential": True, "value": provider.issuer}, "aud": {"essential": True}}
        params = {"nonce": nonce, "client_id": provider.client, "access_token": tokens[1]}
        claims = CodeIDToken(read.claims, read.header, options=options, params=params)
        claims.validate(now=int(now), leeway=DRIFT)
        audience, who = read.claims["aud"], read.claims["sub"]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise NotLetIn(Reason.DOUBTFUL) from None
    # For us alone: a token that others may use as well, they may have used here.
    if audience not in (provider.client, [provider.client]):
        raise NotLetIn(Reason.DOUBTFUL)
    if not isinstance(who, str) or not 0 < len(who) <= LONGEST_SUBJECT:
        raise NotLetIn(Reason.DOUBTFUL)
    return who


def _signing(body: bytes) -> KeySet:
    """The keys that sign; a set may hold others, of kinds that we could not even read."""
    held = _object(body).get("keys")
    if not isinstance(held, list):
        raise NotLetIn(Reason.DOUBTFUL)
    kinds, uses = ("RSA", "EC"), (None, "sig")
    signing = [one for one in held if isinstance(one, dict) and one.get("kty") in kinds and one.get("use") in uses]
    return KeySet.import_key_set({"keys": signing})


def _object(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise NotLetIn(Reason.DOUBTFUL) from None
    if not isinstance(told, Mapping):
        raise NotLetIn(Reason.DOUBTFUL)
    return dict(told)


def _words(told: object) -> list[str]:
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else []
