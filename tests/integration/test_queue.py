"""The queue over the real store: what it shows, in which order, and what it asks for."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from pymongo import monitoring

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.commands import Actor, Assign, Review
from minhbach_case.domain.queueing import ORDERS, SOON, due_at, number_of
from minhbach_case.main import Parts
from minhbach_case.queueing import QueueFilters
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.case_folds import CASES
from minhbach_case.views import PageRequest
from minhbach_case.web.accounts import ACCOUNTS
from minhbach_shared.clock import utc_now
from minhbach_shared.ids import case_id
from minhbach_shared.store import Database, connect, database
from minhbach_shared.vocabulary import Role
from tests.support.clients import client_of, log_in, seal_in
from tests.support.counting import QueryWatch, scans
from tests.support.ledger import store_all
from tests.support.many_cases import many_cases, register_of, sites
from tests.support.seeds import OFFICER, PASSWORDS, Desk, open_desk, settings_of
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of, suspected

STORE = "desk_queue"
COUNT = 160
SITES = sites(24)
WATCH = QueryWatch()
ROW = r'<a class="row-link" href="/cases/([0-9a-f-]{36})\?([^"]*)"'


@pytest.fixture(scope="module")
def watch() -> QueryWatch:
    """What is asked of the store, where a test counts it."""
    monitoring.register(WATCH)
    return WATCH


@pytest.fixture
async def desk(stack: RunningStack, watch: QueryWatch) -> AsyncIterator[Desk]:
    """A desk with many cases: written once, the tests of this file share them."""
    assert watch is WATCH  # before the client is made
    async with open_desk(stack.mongodb, STORE) as opened, store_of(stack) as store:
        if await store[CASES].find_one({}) is None:
            parts = Parts(settings_of(stack.mongodb, STORE, 0), store)
            await opened.register.import_file("sites.csv", register_of(SITES), OFFICER)
            await parts.fold_sites([site.id for site in SITES])
            await store_all(parts, many_cases(COUNT, SITES, utc_now()))
        yield opened


@asynccontextmanager
async def store_of(stack: RunningStack) -> AsyncIterator[Database]:
    """The desk's database, through a client of the test's own."""
    client = connect(stack.mongodb)
    try:
        yield database(client, STORE)
    finally:
        await client.close()


async def shown(client: httpx.AsyncClient, query: str = "") -> list[UUID]:
    """The cases on a page of the queue, in its order."""
    page = await client.get(f"/?{query}")
    assert page.status_code == 200, page.text
    return [UUID(case) for case, _ in re.findall(ROW, page.text)]


async def every(desk: Desk, filters: QueueFilters) -> list[UUID]:
    """All cases of a queue, page after page."""
    found: list[UUID] = []
    after = None
    while True:
        page = await desk.cases.queue.page(filters, PageRequest(limit=30, after=after))
        found += [line.summary.case_id for line in page.lines]
        if page.next is None:
            return found
        after = page.next


async def stored(stack: RunningStack) -> list[CaseFold]:
    """Every case as it is folded."""
    async with store_of(stack) as store:
        return [CaseFold.model_validate(f["fold"]) async for f in store[CASES].find({})]


async def test_every_choice_of_filters_is_exact(desk: Desk, stack: RunningStack) -> None:
    """Each filter, and several at once, give what a look at every case gives; none twice."""
    cases = await stored(stack)
    classes = {site.id: site.site_class for site in SITES}
    lan = desk.cases.seal("lan")
    asked: list[tuple[QueueFilters, Callable[[CaseFold], bool]]] = [
        (QueueFilters(), bool),
        (QueueFilters(state="open"), lambda c: not c.ended),
        (QueueFilters(state="dismissed"), lambda c: c.state == "dismissed"),
        (QueueFilters(kind="licence"), lambda c: c.kind == "licence"),
        (
            QueueFilters(state="open", site_class="state_portal"),
            lambda c: not c.ended and classes[c.site_id] == "state_portal",
        ),
        (QueueFilters(assignee=lan), lambda c: c.assignee == lan),
        (
            QueueFilters(state="suspected", kind="disclosure", assignee="nobody"),
            lambda c: c.state == "suspected" and c.kind == "disclosure" and c.assignee is None,
        ),
        (
            QueueFilters(site_id=SITES[3].id, kind="disclosure"),
            lambda c: c.site_id == SITES[3].id and c.kind == "disclosure",
        ),
    ]
    for filters, fits in asked:
        wanted = {case.case_id for case in cases if fits(case)}
        for order in ORDERS:
            found = await every(desk, filters.model_copy(update={"order": order}))
            assert len(found) == len(wanted), filters
            assert set(found) == wanted, filters


async def test_orders_and_clocks(desk: Desk, stack: RunningStack) -> None:
    """Soonest due first, cases without a limit last; overdue and due soon are parts of it."""
    cases = {case.case_id: case for case in await stored(stack)}
    never = utc_now() + timedelta(days=9999)
    found = [due_at(cases[case]) or never for case in await every(desk, QueueFilters())]
    assert found == sorted(found)
    moved = [cases[case].updated_at for case in await every(desk, QueueFilters(order="moved"))]
    assert moved == sorted(moved, reverse=True)
    now = utc_now()
    due = {case: at for case in cases if (at := due_at(cases[case]))}
    late = await every(desk, QueueFilters(clock="overrun"))
    assert set(late) == {case for case, at in due.items() if at < now}
    soon = await every(desk, QueueFilters(clock="soon"))
    assert set(soon) == {case for case, at in due.items() if now <= at < now + SOON}
    assert late


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Bình Mẫu", "Bình Mẫu"),
        ("binh mau", "Bình Mẫu"),
        ("BINH  MAU", "Bình Mẫu"),
        ("đại điền", "Đại Điền"),
        ("dai dien", "Đại Điền"),
        ("trang-7.example", "Đồng Khởi"),
        ("Bĩnh Mẫu", "Bình Mẫu"),
        ("không có trang này", ""),
    ],
)
async def test_sites_are_found_with_diacritics_and_without(
    desk: Desk, stack: RunningStack, text: str, fits: str
) -> None:
    """By any words of a name or host, from the beginning of a word on."""
    cases = await stored(stack)
    if text == "trang-7.example":
        wanted = {case.case_id for case in cases if case.site_id == SITES[7].id}
    else:
        wanted = {case.case_id for case in cases if fits and fits in case.site_name}
    assert set(await every(desk, QueueFilters(text=text))) == wanted
    assert bool(wanted) == bool(fits)


async def test_a_case_is_found_by_its_number(desk: Desk, stack: RunningStack) -> None:
    """The number on the list, in either case, and the whole id."""
    case = (await stored(stack))[5].case_id
    for text in (number_of(case), number_of(case).lower(), f"#{number_of(case)}", str(case)):
        assert case in await every(desk, QueueFilters(text=text))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=all",
        "state=suspected&kind=disclosure&who=nobody&sort=moved",
        "class=state_portal&who=me&sort=opened",
        "clock=overrun",
        f"who={'a' * 64}",
        "q=binh+mau",
        "q=binh+mau&kind=disclosure&state=suspected",
    ],
)
async def test_a_page_of_the_queue_asks_little(
    desk: Desk, stack: RunningStack, watch: QueryWatch, query: str
) -> None:
    """At most six commands, each by an index; no case is fetched that is not shown, but one."""
    async with client_of(desk) as client, store_of(stack) as store:
        await log_in(client, "officer")
        with watch.counting() as first:
            await shown(client, query)
        # Who the assignees are is asked for once in a while, all of them at once.
        assert first.documents(ACCOUNTS) <= 1 + len(PASSWORDS)
        with watch.counting() as asked:
            cases = await shown(client, query)
        assert asked.commands <= 6, asked
        assert first.commands <= asked.commands + 1
        assert asked.documents(CASES) <= len(cases) + 1
        for read, _ in asked.reads:
            assert not await scans(store, read), read


async def test_a_page_of_a_case_asks_little(
    desk: Desk, stack: RunningStack, watch: QueryWatch
) -> None:
    """At most six questions, each by an index, however many findings and steps there are.

    No event is fetched that is not shown, but one that says whether there are more.
    """
    site = site_of("many findings")
    large = case_id(site, "harmful_content", 1)
    await desk.gatherer.gather([suspected(site, fault=f"page-{n:03}") for n in range(400)])
    await desk.gatherer.gather([suspected(site, fault="page-003", capture=2)])
    decided, dismissed = [
        (await every(desk, QueueFilters(state=state)))[-1] for state in ("closed", "dismissed")
    ]
    async with client_of(desk) as client, store_of(stack) as store:
        await log_in(client, "officer")
        for case, query in ((decided, ""), (dismissed, ""), (large, ""), (large, "?after=300")):
            await client.get(f"/cases/{case}{query}")
            with watch.counting() as asked:
                page = await client.get(f"/cases/{case}{query}")
            assert (len(asked.reads) <= 6, asked.writes) == (True, 1), asked
            shown = page.text.count('<details class="piece')
            assert shown == 20 or case != large
            steps = len((await desk.cases.get(case, PageRequest(limit=1))).steps)
            found = sum(n for read, n in asked.reads if read.get("find") == CASE_EVENTS)
            assert found <= shown + steps + 1, asked
            for read, _ in asked.reads:
                assert not await scans(store, read), read


async def test_next_follows_the_queue_to_its_end(desk: Desk) -> None:
    """From a case to the one behind it under the same filters, then back with a word of it."""
    async with client_of(desk) as client:
        await log_in(client, "officer")
        query = "state=under_review&kind=disclosure"
        cases = await shown(client, query)
        page = await client.get(f"/?{query}")
        address = f"/cases/{cases[0]}?{unescape(re.findall(ROW, page.text)[0][1])}"
        seen = [cases[0]]
        for _ in cases:
            said = parse_qs(urlsplit(address).query)
            to = await client.get("/queue/next", params={k: v[0] for k, v in said.items()})
            address = to.headers["location"]
            if address.startswith("/?"):
                break
            seen.append(UUID(urlsplit(address).path.rpartition("/")[2]))
        assert seen == cases
        assert "Đã đến cuối danh sách" in (await client.get(address)).text


async def test_an_open_list_is_told_of_moves(desk: Desk) -> None:
    """Nothing while nothing moves; a word once a case of this queue did, and of no other."""
    async with client_of(desk) as client:
        await log_in(client, "officer")
        since = utc_now().isoformat()
        case = (await every(desk, QueueFilters(state="suspected", kind="licence")))[0]
        ask = {"since": since, "kind": "licence", "state": "all"}
        assert (await client.get("/queue/moved", params=ask)).status_code == 204
        await desk.cases.act(case, Assign("lan"), Actor("lan", "officer"), None)
        told = await client.get("/queue/moved", params=ask)
        assert told.status_code == 200
        assert "1 vụ việc" in told.text
        assert (
            await client.get("/queue/moved", params=ask | {"kind": "disclosure"})
        ).status_code == 204


async def test_many_of_a_kind_are_dismissed_with_one_reason(desk: Desk) -> None:
    """Shown first; each an act of its own; what moved meanwhile is told, and the rest goes on."""
    filters = QueueFilters(state="suspected", kind="disclosure")
    before = await every(desk, filters)
    async with client_of(desk) as client:
        await log_in(client, "officer")
        page = await client.get("/?state=suspected&kind=disclosure")
        seal = seal_in(page.text)
        picked = re.findall(r'name="case" value="([^"]+)"', page.text)[:4]
        form = {"csrf": seal, "queue": "state=suspected&kind=disclosure", "case": picked}
        preview = await client.post("/queue/dismiss", data=form | {"which": "picked"})
        assert set(re.findall(r'name="case" value="([^"]+)"', preview.text)) == set(picked)
        assert await every(desk, filters) == before
        empty = await client.post("/queue/dismiss", data=form | {"step": "do", "reason": " "})
        assert empty.status_code == 422
        moved = UUID(picked[1].partition(":")[0])
        await desk.cases.act(moved, Review(), Actor("lan", "officer"), None)
        done = await client.post(
            "/queue/dismiss", data=form | {"step": "do", "reason": "Đã ghi nguồn."}
        )
        assert "Đã bác bỏ 3 vụ việc" in done.text
        assert "Người khác đã thao tác" in done.text
        again = await client.post(
            "/queue/dismiss", data=form | {"step": "do", "reason": "Đã ghi nguồn."}
        )
        assert again.status_code == 200
    gone = {UUID(word.partition(":")[0]) for word in picked}
    assert set(await every(desk, filters)) == set(before) - gone
    for case in gone - {moved}:
        view = await desk.cases.get(case, PageRequest())
        assert view.summary.state == "dismissed"
        assert [step.type for step in view.steps] == ["opened", "reviewed", "dismissed"]
    assert (await desk.cases.get(moved, PageRequest())).summary.state == "under_review"


async def test_kinds_are_not_mixed_and_other_roles_are_refused(desk: Desk) -> None:
    """One reason is for one kind; a supervisor's or viewer's form is turned away."""
    one = (await every(desk, QueueFilters(state="suspected", kind="licence")))[0]
    other = (await every(desk, QueueFilters(state="suspected", kind="disclosure")))[0]
    statuses: dict[Role, int] = {"officer": 422, "viewer": 403, "operator": 403}
    for role, status in statuses.items():
        async with client_of(desk) as client:
            await log_in(client, role)
            seal = seal_in((await client.get("/")).text)
            form = {"csrf": seal, "step": "do", "reason": "x", "case": [f"{one}:1", f"{other}:1"]}
            assert (await client.post("/queue/dismiss", data=form)).status_code == status
    assert (await desk.cases.get(one, PageRequest())).summary.state == "suspected"


async def test_counts_are_those_of_the_cases(desk: Desk, stack: RunningStack) -> None:
    """What stands at the top of the list was counted by itself, apart from any page."""
    cases = await stored(stack)
    counts = await desk.cases.queue.count()
    assert counts.by_state == Counter(case.state for case in cases)
    assert counts.open == sum(not case.ended for case in cases)
    now = utc_now()
    assert counts.overrun == sum((due_at(c) or now) < now for c in cases)
    async with client_of(desk) as client:
        await log_in(client, "officer")
        assert f"<strong>{counts.open}</strong>" in (await client.get("/")).text


async def test_lanes_follow_the_register(desk: Desk, stack: RunningStack) -> None:
    """A site's class that the register changes changes where its cases stand."""
    async with store_of(stack) as store:
        parts = Parts(settings_of(stack.mongodb, STORE, 0), store)
        site = SITES[0]
        await desk.register.import_file(
            "a.csv", register_of([replace(site, site_class="aggregator")]), OFFICER
        )
        await parts.fold_sites([site.id])
        found = await every(desk, QueueFilters(site_class="aggregator", text=site.name))
        assert len(found) == sum(c.site_id == site.id for c in await stored(stack))
        assert found
        await desk.register.import_file("a.csv", register_of([site]), OFFICER)
        await parts.fold_sites([site.id])
        assert not await every(desk, QueueFilters(site_class="aggregator", text=site.name))
