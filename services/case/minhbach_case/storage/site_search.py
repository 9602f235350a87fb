"""Sites by a part of their name or host: a range of an index, never a scan."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from minhbach_case.domain.searching import PHRASE_LENGTH, folded, has_marks, spelled
from minhbach_case.storage.case_folds import SiteBrief
from minhbach_shared.store import Collection, guarded

FOUND_AT_MOST: Final = 20
_AFTER_ALL: Final = "\uffff"


class SiteSearch:
    """Asks the register's list; ``phrases`` of its records are what sites are found by."""

    def __init__(self, sites: Collection) -> None:
        self._sites = sites

    async def ensure_indexes(self) -> None:
        """Makes the index of the phrases."""
        with guarded("index of the sites' phrases"):
            await self._sites.create_index("phrases")

    async def find(self, text: str) -> tuple[list[UUID], bool]:
        """At most 20 sites with these words, and whether there are more.

        Where words are written with diacritics and a name has them so, only such names are found.
        """
        words = folded(text)[:PHRASE_LENGTH]
        if not words:
            return [], False
        query = {"phrases": {"$gte": words, "$lt": words + _AFTER_ALL}}
        with guarded("searching sites"):
            cursor = self._sites.find(query, {"record.name": 1}).limit(FOUND_AT_MOST + 1)
            found = [(f["_id"], f["record"]["name"]) async for f in cursor]
        exact = [site for site, name in found if spelled(text) in spelled(name)]
        sites = exact if exact and has_marks(text) else [site for site, _ in found]
        return sites[:FOUND_AT_MOST], len(sites) > FOUND_AT_MOST

    async def briefs(self, sites: Iterable[UUID]) -> Mapping[UUID, SiteBrief]:
        """Address and class of these sites, as far as the register's list has them."""
        parts = {"record.address": 1, "site_class": 1}
        with guarded("reading sites in brief"):
            cursor = self._sites.find({"_id": {"$in": list(set(sites))}}, parts)
            return {
                f["_id"]: SiteBrief(f["record"]["address"], f["site_class"]) async for f in cursor
            }
