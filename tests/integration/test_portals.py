"""State portals over the real store: the same score at the API, in the console, in the files."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from minhbach_case.domain.commands import Actor, Decide, Notify, Propose, RecordReply, Review
from minhbach_case.storage.verdicts import VerdictStore
from minhbach_case.views import CaseFilters, PageRequest
from minhbach_shared.store import connect, database
from tests.support.clients import Api, api_of, client_of, ended, log_in, seal_in
from tests.support.portals import (
    Portal,
    home_seen,
    item_seen,
    page_seen,
    register_of,
    seen,
    visit_of,
)
from tests.support.seeds import OFFICER, Desk, database_of, open_desk, spam, suspected
from tests.support.stack import RunningStack

GOOD = Portal("Cổng huyện Ỷ Ỡ", "UBND huyện Ỷ Ỡ")
DECIDED = Portal("=HYPERLINK(1) Cổng xã Đường", "UBND xã Đường")
UNSEEN = Portal("Cổng phường Ẩn", "UBND phường Ẩn")
MOVED = Portal("Cổng xã Thạnh", "UBND xã Thạnh")
FORMER = Portal("Cổng ban quản lý Cũ", "Ban quản lý Cũ")
TODAY = date(2026, 11, 22)
SUPERVISOR = Actor(user="supervisor", role="supervisor")
PATH = "thu-vien/?id=77"


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time that it shows."""
        return self.now


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """Four portals: one well, one with a decided breach, one unseen, one that changed hands.

    A fifth is none since 1 September.
    """
    name, watch = database_of(request.node.nodeid), Watch()
    client = connect(stack.mongodb)
    async with open_desk(stack.mongodb, name, clock=watch) as opened:
        await opened.register.import_file(
            "a.csv", register_of(GOOD, DECIDED, UNSEEN, MOVED, FORMER), OFFICER
        )
        watch.now = datetime(2026, 9, 1, 3, tzinfo=UTC)
        moved = register_of(Portal(MOVED.name, "UBND xã Thạnh Mới")).replace(
            Portal(MOVED.name, "").home.encode(), MOVED.home.encode()
        )
        await opened.register.import_file("b.csv", moved, OFFICER)
        former = register_of(FORMER).replace(b",state_portal,", b",reference,")
        await opened.register.import_file("c.csv", former, OFFICER)
        watch.now = datetime(2026, 11, 22, 3, tzinfo=UTC)
        await _fill(opened, VerdictStore(database(client, name), 400))
        yield opened
    await client.close()


async def _fill(desk: Desk, verdicts: VerdictStore) -> None:
    records, visits = [], []
    for portal in (GOOD, DECIDED, MOVED):
        for month in (7, 8, 9, 10):
            day = date(2026, month, 10)
            records += [page_seen(portal, f"trang-{n}.html", day) for n in range(4)]
            # Before the new office the home page said nothing: that is not its fault.
            early = portal is MOVED and month < 9
            records.append(home_seen(portal, day, "breach" if early else "pass"))
            visits.append(visit_of(portal, day, day - timedelta(days=3)))
        records += [item_seen(portal, date(2026, 9, day), "inconclusive") for day in (3, 4, 7)]
    again = [*reversed(records), *records]
    await desk.outgoing.portals.store.keep(again)
    await verdicts.keep_visits(visits)


async def _decide(desk: Desk) -> None:
    """People decide that one page of a portal promotes what may not be; the next is suspected."""
    suspicion = suspected("spam.gambling", DECIDED.home + PATH, spam(), home=DECIDED.home)
    await desk.gatherer.gather([suspicion])
    found = seen(DECIDED, PATH, date(2026, 11, 20), {"spam.gambling": "breach"})
    known = {"capture": suspicion.capture}
    open_one = seen(GOOD, PATH, date(2026, 11, 20), {"spam.gambling": "breach"})
    await desk.outgoing.portals.store.keep([found.model_copy(update=known), open_one])
    (case,) = (await desk.cases.list(CaseFilters(), PageRequest())).items
    for command, actor in (
        (Review(), OFFICER),
        (Notify(TODAY, "post", citation_confirmed=True), OFFICER),
        (RecordReply(TODAY, "Đã gỡ."), OFFICER),
        (Propose("confirmed", "Rõ."), OFFICER),
        (Decide("Đồng ý."), SUPERVISOR),
    ):
        await desk.cases.act(case.case_id, command, actor, None)


async def _file(api: Api, form: str) -> bytes:
    job = (await api.ask("POST", "/portal-rankings", json={"form": form})).json()
    job = await ended(api, job["job_id"])
    assert job["state"] == "done", job
    return (await api.ask("GET", f"/jobs/{job['job_id']}/file")).content


def _criterion(score: dict[str, Any], name: str) -> dict[str, Any]:
    return next(line for line in score["criteria"] if line["criterion"] == name)


