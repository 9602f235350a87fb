"""Reports in the console over the real store: asked for, read, followed, issued, downloaded."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from openpyxl import load_workbook

from minhbach_case.storage.verdicts import VerdictStore
from minhbach_shared.clock import utc_now
from minhbach_shared.ids import site_id
from minhbach_shared.store import connect, database
from tests.support.assessed import visited
from tests.support.clients import api_of, client_of, log_in, seal_in
from tests.support.report_pages import SUPERVISOR, drafted
from tests.support.report_steps import at
from tests.support.seeds import HOME, Desk, database_of, open_desk, seed
from tests.support.stack import RunningStack

# Not in the past: the store drops sessions and drafts by its own clock.
YEAR = utc_now().year + 1
MAY, JULY = at(YEAR, 5, 4), at(YEAR, 7, 2)
HALF = f"{YEAR}-H1"
HALF_BEFORE = f"{YEAR - 2}-H1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# One desk, so one loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")


class _Clock:
    """May while cases are seeded, July from then on."""

    def __init__(self) -> None:
        self.now = MAY

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stack: RunningStack) -> AsyncIterator[Desk]:
    """A case service with a case for each kind of evidence, all opened in May."""
    clock = _Clock()
    more = {"public_address": "https://minhbach.example"}
    name = database_of(__name__)
    async with open_desk(stack.mongodb, name, clock=clock, more=more) as opened:
        await seed(opened)
        clock.now = JULY
        yield opened


async def _form(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Sends a page's form with its seal."""
    seal = seal_in((await client.get(path)).text)
    return await client.post(path, data={"csrf": seal, **fields})


async def _drafted(client: httpx.AsyncClient, period: str) -> str:
    """Asks for a draft; gives the path of its page."""
    answer = await _form(client, "/reports", period=period, audience="province")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_a_draft_is_read_down_to_its_cases(desk: Desk) -> None:
    """From the form to the draft, from a figure to the cases behind it; an officer issues none."""
    async with client_of(desk) as client:
        await log_in(client, "officer")
        page = (await client.get(await _drafted(client, HALF))).text
        assert "DỰ THẢO" in page
        assert "chưa rõ" in page
        assert 'name="sure"' not in page
        figure = re.search(r'href="(/reports/[^"]+/cases_moved\.total\.opened)"', page)
        assert figure is not None
        cases = (await client.get(figure[1])).text
        assert f'href="/cases/{await desk.only("licence")}"' in cases
        assert "Tổng cộng, Mở mới: 5" in cases


async def test_a_draft_is_issued_by_who_is_sure_of_it(desk: Desk) -> None:
    """A supervisor, ticked, on the draft that was read; then it has a number, and no second."""
    async with client_of(desk) as client:
        await log_in(client, "supervisor")
        draft = await _drafted(client, str(YEAR - 1))
        digest = re.search(r'name="digest" value="(\w+)"', (await client.get(draft)).text)
        assert digest is not None
        unsure = await _form(client, draft, digest=digest[1])
        assert unsure.status_code == 422
        assert "Hãy đánh dấu xác nhận" in unsure.text
        other = await _form(client, draft, digest="0" * 64, sure="yes")
        assert other.status_code == 422
        assert "Dự thảo đã khác" in other.text
        path = (await _form(client, draft, digest=digest[1], sure="yes")).headers["location"]
        told = (await client.get(path)).text
        for words in ("Đã phát hành báo cáo.", f"{YEAR - 1}.T01/BC-", digest[1]):
            assert words in told
        seal = seal_in((await client.get("/reports")).text)
        again = {"csrf": seal, "digest": digest[1], "sure": "yes"}
        assert (await client.post(draft, data=again)).status_code == 409
        assert f"{YEAR - 1}.T01/BC-" in (await client.get("/reports")).text


