"""Which cases of a site are under legal hold: while one is, nothing about the site is erased."""

from uuid import UUID

from minhbach_case.storage.case_folds import CaseFolds
from minhbach_shared.store import Collection, guarded


class Holds:
    """Reads the holds of a site's cases from their events; the list only says which cases."""

    def __init__(self, cases: Collection, folds: CaseFolds) -> None:
        self._cases = cases
        self._folds = folds

    async def of_site(self, site: UUID) -> list[UUID]:
        """The cases of a site that are under legal hold."""
        await self._folds.freshen()
        with guarded("reading a site's cases"):
            cursor = self._cases.find({"site_id": str(site)}, {"_id": 1})
            cases = [found["_id"] async for found in cursor]
        loaded = await self._folds.catch_up(cases)
        return sorted(case for case, one in loaded.items() if one.case.held)
