"""What every answer carries, and what every form must bring back."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing inline and nothing from elsewhere: the pages show the text of hostile sites.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_SEAL_BYTES: Final = 16
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds the security headers to every answer; what may not be cached says so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and the answer back with its headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class FormSeal:
    """Ties a form to the session it was shown in (against forged cross-site posts).

    Answers are compressed, and a compressed page whose secret never changes can be guessed by
    its length (BREACH): the seal is masked by fresh random bytes each time it is shown. What
    else a page holds is out of reach of that attack, since another site's requests carry no
    cookie (``SameSite=Lax``) and no page of ours is framed.
    """

    def __init__(self, secret: bytes, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._key = hmac.new(secret, b"minhbach console form", hashlib.sha256).digest()
        self._random = random

    def of(self, session: str) -> str:
        """The seal for the forms of one session: another word each time, 64 hex digits."""
        mask = self._random(_SEAL_BYTES)
        return (mask + _masked(self._plain(session), mask)).hex()

    def holds(self, session: str, seal: str) -> bool:
        """Whether a posted seal belongs to the session; takes the same time either way."""
        try:
            said = bytes.fromhex(seal)
        except ValueError:
            return False
        mask, masked = said[:_SEAL_BYTES], said[_SEAL_BYTES:]
        whole = len(masked) == _SEAL_BYTES
        plain = _masked(masked, mask) if whole else b""
        return hmac.compare_digest(self._plain(session), plain)

    def _plain(self, session: str) -> bytes:
        return hmac.new(self._key, session.encode(), hashlib.sha256).digest()[:_SEAL_BYTES]


def _masked(seal: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(seal, mask, strict=True))
