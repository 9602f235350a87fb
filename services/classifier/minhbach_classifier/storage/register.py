"""The register's versions as they came, and the salts that the case service keeps."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from pymongo.errors import DuplicateKeyError

from minhbach_classifier.domain.memory import SiteKey
from minhbach_classifier.domain.sources.cited import References
from minhbach_classifier.errors import RegisterBehind, SaltMissing
from minhbach_shared.events import SiteVersion
from minhbach_shared.store import Collection, guarded

_KEPT: Final = 10_000


class Register:
    """Versions of sites' records; ``_id`` is ``site:version``. None ever changes."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._known: dict[SiteKey, SiteVersion] = {}
        self._read: set[str] = set()
        self._latest: dict[UUID, SiteVersion] = {}
        self._references = References.of(())

    async def put(self, version: SiteVersion) -> None:
        """Keeps a version; one that is there stays as it is."""
        document = {
            "_id": _identity((version.site_id, version.version)),
            "record": version.model_dump_json(),
        }
        with guarded("keeping a version of the register"):
            try:
                await self._collection.insert_one(document)
            except DuplicateKeyError:
                return  # a redelivery

    async def versions(self, keys: Iterable[SiteKey]) -> dict[SiteKey, SiteVersion]:
        """The versions asked for, all of them.

        Raises:
            RegisterBehind: one of them has not come yet.
        """
        wanted = set(keys)
        await self._load(wanted - self._known.keys())
        for key in sorted(wanted):
            if key not in self._known:
                raise RegisterBehind(*key)
        return {key: self._known[key] for key in wanted}

    async def references(self) -> References:
        """The reference sites, by their latest records; asks the store for what is new only."""
        with guarded("reading the register"):
            ids = {document["_id"] async for document in self._collection.find({}, {"_id": 1})}
            missing = sorted(ids - self._read)
            if not missing:
                return self._references
            async for document in self._collection.find({"_id": {"$in": missing}}):
                self._note(SiteVersion.model_validate_json(document["record"]))
        self._read |= ids
        self._references = References.of(self._latest.values())
        return self._references

    def _note(self, version: SiteVersion) -> None:
        known = self._latest.get(version.site_id)
        if known is None or known.version < version.version:
            self._latest[version.site_id] = version

    async def _load(self, keys: set[SiteKey]) -> None:
        if not keys:
            return
        if len(self._known) > _KEPT:
            self._known.clear()
        query = {"_id": {"$in": [_identity(key) for key in keys]}}
        with guarded("reading the register"):
            async for document in self._collection.find(query):
                version = SiteVersion.model_validate_json(document["record"])
                self._known[(version.site_id, version.version)] = version


class Salts:
    """The salts of sites, as the case service keeps them; never kept in memory here.

    Erasing a salt makes the site's digests meaningless, at once and everywhere.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def of(self, sites: Iterable[UUID]) -> dict[UUID, bytes]:
        """The salts asked for, all of them.

        Raises:
            SaltMissing: one of the sites has none yet.
        """
        wanted = set(sites)
        query = {"_id": {"$in": [str(site) for site in wanted]}}
        with guarded("reading salts"):
            cursor = self._collection.find(query)
            found = {UUID(doc["_id"]): bytes(doc["salt"]) async for doc in cursor}
        for site in sorted(wanted - found.keys()):
            raise SaltMissing(site)
        return found


def _identity(key: SiteKey) -> str:
    site, version = key
    return f"{site}:{version}"
