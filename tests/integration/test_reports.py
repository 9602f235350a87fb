"""Periodic reports over a real store: counted, issued once, corrected, and read by everybody."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from minhbach_case.domain.reports.corrections import digest_of_report
from minhbach_case.domain.reports.model import Report
from minhbach_case.reports import desk as reports_desk
from minhbach_case.storage.reports import IssuedReports
from minhbach_case.storage.verdicts import VerdictStore
from minhbach_local.command import app
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import chain_digest
from minhbach_shared.events import VisitCompleted
from minhbach_shared.ids import site_id, visit_id
from minhbach_shared.store import Database, connect, database
from minhbach_shared.vocabulary import Role
from tests.support.clients import Api, api_of, client_of
from tests.support.past import keep_what_has_ended
from tests.support.report_steps import at
from tests.support.seeds import HOME, PASSWORDS, PORTAL, Desk, database_of, open_desk, seed
from tests.support.serving import serve
from tests.support.stack import RunningStack

SEEDED = at(2026, 6, 1)
JULY = at(2026, 7, 2)


class Hands:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time that it shows; a moment later with each look."""
        self.now += timedelta(milliseconds=1)
        return self.now


@pytest.fixture
def clock() -> Hands:
    """June, until it is set further."""
    return Hands(SEEDED)


