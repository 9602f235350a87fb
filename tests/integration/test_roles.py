"""Every route with every role, held against the table of who may ask for what."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final, get_args
from uuid import UUID

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from minhbach_case.domain.clocks import agency_day, last_day
from minhbach_case.web.roles import PUBLIC, RULES
from minhbach_shared.clock import utc_now
from minhbach_shared.ids import site_id
from minhbach_shared.vocabulary import Role
from tests.support.clients import api_of, client_of, log_in
from tests.support.seeds import HOME, PORTAL, Desk, database_of, open_desk, seed
from tests.support.stack import RunningStack

ROLES: Final[tuple[Role, ...]] = get_args(Role)


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        yield opened


def _places(desk: Desk) -> set[str]:
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(desk.web.routes)
        for method in (route.methods or set()) - {"HEAD"}
    }


def _asked(place: str, case: UUID, site: UUID) -> tuple[str, str]:
    method, _, path = place.partition(" ")
    named = {"case_id": case, "site_id": site, "sequence": 1, "which": "copy", "form": "csv"}
    # Whatever else a route names: a digest that is nobody's.
    return method, re.sub(r"\{(\w+)\}", lambda m: str(named.get(m[1], "0" * 64)), path)


async def test_every_route_lets_in_whom_the_table_names(desk: Desk) -> None:
    """With every role and with none; who is let in gets an answer, whoever is not gets nothing."""
    assert _places(desk) == RULES.keys() | PUBLIC
    case, site = await desk.only("licence"), site_id(HOME)
    for role in ROLES:
        async with client_of(desk) as client:
            bearer = (await api_of(client, role)).headers
            await log_in(client, role)
            for place, rule in RULES.items():
                method, path = _asked(place, case, site)
                headers = bearer if path.startswith("/api/") else {}
                answer = await client.request(method, path, headers=headers)
                if role in rule.roles:
                    assert not _shut(answer), (role, place, answer.status_code)
                else:
                    assert _forbidden(answer), (role, place, answer.status_code)
    async with client_of(desk) as client:
        for place in RULES:
            method, path = _asked(place, case, site)
            answer = await client.request(method, path)
            assert answer.status_code == (401 if path.startswith("/api/") else 303), place


def _shut(answer: httpx.Response) -> bool:
    # A form without its seal is refused as forged: whoever is told so was let in before.
    forged = "Biểu mẫu" in answer.text
    return answer.status_code == 401 or (answer.status_code == 403 and not forged)


def _forbidden(answer: httpx.Response) -> bool:
    return answer.status_code == 403


async def test_an_operator_gets_nothing_of_another_site(desk: Desk) -> None:
    """Each route that names a case or a site, asked for another's: as if there were none."""
    case, site = await desk.only("harmful_content"), site_id(PORTAL)
    async with client_of(desk) as client:
        api = await api_of(client, "operator")
        await log_in(client, "operator")
        for place, rule in RULES.items():
            about = "{case_id}" in place or "{site_id}" in place
            if not about or "operator" not in rule.roles:
                continue
            method, path = _asked(place, case, site)
            headers = api.headers if path.startswith("/api/") else {}
            body = {"seen_sequence": 1, "act": "reply", "text": "x"} if headers else None
            answer = await client.request(method, path, headers=headers, json=body)
            assert answer.status_code in (404, 403), (place, answer.status_code)
            assert "Bình Mẫu" not in answer.text, place
        for path in ("/", "/sites", "/api/v1/cases", "/api/v1/sites"):
            headers = api.headers if path.startswith("/api/") else {}
            assert "Bình Mẫu" not in (await client.get(path, headers=headers)).text, path


async def test_an_operator_is_told_of_its_own_clocks_alone(desk: Desk) -> None:
    """Not by when the agency has to act, in no list, place or order; by when it has to mend."""
    case, mend_by = await desk.only("licence"), agency_day(utc_now() + timedelta(days=200))
    async with client_of(desk) as client:
        officer, operator = await api_of(client, "officer"), await api_of(client, "operator")
        await log_in(client, "operator")
        staff = (await officer.ask("GET", f"/cases?site_id={site_id(HOME)}")).json()["items"]
        days = {one["due_at"][:10] for one in staff}
        for path in ("/api/v1/cases?sort=due&limit=1", "/?sort=due", f"/cases/{case}"):
            answer = await operator.raw("GET", path)
            assert answer.status_code == 200
            assert [day for day in days if day in answer.text] == [], path
        await officer.act(case, 1, act="review")
        notice = {"served_on": agency_day(utc_now()).isoformat(), "way": "post"}
        await officer.act(case, 2, act="notify", mend_by=mend_by.isoformat(), **notice)
        told = {c["case_id"]: c for c in (await operator.ask("GET", "/cases")).json()["items"]}
        ends = datetime.fromisoformat(told[str(case)]["due_at"])
        assert last_day(ends) == mend_by
        assert {c["due_at"] for c in told.values()} == {None, told[str(case)]["due_at"]}
        assert ends.date().isoformat() in (await client.get("/")).text


async def test_an_operator_is_not_told_what_was_not_served(desk: Desk) -> None:
    """Not who works on its case, not what is proposed, not an officer's reasons."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        officer = await api_of(client, "officer")
        await officer.act(case, 1, act="review")
        await officer.act(case, 2, act="assign", to="officer")
        await officer.act(case, 3, act="dismiss", reason="Lý do nội bộ.")
        operator = await api_of(client, "operator")
        seen = (await operator.ask("GET", f"/cases/{case}")).json()
        listed = (await operator.ask("GET", "/cases")).text
        await log_in(client, "operator")
        page = (await client.get(f"/cases/{case}")).text
    assert [step["user"] for step in seen["steps"]] == [None] * len(seen["steps"])
    assert seen["summary"]["assignee"] is None
    for told in (str(seen), listed, page):
        assert "nội bộ" not in told
