"""What administrators do to accounts, what comes of it, and why it can be refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from minhbach_case.web.accounts import (
    AccountKind,
    account_of,
)
from minhbach_shared.errors import Refused
from minhbach_shared.vocabulary import Role

# People decide, so a machine acts on no case: it reads, and an "officer" brings the register.
MACHINE_ROLES: Final[tuple[Role, ...]] = ("viewer", "auditor", "officer")
LONGEST_MACHINE_DAYS: Final = 366
LONGEST_NOTE: Final = 300
MACHINE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")

AccountRefusal = Literal[
    "no_account",
    "own_account",
    "last_administrator",
    "from_provider",
    "wrong_kind",
    "wrong_role",
    "name_taken",
    "name_wrong",
    "site_needed",
]


class AccountRefused(Refused):
    """What was asked for cannot be done to an account; nothing was changed."""

    def __init__(self, code: AccountRefusal) -> None:
        super().__init__(code)
        self.code: AccountRefusal = code


@dataclass(frozen=True, slots=True)
class MakeLocal:
    """An account with a password of ours; an operator's has its site."""

    user: str
    role: Role
    site_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MakeMachine:
    """A machine's account, with a token for some days."""

    name: str
    role: Role
    note: str
    days: int


@dataclass(frozen=True, slots=True)
class ChangeRole:
    """Another role for a local account."""

    account: str
    role: Role
    site_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Disable:
    """Shuts an account; its sessions and tokens end, its acts stay in the cases."""

    account: str


@dataclass(frozen=True, slots=True)
class Enable:
    """Opens a shut account again."""

    account: str


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A new password for a local account; the old one and what it opened end."""

    account: str


@dataclass(frozen=True, slots=True)
class NewToken:
    """A new token for a machine; the old one ends."""

    account: str
    days: int


Keeping = MakeLocal | MakeMachine | ChangeRole | Disable | Enable | NewPassword | NewToken
WORDS: Final[Mapping[type[Keeping], str]] = {
    MakeLocal: "make",
    MakeMachine: "make_machine",
    ChangeRole: "role",
    Disable: "disable",
    Enable: "enable",
    NewPassword: "password",
    NewToken: "token",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done; ``secret`` is a password or token that is shown this once."""

    account: str
    secret: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as its keepers see it."""

    id: str
    user: str
    kind: AccountKind
    role: Role
    site_id: UUID | None
    active: bool
    note: str
    expires_at: datetime | None
    changed_at: datetime


def listed(found: Mapping[str, Any]) -> Listed:
    """An account as it is stored, as its keepers see it."""
    account = account_of(found)
    return Listed(
        id=account.id,
        user=account.user,
        kind=account.kind,
        role=account.role,
        site_id=account.site_id,
        active=found["active"],
        note=str(found.get("note", "")),
        expires_at=found.get("expires_at"),
        changed_at=found["changed_at"],
    )
