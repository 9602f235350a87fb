"""The accounts over the API, for administrators."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from minhbach_case.web.accounts import AccountKind
from minhbach_case.web.accounts_file import LONGEST_USER
from minhbach_case.web.api.problems import answers
from minhbach_case.web.guard import Bearer
from minhbach_case.web.keeping import (
    LONGEST_MACHINE_DAYS,
    LONGEST_NOTE,
    ChangeRole,
    Disable,
    Enable,
    Kept,
    MakeLocal,
    MakeMachine,
    NewPassword,
    NewToken,
)
from minhbach_case.web.parts import WithParts
from minhbach_shared.vocabulary import Role

Days = Annotated[int, Field(ge=1, le=LONGEST_MACHINE_DAYS)]
AccountId = Annotated[str, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AccountView(BaseModel):
    """An account; its password or token is never read back."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    user: str
    kind: AccountKind
    role: Role
    site_id: UUID | None
    active: bool
    note: str
    expires_at: AwareDatetime | None = Field(description="When a machine's token ends")
    changed_at: AwareDatetime


class AccountList(BaseModel):
    """All accounts."""

    items: tuple[AccountView, ...]


class KeptView(BaseModel):
    """What was done."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    account: str
    secret: str | None = Field(description="A new password or token; it is shown this once")
    expires_at: AwareDatetime | None


class LocalBody(_Body):
    """An account with a password, which the answer tells."""

    user: str = Field(min_length=1, max_length=LONGEST_USER)
    role: Role
    site_id: UUID | None = Field(default=None, description="An operator's own site")


class MachineBody(_Body):
    """A machine's account with a token, which the answer tells."""

    name: str = Field(min_length=2, max_length=60, description="a–z, 0–9, `.`, `_`, `-`")
    role: Literal["viewer", "auditor", "officer"]
    note: str = Field(default="", max_length=LONGEST_NOTE)
    days: Days = 90


class RoleBody(_Body):
    """Another role for a local account."""

    act: Literal["role"]
    account: AccountId
    role: Role
    site_id: UUID | None = None

    def command(self) -> ChangeRole:
        """What to do."""
        return ChangeRole(self.account, self.role, self.site_id)


class DisableBody(_Body):
    """Shut an account."""

    act: Literal["disable"]
    account: AccountId

    def command(self) -> Disable:
        """What to do."""
        return Disable(self.account)


class EnableBody(_Body):
    """Open a shut account again."""

    act: Literal["enable"]
    account: AccountId

    def command(self) -> Enable:
        """What to do."""
        return Enable(self.account)


class PasswordBody(_Body):
    """A new password for a local account."""

    act: Literal["password"]
    account: AccountId

    def command(self) -> NewPassword:
        """What to do."""
        return NewPassword(self.account)


class TokenBody(_Body):
    """A new token for a machine; the old one ends."""

    act: Literal["token"]
    account: AccountId
    days: Days = 90

    def command(self) -> NewToken:
        """What to do."""
        return NewToken(self.account, self.days)


AccountAct = Annotated[
    RoleBody | DisableBody | EnableBody | PasswordBody | TokenBody, Field(discriminator="act")
]


def accounts_routes() -> APIRouter:
    """``/accounts`` and ``/machines``."""
    routes = APIRouter(tags=["accounts"])
    routes.add_api_route(
        "/accounts", list_accounts, summary="All accounts", responses=answers(401, 403, 503)
    )
    changing = answers(401, 403, 404, 409, 413, 422, 503)
    for path, handler, summary in (
        ("/accounts", make_local, "Make an account with a password"),
        ("/accounts/acts", keep_account, "Change, shut or open an account"),
        ("/machines", make_machine, "Make a machine's account with a token"),
    ):
        routes.add_api_route(path, handler, methods=["POST"], summary=summary, responses=changing)
    return routes


async def list_accounts(parts: WithParts, account: Bearer) -> AccountList:
    """By kind and name."""
    del account
    found = await parts.keeping.accounts()
    return AccountList(items=tuple(AccountView.model_validate(one) for one in found))


async def make_local(parts: WithParts, account: Bearer, body: LocalBody) -> KeptView:
    """The password is made here and told once."""
    what = MakeLocal(body.user, body.role, body.site_id)
    return _view(await parts.keeping.keep(account, what))


async def make_machine(parts: WithParts, account: Bearer, body: MachineBody) -> KeptView:
    """Send the token as ``Authorization: Bearer``; a machine reads and acts on no case."""
    what = MakeMachine(body.name, body.role, body.note, body.days)
    return _view(await parts.keeping.keep(account, what))


async def keep_account(parts: WithParts, account: Bearer, body: AccountAct) -> KeptView:
    """Never your own account, and never the last administrator's."""
    return _view(await parts.keeping.keep(account, body.command()))


def _view(kept: Kept) -> KeptView:
    return KeptView.model_validate(kept)