async def test_a_correction_says_why(desk: Desk, stack: RunningStack) -> None:
    """The form asks for the reason, keeps what was typed, and the report shows it."""
    store = connect(stack.mongodb)
    first = await _issued(desk, HALF_BEFORE)
    late = visited(site_id(HOME), at(YEAR - 2, 3, 5))
    await VerdictStore(database(store, database_of(__name__)), 4000).keep_visits([late])
    async with client_of(desk) as client:
        await log_in(client, "supervisor")
        draft = await _drafted(client, HALF_BEFORE)
        page = (await client.get(draft)).text
        assert 'name="reason"' in page
        digest = re.search(r'name="digest" value="(\w+)"', page)
        assert digest is not None
        unsure = await _form(client, draft, digest=digest[1], reason="Nhật ký <muộn>")
        assert "Nhật ký &lt;muộn&gt;</textarea>" in unsure.text
        empty = await _form(client, draft, digest=digest[1], sure="yes", reason=" ")
        assert empty.status_code == 422
        assert "phải nêu lý do" in empty.text
        said = {"digest": digest[1], "sure": "yes", "reason": "Nhật ký <muộn>"}
        path = (await _form(client, draft, **said)).headers["location"]
        told = (await client.get(path)).text
        assert "theo lời người phát hành: Nhật ký &lt;muộn&gt;" in told
        assert f"({first})" in told
    await store.close()


async def _issued(desk: Desk, period: str) -> UUID:
    """Issues the first report of a period."""
    draft = await drafted(desk, period)
    reports = desk.outgoing.reports.desk
    issued = await reports.issue(draft.draft_id, draft.digest, SUPERVISOR)
    return issued.issue.report_id


async def test_a_report_is_downloaded_alike_from_console_and_api(desk: Desk) -> None:
    """PDF and workbook; figures of the workbook lead to the console where it can be reached."""
    async with client_of(desk) as client:
        await log_in(client, "officer")
        draft = UUID((await _drafted(client, HALF)).rpartition("/")[2])
        viewer = await api_of(client, "viewer")
        path = f"/reports/{draft}.xlsx?lang=vi"
        file = await client.get(path)
        assert (file.status_code, file.headers["content-type"]) == (200, XLSX)
        assert "attachment" in file.headers["content-disposition"]
        assert (await viewer.raw("GET", f"/api/v1{path}")).content == file.content
        book = load_workbook(BytesIO(file.content))
        links = [c.hyperlink.target for s in book for r in s.iter_rows() for c in r if c.hyperlink]
        behind = f"https://minhbach.example/reports/{draft}/figures/cases_moved.total.opened"
        assert behind in links
        path = f"/reports/{draft}.pdf"
        pdf = await client.get(path)
        assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
        assert pdf.content.startswith(b"%PDF")
        same = await viewer.raw("GET", f"/api/v1{path}")
        assert same.content == pdf.content
        english = await viewer.raw("GET", f"/api/v1{path}?lang=en")
        assert english.content != pdf.content
        missing = await viewer.raw("GET", f"/api/v1/reports/{UUID(int=7)}.pdf")
        assert missing.status_code == 404


async def test_who_may_not_is_told_and_what_cannot_be_is_said(desk: Desk) -> None:
    """Readers ask for nothing, operators see nothing, a period that runs is not issued, and a
    word that names no period is answered at the form."""
    async with client_of(desk) as officer, client_of(desk) as supervisor:
        await log_in(officer, "officer")
        wrong = await _form(officer, "/reports", period=f"{YEAR}-H3", audience="province")
        assert wrong.status_code == 422
        assert "Kỳ báo cáo này không có hoặc chưa bắt đầu." in wrong.text
        draft = await _drafted(officer, str(YEAR))
        await log_in(supervisor, "supervisor")
        running = (await supervisor.get(draft)).text
        assert "Kỳ báo cáo chưa kết thúc" in running
        assert 'name="sure"' not in running
    async with client_of(desk) as client:
        await log_in(client, "operator")
        assert (await client.get("/reports")).status_code == 403
        assert (await client.get(f"{draft.replace('/drafts', '')}.pdf")).status_code == 403
    async with client_of(desk) as client:
        await log_in(client, "viewer")
        page = await client.get("/reports")
        assert page.status_code == 200
        assert 'name="period"' not in page.text
        assert (
            await client.get(f"{draft.replace('/drafts', '')}/figures/x.y.z")
        ).status_code == 404