async def _opens_to_its_captures(api: Api, decided: dict[str, Any]) -> None:
    one = (await api.ask("GET", f"/portals/{DECIDED.site}?period=2026-H2")).json()["score"]
    assert all(one[name] == decided[name] for name in one)
    path = f"/portals/{DECIDED.site}/evidence?period=2026-H2&criterion=clean"
    pieces = (await api.ask("GET", path)).json()["items"]
    (unmet,) = [piece for piece in pieces if piece["standing"] == "unmet"]
    assert unmet["address"] == DECIDED.home + PATH
    assert len(unmet["digest"]) == 64


async def _console_says(client: httpx.AsyncClient, good: dict[str, Any]) -> None:
    await log_in(client, "viewer")
    page = (await client.get("/portals?period=2026-H2")).text
    assert f"{good['points']:.1f}".replace(".", ",") in page
    assert "Đứng riêng" in page
    assert 'value="pdf"' not in page
    client.cookies.clear()
    await log_in(client, "officer")
    page = (await client.get("/portals?period=2026-H2")).text
    form = {"csrf": seal_in(page), "form": "pdf", "period": "2026-H2"}
    answer = await client.post("/portals", data=form)
    assert answer.headers["location"].startswith("/jobs/")


async def test_a_score_is_the_same_wherever_it_is_asked_for(desk: Desk) -> None:
    """Ranking, one portal, its evidence, the console and the workbook say the same."""
    await _decide(desk)
    async with client_of(desk) as client:
        api = await api_of(client, "viewer")
        ranking = (await api.ask("GET", "/portals", params={"period": "2026-H2"})).json()
        by_name = {one["name"]: one for one in (*ranking["ranked"], *ranking["apart"])}
        good, decided, moved = (by_name[p.name] for p in (GOOD, DECIDED, MOVED))
        # A suspicion that nobody decided takes no points; a decision takes them.
        assert _criterion(good, "clean")["points"] == 100
        assert _criterion(good, "clean")["suspected"] == 1
        assert _criterion(decided, "clean")["unmet"] == 1
        assert decided["points"] < good["points"]
        # No limit of the law was verified: neither zero nor full.
        assert _criterion(good, "in_time")["points"] is None
        assert (good["known"], good["lower"] < 70 < good["upper"]) == (0.7, True)
        # Another office took over on 1 September: what was before is not counted against it.
        assert (moved["since"], moved["first"]) == ("handed_over", "2026-09-01")
        assert _criterion(moved, "home_page")["met"] == 2
        assert [one["name"] for one in ranking["apart"]] == [UNSEEN.name]
        await _opens_to_its_captures(api, decided)
        officer = await api_of(client, "officer")
        sheet = load_workbook(BytesIO(await _file(officer, "xlsx")), data_only=True).worksheets[0]
        rows = {row[1]: row for row in sheet.iter_rows(min_row=6, values_only=True)}
        assert {name: row[4] for name, row in rows.items() if name != UNSEEN.name} == {
            name: one["points"] for name, one in by_name.items() if one["points"] is not None
        }
        assert (await _file(officer, "pdf")).startswith(b"%PDF-")
        await _console_says(client, good)


async def test_a_portals_year_and_who_may_see_it(desk: Desk) -> None:
    """366 or 365 marks a kind; nothing is said of days that no visit reached; no other's portal."""
    async with client_of(desk) as client:
        api = await api_of(client, "officer")
        path = f"/portals/{GOOD.site}/freshness"
        year = (await api.ask("GET", path, params={"year": 2026})).json()
        documents = next(kind for kind in year["kinds"] if kind["kind"] == "legal_document")
        assert (len(documents["marks"]), documents["items"]) == (365, 3)
        days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
        marks = dict(zip(days, documents["marks"], strict=True))
        assert marks[date(2026, 9, 3)] == "unclear"
        assert marks[date(2026, 9, 5)] == "none_seen"
        assert marks[date(2026, 12, 1)] == "not_watched"
        ended = (await api.ask("GET", "/portals", params={"period": "2026-H1"})).json()
        # A portal then, whatever the register calls the site since.
        assert FORMER.name in {one["name"] for one in ended["apart"]}
        assert len(ended["apart"]) == 5
        leap = (await api.ask("GET", path, params={"year": 2028})).json()
        assert {len(kind["marks"]) for kind in leap["kinds"]} == {366}
        await log_in(client, "officer")
        page = (await client.get(f"/sites/{GOOD.site}")).text
        assert "Đăng tin theo từng loại trong năm 2026" in page
        assert (await client.get(f"/portals/{GOOD.site}?period=2025")).status_code == 200
        assert (await client.get(f"/portals/{GOOD.site}?period=nothing")).status_code == 404
        operator = await api_of(client, "operator")
        assert (await operator.ask("GET", "/portals")).status_code == 403
        assert (await operator.ask("GET", f"/portals/{GOOD.site}")).status_code == 404
