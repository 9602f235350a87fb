"""The console for everybody: WCAG 2.2 AA on every page, keyboard alone, narrow, spaced, plain."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from minhbach_case.pictures import Pictures
from minhbach_case.storage.captured import CapturedPages
from minhbach_case.web.texts import LANGUAGES, Language
from minhbach_shared.captures import CaptureStore
from minhbach_shared.vocabulary import Role
from tests.support.accessibility import look, open_all, violations, walk_with_tab
from tests.support.browser import open_browser
from tests.support.console_pages import (
    NO_PAGES,
    PAGES,
    ConsolePage,
    address_of,
    browser_of,
    enter,
    no_complaints,
    prepare,
    routes_of,
)
from tests.support.seeds import PASSWORDS, Desk, database_of, open_desk, seed
from tests.support.serving import serve
from tests.support.stack import RunningStack

WIDTHS: Final = (1280, 360)
_KEYS: Final = ("Tab", "Enter")
# One desk and one browser, so one loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@asynccontextmanager
async def _desk(stack: RunningStack, folder: Path, name: str) -> AsyncIterator[Desk]:
    """A case service with a case for each kind of evidence."""
    pages = CapturedPages(CaptureStore.open(folder.as_uri()))
    pictures = Pictures(pages, Path("no browser: there is no capture"), sandboxed=False)
    async with open_desk(stack.mongodb, database_of(name), pictures=pictures) as opened:
        await seed(opened)
        await prepare(opened)
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(
    stack: RunningStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """One desk for all that only look at it."""
    async with _desk(stack, tmp_path_factory.mktemp("captures"), __name__) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(desk: Desk) -> AsyncIterator[str]:
    """Where that desk's console answers."""
    async with serve(desk.web) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BrowserContext]:
    """One browser for all tests that need no special one."""
    async with open_browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: BrowserContext) -> AsyncIterator[Page]:
    """A tab of the test's own, logged in nowhere; nothing may be complained of in it."""
    await browser.clear_cookies()
    tab = await browser.new_page()
    with no_complaints(browser):
        yield tab
        await tab.close()


async def test_no_page_is_left_out(desk: Desk) -> None:
    """A new route of the console has to be listed, as a page or as none."""
    assert set(routes_of(desk.web)) == {page.route for page in PAGES if page.route} | NO_PAGES


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_page_breaks_a_rule(
    desk: Desk, address: str, page: Page, language: Language
) -> None:
    """axe-core finds nothing, wide and on a telephone, all that can be opened open.

    Slow by its nature: every rule runs in a real browser on every page.
    """
    wrong: dict[str, list[str]] = {}
    await page.goto(f"{address}/login?lang={language}")
    async for path in _pages(desk, page, address):
        assert await page.get_attribute("html", "lang") == language
        for width in WIDTHS:
            await _resize(page, width)
            wrong[f"{path} {width}"] = await violations(page)
    assert {path: faults for path, faults in wrong.items() if faults} == {}


# Where, who, the form, and what is filled in: each comes back with what is wrong with it.
REFUSED: Final[tuple[tuple[str, Role | None, str, dict[str, str]], ...]] = (
    ("/login", None, "form.fields", {"#user": "officer", "#password": "no such word"}),
    ("/cases/{licence}", "officer", "#act-notify form", {"#notify-served_on": "1/13/2026"}),
    ("/register/import", "officer", "form[enctype]", {}),
    ("/", "officer", "form[action='/queue/dismiss']", {}),
    ("/cases/{disclosure}", "administrator", "#act-retract form", {}),
    ("/accounts", "administrator", "main section:last-of-type form.fields", {}),
)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "width"), [("vi", 360), ("en", 1280)])
async def test_no_form_that_came_back_breaks_a_rule(
    desk: Desk, address: str, page: Page, language: Language, width: int
) -> None:
    """A form with faults says so at its head, and axe-core finds nothing in how it says it.

    Slow, as above: every rule in a real browser on every such page.
    """
    wrong: dict[str, list[str]] = {}
    await page.goto(f"{address}/login?lang={language}")
    await _resize(page, width)
    for path, role, form, filled in REFUSED:
        if role is not None:
            await enter(page, address, role)
        await page.goto(address + await address_of(desk, ConsolePage("", path, role)))
        await open_all(page)
        if path == "/":
            # The first form picks the cases, the second one asks for the reason.
            await page.check("input[name=case] >> nth=0")
            await _send(page, form)
        for field, words in filled.items():
            await page.fill(field, words)
        await _send(page, form)
        assert await page.locator("[role=alert]").count() == 1, path
        assert await page.get_attribute("html", "lang") == language
        await open_all(page)
        wrong[path] = await violations(page)
    assert {path: faults for path, faults in wrong.items() if faults} == {}


