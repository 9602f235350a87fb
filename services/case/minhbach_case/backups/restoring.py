"""A restore: the archive verified first, then loaded, then folded, then its chains verified.

A restore that was cut short leaves its mark: the service does not start on such a database, and
the same restore, begun again, begins anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from bson.raw_bson import RawBSONDocument

from minhbach_case.backups.archive import ArchiveReader, Manifest, open_archive
from minhbach_case.backups.backing_up import Say, key_check, raw
from minhbach_case.backups.contents import EVENTS, RESTORING
from minhbach_case.backups.errors import BackupError
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.case_folds import CASES, CaseFolds
from minhbach_case.storage.letters import LETTERS, LetterStore
from minhbach_case.storage.site_search import SiteSearch
from minhbach_case.storage.sites import SITE_EVENTS, SITES, SiteStore
from minhbach_case.storage.whole_streams import AT_ONCE
from minhbach_case.verifying.answer import BrokenEntry, ChainAnswer, Head
from minhbach_case.verifying.store import verify_store
from minhbach_shared.clock import Clock
from minhbach_shared.errors import Misconfigured
from minhbach_shared.eventlog import EventLog
from minhbach_shared.store import Database, guarded

STREAMS_AT_ONCE: Final = 100
BATCH_BYTES: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands now.

    Attributes:
        unannounced: steps of cases and versions of sites that the relay has still to announce.
        broken: the first entries of each chain that are not as they were written.
    """

    manifest: Manifest
    chains: tuple[ChainAnswer, ...]
    unannounced: int
    broken: tuple[BrokenEntry, ...]
    same_secret: bool | None


async def restore(
    store: Database,
    file: Path,
    clock: Clock,
    say: Say,
    *,
    secret: bytes | None = None,
    replace: bool = False,
) -> Restored:
    """Restores an archive into an empty database.

    Args:
        replace: what the database holds is deleted first.

    Raises:
        BackupError: the archive is damaged, the database is not empty, or a service runs on it.
        Unavailable: the store does not answer; begin again.
    """
    with open_archive(file) as archive:
        manifest = archive.manifest
        for name in manifest.collections:
            for _ in archive.verify(name):
                pass
        say(f"{file}: {len(manifest.collections)} parts verified")
        await _refuse_running(store)
        await _clear(store, archive, replace=replace)
        await _load(store, archive, say)
    await _fold(store, clock, say)
    # The lists were made anew from the chains, or are newer than them: they prove nothing here.
    verified = await verify_store(store, clock, lists=False)
    await _refold(store, verified.found.heads["letters"])
    with guarded("ending a restore"):
        await store[RESTORING].drop()
    known = manifest.key_check is not None and secret is not None
    return Restored(
        manifest=manifest,
        chains=verified.found.chains,
        unannounced=verified.unannounced["cases"] + verified.unannounced["register"],
        broken=verified.found.broken,
        same_secret=manifest.key_check == key_check(secret) if known else None,
    )


async def refuse_unfinished(store: Database) -> None:
    """Keeps a service from a database whose restore was cut short.

    Raises:
        Misconfigured: it was.
    """
    with guarded("looking for an unfinished restore"):
        found = await store[RESTORING].find_one({"_id": RESTORING})
    if found is not None:
        raise Misconfigured(
            f"the database {store.name} holds an unfinished restore of {found['file']}: run the "
            "restore again"
        )


async def _refuse_running(store: Database) -> None:
    # As numbers, as in the lease itself.
    held = {"$expr": {"$gt": [{"$toLong": "$until"}, {"$toLong": "$$NOW"}]}}
    with guarded("looking for a running service"):
        found = await store["leases"].find_one(held)
    if found is not None:
        raise BackupError(
            f"a case service runs on the database {store.name}, or did seconds ago (lease "
            f"{found['_id']}): stop it, wait half a minute, and restore then"
        )


async def _clear(store: Database, archive: ArchiveReader, *, replace: bool) -> None:
    digest = archive.manifest.digest
    mark = {"_id": RESTORING, "digest": digest, "file": archive.file.name}
    with guarded("looking at the database"):
        names = [n for n in await store.list_collection_names() if not n.startswith("system.")]
        begun = await store[RESTORING].find_one({"_id": RESTORING})
        filled = [n for n in names if n != RESTORING and await store[n].find_one({}, {"_id": 1})]
        if filled and not replace and (begun is None or begun["digest"] != digest):
            raise BackupError(
                f"the database {store.name} is not empty ({', '.join(sorted(filled))}): name an "
                "empty one, or say --replace to delete what it holds"
            )
        await store[RESTORING].replace_one({"_id": RESTORING}, mark, upsert=True)
        for name in names:
            if name != RESTORING:
                await store[name].drop()


async def _load(store: Database, archive: ArchiveReader, say: Say) -> None:
    for name, part in archive.manifest.collections.items():
        if name in EVENTS:
            await EventLog(store[name]).ensure_indexes()
        collection = raw(store, name)
        for few in _batches(archive.documents(name)):
            with guarded("restoring a collection"):
                await collection.insert_many(few, ordered=False)
        say(f"{name}: {part.documents} documents restored")


def _batches(documents: Iterable[RawBSONDocument]) -> Iterator[list[RawBSONDocument]]:
    few: list[RawBSONDocument] = []
    size = 0
    for document in documents:
        few.append(document)
        size += len(document.raw)
        if len(few) >= AT_ONCE or size >= BATCH_BYTES:
            yield few
            few, size = [], 0
    if few:
        yield few


async def _fold(store: Database, clock: Clock, say: Say) -> None:
    sites = SiteStore(EventLog(store[SITE_EVENTS]), store[SITES])
    search = SiteSearch(store[SITES])
    cases = CaseFolds(EventLog(store[CASE_EVENTS]), store[CASES], search.briefs, clock)
    # Sites first: a case's fold asks for its site's name.
    for name, fold in ((SITE_EVENTS, sites.fold), (CASE_EVENTS, cases.fold)):
        streams = sorted(await EventLog(store[name]).streams())
        for start in range(0, len(streams), STREAMS_AT_ONCE):
            await fold(streams[start : start + STREAMS_AT_ONCE])
        say(f"{name}: {len(streams)} folded")


async def _refold(store: Database, heads: Iterable[Head]) -> None:
    """A letter may have been copied later than its events: it stands where they say."""
    ends, letters = {UUID(stream): number for stream, number, _ in heads}, LetterStore(store)
    with guarded("reading how far letters are folded"):
        found = [one async for one in store[LETTERS].find({}, {"folded": 1})]
    for letter in (one["_id"] for one in found if one["folded"] != ends.get(one["_id"], 0)):
        with guarded("folding a letter"):
            await store[LETTERS].update_one({"_id": letter}, {"$set": {"folded": 0}})
        await letters.tracked(letter)
