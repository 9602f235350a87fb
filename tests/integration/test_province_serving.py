"""The demo province over real HTTP on loopback, in this process and as one of its own."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from minhbach_local.province import Announcement, Province, ProvinceError

_STARTED = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """A client that gives up after two seconds."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        yield session


async def test_every_home_page_answers_at_its_registered_address(
    tmp_path: Path, client: aiohttp.ClientSession
) -> None:
    """All twelve answer with the site's name, the flaky one at the second request."""
    async with Province(tmp_path, _STARTED) as province:
        for site in province.sites:
            statuses = [(await client.get(site.address)).status for _ in range(2)]
            assert statuses == ([503, 200] if site.key == "goc-vuon" else [200, 200])
            assert site.row["address"] == site.address


async def test_bad_addresses_misbehave_on_the_wire(
    tmp_path: Path, client: aiohttp.ClientSession
) -> None:
    """A loop of redirects, an empty body, an hour of silence, and a 304 for a known page."""
    async with Province(tmp_path, _STARTED) as province:
        at = {site.key: site.address for site in province.sites}
        bad = at["goc-vuon"] + "chuyen-trang/"
        with pytest.raises(aiohttp.TooManyRedirects):
            await client.get(bad + "cam-nang.html")
        assert await (await client.get(bad + "dang-cap-nhat.html")).read() == b""
        with pytest.raises(TimeoutError):
            await client.get(bad + "vuon-lan.html")
        tag = (await client.get(at["dat-go"])).headers["ETag"]
        known = await client.get(at["dat-go"], headers={"If-None-Match": tag})
        assert known.status == 304


async def test_a_second_run_serves_the_same_pages_at_the_same_addresses(
    tmp_path: Path, client: aiohttp.ClientSession
) -> None:
    """Days later, from the same folder, every home page is byte for byte what it was."""
    runs = []
    for start in (_STARTED, _STARTED + timedelta(days=5)):
        async with Province(tmp_path, start) as province:
            pages = [await (await client.get(site.address)).read() for site in province.sites]
            runs.append((province.sites, province.expected, pages))
    assert runs[0] == runs[1]


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """The province does not move a site; it says which port, whose, and what to do."""
    async with Province(tmp_path, _STARTED) as province:
        port = int(province.sites[0].address.rsplit(":", 1)[1].strip("/"))
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen(1)
        with pytest.raises(ProvinceError, match=f"port {port} .*Tin tức Đất Gò.*make clean"):
            async with Province(tmp_path, _STARTED):
                pass


async def test_the_process_announces_itself_and_ends_on_sigterm(
    tmp_path: Path, client: aiohttp.ClientSession
) -> None:
    """When it prints the register all sites answer; SIGTERM ends it with status 0."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "minhbach_local.province", "--data", str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            assert (await process.stdout.readline()).startswith(b"register: ")
        announced = Announcement.read(tmp_path)
        assert announced is not None
        assert announced.pid == process.pid
        assert (len(announced.sites), len(announced.expected)) == (12, 7)
        assert (await client.get(announced.sites[0].address)).status == 200
        assert announced.register_file.read_text("utf-8").count("http://127.0.0.1:") == 12
    finally:
        process.terminate()
    assert await process.wait() == 0
    assert Announcement.read(tmp_path) is None
