"""What leaves as CSV and XLSX: whole, as the page shows it, for whom the page is."""

import asyncio
import csv
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Final

import httpx
import openpyxl
import pytest
import pytest_asyncio
from typer.testing import CliRunner, Result

from minhbach_case.audit_views import TrailFilters
from minhbach_case.domain.commands import Dismiss, Review
from minhbach_case.exporting import xlsx_file
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_case.web.exports import making
from minhbach_local.command import app
from minhbach_shared.ids import site_id
from minhbach_shared.vocabulary import Role
from tests.support.clients import api_of, client_of, ended, log_in
from tests.support.console_pages import PAGES, ConsolePage, address_of, prepare
from tests.support.seeds import (
    HOME,
    OFFICER,
    PASSWORDS,
    PORTAL,
    Desk,
    database_of,
    open_desk,
    seed,
)
from tests.support.serving import serve
from tests.support.stack import RunningStack

# One desk for all that only read it, so one loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTHING_TO_EXPORT: Final = {
    "/login": "a form",
    "/register/import": "a form",
    "/jobs/{job_id}": "work in hand, which has a file of its own",
    "/letters/{letter_id}": "a letter, which is had as PDF",
    "/letters/{letter_id}/print": "a slip to print",
    "/filings/{site_id}/file": "a form",
    "/reports/{report_id}": "a report, which is had as PDF and as a workbook",
    "/reports/drafts/{draft_id}": "a draft, which is had as PDF and as a workbook",
    "/cases/{case_id}/drafts/notice": "a letter, which is had as PDF",
    "/cases/{case_id}/drafts/decision": "a letter, which is had as PDF",
    "/cases/{case_id}/statements/{sequence}": "a letter, which is had as PDF",
    "/cases/{case_id}/evidence/{sequence}/picture/{which}": "a picture, which is had as WebP",
    "": "nothing was found",
}
"""The pages that show no table, and why."""
_LINK: Final = re.compile(r'href="(/exports/[^"]+)"')


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stack: RunningStack) -> AsyncIterator[Desk]:
    """A desk with a case for each kind of evidence, one of them decided."""
    async with open_desk(stack.mongodb, database_of(__name__)) as opened:
        await seed(opened)
        await prepare(opened)
        # As the relay does: the register's list stands, and with it what sites are searched by.
        await opened.register.sites(SiteFilters(), PageRequest())
        yield opened


def _links(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in _LINK.findall(page)]


def _rows(answer: httpx.Response) -> tuple[list[list[str]], list[list[str]]]:
    """The head of a CSV file, and its table with the titles first."""
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    cut = rows.index([])
    return rows[:cut], rows[cut + 1 :]


def _book(answer: httpx.Response) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def _addresses() -> list[ConsolePage]:
    """One page a route and role."""
    asked = {(page.route, page.role): page for page in reversed(PAGES)}
    behind = ConsolePage("/province/cases", "/province/cases?bucket=suspected")
    asked[behind.route, behind.role] = behind
    return sorted(asked.values(), key=lambda page: page.role or "")


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_every_page_can_be_taken_away(desk: Desk) -> None:
    """Each page links to its export, or is named as one that shows none; each link is a file.

    Slow, since it opens every page and takes every file of it.
    """
    without, role = set(), None
    async with client_of(desk) as client:
        for page in _addresses():
            if page.role not in (None, role):
                role = page.role
                client.cookies.clear()
                await log_in(client, page.role)
            answer = await client.get(await address_of(desk, page))
            links = _links(answer.text)
            listed = "card empty" not in answer.text
            if not links and listed:
                without.add(page.route)
            for link in links:
                await _is_file(client, link)
    assert without == set(NOTHING_TO_EXPORT)


async def _is_file(client: httpx.AsyncClient, link: str) -> None:
    answer = await client.get(link)
    assert answer.status_code == 200, (link, answer.text)
    named = re.search(r"\.(csv|xlsx)", link)
    assert named
    assert answer.headers["content-disposition"].endswith(f'.{named[1]}"')
    if named[1] == "csv":
        head, table = _rows(answer)
        assert len(head) >= 3
        assert {len(row) for row in table} == {len(table[0])}
        if asked := re.search(r"table=(\w+)", link):
            assert f"-{asked[1]}-" in answer.headers["content-disposition"]
    else:
        book = _book(answer)
        assert all(sheet.freeze_panes for sheet in book)


async def test_the_queue_leaves_as_the_page_filters_it(desk: Desk) -> None:
    """The same cases in the same order, all pages of them; the filters stand in the head."""
    async with client_of(desk) as client:
        await log_in(client, "officer")
        one = await client.get("/exports/cases.csv?kind=licence&state=under_review&q=hoa+moi")
        head, table = _rows(one)
        book = _book(await client.get("/exports/cases.xlsx?state=all&sort=opened&lang=en"))
    assert ["Loại vụ việc", "Giấy phép"] in head or ["Loại vụ việc"] in [row[:1] for row in head]
    assert ["Tìm trang hoặc số vụ việc", "hoa moi"] in head
    assert len(table) == 2
    assert table[1][-1] == str(await desk.only("licence"))
    sheet = book.active
    assert sheet is not None
    titles = next(n for n, row in enumerate(sheet.iter_rows(values_only=True)) if row[1])
    rows = list(sheet.iter_rows(min_row=titles + 2, values_only=True))
    assert len(rows) == 5
    assert sheet.freeze_panes == f"A{titles + 2}"
    opened = [row[9] for row in rows]
    assert all(isinstance(moment, datetime) for moment in opened)
    assert opened == sorted(opened, reverse=True)
    assert sheet.cell(1, 1).value == "Cases"


