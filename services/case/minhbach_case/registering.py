"""The register of sites: files in, versions out."""

from collections.abc import AsyncIterator
from uuid import UUID

from minhbach_case.domain.commands import Actor
from minhbach_case.errors import NotFound
from minhbach_case.import_views import ImportReport, file_remark, row_problem
from minhbach_case.importing import Imports, check_keeper, read_file
from minhbach_case.register_erasing import SiteEraser
from minhbach_case.register_writing import RegisterWriter, Work, untold
from minhbach_case.storage.previews import PreviewStore
from minhbach_case.storage.sites import Salts, SiteStore
from minhbach_case.views import Page, PageRequest, SiteFilters, SiteSummary, SiteView
from minhbach_shared.clock import Clock
from minhbach_shared.events import SiteRecord


class Register:
    """The register of sites.

    Args:
        secret: the deployment's; keys the digests of personal values.
    """

    def __init__(
        self,
        store: SiteStore,
        salts: Salts,
        previews: PreviewStore,
        secret: bytes,
        clock: Clock,
        eraser: SiteEraser,
    ) -> None:
        self._store = store
        self._writer = RegisterWriter(store, salts, secret, clock)
        self._eraser = eraser
        self.imports = Imports(store, self._writer, previews, clock)

    async def import_file(self, name: str, data: bytes, actor: Actor) -> ImportReport:
        """Takes a register file in at once; what stands already changes nothing.

        Raises:
            NotAllowed: the role does not keep the register.
            UnreadableFile: no row of the file can be read.
            Contended: others keep importing the same sites.
        """
        check_keeper(actor)
        reading = await read_file(name, data)
        work = [Work(site_id=entry.site_id, entry=entry) for entry in reading.entries]
        counts = await self._writer.write(work, untold)
        return ImportReport(
            added=counts["added"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            rejected=tuple(row_problem(name, problem) for problem in reading.problems),
            unknown_columns=reading.unknown_columns,
            remarks=tuple(file_remark(remark) for remark in reading.remarks),
        )

    async def sites(self, filters: SiteFilters, page: PageRequest) -> Page[SiteSummary]:
        """The sites, by name."""
        records, following = await self._store.page(filters, page)
        return Page(items=tuple(_summary(record) for record in records), next=following)

    async def whole(self, filters: SiteFilters, limit: int) -> AsyncIterator[SiteSummary]:
        """At most ``limit`` sites by name, read as they are taken."""
        async for record in await self._store.whole(filters, limit):
            yield _summary(record)

    async def count(self, filters: SiteFilters) -> int:
        """About how many sites there are."""
        return await self._store.count(filters)

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

    async def erase(self, site_id: UUID, reason: str, actor: Actor) -> SiteView:
        """Erases the personal data of a site in all versions of its record, and its salt.

        Raises:
            NotAllowed: the role is not an administrator's.
            NotFound: it is not in the register.
            Missing: no reason was given.
            Wrong: the reason is too long.
            OnHold: a case of the site is under legal hold.
            Contended: others keep importing the site.
        """
        await self._eraser.erase(site_id, reason, actor)
        return await self.site(site_id)


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