@pytest.fixture
async def store(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """The database of the test's own."""
    client = connect(stack.mongodb)
    yield database(client, database_of(request.node.nodeid))
    await client.close()


@pytest.fixture
async def desk(stack: RunningStack, store: Database, clock: Clock) -> AsyncIterator[Desk]:
    """A case service with a case for each kind of evidence, all opened in June."""
    async with open_desk(stack.mongodb, store.name, clock=clock) as opened:
        await keep_what_has_ended(store)
        await seed(opened)
        yield opened


def visited(address: str, ended_at: datetime, captured: int = 3) -> VisitCompleted:
    """A visit to a site's home page as the crawler reports it."""
    site = site_id(address)
    return VisitCompleted(
        id=visit_id(site, ended_at),
        site_id=site,
        site_version=1,
        due_at=ended_at,
        snapshots=(),
        started_at=ended_at - timedelta(minutes=1),
        ended_at=ended_at,
        captured=captured,
        failed=0,
    )


async def drafted(api: Api, period: str = "2026-H1", **more: Any) -> dict[str, Any]:
    """A draft that was counted at once."""
    answer = await api.ask("POST", "/report-drafts", json={"period": period, **more})
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    assert draft["mismatches"] == []
    return draft


async def issue(api: Api, draft: dict[str, Any], reason: str | None = None) -> httpx.Response:
    """Issues a draft as it was read."""
    path = f"/report-drafts/{draft['draft_id']}/issue"
    asked = {"digest": draft["digest"]} | ({} if reason is None else {"reason": reason})
    return await api.ask("POST", path, json=asked)


def value(report: dict[str, Any], key: str) -> object:
    """The value of a figure."""
    (figure,) = (one for one in report["figures"] if one["key"] == key)
    return figure["now"]["value"]


async def test_drafted_by_an_officer_issued_by_a_supervisor_read_by_a_viewer(
    desk: Desk, clock: Hands
) -> None:
    """One is issued, whole and with its digest; nobody issues it again, nor before its time."""
    async with client_of(desk) as client:
        early = await drafted(await api_of(client, "officer"))
        assert early["in_the_way"] == "period_running"
        clock.now = JULY
        officer, supervisor, viewer = [
            await api_of(client, role) for role in ("officer", "supervisor", "viewer")
        ]
        # Drafted while the period ran, it stays so.
        assert (await issue(supervisor, early)).json()["code"] == "period_running"
        draft = await drafted(officer)
        assert draft["in_the_way"] is None
        assert value(draft["report"], "cases_moved.total.opened") == 5
        assert value(draft["report"], "sites_moved.total.joined") == 3
        assert (await issue(officer, draft)).status_code == 403
        assert (await viewer.ask("POST", "/report-drafts", json={"period": "2026"})).is_error
        issued = await issue(supervisor, draft)
        assert issued.status_code == 201, issued.text
        again = await drafted(officer)
        assert again["in_the_way"] == "unchanged"
        assert (await issue(supervisor, again)).json()["code"] == "unchanged"
        (line,) = (await viewer.ask("GET", "/reports")).json()["items"]
        read = (await viewer.ask("GET", f"/reports/{line['report_id']}")).json()
        assert read == issued.json()
        assert read["issue"]["digest"] == digest_of_report(Report.model_validate(read["report"]))
        listed = (await viewer.ask("GET", "/report-drafts?limit=2")).json()
        assert [one["running"] for one in listed["items"]] == [False, False]
        assert listed["next"] == "2"
        await _refused(supervisor, draft)


async def _refused(supervisor: Api, draft: dict[str, Any]) -> None:
    """No period, one that has not begun, another draft's digest, a draft that is not there."""
    for period in ("2026-H3", "1999", "2027-H1", "2099", "", "H1-2026"):
        answer = await supervisor.ask("POST", "/report-drafts", json={"period": period})
        assert answer.status_code == 422, period
    wrong = draft | {"digest": "0" * 64}
    assert (await issue(supervisor, wrong)).json()["field"] == "digest"
    gone = draft | {"draft_id": str(visit_id(site_id(HOME), JULY))}
    assert (await issue(supervisor, gone)).status_code == 404


async def test_of_three_who_issue_at_once_one_wins_and_what_comes_late_is_a_correction(
    desk: Desk, clock: Hands, store: Database
) -> None:
    """The others are told; a correction names what changed and leaves the old one as it was."""
    clock.now = JULY
    async with client_of(desk) as client:
        supervisor = await api_of(client, "supervisor")
        drafts = [await drafted(supervisor) for _ in range(3)]
        answers = await asyncio.gather(*(issue(supervisor, one) for one in drafts))
        assert sorted(one.status_code for one in answers) == [201, 409, 409]
        codes = {one.json()["code"] for one in answers if one.is_error}
        assert codes == {"issued_meanwhile"}
        (first,) = (one.json() for one in answers if not one.is_error)
        # To another audience the same period has a report of its own.
        ministry = await drafted(supervisor, audience="ministry")
        assert (await issue(supervisor, ministry)).status_code == 201
        late = [visited(HOME, at(2026, 6, 30, 23)), visited(PORTAL, JULY)]
        await VerdictStore(store, 400).keep_visits(late)
        again = await drafted(supervisor)
        assert again["corrects"] == first["issue"]["report_id"]
        second = await _corrected(supervisor, again)
        assert (second["ordinal"], second["corrects"]) == (2, first["issue"]["report_id"])
        changes = {
            one["key"]: (one["old"]["value"], one["new"]["value"]) for one in second["changes"]
        }
        assert changes["visits.aggregator.made"] == (0, 1)
        assert changes["pages.total.captured"] == (0, 3)
        assert changes["series:visits_made:2026-06-01"] == (0, 1)
        old = (await supervisor.ask("GET", f"/reports/{first['issue']['report_id']}")).json()
        assert old == first | {"corrected_by": second["report_id"]}
    issued = IssuedReports(store)
    chained = [await issued.get(one.issue.report_id) for one in await issued.newest(10, 0)]
    assert len(chained) == 3
    assert all(one and one.event.digest == chain_digest(one.event) for one in chained)


async def _corrected(api: Api, draft: dict[str, Any]) -> dict[str, Any]:
    """Issues a correction, which has to say why."""
    for reason in (None, " \n", "x" * 2001):
        assert (await issue(api, draft, reason)).status_code == 422, reason
    assert (await issue(api, draft)).json()["field"] == "reason"
    issued: dict[str, Any] = (await issue(api, draft, " Nhật ký về muộn. ")).json()["issue"]
    assert issued["reason"] == "Nhật ký về muộn."
    assert await _says(api, issued["report_id"], "Nhật ký về muộn.")
    return issued


async def _says(api: Api, report: str, reason: str) -> bool:
    """Whether the list of reports and a report's workbook give the reason of its correction."""
    lines = (await api.ask("GET", "/reports")).json()["items"]
    listed = {one["report_id"]: one["reason"] for one in lines}
    file = (await api.raw("GET", f"/api/v1/reports/{report}.xlsx?lang=vi")).content
    (cover, *_) = load_workbook(BytesIO(file)).worksheets
    printed = [row[0].value for row in cover.iter_rows()]
    said = f"Lý do đính chính, theo lời người phát hành: {reason}"
    return listed == {**dict.fromkeys(listed), report: reason} and said in printed


async def test_the_list_behind_a_figure(desk: Desk, clock: Hands) -> None:
    """By pages, to the figure's own number; of a total row as of its rows, of a report for good."""
    clock.now = JULY
    async with client_of(desk) as client:
        viewer, supervisor = await api_of(client, "viewer"), await api_of(client, "supervisor")
        draft = await drafted(supervisor)
        report_id = (await issue(supervisor, draft)).json()["issue"]["report_id"]
        items, after, pages = [], "", 0
        while True:
            path = f"/reports/{report_id}/figures/cases_moved.total.opened/items?limit=2{after}"
            page = (await viewer.ask("GET", path)).json()
            items += page["items"]
            pages += 1
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        assert (len({one["case_id"] for one in items}), pages) == (5, 3)
        assert {one["site_name"] for one in items} == {"Tin Hoa Mới", "Cổng thông tin xã Bình Mẫu"}
        of_draft = f"/reports/{draft['draft_id']}/figures/suspicions.harmful_content.new/items"
        found = (await viewer.ask("GET", of_draft)).json()["items"]
        assert [one["count"] for one in found] == [2]
        sites = f"/reports/{report_id}/figures/sites_status.reference.none/items"
        (press,) = (await viewer.ask("GET", sites)).json()["items"]
        assert (press["case_id"], press["site_class"]) == (None, "reference")
        for path, status in (
            (f"/reports/{report_id}/figures/no.such.figure/items", 404),
            (f"/reports/{visit_id(site_id(HOME), JULY)}/figures/visits.total.made/items", 404),
            (f"{sites}?after=x", 422),
            (f"{sites}?after=9.9.9", 200),
        ):
            assert (await viewer.ask("GET", path)).status_code == status, path


async def test_a_long_count_is_a_job_and_the_command_waits_for_it(
    desk: Desk, clock: Hands, store: Database, tmp_path: Path
) -> None:
    """Where there is much to read the answer comes at once; the command follows it to the end."""
    many = reports_desk.AT_ONCE // 2 + 50
    visits = [visited(HOME, SEEDED - timedelta(hours=n)) for n in range(many)]
    visits += [visited(PORTAL, SEEDED - timedelta(hours=n), captured=0) for n in range(many)]
    await VerdictStore(store, 4000).keep_visits(visits)
    clock.now = JULY
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        answer = await officer.ask("POST", "/report-drafts", json={"period": "2026-H1"})
        assert (answer.status_code, answer.json()["kind"]) == (202, "report")
        assert answer.headers["location"] == f"/api/v1/jobs/{answer.json()['job_id']}"
    async with serve(desk.web) as address:
        run = run_file(tmp_path, address)
        draft = json.loads((await run("draft", "2026-h1", "--json")).stdout)
        assert value(draft["report"], "visits.aggregator.made") == many
        assert value(draft["report"], "visits.state_portal.failed") == many
        assert value(draft["report"], "sites_visited.state_portal.not_visited") == 1
        issued = await run("issue", draft["draft_id"])
        assert (issued.exit_code, draft["digest"] in issued.stdout) == (0, True), issued.stderr
        (line,) = json.loads((await run("list", "--json")).stdout)["items"]
        shown = await run("show", line["report_id"])
        assert all(words in shown.stdout for words in ("Cơ quan quản lý", "Visits (visits)"))
        key = "visits.total.failed"
        behind = await run("show", line["report_id"], "--figure", key, "--json")
        assert [one["count"] for one in json.loads(behind.stdout)["items"]] == [many]
        taken = await run("download", line["report_id"], "-o", str(tmp_path / "a.xlsx"))
        assert (taken.exit_code, (tmp_path / "a.xlsx").read_bytes()[:2]) == (0, b"PK")
        again = await run("issue", "2026-H1")
        assert (again.exit_code, "nothing to correct" in again.stderr) == (2, True)
        for wrong in (("draft", "2026-H3"), ("issue", "x"), ("show", draft["digest"])):
            assert (await run(*wrong)).exit_code == 2, wrong


def run_file(folder: Path, address: str) -> Callable[..., Awaitable[Result]]:
    """What runs `minhbach report …` against a service as a local run's file names it."""
    roles: tuple[Role, ...] = ("officer", "supervisor")
    accounts = {role: {"user": role, "password": PASSWORDS[role]} for role in roles}
    said = json.dumps({"api": f"{address}/api/v1", "accounts": accounts})
    (folder / "run.json").write_text(said)

    async def run(*arguments: str) -> Result:
        command = ["report", *arguments, "--data", str(folder)]
        return await asyncio.to_thread(CliRunner().invoke, app, command)

    return run
