"""A backup of the case service's database, made while the service writes.

Each stream of events is whole up to some moment between the beginning and the end of the backup;
salts, accounts and the rest are read behind the events, so that nothing that an event rests on is
missing. Whether an event was announced is kept: the relay goes on where it was, under the same
ids.
"""

import hashlib
import hmac
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.asynchronous.collection import AsyncCollection

from minhbach_case.backups.archive import ArchiveWriter, Manifest, Part, new_archive
from minhbach_case.backups.contents import EVENTS, copied
from minhbach_case.storage.whole_streams import everything, whole_streams
from minhbach_shared.clock import Clock
from minhbach_shared.store import Database, guarded

Say = Callable[[str], None]
RawCollection = AsyncCollection[RawBSONDocument]
_TELL_EVERY: Final = 20_000


def key_check(secret: bytes | None) -> str | None:
    """What tells whether two deployments have one secret, and nothing else about it."""
    if secret is None:
        return None
    return hmac.new(secret, b"minhbach backup\0key check", hashlib.sha256).hexdigest()[:16]


async def back_up(
    store: Database, file: Path, clock: Clock, say: Say, secret: bytes | None = None
) -> Manifest:
    """Writes a backup; the manifest says what it holds.

    Args:
        secret: the deployment's, where it is known: a restore then tells another one.

    Raises:
        BackupError: the file cannot be written.
        Unavailable: the store does not answer.
    """
    began = clock()
    with guarded("listing the collections"):
        names = copied(await store.list_collection_names())
    with new_archive(file) as archive:
        parts = {name: await _copy(store, name, archive, say) for name in names}
        manifest = Manifest(
            database=store.name,
            began_at=began,
            ended_at=clock(),
            key_check=key_check(secret),
            collections=parts,
        )
        archive.finish(manifest)
    return manifest


async def _copy(store: Database, name: str, archive: ArchiveWriter, say: Say) -> Part:
    collection = raw(store, name)
    documents = whole_streams(collection) if name in EVENTS else everything(collection)
    count = 0
    with archive.part(name) as part:
        async for document in documents:
            part.write(document)
            count += 1
            if count % _TELL_EVERY == 0:
                say(f"{name}: {count} documents")
    say(f"{name}: {count} documents")
    return part.part()


def raw(store: Database, name: str) -> RawCollection:
    """A collection whose documents come and go as the store has them, byte for byte."""
    options: CodecOptions[RawBSONDocument] = CodecOptions(
        document_class=RawBSONDocument,
        tz_aware=True,
        uuid_representation=store.codec_options.uuid_representation,
    )
    return cast(RawCollection, store.get_collection(name, codec_options=options))
