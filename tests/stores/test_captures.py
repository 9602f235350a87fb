"""What we ask of a capture store, a folder or S3: whole objects, replaced whole, read by ranges."""

import asyncio
from hashlib import shake_128
from pathlib import Path

import pytest

from minhbach_shared.captures import CaptureMissing, CaptureStore
from minhbach_shared.errors import Unavailable
from tests.stores.conftest import settings_of


async def test_an_object_is_read_by_ranges(captures: CaptureStore) -> None:
    """From its start, its middle and its end, each byte as it was stored."""
    content = bytes(range(256)) * 40
    await captures.put("warc/ranges.warc.gz", content)
    for offset, length in ((0, 10), (5000, 1), (len(content) - 7, 7), (0, len(content))):
        found = await captures.get_range("warc/ranges.warc.gz", offset, length)
        assert found == content[offset : offset + length]


async def test_an_object_is_replaced_whole(captures: CaptureStore) -> None:
    """A visit repeated after a crash stores its file again: what is read is one of both, whole."""
    first, second = b"a" * 300_000, b"b" * 300_000
    await captures.put("warc/again.warc.gz", first)

    async def read() -> bytes:
        return await captures.get_range("warc/again.warc.gz", 0, len(first))

    _, *seen = await asyncio.gather(
        captures.put("warc/again.warc.gz", second), *(read() for _ in range(8))
    )
    assert set(seen) <= {first, second}
    assert await read() == second


async def test_a_large_file_goes_up_in_parts(captures: CaptureStore, tmp_path: Path) -> None:
    """A visit's WARC of many megabytes, from a file, over more than one part."""
    content = shake_128(b"large").digest(16_000_000)
    (tmp_path / "large").write_bytes(content)
    await captures.put("warc/large.warc.gz", tmp_path / "large")
    end = len(content) - 1_000_000
    assert await captures.get_range("warc/large.warc.gz", end, 1_000_000) == content[end:]


async def test_what_is_not_there_is_told_from_what_cannot_be_had(captures: CaptureStore) -> None:
    """No object, or not so much of it: missing, which no trying again mends."""
    await captures.put("warc/short.warc.gz", b"short")
    for key, offset, length in (
        ("warc/none.warc.gz", 0, 5),
        ("warc/short.warc.gz", 3, 5),
        ("warc/short.warc.gz", 50, 5),
    ):
        with pytest.raises(CaptureMissing):
            await captures.get_range(key, offset, length)


async def test_names_with_every_kind_of_letter(captures: CaptureStore) -> None:
    """Keys are made of ids, but a prefix is the operator's own."""
    await captures.put("tỉnh nhà/Đắk Lắk+1%20.warc.gz", b"x")
    assert await captures.get_range("tỉnh nhà/Đắk Lắk+1%20.warc.gz", 0, 1) == b"x"


async def test_a_service_that_is_away_is_told_soon() -> None:
    """What may pass is told as such, and soon: whoever waits decides when to try again."""
    away = CaptureStore.of(
        settings_of("s3://captures", s3_endpoint="http://127.0.0.1:9", s3_key_id="a", s3_key="b")
    )
    async with asyncio.timeout(20):
        with pytest.raises(Unavailable):
            await away.get_range("warc/any.warc.gz", 0, 1)
