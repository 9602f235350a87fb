"""The register of sites: files in, versions out."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, Literal
from uuid import UUID

from minhbach_case.domain.commands import Actor
from minhbach_case.domain.register import SiteEntry, Version, next_version
from minhbach_case.domain.register_file import Problem
from minhbach_case.errors import Contended, NotAllowed, NotFound
from minhbach_case.register_table import read_register
from minhbach_case.storage.sites import Salts, SiteStore
from minhbach_case.views import (
    ImportReport,
    Page,
    PageRequest,
    RowProblem,
    SiteFilters,
    SiteSummary,
    SiteView,
)
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved
from minhbach_shared.events import SiteRecord
from minhbach_shared.personal import PersonalKind, keyed_digest
from minhbach_shared.vocabulary import Role

Change = Literal["added", "changed", "unchanged"]
KEEPERS: Final[frozenset[Role]] = frozenset({"officer", "supervisor", "administrator"})
AT_ONCE: Final = 100
ATTEMPTS: Final = 10


class Register:
    """The register of sites.

    Args:
        secret: the deployment's; keys the digests of personal values.
    """

    def __init__(self, store: SiteStore, salts: Salts, secret: bytes, clock: Clock) -> None:
        self._store = store
        self._salts = salts
        self._secret = secret
        self._clock = clock

    async def import_csv(self, name: str, data: bytes, actor: Actor) -> ImportReport:
        """Takes a register file in; what stands already changes nothing.

        Raises:
            NotAllowed: the role does not keep the register.
            UnreadableFile: no row of the file can be read.
            Contended: others keep importing the same sites.
        """
        if actor.role not in KEEPERS:
            raise NotAllowed(f"The role {actor.role!r} does not keep the register.")
        reading = await asyncio.to_thread(read_register, name, data)
        counts: Counter[Change] = Counter()
        for start in range(0, len(reading.entries), AT_ONCE):
            counts += await self._take_in(reading.entries[start : start + AT_ONCE])
        return ImportReport(
            added=counts["added"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            rejected=tuple(_row_problem(name, problem) for problem in reading.problems),
            unknown_columns=reading.unknown_columns,
        )

    async def sites(self, filters: SiteFilters, page: PageRequest) -> Page[SiteSummary]:
        """The sites, by name."""
        records, following = await self._store.page(filters, page)
        return Page(items=tuple(_summary(record) for record in records), next=following)

    async def site(self, site_id: UUID) -> SiteView:
        """One site's record, personal values included.

        Raises:
            NotFound: it is not in the register.
        """
        found = await self._store.known([site_id])
        if site_id not in found:
            raise NotFound(f"There is no site {site_id} in the register.")
        _, known = found[site_id]
        return SiteView(record=known.record, personal=known.personal)

    async def _take_in(self, entries: Sequence[SiteEntry]) -> Counter[Change]:
        changes: dict[UUID, Change] = {}
        for _ in range(ATTEMPTS):
            try:
                await self._write(entries, changes)
            except (StreamMoved, AlreadyCaused):
                continue
            return Counter(changes.values())
        raise Contended("others keep importing the same sites; try again")

    async def _write(self, entries: Sequence[SiteEntry], changes: dict[UUID, Change]) -> None:
        now = self._clock()
        known = await self._store.known(entry.site_id for entry in entries)
        salts = await self._salts.of(entry.site_id for entry in entries)
        versions: list[Version] = []
        for entry in entries:
            site = entry.site_id
            before = known[site][1] if site in known else None
            version = next_version(entry, before, self._seal(salts[site]), now)
            # A second attempt finds what the first one wrote: what was said first stays said.
            changes.setdefault(
                site, "unchanged" if version is None else "changed" if before else "added"
            )
            versions += [version] if version else []
        await self._store.append(versions, {site: head for site, (head, _) in known.items()})

    def _seal(self, salt: bytes) -> Callable[[PersonalKind, str], str]:
        def seal(kind: PersonalKind, value: str) -> str:
            return keyed_digest(self._secret, salt, kind, value)

        return seal


def _summary(record: SiteRecord) -> SiteSummary:
    return SiteSummary(
        site_id=record.site_id,
        name=record.name,
        address=record.address,
        site_class=record.site_class,
        status=record.status,
        version=record.version,
        active=record.active,
        recorded_at=record.recorded_at,
    )


def _row_problem(name: str, found: Problem) -> RowProblem:
    return RowProblem(
        file=name,
        line=found.line,
        column=found.column,
        value=found.value,
        problem=found.problem,
        remedy=found.remedy,
    )
