"""How often a password may be tried: counted in the store, so that replicas count together."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from minhbach_shared.clock import Clock
from minhbach_shared.ids import digest_of
from minhbach_shared.store import Collection

WINDOW: Final = timedelta(minutes=10)
PER_USER_AND_ADDRESS: Final = 8
PER_USER: Final = 60
PER_ADDRESS: Final = 60


@dataclass(frozen=True, slots=True)
class _Counter:
    key: str
    limit: int


class Throttle:
    """Counts attempts a user, an address, and both together, in windows of ten minutes.

    The pair's limit is the low one: a stranger who guesses at an officer's name from elsewhere
    does not lock the officer out. An attempt is counted before its password is looked at, so
    many at once gain nothing.
    """

    def __init__(self, collection: Collection, clock: Clock) -> None:
        self._collection = collection
        self._clock = clock

    async def prepare(self) -> None:
        """Lets the store drop counters whose window is over."""
        await self._collection.create_index("until", expireAfterSeconds=0)

    async def admit(self, user: str, address: str) -> timedelta | None:
        """Counts one attempt; the time to wait when there were too many, else None."""
        now = self._clock()
        until = _window_end(now)
        # The pair first: what it refuses does not count against the user from elsewhere.
        for counter in _counters(user, address, until):
            if await self._count(counter.key, until) > counter.limit:
                return until - now
        return None

    async def forgive(self, user: str, address: str) -> None:
        """Takes an attempt back whose password was right; the pair starts afresh."""
        until = _window_end(self._clock())
        pair, *others = (counter.key for counter in _counters(user, address, until))
        await self._collection.delete_one({"_id": pair})
        for key in others:
            await self._collection.update_one({"_id": key}, {"$inc": {"attempts": -1}})

    async def _count(self, key: str, until: datetime) -> int:
        await self._collection.update_one(
            {"_id": key}, {"$inc": {"attempts": 1}, "$setOnInsert": {"until": until}}, upsert=True
        )
        found = await self._collection.find_one({"_id": key})
        return int(found["attempts"]) if found else 1


def _window_end(now: datetime) -> datetime:
    seconds = WINDOW.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 that one IPv6 customer is given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))


def _counters(user: str, address: str, until: datetime) -> tuple[_Counter, ...]:
    address = network_of(address)
    # Digests, since what people type into the user field may be a password.
    return (
        _Counter(digest_of(["pair", user, address, until]), PER_USER_AND_ADDRESS),
        _Counter(digest_of(["user", user, until]), PER_USER),
        _Counter(digest_of(["address", address, until]), PER_ADDRESS),
    )
