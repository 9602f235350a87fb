"""Sessions of the console and tokens of the API: opaque words, stored as digests.

Opaque and not signed claims (JWT): a withdrawn grant, a changed role and a disabled account
take effect with the next request, a stolen copy of the store opens nothing, and there is no
signing key to rotate. The price is one question by ``_id`` a request.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from minhbach_shared.clock import Clock
from minhbach_shared.store import Collection, Document

Purpose = Literal["session", "token"]
Words = Callable[[], str]

TOKEN_LIFETIME: Final = timedelta(hours=24)
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
        *,
        session: timedelta,
    ) -> None:
        self._collection = collection
        self._clock = clock
        self._words = words
        self._session = session

    @property
    def session_seconds(self) -> int:
        """How long a session lasts."""
        return int(self._session.total_seconds())

    async def prepare(self) -> None:
        """Indexes: by user, to withdraw all of one's grants; by expiry, to drop the old ones."""
        await self._collection.create_index("user")
        await self._collection.create_index("expires_at", expireAfterSeconds=0)

    async def give(
        self,
        purpose: Purpose,
        user: str,
        *,
        until: datetime | None = None,
        id_token: str | None = None,
    ) -> Grant:
        """A new grant for an account that has proved who it is.

        Args:
            until: where it ends at another time than its purpose says.
            id_token: the provider's, to end its session too at the logout.
        """
        now = self._clock()
        lifetime = self._session if purpose == "session" else TOKEN_LIFETIME
        grant = Grant(self._words(), until or now + lifetime)
        kept = {
            "_id": _digest(grant.word),
            "purpose": purpose,
            "user": user,
            "given_at": now,
            "expires_at": grant.expires_at,
        }
        await self._collection.insert_one(kept | ({"id_token": id_token} if id_token else {}))
        return grant

    async def holder(self, purpose: Purpose, word: str, accounts: str) -> Document | None:
        """The account that holds this word; None where it is unknown, expired or for another
        purpose.

        Args:
            accounts: the collection that they stand in.
        """
        if not word or len(word) > _LONGEST_WORD:
            return None
        pipeline: list[Document] = [
            {"$match": {"_id": _digest(word)}},
            {
                "$lookup": {
                    "from": accounts,
                    "localField": "user",
                    "foreignField": "_id",
                    "as": "account",
                }
            },
            {"$project": {"purpose": 1, "expires_at": 1, "account": 1}},
        ]
        async for found in await self._collection.aggregate(pipeline):
            # The store drops expired ones about once a minute only.
            if found["purpose"] == purpose and found["expires_at"] > self._clock():
                return next(iter(found["account"]), None)
        return None

    async def withdraw(self, word: str) -> str | None:
        """Ends one grant, gives its ID token; ending one that is gone is no error."""
        found = await self._collection.find_one({"_id": _digest(word)}, {"id_token": 1})
        await self._collection.delete_one({"_id": _digest(word)})
        return found.get("id_token") if found else None

    async def withdraw_all(self, user: str) -> None:
        """Ends every grant of a user."""
        await self._collection.delete_many({"user": user})


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
