"""Accounts: who may come in, in which role.

Local ones have a password here; those of a provider (OpenID Connect) are vouched for there and
kept here so that they can be shut; a machine's has tokens only.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from argon2 import PasswordHasher

from minhbach_case.web.accounts_file import (
    LONGEST_PASSWORD,
    LONGEST_USER,
    AccountEntry,
    read_accounts_file,
)
from minhbach_case.web.grants import Grant, Grants, Purpose, Words, random_word
from minhbach_case.web.oidc_claims import NoPerson, Person
from minhbach_case.web.passwords import Passwords
from minhbach_case.web.throttle import Throttle
from minhbach_shared.clock import Clock
from minhbach_shared.store import Database, guarded
from minhbach_shared.vocabulary import Role

__all__ = [
    "LONGEST_PASSWORD",
    "Account",
    "AccountEntry",
    "Accounts",
    "read_accounts_file",
]

ACCOUNTS: Final = "accounts"
GRANTS: Final = "grants"

AccountKind = Literal["local", "oidc", "machine"]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody, or a machine, that may come in.

    Attributes:
        id: what tells one from another, for ever: a local name, or issuer and subject as a
            digest. Four eyes and the audit trail go by it.
        user: the name to show; two accounts may share it.
        site_id: the site that an operator may see; nobody else has one.
    """

    id: str
    user: str
    role: Role
    site_id: UUID | None = None
    kind: AccountKind = "local"


@dataclass(frozen=True, slots=True)
class Entered:
    """Whoever asks has proved who they are."""

    account: Account
    grant: Grant


@dataclass(frozen=True, slots=True)
class WrongPassword:
    """No such account, or another password; which of them is not said.

    ``account_id`` is for the audit trail: the account whose password was tried, if it is one.
    """

    account_id: str | None = None


@dataclass(frozen=True, slots=True)
class TooManyAttempts:
    """Nothing was looked at; try again after this time."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Shut:
    """The provider vouches for this person, whose account was disabled here."""

    account_id: str


LogIn = Entered | WrongPassword | TooManyAttempts


def normal_user(user: str) -> str:
    """The form in which two writings of a user's name are one."""
    return unicodedata.normalize("NFC", user).strip().casefold()[:LONGEST_USER]


class Accounts:
    """The accounts and their grants, in the collections ``accounts``, ``grants``, ``attempts``."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        hasher: PasswordHasher | None = None,
        words: Words = random_word,
        session: timedelta = timedelta(hours=10),
        with_passwords: bool = True,
    ) -> None:
        self._accounts = database[ACCOUNTS]
        self._clock = clock
        self._grants = Grants(database[GRANTS], clock, words, session=session)
        self._throttle = Throttle(database["attempts"], clock)
        self._passwords = Passwords(hasher or PasswordHasher(), words())
        self.with_passwords = with_passwords

    @property
    def session_seconds(self) -> int:
        """How long a session lasts."""
        return self._grants.session_seconds

    async def prepare(self) -> None:
        """Makes the indexes; may be called at every start."""
        with guarded("preparing the accounts"):
            await self._grants.prepare()
            await self._throttle.prepare()

    async def install(self, entries: Mapping[Role, AccountEntry]) -> None:
        """Makes the accounts of a file stand as it says; a changed one loses its grants."""
        with guarded("installing the accounts"):
            for role, entry in entries.items():
                await self._install_one(role, entry)

    async def log_in(self, purpose: Purpose, user: str, password: str, address: str) -> LogIn:
        """Tries a password for a user from a network address; counts the attempt."""
        with guarded("logging in"):
            return await self._log_in(purpose, normal_user(user), password, address)

    async def enter(self, person: Person, id_token: str) -> Entered | Shut:
        """Opens a session for somebody whom the provider vouches for, in the role it says now.

        Sessions that stand already take the new role with their next request.
        """
        with guarded("entering"):
            found = await self._accounts.find_one({"_id": person.account_id})
            if found and not found["active"]:
                return Shut(person.account_id)
            await self._keep(person, self._clock())
            account = Account(
                person.account_id, person.name, person.role, person.site_id, kind="oidc"
            )
            grant = await self._grants.give("session", account.id, id_token=id_token)
            return Entered(account, grant)

    async def turn_away(self, nobody: NoPerson) -> None:
        """Ends the sessions of somebody whom the provider gives no role any more."""
        with guarded("ending sessions"):
            await self._grants.withdraw_all(nobody.account_id)

    async def holder(self, purpose: Purpose, word: str) -> Account | None:
        """The active account that a grant stands for, as it is now."""
        with guarded("reading a grant"):
            found = await self._grants.holder(purpose, word, ACCOUNTS)
        return account_of(found) if found and found["active"] else None

    async def all(self) -> list[tuple[Account, bool]]:
        """Every account, and whether it is active; an agency has some dozens."""
        with guarded("reading the accounts"):
            found = self._accounts.find({}, {"password": 0})
            return [(account_of(one), bool(one["active"])) async for one in found]

    async def log_out(self, word: str) -> str | None:
        """Ends one session or token; the provider's ID token where it came with one."""
        with guarded("logging out"):
            return await self._grants.withdraw(word)

    async def disable(self, user: str) -> None:
        """Shuts a local account and ends its sessions and tokens; its acts stay in the cases."""
        with guarded("disabling an account"):
            account = normal_user(user)
            await self._accounts.update_one({"_id": account}, {"$set": {"active": False}})
            await self._grants.withdraw_all(account)

    async def _log_in(self, purpose: Purpose, user: str, password: str, address: str) -> LogIn:
        if (wait := await self._throttle.admit(user, address)) is not None:
            return TooManyAttempts(wait)
        found = await self._accounts.find_one({"_id": user}) if self.with_passwords else None
        # A provider's account and a machine's have no password, so that no word opens them here.
        known = found.get("password") if found and found["active"] else None
        right = await self._passwords.matches(known, password)
        if not right or found is None:
            return WrongPassword(user if found else None)
        await self._throttle.forgive(user, address)
        return Entered(account_of(found), await self._grants.give(purpose, user))

    async def _keep(self, person: Person, now: datetime) -> None:
        record = {
            "kind": "oidc",
            "name": person.name,
            "role": person.role,
            "site_id": str(person.site_id) if person.site_id else None,
            "entered_at": now,
        }
        await self._accounts.update_one(
            {"_id": person.account_id},
            {"$set": record, "$setOnInsert": {"active": True, "changed_at": now}},
            upsert=True,
        )

    async def _install_one(self, role: Role, entry: AccountEntry) -> None:
        user = normal_user(entry.user)
        site = str(entry.site_id) if entry.site_id and role == "operator" else None
        found = await self._accounts.find_one({"_id": user})
        same = found is not None and found["role"] == role and found["site_id"] == site
        if (
            found
            and same
            and found["active"]
            and await self._passwords.matches(found.get("password"), entry.password)
        ):
            return
        hashed = await self._passwords.hash(entry.password)
        record = {"kind": "local", "role": role, "site_id": site, "password": hashed}
        await self._accounts.update_one(
            {"_id": user},
            {"$set": record | {"active": True, "changed_at": self._clock()}},
            upsert=True,
        )
        await self._grants.withdraw_all(user)


def account_of(found: Mapping[str, Any]) -> Account:
    """An account as it is kept."""
    site, account_id = found.get("site_id"), str(found["_id"])
    return Account(
        id=account_id,
        user=str(found.get("name") or account_id),
        role=found["role"],
        site_id=UUID(site) if site else None,
        kind=found.get("kind", "local"),
    )
