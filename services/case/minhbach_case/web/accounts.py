"""Local accounts: who may come in, in which role. Passwords stand as argon2id hashes only."""

import asyncio
import json
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from minhbach_case.web.grants import Grant, Grants, Purpose, Words, random_word
from minhbach_case.web.throttle import Throttle
from minhbach_shared.clock import Clock
from minhbach_shared.errors import Misconfigured
from minhbach_shared.store import Database, guarded
from minhbach_shared.vocabulary import Role

_AT_ONCE: Final = 2
LONGEST_PASSWORD: Final = 1024


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may come in. An operator has the site that it may see, nobody else has one."""

    user: str
    role: Role
    site_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """The password was right."""

    account: Account
    grant: Grant


@dataclass(frozen=True, slots=True)
class WrongPassword:
    """No such account, or another password; which of them is not said."""


@dataclass(frozen=True, slots=True)
class TooManyAttempts:
    """Nothing was looked at; try again after this time."""

    wait: timedelta


LogIn = Entered | WrongPassword | TooManyAttempts


class AccountEntry(BaseModel):
    """One account in the accounts file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    password: str = Field(min_length=12, max_length=LONGEST_PASSWORD)
    site_id: UUID | None = None


_FILE: Final = TypeAdapter(dict[Role, AccountEntry])


def normal_user(user: str) -> str:
    """The form in which two writings of a user's name are one."""
    return unicodedata.normalize("NFC", user).strip().casefold()[:100]


def read_accounts_file(path: Path) -> dict[Role, AccountEntry]:
    """Reads ``{role: {"user", "password", "site_id"?}}``.

    Raises:
        Misconfigured: it cannot be read, others than its owner may read it, or a line is wrong.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"the accounts file {path} cannot be read: {error}") from error
    if mode & 0o077:
        raise Misconfigured(
            f"the accounts file {path} can be read by others (mode {mode:o}); run: chmod 600 {path}"
        )
    return _parse_accounts(path, text)


def _parse_accounts(path: Path, text: str) -> dict[Role, AccountEntry]:
    try:
        entries = _FILE.validate_python(json.loads(text))
    except ValidationError as error:
        # The input is left out: it holds passwords.
        told = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)
        )
        raise Misconfigured(f"the accounts file {path} is wrong: {told}") from None
    except json.JSONDecodeError as error:
        raise Misconfigured(
            f"the accounts file {path} is no JSON (line {error.lineno}, column {error.colno})"
        ) from None
    if "operator" in entries and entries["operator"].site_id is None:
        raise Misconfigured(f"the accounts file {path}: operator.site_id is missing")
    return entries


class Accounts:
    """The accounts and their grants, in the collections ``accounts``, ``grants``, ``attempts``."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        hasher: PasswordHasher | None = None,
        words: Words = random_word,
    ) -> None:
        self._accounts = database["accounts"]
        self._clock = clock
        self._grants = Grants(database["grants"], clock, words)
        self._throttle = Throttle(database["attempts"], clock)
        self._hasher = hasher or PasswordHasher()
        # An unknown user costs as long as a known one: the same work against this hash.
        self._nobody = self._hasher.hash(words())
        # A hash takes 64 MB: more at once would let strangers fill the memory.
        self._slots = asyncio.Semaphore(_AT_ONCE)

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

    async def holder(self, purpose: Purpose, word: str) -> Account | None:
        """The active account that a grant stands for, as it is now."""
        with guarded("reading a grant"):
            user = await self._grants.user_of(purpose, word)
            found = await self._accounts.find_one({"_id": user}) if user else None
        return _account(found) if found and found["active"] else None

    async def log_out(self, word: str) -> None:
        """Ends one session or token."""
        with guarded("logging out"):
            await self._grants.withdraw(word)

    async def disable(self, user: str) -> None:
        """Shuts an account and ends its sessions and tokens; its acts stay in the cases."""
        user = normal_user(user)
        with guarded("disabling an account"):
            await self._accounts.update_one({"_id": user}, {"$set": {"active": False}})
            await self._grants.withdraw_all(user)

    async def _log_in(self, purpose: Purpose, user: str, password: str, address: str) -> LogIn:
        if (wait := await self._throttle.admit(user, address)) is not None:
            return TooManyAttempts(wait)
        found = await self._accounts.find_one({"_id": user})
        known = str(found["password"]) if found and found["active"] else self._nobody
        right = await self._verify(known, password[:LONGEST_PASSWORD])
        if not right or found is None or not found["active"]:
            return WrongPassword()
        await self._throttle.forgive(user, address)
        return Entered(_account(found), await self._grants.give(purpose, user))

    async def _install_one(self, role: Role, entry: AccountEntry) -> None:
        user = normal_user(entry.user)
        site = str(entry.site_id) if entry.site_id and role == "operator" else None
        found = await self._accounts.find_one({"_id": user})
        same = found is not None and found["role"] == role and found["site_id"] == site
        if (
            found
            and same
            and found["active"]
            and await self._verify(str(found["password"]), entry.password)
        ):
            return
        hashed = await self._run(self._hasher.hash, entry.password)
        record = {"role": role, "site_id": site, "password": hashed, "active": True}
        await self._accounts.update_one(
            {"_id": user}, {"$set": record | {"changed_at": self._clock()}}, upsert=True
        )
        await self._grants.withdraw_all(user)

    async def _verify(self, known: str, password: str) -> bool:
        return bool(await self._run(self._matches, known, password))

    def _matches(self, known: str, password: str) -> bool:
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Any, *arguments: str) -> Any:
        async with self._slots:
            return await asyncio.to_thread(work, *arguments)


def _account(found: Mapping[str, Any]) -> Account:
    site = found.get("site_id")
    return Account(str(found["_id"]), found["role"], UUID(site) if site else None)
