"""Login by OpenID Connect: Authorization Code with PKCE, state and nonce.

What one attempt has to remember is derived from a random word that its browser keeps in a
cookie: nothing is stored for strangers, and nobody else's browser can finish it.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal
from urllib.parse import urlencode

import structlog

from minhbach_case.web.grants import Words, random_word
from minhbach_case.web.oidc_claims import (
    BadToken,
    Claims,
    Expected,
    Mapped,
    NoPerson,
    Person,
    UnknownKey,
    person_of,
    verified,
)
from minhbach_case.web.oidc_provider import CodeRefused, Provider
from minhbach_shared.clock import Clock

CALLBACK: Final = "/login/oidc/callback"
ATTEMPT_LIFETIME: Final = timedelta(minutes=10)
_LONGEST_NEXT: Final = 1000

FailureReason = Literal["state", "denied", "token"]


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the word that it has to keep until it comes back."""

    address: str
    word: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser brings back from the provider, as it came."""

    state: str = ""
    code: str = ""
    error: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Proven:
    """The provider vouches for this person; ``next`` is where they wanted to go."""

    person: Person
    id_token: str
    next: str


@dataclass(frozen=True, slots=True)
class Failed:
    """This attempt ended; nobody is let in."""

    reason: FailureReason


Outcome = Proven | NoPerson | Failed


@dataclass(frozen=True, slots=True)
class Asked:
    """What this console is to the provider, and asks of it.

    Attributes:
        base: the console's own address as browsers reach it, without a path.
    """

    client_id: str
    scopes: str
    base: str


class Oidc:
    """One provider as the console's entrance uses it.

    Args:
        secret: the deployment's; state, nonce and verifier are derived with it.
    """

    def __init__(
        self,
        provider: Provider,
        asked: Asked,
        mapped: Mapped,
        secret: bytes,
        clock: Clock,
        words: Words = random_word,
    ) -> None:
        self._provider = provider
        self._client_id = asked.client_id
        self._scopes = asked.scopes
        self._mapped = mapped
        self._base = asked.base.rstrip("/")
        self._key = hmac.new(secret, b"minhbach console oidc", hashlib.sha256).digest()
        self._clock = clock
        self._words = words

    async def begin(self, next_path: str) -> Begun:
        """Begins an attempt.

        Raises:
            ProviderAway: the provider does not answer.
        """
        word = self._words()
        metadata = await self._provider.metadata()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._base + CALLBACK,
            "scope": self._scopes,
            "state": self._state(word, next_path[:_LONGEST_NEXT]),
            "nonce": self._derived("nonce", word),
            "code_challenge": _challenge(self._derived("verifier", word)),
            "code_challenge_method": "S256",
        }
        return Begun(_with_query(metadata.authorization_endpoint, asked), word)

    async def finish(self, word: str, answer: Answer) -> Outcome:
        """Ends an attempt with what the browser brought back.

        Args:
            word: of ``begin``, as the browser kept it.

        Raises:
            ProviderAway: the provider does not answer.
        """
        next_path = _next_in(answer.state)
        known = word and self._state(word, next_path).encode()
        if not known or not hmac.compare_digest(known, answer.state.encode("utf-8", "replace")):
            return _failed("state", "another browser's, or too old")
        if answer.issuer and answer.issuer != self._provider.issuer:
            return _failed("state", "another issuer answers")
        if answer.error or not answer.code:
            return _failed("denied", answer.error[:50])
        try:
            token, claims = await self._claims(word, answer.code)
        except (CodeRefused, BadToken) as error:
            return _failed("token", str(error))
        match person_of(claims, self._mapped):
            case Person() as person:
                return Proven(person, token, next_path)
            case NoPerson() as nobody:
                return nobody

    async def end_session(self, id_token: str) -> str | None:
        """Where the browser has to go to end the provider's session too (RP-Initiated Logout).

        Raises:
            ProviderAway: the provider does not answer.
        """
        endpoint = (await self._provider.metadata()).end_session_endpoint
        if endpoint is None:
            return None
        asked = {
            "id_token_hint": id_token,
            "client_id": self._client_id,
            "post_logout_redirect_uri": f"{self._base}/login",
        }
        return _with_query(endpoint, asked)

    async def _claims(self, word: str, code: str) -> tuple[str, Claims]:
        verifier = self._derived("verifier", word)
        token = await self._provider.id_token(code, self._base + CALLBACK, verifier)
        nonce = self._derived("nonce", word)
        expected = Expected(self._provider.issuer, self._client_id, nonce)
        now = self._clock()
        try:
            return token, verified(token, await self._provider.keys(), expected, now)
        except UnknownKey:
            return token, verified(token, await self._provider.keys(anew=True), expected, now)

    def _derived(self, name: str, word: str) -> str:
        return hmac.new(self._key, f"{name}\0{word}".encode(), hashlib.sha256).hexdigest()

    def _state(self, word: str, next_path: str) -> str:
        tail = base64.urlsafe_b64encode(next_path.encode()).decode().rstrip("=")
        return self._derived(f"state\0{next_path}", word) + "." + tail


def _failed(reason: FailureReason, why: str) -> Failed:
    structlog.get_logger(__name__).warning("oidc_login_failed", reason=reason, why=why)
    return Failed(reason)


def _challenge(verifier: str) -> str:
    # RFC 7636, 4.2: BASE64URL(SHA256(ASCII(code_verifier))).
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _next_in(state: str) -> str:
    tail = state.partition(".")[2][: 2 * _LONGEST_NEXT]
    try:
        return base64.urlsafe_b64decode(tail + "=" * (-len(tail) % 4)).decode()
    except ValueError:
        return "/"


def _with_query(endpoint: str, asked: dict[str, str]) -> str:
    return endpoint + ("&" if "?" in endpoint else "?") + urlencode(asked)
