"""The archive: a packed file of BSON documents, a part a collection, and a manifest at its end.

A part is what ``bsondump`` of MongoDB's tools reads. A file without its manifest was cut short.
"""

import hashlib
import json
import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - a class that is named as a function

from bson.raw_bson import RawBSONDocument
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from minhbach_case.backups.errors import BackupError

FORMAT: Final = "minhbach-case-backup"
VERSION: Final = 1
_MANIFEST: Final = "manifest.json"
_LEVEL: Final = 6
_NAME: Final = re.compile(r"[a-z][a-z_]{0,59}")
# BSON's own bound of a document is 16 MiB; a length beyond it is damage.
_LARGEST: Final = 17 * 1024 * 1024
_SMALLEST: Final = 5


class Part(BaseModel):
    """One collection in the archive; the digest is of its unpacked bytes."""

    model_config = ConfigDict(frozen=True)

    documents: int
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What an archive holds."""

    model_config = ConfigDict(frozen=True)

    format: str = FORMAT
    version: int = VERSION
    database: str
    began_at: AwareDatetime
    ended_at: AwareDatetime
    key_check: str | None
    collections: dict[str, Part]

    @property
    def digest(self) -> str:
        """What tells this archive from another."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class _Counted:
    """A part while it is written or read."""

    def __init__(self) -> None:
        self._documents = 0
        self._bytes = 0
        self._hash = hashlib.sha256()

    def take(self, raw: bytes) -> None:
        self._documents += 1
        self._bytes += len(raw)
        self._hash.update(raw)

    def part(self) -> Part:
        return Part(documents=self._documents, bytes=self._bytes, sha256=self._hash.hexdigest())


class PartWriter:
    """Takes the documents of one collection."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._counted = _Counted()

    def write(self, document: RawBSONDocument) -> None:
        """Adds a document as the store gave it."""
        raw = bytes(document.raw)
        self._out.write(raw)
        self._counted.take(raw)

    def part(self) -> Part:
        """What was written."""
        return self._counted.part()


class ArchiveWriter:
    """Writes an archive; it stands under its name only when it is whole."""

    def __init__(self, packed: ZipFile) -> None:
        self._packed = packed

    @contextmanager
    def part(self, collection: str) -> Iterator[PartWriter]:
        """Opens the part of a collection."""
        with self._packed.open(_name(collection), "w", force_zip64=True) as out:
            yield PartWriter(out)

    def finish(self, manifest: Manifest) -> None:
        """Writes the manifest, last of all."""
        self._packed.writestr(_MANIFEST, manifest.model_dump_json(indent=1))


@contextmanager
def new_archive(file: Path) -> Iterator[ArchiveWriter]:
    """A new archive, readable by its owner alone: it holds names, telephone numbers and hashes.

    Raises:
        BackupError: it cannot be written.
    """
    unfinished = file.with_name(file.name + ".part")
    try:
        # The mode counts for a new file only: one that a crash left behind is not gone on with.
        unfinished.unlink(missing_ok=True)
        number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as out:
            with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
                yield ArchiveWriter(packed)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)


class ArchiveReader:
    """Reads an archive; what it hands out was not verified by that."""

    def __init__(self, file: Path, packed: ZipFile) -> None:
        self.file = file
        self._packed = packed
        self.manifest = self._manifest()

    def documents(self, collection: str) -> Iterator[RawBSONDocument]:
        """The documents of one collection, one after the other.

        Raises:
            BackupError: the part is damaged.
        """
        for raw in self._raw(collection):
            yield RawBSONDocument(raw)

    def verify(self, collection: str) -> Iterator[RawBSONDocument]:
        """The documents of a collection; at their end it is held against the manifest.

        Raises:
            BackupError: the part is damaged, or not as the manifest says.
        """
        counted = _Counted()
        for raw in self._raw(collection):
            counted.take(raw)
            yield RawBSONDocument(raw)
        found, said = counted.part(), self.manifest.collections[collection]
        if found != said:
            raise BackupError(
                f"{self.file}: the part {_name(collection)} is damaged: {found.documents} "
                f"documents with digest {found.sha256[:12]}…, the manifest says {said.documents} "
                f"with {said.sha256[:12]}…. Nothing was restored; take another backup file."
            )

    def _raw(self, collection: str) -> Iterator[bytes]:
        name = _name(collection)
        try:
            with self._packed.open(name) as part:
                yield from _documents_in(part)
        except (BadZipFile, KeyError, ValueError, EOFError, OSError, ZlibError) as error:
            raise BackupError(
                f"{self.file}: the part {name} is damaged ({error}). Nothing was restored; take "
                "another backup file."
            ) from error

    def _manifest(self) -> Manifest:
        try:
            said = json.loads(self._packed.read(_MANIFEST))
            if said.get("format") != FORMAT or said.get("version") != VERSION:
                raise BackupError(
                    f"{self.file}: is no backup of the case service that this version reads "
                    f"({said.get('format')} {said.get('version')})"
                )
            manifest = Manifest.model_validate(said)
        except (BadZipFile, KeyError, ValueError, AttributeError, ValidationError, ZlibError):
            raise BackupError(
                f"{self.file}: {_MANIFEST} is missing or damaged: the file was cut short, or is "
                "no backup of the case service"
            ) from None
        self._check_parts(manifest)
        return manifest

    def _check_parts(self, manifest: Manifest) -> None:
        odd = [name for name in manifest.collections if not _NAME.fullmatch(name)]
        if odd:
            raise BackupError(f"{self.file}: names a collection {odd[0]!r} that is none of ours")
        stand = set(self._packed.namelist()) - {_MANIFEST}
        named = {_name(collection) for collection in manifest.collections}
        for word, names in (("lacks", named - stand), ("holds unnamed", stand - named)):
            if names:
                told = ", ".join(sorted(names))
                raise BackupError(f"{self.file}: {word} {told}; take another backup file")


@contextmanager
def open_archive(file: Path) -> Iterator[ArchiveReader]:
    """An archive with its manifest read.

    Raises:
        BackupError: it is not there, or no archive of ours.
    """
    try:
        packed = ZipFile(file)
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}") from error
    except BadZipFile:
        raise BackupError(f"{file}: was cut short, or is no backup of the case service") from None
    with packed:
        yield ArchiveReader(file, packed)


def _documents_in(part: IO[bytes]) -> Iterator[bytes]:
    while head := part.read(4):
        (length,) = struct.unpack("<i", head) if len(head) == 4 else (0,)
        if not _SMALLEST <= length <= _LARGEST:
            raise ValueError("a document has no length")
        rest = part.read(length - 4)
        if len(rest) != length - 4:
            raise ValueError("its last document is cut short")
        yield head + rest


def _name(collection: str) -> str:
    return f"{collection}.bson"
