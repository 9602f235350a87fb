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
            await page.click("text=Ghi nhận đã thông báo")
            await page.fill("#notify-served_on", today)
            await page.check("input[name=way][value=hand]")
            await page.check("input[name=citation_confirmed]")
            await act(page, "notify")
            await page.click("text=Ghi nhận phản hồi")
            await page.fill("#record_reply-received_on", today)
            await page.fill("#record_reply-text", "Chúng tôi đã khôi phục nguyên văn.")
            await act(page, "record_reply")
            await page.check("input[name=outcome][value=confirmed]")
            await page.fill("#propose-reasons", "Số liệu và đầu đề bị thay đổi.")
            await act(page, "propose")
            assert "Tài khoản này không có việc" in await page.inner_text(".case-side")
        async with page_of(tmp_path / "supervisor", address, "supervisor") as page:
            await page.goto(f"{address}/cases/{case}")
            await page.click("text=Phê duyệt kết luận")
            await act(page, "decide")
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


async def act(page: Page, name: str) -> None:
    """Sends the open form of an act, and waits for the page that says it was recorded."""
    await page.click(f"form:has(input[name=act][value={name}]) button.main")
    await page.wait_for_url(f"**?done={name}")
    assert await page.locator(".good").count() == 1
