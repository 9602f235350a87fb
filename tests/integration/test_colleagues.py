"""Whose a case is: by name to the agency's own people, by seal everywhere else."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from minhbach_case.domain.commands import Actor, Assign, Dismiss, Review
from minhbach_case.main import Parts
from minhbach_case.queueing import QueueFilters
from minhbach_case.views import CaseFilters, PageRequest
from minhbach_case.web.accounts import AccountEntry
from minhbach_shared.ids import case_id, site_id
from minhbach_shared.store import connect, database
from minhbach_shared.vocabulary import Role
from tests.support.clients import Api, api_of, client_of, log_in, seal_in
from tests.support.seeds import (
    HOME,
    OFFICER,
    PORTAL,
    Desk,
    database_of,
    licence,
    open_desk,
    seed,
    settings_of,
    suspected,
)
from tests.support.stack import RunningStack

ROW = r'<a class="row-link" href="/cases/([0-9a-f-]{36})'
GONE = "Tài khoản không còn"
PASSWORD = "a password of the tests"


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A desk with a case of each kind, and one officer more: lan."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await opened.accounts.install({"officer": AccountEntry(user="lan", password=PASSWORD)})
        await seed(opened)
        yield opened


async def rows(client: httpx.AsyncClient, query: str) -> list[UUID]:
    """The cases on a page of the queue."""
    page = await client.get(f"/?{query}")
    assert page.status_code == 200, page.text
    return [UUID(case) for case in re.findall(ROW, page.text)]


async def assignee(desk: Desk, case: UUID) -> str | None:
    """The seal of who works on a case."""
    return (await desk.cases.get(case, PageRequest())).summary.assignee


async def every(desk: Desk) -> list[UUID]:
    """All cases."""
    return [c.case_id for c in (await desk.cases.list(CaseFilters(), PageRequest())).items]


async def folded(stack: RunningStack, name: str) -> None:
    """Brings the register's list and the lanes of its cases up to date, as the relay does."""
    client = connect(stack.mongodb)
    try:
        parts = Parts(settings_of(stack.mongodb, name, 0), database(client, name))
        await parts.fold_sites([site_id(HOME), site_id(PORTAL)])
    finally:
        await client.close()


async def given(api: Api, case: UUID, to: str | None) -> httpx.Response:
    """Assigns a case over the API, from its last step."""
    seen = (await api.ask("GET", f"/cases/{case}")).json()["summary"]["sequence"]
    return await api.act(case, seen, act="assign", to=to)


async def test_staff_read_names_and_an_operator_none(desk: Desk) -> None:
    """In the queue and on the page; an account that is no more is said to be gone."""
    theirs, gone = await desk.only("licence"), await desk.only("disclosure")
    await desk.cases.act(theirs, Assign("lan"), OFFICER, None)
    await desk.cases.act(gone, Assign("người cũ"), OFFICER, None)
    seal = desk.cases.seal("lan")
    for role in ("supervisor", "viewer", "operator"):
        async with client_of(desk) as client:
            await log_in(client, role)
            queue, page = await client.get("/?state=all"), await client.get(f"/cases/{theirs}")
            told = role != "operator"
            assert ('data-label="Người phụ trách">lan<' in queue.text) is told
            assert (GONE in queue.text) is told
            assert ("<dd>lan</dd>" in page.text) is told
            assert (GONE in (await client.get(f"/cases/{gone}")).text) is told
            assert (seal in queue.text) is told
            assert "lan" not in re.findall(r'href="([^"]*)"', queue.text)
            if not told:
                # Nor is it told by what it may ask for.
                assert 'name="who"' not in queue.text
                asked = await rows(client, f"who={seal}")
                assert asked == await rows(client, "who=nobody") == await rows(client, "")


