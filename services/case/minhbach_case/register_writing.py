"""Versions of the register written: each behind the head that it was decided on."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

from minhbach_case.domain.register import Known, SiteEntry, Version, left_version, next_version
from minhbach_case.errors import Contended, Stale
from minhbach_case.storage.sites import Salts, SiteStore
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, Head, StreamMoved
from minhbach_shared.events import Value
from minhbach_shared.personal import PersonalKind, keyed_digest, salt_digest

Change = Literal["added", "changed", "unchanged"]
Told = Callable[[int], Awaitable[None]]
AT_ONCE: Final = 250
ATTEMPTS: Final = 10
_Known = Mapping[UUID, tuple[Head, Known]]


class Work(Value):
    """What is to be done with one site.

    Attributes:
        entry: what its record is to say; None where it stays or leaves.
        expected: the version that this was decided on (0: none); None for any.
    """

    site_id: UUID
    entry: SiteEntry | None = None
    leaves: bool = False
    expected: int | None = None


async def untold(more: int) -> None:
    """For whoever does not follow how far it is."""


class RegisterWriter:
    """Writes what a file says; what stands already is not written again.

    Args:
        secret: the deployment's; keys the digests of personal values.
    """

    def __init__(self, store: SiteStore, salts: Salts, secret: bytes, clock: Clock) -> None:
        self._store = store
        self._salts = salts
        self._secret = secret
        self._clock = clock

    async def check(self, work: Sequence[Work], told: Told) -> None:
        """Looks whether every site is still as it was when this was decided, or done already.

        Args:
            told: called with how many sites more were looked at.

        Raises:
            Stale: one is not.
        """
        for few in _batches(work):
            known = await self._store.known(one.site_id for one in few)
            # What is as expected needs no second look; what is not may have been done already.
            moved = [one for one in few if _sequence(known, one.site_id) != one.expected]
            if moved:
                await self._decide(moved, known)
            await told(len(few))

    async def write(self, work: Sequence[Work], told: Told) -> Counter[Change]:
        """Writes in order, in steps of ``AT_ONCE``; the counts are of sites.

        Args:
            told: called with how many sites more stand.

        Raises:
            Stale: a site is not as expected; what was written before it stays.
            Contended: others keep importing the same sites.
        """
        counts: Counter[Change] = Counter()
        for few in _batches(work):
            counts += await self._write_few(few)
            await told(len(few))
        return counts

    async def _write_few(self, work: Sequence[Work]) -> Counter[Change]:
        changes: dict[UUID, Change] = {}
        for _ in range(ATTEMPTS):
            known = await self._store.known(one.site_id for one in work)
            decided = await self._decide(work, known)
            for site, version in decided.items():
                # A second attempt finds what the first one wrote: what was said stays said.
                changes.setdefault(site, _change(version, known.get(site)))
            heads = {site: head for site, (head, _) in known.items()}
            try:
                await self._store.append([v for v in decided.values() if v], heads)
            except (StreamMoved, AlreadyCaused):
                continue
            return Counter(changes.values())
        raise Contended("others keep importing the same sites; try again")

    async def _decide(self, work: Sequence[Work], known: _Known) -> dict[UUID, Version | None]:
        salts = await self._salts.of(one.site_id for one in work if one.entry)
        now = self._clock()
        decided: dict[UUID, Version | None] = {}
        for one in work:
            _, before = known.get(one.site_id, (None, None))
            version = None
            if one.entry:
                salt = salts[one.site_id]
                version = next_version(one.entry, before, self._seal(salt), now, salt_digest(salt))
            elif one.leaves and before:
                version = left_version(before, now)
            _check(one, _sequence(known, one.site_id), version)
            decided[one.site_id] = version
        return decided

    def _seal(self, salt: bytes) -> Callable[[PersonalKind, str], str]:
        def seal(kind: PersonalKind, value: str) -> str:
            return keyed_digest(self._secret, salt, kind, value)

        return seal


def _sequence(known: _Known, site: UUID) -> int:
    return known[site][0].sequence if site in known else 0


def _check(work: Work, sequence: int, version: Version | None) -> None:
    if work.expected is None or sequence == work.expected:
        return
    # One further and with nothing left to do: this very import was here before.
    repeated = work.entry is not None or work.leaves
    if not (repeated and version is None and sequence == work.expected + 1):
        raise Stale(f"site {work.site_id} is at version {sequence}, not {work.expected}")


def _change(version: Version | None, known: tuple[Head, Known] | None) -> Change:
    if version is None:
        return "unchanged"
    return "changed" if known else "added"


def _batches(work: Sequence[Work]) -> Iterable[Sequence[Work]]:
    return (work[start : start + AT_ONCE] for start in range(0, len(work), AT_ONCE))
