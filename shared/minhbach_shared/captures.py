"""The capture store: WARC files in a folder or a bucket, through obstore."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from minhbach_shared.errors import MinhBachError, Misconfigured, Unavailable
from minhbach_shared.settings import ServiceSettings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

# Of one request to a bucket, and of trying it again: whoever asked waits and tries in its own way.
TIMEOUT = "30s"
RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}


class CaptureMissing(MinhBachError):
    """The store answers, and says that it has no such object (or not so many bytes of it)."""


class CaptureStore:
    """Objects under keys such as ``warc/<site>/2026/11/<visit>.warc.gz``."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def of(cls, settings: ServiceSettings) -> "CaptureStore":
        """The store that the settings name.

        Raises:
            Misconfigured: it cannot be opened.
        """
        return cls.open(settings.captures_url, _s3_options(settings))

    @classmethod
    def open(cls, url: str, options: "S3Config | None" = None) -> "CaptureStore":
        """The store at ``file:///folder`` (made if missing) or ``s3://bucket/prefix``.

        Args:
            options: how a bucket is reached, where its surroundings do not say it.

        Raises:
            Misconfigured: the address names no store that can be opened.
        """
        try:
            if url.startswith("file://"):
                folder = Path(unquote(urlsplit(url).path))
                folder.mkdir(parents=True, exist_ok=True)
                return cls(LocalStore(prefix=folder, automatic_cleanup=False))
            client: ClientConfig = {"allow_http": True, "timeout": TIMEOUT}
            return cls(
                S3Store.from_url(
                    url, config=options or {}, client_options=client, retry_config=RETRIES
                )
            )
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


def _s3_options(settings: ServiceSettings) -> "S3Config":
    options: S3Config = {"region": settings.s3_region} if settings.s3_region else {}
    if settings.s3_endpoint:
        options |= {
            "endpoint": settings.s3_endpoint.rstrip("/"),
            "virtual_hosted_style_request": False,
        }
    if settings.s3_key_id:
        options |= {
            "access_key_id": settings.s3_key_id,
            "secret_access_key": settings.s3_key.get_secret_value(),
        }
    return options


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