async def test_console_and_api_give_the_same_file(desk: Desk) -> None:
    """The same bytes but for who made it; a filter that is none is refused by the API."""
    async with client_of(desk) as client:
        await log_in(client, "officer")
        api = await api_of(client, "officer")
        case = await desk.only("disclosure")
        for path in ("cases.csv?state=all", f"cases/{case}.csv?table=evidence", "sites.csv"):
            page = _rows(await client.get(f"/exports/{path}"))
            machine = _rows(await api.ask("GET", f"/exports/{path}"))
            assert page[1] == machine[1], path
        bare = await api.ask("GET", "/exports/sites.csv?head=no")
        assert bare.text.lstrip("\ufeff").startswith("name,address,class,status,")
        for wrong in ("cases.csv?state=clsoed", "cases.pdf", "province/cases.csv?first=x"):
            refused = await api.ask("GET", f"/exports/{wrong}")
            assert refused.status_code == 422, wrong
        nothing = await api.ask("GET", "/exports/province/cases.csv")
        assert nothing.status_code == 404


async def test_a_long_workbook_is_a_job(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Followed in console and API, its file the asker's alone and the same as at once; CSV streams,
    and what is asked for while it is being made is not made twice."""
    async with client_of(desk) as client:
        await log_in(client, "officer")
        api, other = await api_of(client, "officer"), await api_of(client, "supervisor")
        at_once = await api.ask("GET", "/exports/cases.xlsx?state=all&lang=en")
        monkeypatch.setattr(making, "AT_ONCE", 4)
        answer = await api.ask("GET", "/exports/cases.xlsx?state=all&lang=en")
        assert (answer.status_code, answer.json()["kind"]) == (202, "export")
        assert answer.headers["location"] == f"/api/v1/jobs/{answer.json()['job_id']}"
        job = await ended(api, answer.json()["job_id"])
        assert (job["state"], job["done"], job["total"], job["name"][-5:]) == (
            "done",
            5,
            5,
            ".xlsx",
        )
        file = await api.ask("GET", f"/jobs/{job['job_id']}/file")
        assert _cells(file)[3:] == _cells(at_once)[3:]
        assert (await other.ask("GET", f"/jobs/{job['job_id']}/file")).status_code == 404
        assert (await api.ask("GET", "/exports/cases.csv?state=all")).status_code == 200
        few = await client.get("/exports/cases.xlsx?kind=licence&state=all")
        assert few.headers["content-type"] == xlsx_file.MEDIA_TYPE
        page = await client.get("/exports/cases.xlsx?state=all")
        assert (page.status_code, page.headers["location"][:6]) == (303, "/jobs/")
        assert "Xuất dữ liệu" in (await client.get(page.headers["location"])).text
        await ended(api, page.headers["location"].rpartition("/")[2])
    recorded = (await desk.trail.page(TrailFilters(), PageRequest(limit=20))).items
    asked = {(entry.place, entry.status) for entry in recorded}
    assert ("GET /exports/cases.{form}", 303) in asked
    assert ("GET /api/v1/exports/cases.{form}", 202) in asked
    assert ("GET /api/v1/jobs/{job_id}/file", 200) in asked


def _cells(answer: httpx.Response) -> list[tuple[object, ...]]:
    (sheet,) = _book(answer).worksheets
    return list(sheet.iter_rows(values_only=True))


async def test_a_case_leaves_with_its_evidence_steps_and_clocks(desk: Desk) -> None:
    """Every fault with its quotes, every step with its digest, what is owed and until when."""
    case = await desk.only("unsourced_aggregation")
    async with client_of(desk) as client:
        await log_in(client, "officer")
        book = _book(await client.get(f"/exports/cases/{case}.xlsx"))
        _, evidence = _rows(await client.get(f"/exports/cases/{case}.csv?table=evidence"))
        decided = await desk.only("disclosure")
        _, steps = _rows(await client.get(f"/exports/cases/{decided}.csv?table=steps"))
        head, _ = _rows(await client.get(f"/exports/cases/{case}.csv"))
    assert len(book.sheetnames) == 5
    assert [row[2] for row in evidence[1:]] == [HOME + "cau-moi.html", HOME + "mua-lu.html"]
    assert "cầu Bình Mẫu" in evidence[1][6]
    assert steps[1][2] == "Mở vụ việc"
    assert all(re.fullmatch("[0-9a-f]{64}", row[7]) for row in steps[1:])
    assert any("chưa phải kết luận" in row[0] for row in head)


async def test_personal_data_leaves_only_to_whom_the_page_shows_it(desk: Desk) -> None:
    """A viewer's file of a site holds no name; an operator gets its own site's only."""
    own, other = site_id(HOME), site_id(PORTAL)
    seen: dict[Role, str] = {}
    async with client_of(desk) as client:
        for role in ("officer", "viewer", "operator"):
            api = await api_of(client, role)
            texts = [
                (await api.ask("GET", f"/exports/{path}")).text
                for path in (
                    f"sites/{own}.csv?table=record",
                    f"sites/{own}.csv?table=history",
                    "sites.csv",
                    "cases.csv?state=all",
                )
            ]
            seen[role] = "\n".join(texts)
        api = await api_of(client, "operator")
        foreign = await desk.only("harmful_content")
        for path in (f"sites/{other}.csv", f"cases/{foreign}.xlsx"):
            assert (await api.ask("GET", f"/exports/{path}")).status_code == 404
        assert (await api.ask("GET", "/exports/province.csv")).status_code == 403
    assert "Trần Mẫu" in seen["officer"]
    assert "Trần Mẫu" not in seen["viewer"]
    assert "hoamoi@mau.example" not in seen["viewer"]
    assert "Trần Mẫu" in seen["operator"]
    assert "Bình Mẫu" not in seen["operator"]
    assert "officer" not in seen["operator"]


async def test_an_export_is_in_the_audit_trail(desk: Desk) -> None:
    """Who took what away, and of which case."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        await log_in(client, "supervisor")
        assert (await client.get(f"/exports/cases/{case}.xlsx")).status_code == 200
    found = await desk.trail.page(TrailFilters(case_id=case), PageRequest(limit=1))
    entry = found.items[0]
    assert entry.place == "GET /exports/cases/{case_id}.{form}"
    assert (entry.name, entry.status, entry.case_id) == ("supervisor", 200, case)


async def test_words_of_people_never_run(stack: RunningStack) -> None:
    """A reason that is a formula leaves as text, in both forms."""
    formula = '=HYPERLINK("http://x.example/";"Bấm")'
    async with open_desk(stack.mongodb, database_of(f"{__name__}.formula")) as desk:
        await seed(desk)
        case = await desk.only("licence")
        for command in (Review(), Dismiss(formula)):
            await desk.cases.act(case, command, OFFICER, None)
        async with client_of(desk) as client:
            await log_in(client, "officer")
            _, steps = _rows(await client.get(f"/exports/cases/{case}.csv?table=steps"))
            book = _book(await client.get(f"/exports/cases/{case}.xlsx"))
    assert [row[6] for row in steps[1:]][-1] == "'" + formula
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    (words,) = [cell for cell in cells if cell.value == formula]
    assert (words.data_type, words.quotePrefix) == ("s", True)
    assert not [cell for cell in cells if cell.data_type == "f"]


async def test_the_command_takes_the_same_file(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a file that stands whole or not at all, a job's too; a refusal leaves nothing."""
    roles: tuple[Role, ...] = ("officer", "administrator")
    accounts = {role: {"user": role, "password": PASSWORDS[role]} for role in roles}
    async with serve(desk.web) as address:
        run = {"api": f"{address}/api/v1", "accounts": accounts}
        (tmp_path / "run.json").write_text(json.dumps(run))
        taken = await _ran(tmp_path, "cases", "a.csv", "--filter", "state=all", "--lang", "en")
        audit = await _ran(tmp_path, "audit", "b.xlsx", "--as", "administrator")
        monkeypatch.setattr(making, "AT_ONCE", 4)
        long = await _ran(tmp_path, "cases", "f.xlsx", "--filter", "state=all")
        shut = await _ran(tmp_path, "audit", "c.csv")
        wrong = await _ran(tmp_path, "cases", "d.csv", "--filter", "state=clsoed")
        other = await _ran(tmp_path, "weather", "e.csv")
    assert (taken.exit_code, audit.exit_code) == (0, 0), taken.stderr + audit.stderr
    assert long.exit_code == 0, long.stderr
    rows = openpyxl.load_workbook(tmp_path / "f.xlsx").worksheets[0]
    assert len(list(rows.iter_rows(values_only=True))) == 5 + 1 + 5
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) - rows.index([]) == 2 + 5
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets
    assert (shut.exit_code, "refused (403)" in shut.stderr) == (2, True)
    assert (wrong.exit_code, "refused (422)" in wrong.stderr) == (2, True)
    assert (other.exit_code, "refused (404)" in other.stderr) == (2, True)
    kept = {"run.json", "a.csv", "b.xlsx", "f.xlsx"}
    assert {file.name for file in tmp_path.iterdir()} == kept


async def _ran(folder: Path, what: str, file: str, *more: str) -> Result:
    arguments = ["export", what, "-o", str(folder / file), "--data", str(folder), *more]
    return await asyncio.to_thread(CliRunner().invoke, app, arguments)
