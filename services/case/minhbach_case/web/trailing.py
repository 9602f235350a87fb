"""Every answer to an account leaves an entry in the audit trail before it leaves itself.

Here and not in the handlers, so that no page, export or picture can forget it. What cannot be
recorded is not answered: 503, and the reader asks again.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from minhbach_case.audit_views import TrailAct
from minhbach_case.storage.audit import AuditTrail, Entry
from minhbach_case.web.accounts import Account, Entered, LogIn, TooManyAttempts, WrongPassword
from minhbach_case.web.roles import place_of, rule_of
from minhbach_shared.errors import Transient

Refusing = Callable[[Request], Awaitable[Response]]
_READS: Final = ("GET", "HEAD")


class Trailing:
    """Records what an account asked for, between the handler and its answer.

    Args:
        refusing: the answer where the trail cannot be written.
    """

    def __init__(self, app: ASGIApp, trail: AuditTrail, refusing: Refusing) -> None:
        self._app = app
        self._trail = trail
        self._refusing = refusing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and the answer back once its entry stands."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = False

        async def recorded(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and not await self._record(scope, message):
                refused = True
                await (await self._refusing(Request(scope)))(scope, receive, send)
            if not refused:
                await send(message)

        await self._app(scope, receive, recorded)

    async def _record(self, scope: Scope, message: Message) -> bool:
        entry = entry_of(scope, int(message["status"]))
        if entry is None:
            return True
        try:
            await self._trail.record(entry)
        except Transient:
            return False
        return True


def entry_of(scope: Scope, status: int) -> Entry | None:
    """What an answered request adds to the trail; None where nobody was known, or for a poll."""
    account = scope.get("state", {}).get("account")
    if not isinstance(account, Account) or not rule_of(scope).recorded:
        return None
    parameters: dict[str, Any] = scope.get("path_params", {})
    return entry_about(
        account,
        "read" if scope["method"] in _READS else "change",
        place_of(scope),
        status=status,
        case_id=_as_id(parameters.get("case_id")),
        site_id=_as_id(parameters.get("site_id")),
    )


def entry_about(account: Account, act: TrailAct, place: str, **more: Any) -> Entry:
    """An entry about something that an account did."""
    return Entry(
        act=act, place=place, account=account.id, role=account.role, name=account.user, **more
    )


async def record_login(trail: AuditTrail, request: Request, outcome: LogIn, address: str) -> None:
    """Adds a tried password to the trail; what the throttle turned away was not tried.

    Raises:
        Transient: the trail cannot be written: nobody is let in.
    """
    place = place_of(request.scope)
    match outcome:
        case Entered(account=account):
            await trail.record(entry_about(account, "login", place, address=address))
        case WrongPassword(account_id=account_id):
            entry = Entry(act="login_failed", place=place, account=account_id, address=address)
            await trail.record(entry)
        case TooManyAttempts():
            pass


def _as_id(value: object) -> UUID | None:
    # The path as it was asked: a word that is no id found no case either.
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
