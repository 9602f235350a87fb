"""Every page of the console, so that what must hold for all of them is checked on all of them."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from playwright.async_api import BrowserContext, ConsoleMessage, Page, WebError

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor, Decide, Notify, Propose, RecordReply, Review
from minhbach_case.jobs import Made, Progress
from minhbach_case.sending.dispatch import Sending
from minhbach_case.views import PageRequest
from minhbach_shared.clock import utc_now
from minhbach_shared.ids import site_id
from minhbach_shared.vocabulary import CASE_KINDS, CaseKind, Role
from tests.support.browser import open_browser
from tests.support.filings import file_and_ask
from tests.support.hooks import subscriber_of
from tests.support.report_pages import draft_of, report_of
from tests.support.seeds import HOME, OFFICER, PASSWORDS, PORTAL, Desk


@dataclass(frozen=True)
class ConsolePage:
    """A page to look at: the route that answers it, an address of it, and who looks.

    ``{disclosure}`` in an address stands for the one case of that kind, ``{site}`` for a site,
    ``{notice}`` for the step of a notice.
    """

    route: str
    address: str
    role: Role | None = "officer"


_CASE: Final = "/cases/{case_id}"
PAGES: Final = (
    ConsolePage("/login", "/login", None),
    ConsolePage("/", "/"),
    ConsolePage(_CASE, "/cases/{press_like_editing}"),
    ConsolePage(_CASE, "/cases/{unsourced_aggregation}"),
    ConsolePage(_CASE, "/cases/{licence}"),
    ConsolePage(_CASE, "/cases/{harmful_content}"),
    ConsolePage(f"{_CASE}/drafts/notice", "/cases/{licence}/drafts/notice"),
    ConsolePage(f"{_CASE}/drafts/decision", "/cases/{press_like_editing}/drafts/decision"),
    ConsolePage(f"{_CASE}/statements/{{sequence}}", "/cases/{disclosure}/statements/{notice}"),
    ConsolePage("/letters", "/letters"),
    ConsolePage("/letters/{letter_id}", "/letters/{letter}"),
    ConsolePage("/letters/{letter_id}/print", "/letters/{letter}/print"),
    ConsolePage(
        f"{_CASE}/evidence/{{sequence}}/picture/{{which}}",
        "/cases/{harmful_content}/evidence/1/picture/page",
    ),
    ConsolePage("/sites", "/sites"),
    ConsolePage("/sites/{site_id}", "/sites/{site}"),
    ConsolePage("/province", "/province"),
    ConsolePage("/province/cases", "/province/cases"),
    ConsolePage("/portals", "/portals"),
    ConsolePage("/portals/{site_id}", "/portals/{portal}"),
    ConsolePage("/portals/{site_id}/evidence", "/portals/{portal}/evidence?criterion=clean"),
    ConsolePage("/filings", "/filings"),
    ConsolePage("/filings/{site_id}", "/filings/{site}"),
    ConsolePage("/filings/{site_id}/file", "/filings/{site}/file", "operator"),
    ConsolePage("/filings/{site_id}", "/filings/{site}", "operator"),
    ConsolePage("/reports", "/reports"),
    ConsolePage("/reports/{report_id}", "/reports/{report}"),
    ConsolePage(
        "/reports/{report_id}/figures/{key}", "/reports/{draft}/figures/cases_moved.total.opened"
    ),
    ConsolePage("/register/import", "/register/import"),
    ConsolePage("/register/import/{digest}", "/register/import/{preview}"),
    ConsolePage("/jobs/{job_id}", "/jobs/{job}"),
    ConsolePage("", "/cases/nothing"),
    ConsolePage("/", "/?state=closed&kind=comments", "viewer"),
    ConsolePage("/webhooks", "/webhooks", "administrator"),
    ConsolePage("/webhooks/{subscriber_id}", "/webhooks/{subscriber}", "administrator"),
    ConsolePage("/accounts", "/accounts", "administrator"),
    ConsolePage(_CASE, "/cases/{disclosure}", "administrator"),
    # The trail grows with each page that is opened: its first entries stay the same.
    ConsolePage("/audit", "/audit?after=20", "auditor"),
    ConsolePage(_CASE, "/cases/{disclosure}", "supervisor"),
    ConsolePage("/reports/drafts/{draft_id}", "/reports/drafts/{draft}", "supervisor"),
    ConsolePage("/", "/", "operator"),
    ConsolePage(_CASE, "/cases/{disclosure}", "operator"),
)
# Routes that answer no page of their own: files, pieces of a page, ways back to one.
NO_PAGES: Final = frozenset(
    {
        "/openapi.json",
        "/static/{name}",
        "/login/oidc",
        "/login/oidc/callback",
        "/queue/moved",
        "/queue/next",
        "/cases/{case_id}/moved",
        "/cases/{case_id}/acts",
        "/cases/{case_id}/drafts/notice.pdf",
        "/cases/{case_id}/drafts/decision.pdf",
        "/cases/{case_id}/statements/{sequence}.pdf",
        "/letters/{letter_id}.pdf",
        "/letters/{letter_id}/slip.pdf",
        "/cases/{case_id}/evidence/{sequence}/picture/{which}.webp",
        "/cases/{case_id}/uploads/{sha256}",
        "/filings/{site_id}/files/{sha256}",
        "/register/import/{digest}/rejected.csv",
        "/reports/{report_id}.pdf",
        "/reports/{report_id}.xlsx",
        "/exports/webhooks.{form}",
        "/exports/webhooks/{subscriber_id}.{form}",
        "/exports/letters.{form}",
        "/exports/filings.{form}",
        "/exports/filings/{site_id}.{form}",
        "/exports/reports.{form}",
        "/exports/reports/{report_id}/figures/{key}.{form}",
        "/exports/portals.{form}",
        "/exports/portals/{site_id}.{form}",
        "/exports/portals/{site_id}/evidence.{form}",
        "/exports/cases.{form}",
        "/exports/cases/{case_id}.{form}",
        "/exports/sites.{form}",
        "/exports/sites/{site_id}.{form}",
        "/exports/province.{form}",
        "/exports/province/cases.{form}",
        "/exports/audit.{form}",
        "/exports/accounts.{form}",
        "/exports/register/previews/{digest}.{form}",
        "/jobs/{job_id}/moved",
        "/jobs/{job_id}/file",
    }
)
PROPOSED: Final[tuple[CaseKind, ...]] = ("disclosure", "press_like_editing")
_SUPERVISOR: Final = Actor(user="supervisor", role="supervisor")


async def prepare(desk: Desk) -> None:
    """Takes one case up, and another one to its decision, so that every page has its words."""
    await desk.cases.act(await desk.only("licence"), Review(), OFFICER, None)
    today = agency_day(utc_now())
    steps = (
        (Review(), OFFICER),
        (Notify(today, "post", citation_confirmed=True), OFFICER),
        (RecordReply(today, "Chúng tôi đã bổ sung."), OFFICER),
        (Propose("confirmed", "Còn thiếu người chịu trách nhiệm."), OFFICER),
    )
    for kind in PROPOSED:
        for command, actor in steps:
            await desk.cases.act(await desk.only(kind), command, actor, None)
    # With its letter, which waits to be served.
    dispatch, case = desk.outgoing.correspondence.dispatch, await desk.only("disclosure")
    await dispatch.act(case, Decide("Đồng ý."), _SUPERVISOR, None, Sending())
    await file_and_ask(desk)


def routes_of(app: FastAPI) -> Iterator[str]:
    """The paths that the console answers a ``GET`` at (what is not in the API's document)."""
    for route in iter_route_contexts(app.routes):
        if route.path and "GET" in (route.methods or ()) and not route.include_in_schema:
            yield route.path


async def address_of(desk: Desk, page: ConsolePage) -> str:
    """The page's address on this desk."""
    named = {str(kind): str(kind) for kind in re.findall(r"{(\w+)}", page.address)}
    for kind in CASE_KINDS:
        if kind in named:
            named[kind] = str(await desk.only(kind))
    named |= {"site": str(site_id(HOME)), "portal": str(site_id(PORTAL))}
    for name, make in _MAKERS.items():
        if name in named:
            named[name] = str(await make(desk))
    return page.address.format(**named)


async def _letter(desk: Desk) -> UUID:
    case_id = await desk.only("disclosure")
    letters = await desk.outgoing.correspondence.store.of_case(case_id)
    return letters[-1][0].letter_id


async def _notice(desk: Desk) -> int:
    case = await desk.cases.get(await desk.only("disclosure"), PageRequest(limit=1))
    return next(step.sequence for step in case.steps if step.type == "notified")


async def _preview(desk: Desk) -> str:
    file = f"name,address,class\nBáo Mới,http://baomoi.example/,reference\n,{HOME},blog\n"
    return (await desk.register.imports.look("a.csv", file.encode(), OFFICER, whole=False)).digest


async def _job(desk: Desk) -> UUID:
    return (await desk.outgoing.jobs.start("export", OFFICER, _made)).job_id


async def _made(_: Progress) -> Made:
    return Made("vụ việc.csv", "text/csv", "vụ việc".encode())


_MAKERS: Final[dict[str, Callable[[Desk], Awaitable[object]]]] = {
    "letter": _letter,
    "notice": _notice,
    "preview": _preview,
    "job": _job,
    "subscriber": subscriber_of,
    "report": report_of,
    "draft": draft_of,
}


@contextmanager
def no_complaints(browser: BrowserContext) -> Iterator[None]:
    """Whatever the browser complains of within fails the test (but for a status that is told)."""
    complaints: list[str] = []

    def hear_console(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    def hear_error(error: WebError) -> None:
        complaints.append(str(error.error))

    browser.on("console", hear_console)
    browser.on("weberror", hear_error)
    yield
    browser.remove_listener("console", hear_console)
    browser.remove_listener("weberror", hear_error)
    assert [said for said in complaints if "the server responded with a status" not in said] == []


@asynccontextmanager
async def browser_of(
    profile: Path, width: int = 1280, *, scripts: bool = True
) -> AsyncIterator[BrowserContext]:
    """A fresh browser in which nothing may be complained of."""
    async with open_browser(profile, width, scripts=scripts) as browser:
        with no_complaints(browser):
            yield browser


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