async def test_the_queue_of_a_colleague_is_shared_by_seal(desk: Desk) -> None:
    """Filtered by a colleague, by one that is gone, and by oneself; a name in it is no filter."""
    one, other = await desk.only("licence"), await desk.only("disclosure")
    await desk.cases.act(one, Assign("lan"), OFFICER, None)
    await desk.cases.act(other, Assign("supervisor"), OFFICER, None)
    async with client_of(desk) as client:
        await log_in(client, "supervisor")
        lan, own = desk.cases.seal("lan"), desk.cases.seal("supervisor")
        assert await rows(client, f"who={lan}") == [one]
        page = (await client.get(f"/?who={lan}")).text
        assert f'<option value="{lan}" selected>lan</option>' in page
        assert await rows(client, f"who={own}") == await rows(client, "who=me") == [other]
        assert '<option value="me" selected>' in (await client.get(f"/?who={own}")).text
        assert await rows(client, "who=" + "0" * 64) == []
        assert f"selected>{GONE}<" in (await client.get("/?who=" + "0" * 64)).text
        assert len(await rows(client, "who=lan")) == len(await every(desk))


async def test_a_case_is_given_to_who_can_work_on_one(desk: Desk) -> None:
    """An officer or a supervisor, by name or seal; nobody else, and in words that say so."""
    case = await desk.only("licence")
    await desk.accounts.install({"officer": AccountEntry(user="hùng", password=PASSWORD)})
    await desk.accounts.disable("hùng")
    async with client_of(desk) as client:
        api = await api_of(client, "officer")
        for to in ("ai đó", "hùng", "viewer", "operator", "", "0" * 64):
            refused = await given(api, case, to)
            assert refused.status_code == 422, to
            assert (refused.json()["code"], refused.json()["field"]) == ("cannot_work", "to")
        assert await assignee(desk, case) is None
        for to in ("lan", desk.cases.seal("supervisor")):
            assert (await given(api, case, to)).status_code == 200
        assert await assignee(desk, case) == desk.cases.seal("supervisor")
        assert (await given(api, case, None)).status_code == 200
        assert await assignee(desk, case) is None
        # Whoever may not assign learns of no account either.
        operator = await api_of(client, "operator")
        assert {(await given(operator, case, to)).status_code for to in ("lan", "ai đó")} == {403}


async def test_the_form_of_a_case_offers_colleagues(desk: Desk) -> None:
    """A choice of those who can work on it; one who cannot any more is refused at the field."""
    case = await desk.only("licence")
    lan = desk.cases.seal("lan")
    async with client_of(desk) as client:
        await log_in(client, "officer")
        page = (await client.get(f"/cases/{case}")).text
        (offered,) = re.findall(r'<select id="assign-to_whom".*?</select>', page, re.DOTALL)
        values = re.findall(r'<option value="([^"]+)"', offered)
        assert values == ["me", "nobody", lan, desk.cases.seal("supervisor")]
        form = {"csrf": seal_in(page), "act": "assign", "to_whom": lan}
        await desk.accounts.disable("lan")
        refused = await client.post(f"/cases/{case}/acts", data=form | {"seen": "1"})
        assert refused.status_code == 422
        assert "đã bị khóa" in refused.text
        assert 'id="fault-assign-to_whom"' in refused.text
        form |= {"to_whom": desk.cases.seal("supervisor"), "seen": "1"}
        assert (await client.post(f"/cases/{case}/acts", data=form)).status_code == 303
    assert await assignee(desk, case) == desk.cases.seal("supervisor")


async def test_picked_cases_are_given_from_the_list(desk: Desk) -> None:
    """Each an act of its own with its own result: the ended one is told, the others are given."""
    ended = await desk.only("disclosure")
    async with client_of(desk) as client:
        await log_in(client, "supervisor")
        page = (await client.get("/")).text
        picked = re.findall(r'name="case" value="([^"]+)"', page)
        assert len(picked) == len(await every(desk)) > 2
        for act in (Review(), Dismiss("Đã sửa.")):
            await desk.cases.act(ended, act, OFFICER, None)
        form = {"csrf": seal_in(page), "case": picked, "queue": "sort=moved"}
        for to in ("", "ai đó", "0" * 64):
            refused = await client.post("/queue/assign", data=form | {"to_whom": to})
            assert refused.text.count("đã bị khóa") == len(picked), to
        lan = desk.cases.seal("lan")
        done = await client.post("/queue/assign", data=form | {"to_whom": lan})
        assert f"của {len(picked) - 1} vụ việc" in done.text
        assert "1 vụ việc chưa thực hiện được" in done.text
        assert "Người khác đã thao tác" in done.text
        assert 'href="/?sort=moved"' in done.text
        none = await client.post("/queue/assign", data={"csrf": form["csrf"], "to_whom": "me"})
        assert "Chưa chọn vụ việc nào" in none.text
    theirs = {case for case in await every(desk) if await assignee(desk, case) == lan}
    assert theirs == set(await every(desk)) - {ended}
    view = await desk.cases.get(min(theirs), PageRequest())
    assert [step.user for step in view.steps if step.type == "assigned"] == ["supervisor"]


