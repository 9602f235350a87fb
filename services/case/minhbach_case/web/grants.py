"""Sessions of the console and tokens of the API: opaque words, stored as digests.

Opaque and not signed claims (JWT): a withdrawn grant, a changed role and a disabled account
take effect with the next request, a stolen copy of the store opens nothing, and there is no
signing key to rotate. The price is one read by ``_id`` a request.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from minhbach_shared.clock import Clock
from minhbach_shared.store import Collection

Purpose = Literal["session", "token"]
Words = Callable[[], str]

LIFETIMES: Final[dict[Purpose, timedelta]] = {
    "session": timedelta(hours=10),
    "token": timedelta(hours=24),
}
_LONGEST_WORD: Final = 200


@dataclass(frozen=True, slots=True)
class Grant:
    """A word that opens the door for its holder until it expires."""

    word: str
    expires_at: datetime


def random_word() -> str:
    """256 random bits, safe in addresses and headers (43 characters)."""
    return secrets.token_urlsafe(32)


class Grants:
    """The grants that stand, each for one user and one purpose."""

    def __init__(
        self,
        collection: Collection,
        clock: Clock,
        words: Words = random_word,
    ) -> None:
        self._collection = collection
        self._clock = clock
        self._words = words

    async def prepare(self) -> None:
        """Indexes: by user, to withdraw all of one's grants; by expiry, to drop the old ones."""
        await self._collection.create_index("user")
        await self._collection.create_index("expires_at", expireAfterSeconds=0)

    async def give(self, purpose: Purpose, user: str) -> Grant:
        """A new grant for a user who has proved who they are."""
        now = self._clock()
        grant = Grant(self._words(), now + LIFETIMES[purpose])
        await self._collection.insert_one(
            {
                "_id": _digest(grant.word),
                "purpose": purpose,
                "user": user,
                "given_at": now,
                "expires_at": grant.expires_at,
            }
        )
        return grant

    async def user_of(self, purpose: Purpose, word: str) -> str | None:
        """Who holds this word; None where it is unknown, expired or for another purpose."""
        if not word or len(word) > _LONGEST_WORD:
            return None
        found = await self._collection.find_one({"_id": _digest(word), "purpose": purpose})
        # The store drops expired ones about once a minute only.
        if found is None or found["expires_at"] <= self._clock():
            return None
        return str(found["user"])

    async def withdraw(self, word: str) -> None:
        """Ends one grant; ending one that is gone is no error."""
        await self._collection.delete_one({"_id": _digest(word)})

    async def withdraw_all(self, user: str) -> None:
        """Ends every grant of a user."""
        await self._collection.delete_many({"user": user})


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
