"""Keeping the accounts: an administrator makes them, changes roles, shuts and opens them.

Nobody changes their own role or shuts their own account, and one administrator always stands.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from pymongo.errors import DuplicateKeyError

from minhbach_case.storage.audit import AuditTrail
from minhbach_case.web.accounts import (
    ACCOUNTS,
    GRANTS,
    Account,
    normal_user,
)
from minhbach_case.web.accounts_file import LONGEST_USER
from minhbach_case.web.grants import Grants, Words, random_word
from minhbach_case.web.keeping_acts import (
    LONGEST_MACHINE_DAYS,
    LONGEST_NOTE,
    MACHINE_NAME,
    MACHINE_ROLES,
    WORDS,
    AccountRefusal,
    AccountRefused,
    ChangeRole,
    Disable,
    Enable,
    Keeping,
    Kept,
    Listed,
    MakeLocal,
    MakeMachine,
    NewPassword,
    NewToken,
    listed,
)
from minhbach_case.web.passwords import Passwords
from minhbach_case.web.trailing import entry_about
from minhbach_shared.clock import Clock
from minhbach_shared.store import Database, guarded
from minhbach_shared.vocabulary import Role

__all__ = [
    "LONGEST_MACHINE_DAYS",
    "LONGEST_NOTE",
    "MACHINE_ROLES",
    "AccountKeeping",
    "AccountRefusal",
    "AccountRefused",
    "ChangeRole",
    "Disable",
    "Enable",
    "Keeping",
    "Kept",
    "Listed",
    "MakeLocal",
    "MakeMachine",
    "NewPassword",
    "NewToken",
]


class AccountKeeping:
    """Changes accounts, each change in the audit trail before it takes effect."""

    def __init__(
        self,
        database: Database,
        trail: AuditTrail,
        clock: Clock,
        *,
        hasher: PasswordHasher | None = None,
        words: Words = random_word,
    ) -> None:
        self._accounts = database[ACCOUNTS]
        self._grants = Grants(database[GRANTS], clock, words, session=timedelta(0))
        self._passwords = Passwords(hasher or PasswordHasher(), words())
        self._trail = trail
        self._clock = clock
        self._words = words

    async def accounts(self) -> list[Listed]:
        """All accounts, by kind and name; an agency has some dozens."""
        with guarded("reading the accounts"):
            found = [listed(document) async for document in self._accounts.find({})]
        return sorted(found, key=lambda account: (account.kind, account.user.casefold()))

    async def keep(self, by: Account, what: Keeping) -> Kept:
        """Does one of these.

        Raises:
            AccountRefused: it cannot be done; nothing was changed.
        """
        with guarded("keeping the accounts"):
            match what:
                case MakeLocal():
                    return await self._make_local(by, what)
                case MakeMachine():
                    return await self._make_machine(by, what)
                case ChangeRole():
                    return await self._change_role(by, what)
                case Disable():
                    return await self._disable(by, what)
                case Enable():
                    return await self._enable(by, what)
                case NewPassword():
                    return await self._new_password(by, what)
                case NewToken():
                    return await self._new_token(by, what)

    async def _make_local(self, by: Account, what: MakeLocal) -> Kept:
        user = normal_user(what.user)
        if not user or ":" in user or len(what.user) > LONGEST_USER or not user.isprintable():
            raise AccountRefused("name_wrong")
        password = self._words()
        hashed = await self._passwords.hash(password)
        site = _site_of(what.role, what.site_id)
        await self._make(by, what, user, {"kind": "local", "site_id": site, "password": hashed})
        return Kept(user, password)

    async def _make_machine(self, by: Account, what: MakeMachine) -> Kept:
        if not MACHINE_NAME.fullmatch(what.name):
            raise AccountRefused("name_wrong")
        if what.role not in MACHINE_ROLES:
            raise AccountRefused("wrong_role")
        account, until = f"machine:{what.name}", self._until(what.days)
        record = {"kind": "machine", "name": what.name, "site_id": None, "expires_at": until}
        await self._make(by, what, account, record | {"note": what.note[:LONGEST_NOTE]})
        grant = await self._grants.give("token", account, until=until)
        return Kept(account, grant.word, until)

    async def _make(
        self, by: Account, what: MakeLocal | MakeMachine, account: str, record: dict[str, Any]
    ) -> None:
        if await self._accounts.find_one({"_id": account}, {"_id": 1}):
            raise AccountRefused("name_taken")
        await self._say(by, what, account)
        made = {"_id": account, "role": what.role, "active": True, "changed_at": self._clock()}
        try:
            await self._accounts.insert_one(made | record)
        except DuplicateKeyError:
            raise AccountRefused("name_taken") from None

    async def _change_role(self, by: Account, what: ChangeRole) -> Kept:
        before = await self._found(what.account, but=by)
        if before["kind"] != "local":
            raise AccountRefused("from_provider" if before["kind"] == "oidc" else "wrong_kind")
        after = {"role": what.role, "site_id": _site_of(what.role, what.site_id)}
        await self._say(by, what, what.account)
        await self._change(before, after)
        return Kept(what.account)

    async def _disable(self, by: Account, what: Disable) -> Kept:
        before = await self._found(what.account, but=by)
        await self._say(by, what, what.account)
        await self._change(before, {"active": False})
        await self._grants.withdraw_all(what.account)
        return Kept(what.account)

    async def _enable(self, by: Account, what: Enable) -> Kept:
        await self._found(what.account, but=by)
        await self._say(by, what, what.account)
        # What was opened while it was shut stays shut.
        await self._grants.withdraw_all(what.account)
        await self._set(what.account, {"active": True})
        return Kept(what.account)

    async def _new_password(self, by: Account, what: NewPassword) -> Kept:
        found = await self._found(what.account, but=by)
        if found["kind"] != "local":
            raise AccountRefused("wrong_kind")
        password = self._words()
        hashed = await self._passwords.hash(password)
        await self._say(by, what, what.account)
        await self._set(what.account, {"password": hashed})
        await self._grants.withdraw_all(what.account)
        return Kept(what.account, password)

    async def _new_token(self, by: Account, what: NewToken) -> Kept:
        found = await self._found(what.account, but=by)
        if found["kind"] != "machine":
            raise AccountRefused("wrong_kind")
        until = self._until(what.days)
        await self._say(by, what, what.account)
        await self._grants.withdraw_all(what.account)
        await self._set(what.account, {"expires_at": until})
        grant = await self._grants.give("token", what.account, until=until)
        return Kept(what.account, grant.word, until)

    async def _found(self, account: str, *, but: Account) -> dict[str, Any]:
        if account == but.id:
            raise AccountRefused("own_account")
        found = await self._accounts.find_one({"_id": account})
        if found is None:
            raise AccountRefused("no_account")
        return {"kind": "local", **found}

    async def _change(self, before: Mapping[str, Any], after: dict[str, Any]) -> None:
        await self._set(before["_id"], after)
        # Two administrators may shut each other at once: whoever finds nobody left takes back.
        if before["role"] == "administrator" and not await self._an_administrator():
            await self._set(before["_id"], {key: before[key] for key in after})
            raise AccountRefused("last_administrator")

    async def _an_administrator(self) -> bool:
        standing = {"role": "administrator", "active": True, "kind": {"$ne": "machine"}}
        return await self._accounts.find_one(standing, {"_id": 1}) is not None

    async def _set(self, account: str, changes: dict[str, Any]) -> None:
        record = changes | {"changed_at": self._clock()}
        await self._accounts.update_one({"_id": account}, {"$set": record})

    async def _say(self, by: Account, what: Keeping, account: str) -> None:
        details = {"act": WORDS[type(what)], "about": self._trail.seal(account)}
        role = getattr(what, "role", None)
        await self._trail.record(
            entry_about(
                by, "account", "accounts", details=details | ({"role": role} if role else {})
            )
        )

    def _until(self, days: int) -> datetime:
        return self._clock() + timedelta(days=max(1, min(days, LONGEST_MACHINE_DAYS)))


def _site_of(role: Role, site_id: UUID | None) -> str | None:
    if role == "operator" and site_id is None:
        raise AccountRefused("site_needed")
    return str(site_id) if role == "operator" else None
