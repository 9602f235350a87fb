"""Passwords as argon2id hashes, a few at once."""

import asyncio
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from minhbach_case.web.accounts_file import LONGEST_PASSWORD

_AT_ONCE: Final = 2


class Passwords:
    """Makes and checks hashes.

    Args:
        nobody: a word that no account has.
    """

    def __init__(self, hasher: PasswordHasher, nobody: str) -> None:
        self._hasher = hasher
        # An unknown user costs as long as a known one: the same work against this hash.
        self._nobody = hasher.hash(nobody)
        # A hash takes 64 MB: more at once would let strangers fill the memory.
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        """What is kept of a password."""
        return str(await self._run(self._hasher.hash, password))

    async def matches(self, known: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed; for None never, as slowly."""
        right = await self._run(self._matches, known or self._nobody, password[:LONGEST_PASSWORD])
        return bool(right) and known is not None

    def _matches(self, known: str, password: str) -> bool:
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Any, *arguments: str) -> Any:
        async with self._slots:
            return await asyncio.to_thread(work, *arguments)
