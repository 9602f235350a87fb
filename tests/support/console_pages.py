"""Every page of the console, so that what must hold for all of them is checked on all of them."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from playwright.async_api import BrowserContext, Page

from minhbach_shared.ids import site_id
from minhbach_shared.vocabulary import CASE_KINDS, Role
from tests.support.browser import open_browser
from tests.support.seeds import HOME, PASSWORDS, Desk


@dataclass(frozen=True)
class ConsolePage:
    """A page to look at: the route that answers it, an address of it, and who looks.

    ``{disclosure}`` in an address stands for the one case of that kind, ``{site}`` for a site.
    """

    route: str
    address: str
    role: Role | None = "officer"


PAGES: Final = (
    ConsolePage("/login", "/login", None),
    ConsolePage("/", "/"),
    ConsolePage("/", "/?state=closed&kind=comments", "viewer"),
    ConsolePage("/cases/{case_id}", "/cases/{press_like_editing}"),
    ConsolePage("/cases/{case_id}", "/cases/{unsourced_aggregation}"),
    ConsolePage("/cases/{case_id}", "/cases/{disclosure}", "operator"),
    ConsolePage("/cases/{case_id}", "/cases/{licence}", "supervisor"),
    ConsolePage("/cases/{case_id}", "/cases/{harmful_content}"),
    ConsolePage("/sites", "/sites"),
    ConsolePage("/sites/{site_id}", "/sites/{site}"),
    ConsolePage("", "/cases/nothing"),
)
# Routes that answer no page of their own: files, pieces of a page, ways back to one.
NO_PAGES: Final = frozenset({"/static/{name}", "/cases/{case_id}/moved", "/cases/{case_id}/acts"})


def routes_of(app: FastAPI) -> Iterator[str]:
    """The paths that the console answers a ``GET`` at (what is not in the API's document)."""
    for included in app.routes:
        for route in getattr(included, "effective_route_contexts", lambda: ())():
            if "GET" in route.methods and not route.include_in_schema:
                yield route.path


async def address_of(desk: Desk, page: ConsolePage) -> str:
    """The page's address on this desk."""
    named = {str(kind): str(kind) for kind in re.findall(r"{(\w+)}", page.address)}
    for kind in CASE_KINDS:
        if kind in named:
            named[kind] = str(await desk.only(kind))
    return page.address.format(**named | {"site": str(site_id(HOME))})


@asynccontextmanager
async def browser_of(
    profile: Path, width: int = 1280, *, scripts: bool = True
) -> AsyncIterator[BrowserContext]:
    """A fresh browser; whatever it complains of fails the test (but for a status that is told)."""
    complaints: list[str] = []
    async with open_browser(profile, width, scripts=scripts) as browser:
        browser.on("console", lambda message: complaints.append(message.text))
        browser.on("weberror", lambda error: complaints.append(str(error.error)))
        yield browser
    assert [said for said in complaints if "the server responded with a status" not in said] == []


async def enter(page: Page, address: str, role: Role) -> None:
    """Logs in at the console's form."""
    await page.context.clear_cookies(name="minhbach_session")
    await page.goto(address)
    await page.fill("#user", role)
    await page.fill("#password", PASSWORDS[role])
    await page.click("button.main")
    await page.wait_for_selector("#cases")


@asynccontextmanager
async def page_of(
    profile: Path, address: str, role: Role, width: int = 1280
) -> AsyncIterator[Page]:
    """A browser's page, logged in."""
    async with browser_of(profile, width) as browser:
        page = await browser.new_page()
        await enter(page, address, role)
        yield page
