"""The console in a real browser: a case walked by two people, the list, a telephone's width."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, expect

from minhbach_case.views import PageRequest
from tests.support.console_pages import page_of
from tests.support.seeds import (
    Desk,
    database_of,
    every_kind,
    open_desk,
    seed,
)
from tests.support.serving import serve
from tests.support.stack import RunningStack

SCREENSHOTS: Final = Path(__file__).parents[2] / "build" / "screenshots"


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        yield opened


@pytest.mark.browser
@pytest.mark.slow
async def test_two_accounts_walk_a_case_in_the_browser(desk: Desk, tmp_path: Path) -> None:
    """From review to decision by clicks; no script error, nothing blocked, screenshots kept."""
    case = await desk.only("press_like_editing")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    async with serve(desk.web) as address:
        async with page_of(tmp_path / "officer", address, "officer") as page:
            await page.goto(f"{address}/cases/{case}")
            await page.screenshot(path=SCREENSHOTS / "console-altered.png", full_page=True)
            await act(page, "review")
            today = (await page.inner_text(".steps time >> nth=0"))[:10]
            await opened(page, "notify")
            await page.fill("#notify-served_on", today)
            await page.check("input[name=way][value=hand]")
            await page.check("input[name=citation_confirmed]")
            await act(page, "notify")
            await opened(page, "record_reply")
            await page.fill("#record_reply-received_on", today)
            await page.fill("#record_reply-text", "Chúng tôi đã khôi phục nguyên văn.")
            await act(page, "record_reply")
            await opened(page, "propose")
            await page.check("input[name=outcome][value=confirmed]")
            await page.fill("#propose-reasons", "Số liệu và đầu đề bị thay đổi.")
            await act(page, "propose")
            assert await page.locator("#act-decide").count() == 0
        async with page_of(tmp_path / "supervisor", address, "supervisor") as page:
            await page.goto(f"{address}/cases/{case}")
            await decide(page)
            assert "Đã kết luận có vi phạm" in await page.inner_text("main")
            await page.screenshot(path=SCREENSHOTS / "console-decided.png", full_page=True)
    decided = await desk.cases.get(case, PageRequest())
    assert (decided.summary.state, decided.summary.outcome) == ("decided", "confirmed")


@pytest.mark.browser
@pytest.mark.slow
async def test_a_list_is_filtered_in_the_browser(desk: Desk, tmp_path: Path) -> None:
    """Choosing a kind swaps the list alone, and the address can be shared; it fits a telephone."""
    async with serve(desk.web) as address:
        async with page_of(tmp_path / "wide", address, "viewer") as page:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=SCREENSHOTS / "console-cases.png", full_page=True)
            await page.select_option("#kind", "disclosure")
            await expect(page.locator("#cases tbody tr")).to_have_count(1)
            assert "kind=disclosure" in page.url
        async with page_of(tmp_path / "narrow", address, "viewer", width=375) as page:
            paths = [f"/cases/{await desk.only(found.kind)}" for found in every_kind()]
            for path in ("/", "/sites", *paths):
                await page.goto(address + path)
                wider = "document.documentElement.scrollWidth - window.innerWidth"
                assert await page.evaluate(wider) <= 0, path


@pytest.mark.browser
async def test_two_people_on_one_case_overwrite_nothing(desk: Desk, tmp_path: Path) -> None:
    """An open page is told what changed and keeps its words; the second form is refused, kept."""
    case = await desk.only("licence")
    words = "Tôi đã gọi cho đơn vị."
    async with serve(desk.web) as address, page_of(tmp_path, address, "officer") as first:
        await first.goto(f"{address}/cases/{case}")
        await act(first, "review")
        second = await first.context.new_page()
        await second.goto(f"{address}/cases/{case}")
        await opened(second, "dismiss")
        await second.fill("#dismiss-reason", words)
        await opened(first, "pause")
        await first.fill("#pause-reason", "Chờ giám định.")
        await act(first, "pause")
        await second.evaluate(
            """() => { const place = document.querySelector('[hx-get*="/moved?"]');
            return htmx.ajax("GET", place.getAttribute("hx-get"), place); }"""
        )
        await expect(second.locator("[hx-get*='/moved?']")).to_contain_text("Tạm dừng thời hạn")
        assert await second.input_value("#dismiss-reason") == words
        await second.click("#act-dismiss button.main")
        await expect(second.locator("#problem")).to_contain_text("Không có gì bị ghi đè")
        await expect(second.locator("#problem")).to_contain_text("Tạm dừng thời hạn")
        assert await second.input_value("#dismiss-reason") == words
    kept = await desk.cases.get(case, PageRequest())
    assert kept.summary.state == "under_review"


async def decide(page: Page) -> None:
    """Decides as proposed, sure that it cannot be undone."""
    await opened(page, "decide")
    await page.check("#act-decide input[name=sure]")
    await act(page, "decide")


async def opened(page: Page, name: str) -> None:
    """Opens the form of an act, if it is not open."""
    if not await page.locator(f"#act-{name}[open]").count():
        await page.click(f"#act-{name} summary")


async def act(page: Page, name: str) -> None:
    """Sends the open form of an act, and waits for the page that says it was recorded."""
    await page.click(f"form:has(input[name=act][value={name}]) button")
    await page.wait_for_url(f"**?done={name}")
    assert await page.locator(".good").count() == 1
