"""What the HTTP API and the console may ask of the case service, and nothing else."""

from uuid import UUID

from minhbach_case.domain.commands import Actor, Command
from minhbach_case.views import (
    CaseFilters,
    CaseSummary,
    CaseView,
    ImportReport,
    Page,
    PageRequest,
    SiteFilters,
    SiteSummary,
    SiteView,
)


class Cases:
    """The cases: read, and acted on by people."""

    async def list(self, filters: CaseFilters, page: PageRequest) -> Page[CaseSummary]:
        """The cases, newest first."""
        raise NotImplementedError

    async def get(
        self, case_id: UUID, evidence: PageRequest, actor: Actor | None = None
    ) -> CaseView:
        """A case with a page of its evidence, and the acts that are open to ``actor``.

        Raises:
            NotFound: there is no such case.
        """
        raise NotImplementedError

    async def act(
        self, case_id: UUID, command: Command, actor: Actor, seen_sequence: int | None
    ) -> CaseView:
        """Does what a person asks, once, however often it is asked.

        ``seen_sequence`` is the summary's ``sequence`` on the page that the person saw.

        Raises:
            ActRefused: one of its kinds; nothing was changed.
            Contended: others keep acting at the same time.
        """
        raise NotImplementedError


class Register:
    """The register of sites."""

    async def import_csv(self, name: str, data: bytes, actor: Actor) -> ImportReport:
        """Takes a register file in; what stands already changes nothing.

        Raises:
            NotAllowed: the role does not keep the register.
            UnreadableFile: no row of the file can be read.
        """
        raise NotImplementedError

    async def sites(self, filters: SiteFilters, page: PageRequest) -> Page[SiteSummary]:
        """The sites, by name."""
        raise NotImplementedError

    async def site(self, site_id: UUID) -> SiteView:
        """One site's record, personal values included.

        Raises:
            NotFound: it is not in the register.
        """
        raise NotImplementedError
