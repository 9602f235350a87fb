"""The accounts in the console, for administrators."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, get_args
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from minhbach_case.views import PAGE_LIMIT, PageRequest, SiteFilters
from minhbach_case.web.accounts import Account
from minhbach_case.web.console.answers import Page, posted, show, texts_of
from minhbach_case.web.failures import ACCOUNT_STATUS
from minhbach_case.web.guard import InSession, session_word
from minhbach_case.web.keeping import (
    LONGEST_MACHINE_DAYS,
    MACHINE_ROLES,
    AccountRefused,
    ChangeRole,
    Disable,
    Enable,
    Keeping,
    Kept,
    MakeLocal,
    MakeMachine,
    NewPassword,
    NewToken,
)
from minhbach_case.web.parts import Parts, WithParts
from minhbach_shared.vocabulary import Role

ROLES: Final[tuple[Role, ...]] = get_args(Role)
DAYS: Final = 90
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a form: what was kept, or the problem in words."""

    kept: Kept | None = None
    problem: str = ""
    status: int = 200


def accounts_pages() -> APIRouter:
    """``/accounts``."""
    routes = APIRouter()
    routes.add_api_route("/accounts", accounts_page)
    routes.add_api_route("/accounts", keep, methods=["POST"])
    return routes


async def accounts_page(parts: WithParts, request: Request, account: InSession) -> Response:
    """All accounts, and the forms that make and change them."""
    return await _show(parts, request, account, _Outcome())


async def keep(parts: WithParts, request: Request, account: InSession) -> Response:
    """Does what a form asks; a new password or token is shown on this answer alone."""
    values = await posted(request, session_word(request))
    try:
        outcome = _Outcome(kept=await parts.keeping.keep(account, read_keeping(values)))
    except AccountRefused as error:
        words = texts_of(request)(f"problem.account.{error.code}")
        outcome = _Outcome(problem=words, status=ACCOUNT_STATUS[error.code])
    return await _show(parts, request, account, outcome)


def read_keeping(values: Values) -> Keeping:
    """What a form asks for.

    Raises:
        AccountRefused: a role or an act that is none.
    """
    reader = _READERS.get(values.get("act", ""))
    if reader is None:
        raise AccountRefused("no_account")
    return reader(values)


def _role(values: Values) -> Role:
    role = next((role for role in ROLES if role == values.get("role")), None)
    if role is None:
        raise AccountRefused("wrong_role")
    return role


def _site(values: Values) -> UUID | None:
    try:
        return UUID(values.get("site_id", ""))
    except ValueError:
        return None


def _days(values: Values) -> int:
    days = values.get("days", "")
    return int(days) if days.isdecimal() and len(days) < 5 else DAYS


_READERS: Final[Mapping[str, Callable[[Values], Keeping]]] = {
    "make": lambda v: MakeLocal(v.get("user", ""), _role(v), _site(v)),
    "make_machine": lambda v: MakeMachine(
        v.get("name", "").strip(), _role(v), v.get("note", "").strip(), _days(v)
    ),
    "role": lambda v: ChangeRole(v.get("account", ""), _role(v), _site(v)),
    "disable": lambda v: Disable(v.get("account", "")),
    "enable": lambda v: Enable(v.get("account", "")),
    "password": lambda v: NewPassword(v.get("account", "")),
    "token": lambda v: NewToken(v.get("account", ""), _days(v)),
}


async def _show(parts: Parts, request: Request, account: Account, outcome: _Outcome) -> Response:
    sites = await parts.register.sites(SiteFilters(), PageRequest(limit=PAGE_LIMIT))
    context = {
        "accounts": await parts.keeping.accounts(),
        "kept": outcome.kept,
        "problem": outcome.problem,
        "roles": ROLES,
        "machine_roles": MACHINE_ROLES,
        "most_days": LONGEST_MACHINE_DAYS,
        "days": DAYS,
        "sites": sites.items,
    }
    page = Page("accounts.html", context, account=account, here="accounts", status=outcome.status)
    return show(request, page)