async def _send(page: Page, form: str) -> None:
    """Sends a form as it is: what the browser would hold back comes from scripts and old ones."""
    async with page.expect_navigation():
        await page.evaluate(
            "(where) => HTMLFormElement.prototype.submit.call(document.querySelector(where))", form
        )


async def _resize(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 900})


async def _pages(desk: Desk, page: Page, address: str) -> AsyncIterator[str]:
    """Opens one page after the other, all that can be opened open; gives each one's path."""
    role = None
    for one in PAGES:
        if one.role not in (None, role):
            role = one.role
            await enter(page, address, one.role)
        path = await address_of(desk, one)
        await page.goto(address + path)
        await open_all(page)
        yield path


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_the_keyboard_reaches_everything(desk: Desk, address: str, page: Page) -> None:
    """Tab goes through all controls in the order of the page; each shows its focus, uncovered.

    Slow, since it stops at every control of every page, wide and on a telephone.
    """
    async for path in _pages(desk, page, address):
        for width in WIDTHS:
            await _resize(page, width)
            assert await walk_with_tab(page) == [], f"{path} {width}"


@pytest.mark.browser
async def test_narrow_and_spaced_out_pages_keep_their_words(
    desk: Desk, address: str, page: Page
) -> None:
    """At 320 pixels nothing scrolls sideways or is cut, also with wider spaces (1.4.10, 1.4.12)."""
    await _resize(page, 320)
    async for path in _pages(desk, page, address):
        assert await look(page, "wide") == [], path
        await look(page, "space")
        assert await look(page, "wide") + await look(page, "clipped") == [], path


@pytest.mark.browser
async def test_a_dark_screen_and_forced_colours_are_respected(
    desk: Desk, address: str, page: Page
) -> None:
    """Dark where the reader's screen is, with contrast enough; motion only where it is wanted."""
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    async for path in _pages(desk, page, address):
        assert await violations(page, "color-contrast") == [], path
        assert await look(page, "moving") == [], path
        assert await look(page, "lightness") < 0.2, path
    await page.emulate_media(color_scheme="light", forced_colors="active")
    assert await walk_with_tab(page) == []


@pytest.mark.browser
async def test_a_case_is_worked_on_without_mouse_or_scripts(
    stack: RunningStack, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """From the login to a dismissal with the keyboard, in a browser that runs no script."""
    async with (
        _desk(stack, tmp_path, request.node.nodeid) as desk,
        serve(desk.web) as address,
        browser_of(tmp_path / "browser", scripts=False) as browser,
    ):
        page = await browser.new_page()
        case = await desk.only("harmful_content")
        await page.goto(f"{address}/login?next=/cases/{case}")
        await page.focus("#user")
        for word in ("officer", "Tab", PASSWORDS["officer"], "Enter"):
            await (page.keyboard.press if word in _KEYS else page.keyboard.type)(word)
        await _press(page, "details.act[open] button.main")
        await page.wait_for_url("**?done=review")
        await _press(page, "details.act:has([value=dismiss]) summary")
        await _press(page, "details.act:has([value=dismiss]) summary", key="Tab")
        await page.keyboard.type("Đơn vị đã gia hạn giấy phép.")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**?done=dismiss")
        assert "Đơn vị đã gia hạn giấy phép." in await page.inner_text(".steps")


async def _press(page: Page, selector: str, key: str = "Enter") -> None:
    """Tabs to a control and presses a key there."""
    for _ in range(60):
        if await page.locator(f"{selector}:focus").count():
            break
        await page.keyboard.press("Tab")
    assert await page.locator(f"{selector}:focus").count(), selector
    await page.keyboard.press(key)


@pytest.mark.browser
async def test_the_checks_see_faults(page: Page) -> None:
    """A page with known faults fails each check: they are not blind."""
    faulty = """<!doctype html><html lang="vi"><title>x</title><main style="width:2000px"><h1>x</h1>
    <img src="data:,"><a href="#" style="outline:none">a</a><p style="color:#999">pale</p>
    <p style="overflow:hidden;height:1em">a<br>b</p><b style="transition:all 3s">b</b></main>"""
    await _resize(page, 320)
    await page.set_content(faulty)
    rules = {said.partition(" ")[0] for said in await violations(page)}
    assert {"image-alt", "color-contrast"} <= rules
    for what in ("wide", "clipped", "moving"):
        assert await look(page, what), what
    assert await walk_with_tab(page)
