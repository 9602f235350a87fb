"""How much a request may bring: counted as it arrives, whatever its headers say."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES: Final = 1_000_000
REGISTER_BYTES: Final = 20_000_000
ACT_BYTES: Final = 101_000_000
"""A reply with ten files of ten megabytes each."""
_WITH_FILES: Final = ("/cases/", "/filings/", "/api/v1/sites/")
_REGISTER_PATHS: Final = (
    "/api/v1/register/imports",
    "/api/v1/register/previews",
    "/register/import",
)


class BodyTooLarge(HTTPException):
    """The request's body is over its bound.

    An ``HTTPException``, since FastAPI turns any other error in a body into "bad request".
    """

    def __init__(self) -> None:
        super().__init__(413)


def _bound(path: str) -> int:
    if path in _REGISTER_PATHS:
        return REGISTER_BYTES
    # Only who is logged in gets as far as a body here.
    if path.startswith(_WITH_FILES) and path.endswith(("/acts", "/file", "/filings/signed")):
        return ACT_BYTES
    return BODY_BYTES


class BodyLimit:
    """Raises ``BodyTooLarge`` once a body passes its bound."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        left = _bound(scope["path"])

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise BodyTooLarge
            return message

        await self._app(scope, counted, send)