async def test_other_roles_assign_nothing(desk: Desk) -> None:
    """Neither offered to them nor taken from them."""
    case = await desk.only("licence")
    roles: tuple[Role, ...] = ("viewer", "auditor", "administrator", "operator")
    for role in roles:
        async with client_of(desk) as client:
            await log_in(client, role)
            page = (await client.get("/")).text
            assert "/queue/assign" not in page
            form = {"csrf": seal_in(page), "case": f"{case}:1", "to_whom": "me"}
            assert (await client.post("/queue/assign", data=form)).status_code == 403
    assert await assignee(desk, case) is None


async def test_the_api_lists_as_the_queue_does(
    stack: RunningStack, request: pytest.FixtureRequest, desk: Desk
) -> None:
    """Whose, which class, what words, which states, which order; other words are refused."""
    name = database_of(request.node.nodeid)
    await folded(stack, name)
    case, lan = await desk.only("licence"), Actor("lan", "officer")
    await desk.cases.act(case, Assign("lan"), lan, None)
    seal = desk.cases.seal("lan")
    asked: list[tuple[str, QueueFilters]] = [
        ("sort=due", QueueFilters()),
        (f"assignee={seal}&sort=due", QueueFilters(assignee=seal)),
        ("assignee=nobody&sort=moved", QueueFilters(assignee="nobody", order="moved")),
        ("class=state_portal", QueueFilters(site_class="state_portal", order="opened")),
        ("q=binh+mau&sort=due", QueueFilters(text="Bình Mẫu")),
        ("clock=overrun", QueueFilters(clock="overrun")),
        ("state=open&state=closed", QueueFilters(state="open", order="opened")),
    ]
    async with client_of(desk) as client:
        api = await api_of(client, "officer")
        for query, filters in asked:
            listed = (await api.ask("GET", f"/cases?{query}")).json()
            page = await desk.cases.queue.page(filters, PageRequest())
            wanted = [str(line.summary.case_id) for line in page.lines]
            assert [item["case_id"] for item in listed["items"]] == wanted, query
            assert wanted or filters.clock, query
        assert (await api.ask("GET", "/cases?assignee=me")).json()["items"] == []
        for wrong in ("assignee=lan", "class=reference2", "clock=never", "sort=name", "limit=0"):
            assert (await api.ask("GET", f"/cases?{wrong}")).status_code == 422, wrong
        document = (await client.get("/openapi.json")).json()
        described = document["paths"]["/api/v1/cases"]["get"]["parameters"]
        assert {one["name"] for one in described} >= {"state", "class", "assignee", "clock", "q"}
        operator = await api_of(client, "operator")
        own = (await operator.ask("GET", "/cases")).json()
        assert (await operator.ask("GET", f"/cases?assignee={seal}")).json() == own
        assert {item["site_id"] for item in own["items"]} == {str(site_id(HOME))}


async def test_a_case_leads_to_the_one_behind_it(desk: Desk) -> None:
    """Once a case gathers no more, what is found next is a case of its own: linked both ways."""
    first = await desk.only("licence")
    following = case_id(site_id(HOME), "licence", 2)
    for act in (Review(), Dismiss("Đã gia hạn.")):
        await desk.cases.act(first, act, OFFICER, None)
    assert (await desk.cases.get(first, PageRequest())).next_case is None
    again = suspected("licence.valid", HOME + "lien-he.html", licence(), visit="second")
    await desk.gatherer.gather([again])
    async with client_of(desk) as client:
        await log_in(client, "officer")
        await client.get("/")
        page = (await client.get(f"/cases/{first}")).text
        assert f'<a href="/cases/{following}">Xem vụ việc sau' in page
        behind = (await client.get(f"/cases/{following}")).text
        assert f'<a href="/cases/{first}">' in behind
        assert "Xem vụ việc sau" not in behind
