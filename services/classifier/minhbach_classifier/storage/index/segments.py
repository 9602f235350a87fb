"""A worker's folder of segments: claimed by one process, described by a manifest.

    folder/lock             held by the process that uses the folder
    folder/manifest.json    the segments, oldest first, each with its files' digests
    folder/000017/          a segment; one that the manifest does not name is removed

The manifest is replaced whole and last, so a crash leaves the segments as they were before. All
of it is a cache: what is missing or damaged is read from the store again, from there on.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from minhbach_classifier.domain.sources.parts import Part
from minhbach_classifier.storage.index.files import Digests, is_whole, mapped, sync, write
from minhbach_shared.errors import Misconfigured
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"


class Mark(BaseModel):
    """The last of the store's documents that a part holds; all before it are held as well."""

    model_config = ConfigDict(frozen=True)

    number: int
    id: UUID


@dataclass(frozen=True, slots=True)
class Segment:
    """A part that lies in files."""

    name: str
    last: Mark
    digests: Digests
    part: Part


class _Described(BaseModel):
    name: str
    last: Mark
    digests: Digests


class _Manifest(BaseModel):
    format: int
    of: str
    segments: list[_Described]


class Folder:
    """A folder that this process alone uses.

    Args:
        path: made if it is not there; none: a temporary one, whose files vanish with the process.
        of: names what is indexed; a folder of anything else is emptied.

    Raises:
        Misconfigured: another process uses it, or it cannot be used.
    """

    def __init__(self, path: Path | None, of: str) -> None:
        self._of = of
        self._temporary = path is None
        self._lock: IO[bytes] | None = None
        self._held: set[str] = set()
        try:
            self._path = path or Path(tempfile.mkdtemp(prefix="minhbach-index-"))
            self._path.mkdir(parents=True, exist_ok=True)
            self._lock = (self._path / "lock").open("ab")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._unlock()
            raise Misconfigured(_refusal(path, error)) from None
        self._made = max((int(p.name) for p in self._path.iterdir() if p.name.isdigit()), default=0)

    def load(self) -> tuple[Segment, ...]:
        """The segments that are whole, up to the first that is not; the others are removed."""
        segments: list[Segment] = []
        for described in self._described():
            folder = self._path / described.name
            if not is_whole(folder, described.digests):
                log.warning("segment_damaged", segment=str(folder))
                break
            part = mapped(folder)
            segments.append(Segment(described.name, described.last, described.digests, part))
        self.hold(segments)
        self._remove({p.name for p in self._path.iterdir() if p.is_dir()} - self._held)
        return tuple(segments)

    def next_name(self) -> str:
        """A name for a new segment."""
        self._made += 1
        return f"{self._made:06}"

    def write(
        self,
        name: str,
        parts: Sequence[Part],
        last: Mark,
        since: int,
        stopping: Callable[[], bool] = lambda: False,
    ) -> Segment:
        """Writes some parts as one segment; ``hold`` it next.

        Args:
            since: articles captured before (seconds since 1970) are left out.

        Raises:
            Stopped: ``stopping`` said so. OSError: it could not be written.
        """
        folder = self._path / name
        digests = write(folder, parts, since, stopping)
        segment = Segment(name, last, digests, mapped(folder))
        if self._temporary:
            shutil.rmtree(folder)  # the mapped bytes stay until the process ends
        return segment

    def hold(self, segments: Sequence[Segment]) -> None:
        """Makes these the folder's segments, oldest first, and removes those they replace.

        Raises:
            OSError: the manifest could not be written; it is then as before.
        """
        described = [_Described(name=s.name, last=s.last, digests=s.digests) for s in segments]
        manifest = _Manifest(format=FORMAT, of=self._of, segments=described)
        half = self._path / (_MANIFEST + ".half")
        with half.open("w") as file:
            file.write(manifest.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        half.replace(self._path / _MANIFEST)
        sync(self._path)
        names = {segment.name for segment in segments}
        self._remove(self._held - names)
        self._held = names

    def close(self) -> None:
        """Gives the folder up; a temporary one is removed."""
        self._unlock()
        if self._temporary:
            shutil.rmtree(self._path, ignore_errors=True)

    def _described(self) -> list[_Described]:
        try:
            manifest = _Manifest.model_validate_json((self._path / _MANIFEST).read_bytes())
        except FileNotFoundError:
            return []
        except (OSError, ValidationError):
            log.warning("manifest_damaged", folder=str(self._path))
            return []
        if (manifest.format, manifest.of) != (FORMAT, self._of):
            log.info("segments_of_another_index", folder=str(self._path), of=manifest.of)
            return []
        return manifest.segments

    def _remove(self, names: set[str]) -> None:
        for name in names:
            shutil.rmtree(self._path / name, ignore_errors=True)

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()


def _refusal(path: Path | None, error: OSError) -> str:
    if isinstance(error, BlockingIOError):
        return (
            f"MINHBACH_INDEX_FOLDER: {path} is used by another process; give every worker a "
            "folder of its own, or leave it empty for a temporary one"
        )
    return f"MINHBACH_INDEX_FOLDER: {path or 'the temporary folder'} cannot be used: {error}"
