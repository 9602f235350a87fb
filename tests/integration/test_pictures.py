"""Pictures of captured pages by the real browser: what they show, and that nothing gets out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil
import pytest
from playwright.async_api import Page

from minhbach_case.pictures import NoPicture, Picture, Pictures, QuoteSeen
from minhbach_case.storage.captured import CapturedPages
from minhbach_shared.captures import CaptureStore
from minhbach_shared.events import Captured, CaptureRef
from tests.support.browser import find_browser, open_browser
from tests.support.captures import Captures, version_of

_HEAD: Final = "<!doctype html><meta charset='utf-8'><title>Trang</title>"
_AT: Final = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


async def captured(folder: Path, html: str) -> tuple[CaptureStore, CaptureRef]:
    """A page in a capture store."""
    store = CaptureStore.open(folder.as_uri())
    site = version_of("http://trang.example/", "Trang", "aggregator", _AT)
    snapshot = await Captures(store, _AT).taken(site, site.address + "bai", html.encode())
    assert isinstance(snapshot.result, Captured)
    return store, snapshot.result.capture


async def taken(folder: Path, html: str, *quotes: str, seconds: float = 25) -> Picture | NoPicture:
    """The picture of a page."""
    store, capture = await captured(folder, html)
    browser = Path(find_browser())
    pictures = Pictures(CapturedPages(store), browser, sandboxed=False, seconds=seconds)
    return await pictures.of(capture, quotes)


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that notes whoever speaks to it."""
    heard: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(200))
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


async def share_of_red(folder: Path, picture: Picture) -> float:
    """How much of a picture is pure red."""
    (folder / "picture.webp").write_bytes(picture.image)
    async with open_browser(folder / "profile") as browser:
        page: Page = await browser.new_page()
        await page.goto((folder / "picture.webp").as_uri())
        share: float = await page.evaluate(
            """() => { const image = document.images[0], c = document.createElement("canvas");
            [c.width, c.height] = [image.naturalWidth, image.naturalHeight];
            const pen = c.getContext("2d"); pen.drawImage(image, 0, 0);
            const dots = pen.getImageData(0, 0, c.width, c.height).data; let red = 0;
            for (let i = 0; i < dots.length; i += 4)
              red += dots[i] > 220 && dots[i + 1] < 60 && dots[i + 2] < 60;
            return red / (dots.length / 4); }"""
        )
    return share


@pytest.mark.browser
async def test_quotes_are_marked_and_what_is_hidden_is_told(tmp_path: Path) -> None:
    """The page is drawn whole; each quote is shown, hidden in a named way, or not there."""
    html = f"""{_HEAD}<title>Giá nước tăng mạnh</title><body style="height:3000px"><p>Giá nước
    <b>tăng</b> mạnh<div style="position:absolute;left:-9999px">nổ hũ</div>
    <p style="display:none">soi kèo<p style="font-size:0">lô đề<img name="createTreeWalker">"""
    picture = await taken(tmp_path, html, "Giá nước tăng mạnh", "nổ hũ", "soi kèo", "lô đề", "x")
    assert isinstance(picture, Picture)
    assert picture.said.height >= 3000
    assert not picture.said.cut
    assert picture.said.quotes == (
        QuoteSeen("shown"),
        QuoteSeen("hidden", "outside"),
        QuoteSeen("hidden", "display"),
        QuoteSeen("hidden", "size"),
        QuoteSeen("absent"),
    )


@pytest.mark.browser
async def test_a_hostile_page_reaches_nothing(tmp_path: Path) -> None:
    """No connection leaves, no file of the machine is shown, no script runs, nobody is led away."""
    red = tmp_path / "red.html"
    red.write_text("<body style='background:red'>")
    async with listening() as (address, heard):
        html = f"""{_HEAD}<link rel="stylesheet" href="{address}/a.css">
        <link rel="preconnect" href="{address}"><base href="{address}">
        <meta http-equiv="refresh" content="0;url={red.as_uri()}">
        <script>document.body.style.background = "red"; fetch("{address}/script")</script>
        <style>@import "{address}/b.css"; @font-face {{ font-family: x; src: url({address}/f) }}
        body {{ font-family: x; background: url({address}/c.png) }}</style>
        <body onload="document.body.style.background='red'"><p>Chữ</p><img src="{address}/d.png">
        <iframe src="{address}/e"></iframe><iframe src="{red.as_uri()}" height="500"></iframe>
        <iframe src="file:///etc/passwd"></iframe><object data="{red.as_uri()}"></object>
        <embed src="{address}/f"><video src="{address}/g" autoplay></video>
        <iframe srcdoc="<script>parent.document.body.style.background='red'</script>"></iframe>"""
        picture = await taken(tmp_path, html, "Chữ")
    assert heard == []
    assert isinstance(picture, Picture)
    assert picture.said.quotes == (QuoteSeen("shown"),)
    assert await share_of_red(tmp_path, picture) == 0


@pytest.mark.browser
@pytest.mark.parametrize(
    "html",
    [
        _HEAD + "<script>for (;;);</script><p>Chữ</p>",
        _HEAD + "<p>Chữ</p>" * 20_000,
        _HEAD + "<p>Chữ<div style='width:99999999px;height:99999999px;background:red'>",
    ],
    ids=["endless script", "many words", "huge box"],
)
async def test_a_page_without_end_is_drawn_or_given_up(tmp_path: Path, html: str) -> None:
    """Its picture is bounded, or there is none; no process of the browser is left behind."""
    picture = await taken(tmp_path, html, "Chữ")
    if isinstance(picture, Picture):
        assert picture.said.height <= 10_000
        assert len(picture.image) < 10_000_000
    else:
        assert picture.why == "failed"
    assert await _left_behind() == []


@pytest.mark.browser
async def test_time_runs_out(tmp_path: Path) -> None:
    """A browser that does not finish in time is ended, with all that it started."""
    assert await taken(tmp_path, _HEAD + "<p>Chữ", seconds=0.4) == NoPicture("failed")
    assert await _left_behind() == []


async def _left_behind() -> list[psutil.Process]:
    """Processes of a browser that are there five seconds after it was to end."""
    left: list[psutil.Process] = []
    for _ in range(50):
        left = [p for p in psutil.process_iter(["cmdline"]) if _is_ours(p)]
        if not left:
            break
        await asyncio.sleep(0.1)
    return left


def _is_ours(process: psutil.Process) -> bool:
    command = " ".join(process.info["cmdline"] or ())
    return "minhbach-picture-" in command and process.status() != psutil.STATUS_ZOMBIE


@pytest.mark.browser
async def test_a_picture_is_taken_once_and_lost_captures_are_told(tmp_path: Path) -> None:
    """Of two readers at once the second gets the first's; a capture that is gone has none."""
    store, capture = await captured(tmp_path, _HEAD + "<p>Chữ")
    pictures = Pictures(CapturedPages(store), Path(find_browser()), sandboxed=False)
    first, second = await asyncio.gather(pictures.of(capture, ()), pictures.of(capture, ()))
    assert isinstance(first, Picture)
    assert first is second
    lost = capture.model_copy(update={"warc": "warc/none.gz", "payload_digest": "1" * 64})
    assert await pictures.of(lost, ()) == NoPicture("missing")
    other = capture.model_copy(update={"payload_digest": "2" * 64})
    assert await pictures.of(other, ()) == NoPicture("altered")
