"""The capture store: WARC files in a folder or a bucket, through obstore."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from minhbach_shared.errors import MinhBachError, Misconfigured, Unavailable


class CaptureMissing(MinhBachError):
    """The store answers, and says that it has no such object (or not so many bytes of it)."""


class CaptureStore:
    """Objects under keys such as ``warc/<site>/2026/11/<visit>.warc.gz``."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def open(cls, url: str) -> "CaptureStore":
        """The store at ``file:///folder`` (made if missing) or ``s3://bucket/prefix``.

        Raises:
            Misconfigured: the address names no store that can be opened.
        """
        try:
            if url.startswith("file://"):
                folder = Path(unquote(urlsplit(url).path))
                folder.mkdir(parents=True, exist_ok=True)
                return cls(LocalStore(prefix=folder, automatic_cleanup=False))
            return cls(from_url(url))
        except (OSError, ValueError, BaseError) as error:
            raise Misconfigured(
                f"MINHBACH_CAPTURES_URL {url!r} cannot be opened: {error}"
            ) from error

    async def put(self, key: str, content: bytes | Path) -> None:
        """Stores an object whole or not at all; one that is there under the key is replaced.

        Raises:
            Unavailable: the store does not take it now.
        """
        with _guarded(key):
            await obstore.put_async(self._store, key, content)

    async def get_range(self, key: str, offset: int, length: int) -> bytes:
        """``length`` bytes of an object from ``offset`` on.

        Raises:
            CaptureMissing: no such object, or it is shorter.
            Unavailable: the store does not answer.
        """
        with _guarded(key):
            content = bytes(
                await obstore.get_range_async(self._store, key, start=offset, length=length)
            )
        if len(content) != length:
            raise CaptureMissing(f"{key} is shorter than {offset + length} bytes")
        return content


@contextmanager
def _guarded(key: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, AlreadyExistsError) as error:
        raise CaptureMissing(f"the capture store has no {key}") from error
    except (BaseError, OSError) as error:
        if "OutOfRange" in type(error).__name__ or "range" in str(error).lower():
            raise CaptureMissing(f"{key} is shorter than was announced") from error
        raise Unavailable(f"the capture store does not answer for {key}: {error}"[:300]) from error
