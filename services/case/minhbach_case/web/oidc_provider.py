"""An OpenID provider over HTTP: what it says of itself, its keys, and codes against tokens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar
from urllib.parse import quote, urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from minhbach_shared.clock import Clock
from minhbach_shared.errors import Transient

# How long its word about itself and its keys are kept; an unknown key is asked for at once,
# but not more often than every half minute: the token that names it may come from anybody.
KEPT: Final = timedelta(hours=1)
ASKED_AGAIN: Final = timedelta(seconds=30)
_LARGEST_ANSWER: Final = 500_000
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

KeptT = TypeVar("KeptT")


class Metadata(BaseModel):
    """What we use of OpenID Connect Discovery 1.0, section 3."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class ProviderAway(Transient):
    """The provider does not answer, or not as one does: nobody can log in through it for now."""


class CodeRefused(Exception):
    """The provider gives no token for this code: used before, too old, or not ours."""


class _Kept:
    """Something that was read, and when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._value: object = None
        self._read_at = datetime.min.replace(tzinfo=clock().tzinfo)

    def value(self, kind: type[KeptT], longest: timedelta) -> KeptT | None:
        fresh = self._clock() - self._read_at < longest
        return self._value if fresh and isinstance(self._value, kind) else None

    def keep(self, value: KeptT) -> KeptT:
        self._value, self._read_at = value, self._clock()
        return value


class Provider:
    """The provider of one issuer, reached through a client whose timeouts bound every call."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: SecretStr,
        client: httpx.AsyncClient,
        clock: Clock,
    ) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._client = client
        self._metadata = _Kept(clock)
        self._keys = _Kept(clock)

    async def metadata(self) -> Metadata:
        """What the provider says of itself.

        Raises:
            ProviderAway: it does not answer, or not as a provider of this issuer does.
        """
        if (known := self._metadata.value(Metadata, KEPT)) is not None:
            return known
        address = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = _read(Metadata.model_validate_json, (await self._get(address)).content)
        if found.issuer != self.issuer:
            raise ProviderAway("the provider names another issuer than MINHBACH_OIDC_ISSUER")
        if not all(map(is_safe, (found.token_endpoint, found.jwks_uri))):
            raise ProviderAway("the provider names an address without https")
        return self._metadata.keep(found)

    async def keys(self, *, anew: bool = False) -> KeySet:
        """The provider's keys; ``anew`` when a token names one that is not among them.

        Raises:
            ProviderAway: they cannot be read.
        """
        if (known := self._keys.value(KeySet, ASKED_AGAIN if anew else KEPT)) is not None:
            return known
        answer = await self._get((await self.metadata()).jwks_uri)
        return self._keys.keep(_read(lambda _: KeySet.import_key_set(answer.json()), b""))

    async def id_token(self, code: str, redirect_uri: str, verifier: str) -> str:
        """The ID token for a code (RFC 6749, 4.1.3, with the verifier of RFC 7636).

        Raises:
            CodeRefused: the provider does not take the code.
            ProviderAway: it does not answer, or not as it should.
        """
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        basic, more = self._proof(metadata)
        answer = await self._ask("POST", metadata.token_endpoint, data=form | more, auth=basic)
        if answer.status_code in (400, 401):
            raise CodeRefused(_error_of(answer))
        token = _object(answer).get("id_token")
        if not answer.is_success or not isinstance(token, str):
            raise ProviderAway("the provider's token endpoint gives no ID token")
        return token

    def _proof(self, metadata: Metadata) -> tuple[httpx.BasicAuth | None, dict[str, str]]:
        secret = self._secret.get_secret_value()
        named = {"client_id": self._client_id}
        if not secret:
            return None, named
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            # RFC 6749, 2.3.1: both are form-encoded before they are joined.
            return httpx.BasicAuth(quote(self._client_id, safe=""), quote(secret, safe="")), {}
        return None, named | {"client_secret": secret}

    async def _get(self, address: str) -> httpx.Response:
        answer = await self._ask("GET", address)
        if not answer.is_success:
            raise ProviderAway(f"the provider answers with {answer.status_code}")
        return answer

    async def _ask(
        self,
        method: str,
        address: str,
        *,
        data: dict[str, str] | None = None,
        auth: httpx.BasicAuth | None = None,
    ) -> httpx.Response:
        headers = {"accept": "application/json"}
        try:
            answer = await self._client.request(
                method, address, data=data, auth=auth, headers=headers
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ProviderAway(f"the provider does not answer ({type(error).__name__})") from error
        if len(answer.content) > _LARGEST_ANSWER:
            raise ProviderAway("the provider's answer is too large")
        return answer


def is_safe(address: str) -> bool:
    """Whether nobody on the way can read or change what is said: https, or this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _read(parse: Callable[[bytes], KeptT], content: bytes) -> KeptT:
    try:
        return parse(content)
    except (ValidationError, JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderAway(
            f"the provider's answer cannot be read ({type(error).__name__})"
        ) from None


def _object(answer: httpx.Response) -> dict[str, object]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _error_of(answer: httpx.Response) -> str:
    return str(_object(answer).get("error", answer.status_code))[:100]
