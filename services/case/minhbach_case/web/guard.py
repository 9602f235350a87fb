"""Who asks: the bearer of a token at the API, the holder of a session at the console."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from minhbach_case.domain.commands import Actor
from minhbach_case.errors import NotFound
from minhbach_case.queueing import QueueFilters, QueueLine, QueuePage
from minhbach_case.views import CaseView
from minhbach_case.web.accounts import Account
from minhbach_case.web.operators import for_operator, summary_for_operator
from minhbach_case.web.parts import WithParts
from minhbach_case.web.refusals import Forbidden, Unauthenticated
from minhbach_case.web.roles import rule_of
from minhbach_shared.vocabulary import Role

SESSION_COOKIE: Final = "minhbach_session"
# These roles read only: they are refused before a case is even looked at.
_READERS: Final[frozenset[Role]] = frozenset(("viewer", "auditor"))
# Personal values of the register are for those who need them to serve a notice or to audit.
_PERSONAL: Final[frozenset[Role]] = frozenset(
    ("officer", "supervisor", "administrator", "auditor", "operator")
)

# A parameter of the routes and no state: it reads the header and describes itself to OpenAPI.
_bearer: Final = HTTPBearer(auto_error=False, description="A token of POST /api/v1/tokens")


async def bearer_account(
    parts: WithParts,
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Account:
    """The account behind a bearer token.

    Raises:
        Unauthenticated: no token, or one that does not stand (any more).
        Forbidden: the account's role does not ask for this.
    """
    if credentials is None:
        raise Unauthenticated
    account = await parts.accounts.holder("token", credentials.credentials)
    if account is None:
        raise Unauthenticated(had_word=True)
    return _let_in(request, account)


async def session_account(parts: WithParts, request: Request) -> Account:
    """The account behind the console's session cookie.

    Raises:
        Unauthenticated: no session, or one that has ended.
        Forbidden: the account's role does not ask for this.
    """
    account = await parts.accounts.holder("session", session_word(request))
    if account is None:
        raise Unauthenticated
    return _let_in(request, account)


def _let_in(request: Request, account: Account) -> Account:
    # Known from here on: the audit trail names whom the answer went to, a refusal too.
    request.state.account = account
    rule = rule_of(request.scope)
    if account.role not in rule.roles or (account.kind == "machine" and not rule.machines):
        raise Forbidden
    return account


def session_word(request: Request) -> str:
    """The session's word as the browser sent it; empty where there is none."""
    return request.cookies.get(SESSION_COOKIE, "")


Bearer = Annotated[Account, Depends(bearer_account)]
InSession = Annotated[Account, Depends(session_account)]


def actor_of(account: Account) -> Actor:
    """The account as the domain knows it."""
    return Actor(account.id, account.role, account.site_id, account.user)


def may_act(account: Account) -> bool:
    """Whether the role acts on cases at all; which acts, the domain says."""
    return account.role not in _READERS


def acting(account: Account) -> Actor:
    """The actor behind an account.

    Raises:
        Forbidden: the role only reads.
    """
    if not may_act(account):
        raise Forbidden
    return actor_of(account)


def sees_site(account: Account, site_id: UUID) -> bool:
    """Whether the account sees this site: an operator its own, all others every one."""
    return account.role != "operator" or account.site_id == site_id


async def own_site(account: Bearer, site_id: UUID) -> None:
    """Before anything else of a request is read: an operator asks for its own site alone.

    Raises:
        NotFound: it is another one.
    """
    if not sees_site(account, site_id):
        raise NotFound(f"site {site_id}")


def sees_personal(account: Account) -> bool:
    """Whether the account sees the register's names, phones and e-mails."""
    return account.role in _PERSONAL


def as_seen(case: CaseView, account: Account) -> CaseView:
    """The case as this account may see it."""
    return for_operator(case) if account.role == "operator" else case


def filters_as_seen(filters: QueueFilters, account: Account) -> QueueFilters:
    """What this account may ask the queue for: an operator nothing that is the agency's own."""
    if account.role != "operator":
        return filters
    # Whose a case is, and by when the agency has to act, could be asked for or read off else.
    order = "moved" if filters.order == "due" else filters.order
    own = {"site_id": account.site_id, "assignee": None, "clock": None, "order": order}
    return filters.model_copy(update=own)


def queue_as_seen(page: QueuePage, account: Account) -> QueuePage:
    """A page of the queue as this account may see it."""
    if account.role != "operator":
        return page
    return replace(page, lines=tuple(map(_line_for_operator, page.lines)))


def _line_for_operator(line: QueueLine) -> QueueLine:
    summary = summary_for_operator(line.summary)
    return line.model_copy(update={"summary": summary, "due_at": summary.due_at})
