"""A site's page and the province's over the real store: no data, one day, a year; who sees what."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import pytest

from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.commands import Dismiss, Review
from minhbach_case.storage.verdicts import VerdictStore
from minhbach_shared.clock import utc_now
from minhbach_shared.ids import site_id
from minhbach_shared.store import connect, database
from minhbach_shared.vocabulary import DUTIES, Duty, Role, Verdict
from tests.support.assessed import assessed, visited
from tests.support.clients import api_of, client_of, log_in
from tests.support.seeds import (
    HOME,
    OFFICER,
    PORTAL,
    SITES,
    Desk,
    database_of,
    licence,
    open_desk,
    seed,
    suspected,
)
from tests.support.stack import RunningStack

SITE = site_id(HOME)
_READERS: Final[tuple[tuple[Role, bool], ...]] = (
    ("officer", True),
    ("operator", True),
    ("viewer", False),
)
CHANGED = SITES.replace("licensed,Công ty Hoa Mới,Trần Mẫu", "trial,Công ty Hoa Nở,Phạm Mẫu")


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        yield opened


@pytest.fixture
async def verdicts(
    stack: RunningStack, request: pytest.FixtureRequest
) -> AsyncIterator[VerdictStore]:
    """Where the desk keeps what the classifier said."""
    client = connect(stack.mongodb)
    yield VerdictStore(database(client, database_of(request.node.nodeid)), 400)
    await client.close()


async def test_a_site_that_nobody_has_looked_at(desk: Desk) -> None:
    """The page says so, and neither that it is well nor that it is not."""
    async with client_of(desk) as client:
        await log_in(client, "viewer")
        page = await client.get(f"/sites/{site_id(PORTAL)}")
    assert page.status_code == 200
    assert "Chưa có lần xem nào." in page.text
    assert "Vào sổ đăng ký." in page.text
    assert "run-passed" not in page.text


async def test_a_site_over_a_day_and_over_a_year(desk: Desk, verdicts: VerdictStore) -> None:
    """Every verdict stands on its day; what could not be judged is told from what was not seen."""
    now = utc_now()
    said: dict[Duty, Verdict] = {"spam.adult": "pass", "spam.scam": "inconclusive"}
    await verdicts.keep([assessed(SITE, HOME, now, said)])
    await verdicts.keep_visits([visited(SITE, now, captured=7, failed=2)])
    api_path = f"/sites/{SITE}/observed"
    async with client_of(desk) as client:
        api = await api_of(client, "viewer")
        day = (await api.ask("GET", api_path)).json()
        duties = {duty["duty"]: duty for duty in day["duties"]["duties"]}
        assert len(day["duties"]["spans"]) == 30
        assert duties["spam.adult"]["marks"] == ["not_looked"] * 29 + ["passed"]
        assert duties["spam.scam"]["now"] == "unclear"
        assert duties["source.verbatim"]["now"] == "suspected"
        assert [(v["captured"], v["failed"]) for v in day["visits"]] == [(7, 2)]
        all_of: dict[Duty, Verdict] = dict.fromkeys(DUTIES, "pass")
        await verdicts.keep(
            [assessed(SITE, HOME, now - timedelta(days=back), all_of) for back in range(1, 365)]
        )
        year = (await api.ask("GET", api_path, params={"scale": "year"})).json()
        marks = {duty["duty"]: duty["marks"] for duty in year["duties"]["duties"]}
        assert {tuple(marks[duty][:-1]) for duty in DUTIES} == {("passed",) * 51}
        await log_in(client, "officer")
        page = await client.get(f"/sites/{SITE}?scale=year")
        assert "quá lâu không trả lời (2)" in page.text
        assert page.text.count('class="strip"') == len(DUTIES)
        assert len(page.content) < 120_000


async def test_the_history_of_a_record_shows_personal_values_to_those_who_may(desk: Desk) -> None:
    """Who changed is for those who serve notices; that it changed, for every reader."""
    await desk.register.import_file("sites.csv", CHANGED.encode(), OFFICER)
    for role, sees in _READERS:
        async with client_of(desk) as client:
            api = await api_of(client, role)
            seen = (await api.ask("GET", f"/sites/{SITE}/observed")).json()
            last, first = seen["versions"]
            changes = {change["field"]: change for change in last["changes"]}
            assert changes["organisation"]["new"] == "Công ty Hoa Nở"
            assert changes["status"]["old"] == "licensed"
            assert (changes["responsible_person"]["new"] == "Phạm Mẫu") is sees
            assert first["changes"] == []
            await log_in(client, role)
            page = await client.get(f"/sites/{SITE}")
            assert ("Phạm Mẫu" in page.text) is sees
            assert ("Trần Mẫu" in page.text) is sees


async def test_the_province_is_counted_and_each_number_leads_to_its_list(desk: Desk) -> None:
    """What was opened this week, by kind and class; the list behind it is as long as it says."""
    today = agency_day(utc_now())
    async with client_of(desk) as client:
        api = await api_of(client, "viewer")
        assert len((await api.ask("GET", "/sites")).json()["items"]) == 3
        numbers = (await api.ask("GET", "/province")).json()
        week = numbers["by_week"][-1]
        assert week["first"] <= today.isoformat() <= week["last"]
        assert week["opened"] == numbers["standing"]["suspected"] == 5
        assert sum(kind["suspected"] for kind in numbers["by_kind"]) == 5
        assert {one["site_class"]: one["suspected"] for one in numbers["by_class"]} == {
            "aggregator": 4,
            "state_portal": 1,
        }
        asked = {"measure": "opened", "first": week["first"], "last": week["last"]}
        behind = (await api.ask("GET", "/province/cases", params=asked)).json()
        assert len(behind) == 5
        portals = {"site_class": "state_portal"}
        assert len((await api.ask("GET", "/province/cases", params=asked | portals)).json()) == 1
        of_portals = (await api.ask("GET", "/province", params=portals)).json()
        assert (of_portals["sites"], of_portals["standing"]["suspected"]) == (1, 1)
        await log_in(client, "viewer")
        page = await client.get("/province")
        link = f"/province/cases?measure=opened&amp;first={week['first']}&amp;last={week['last']}"
        assert f'<a href="{link}">5</a>' in page.text
        assert "Trang này" not in page.text
        listed = await client.get(link.replace("&amp;", "&"))
        assert listed.text.count('class="row-link"') == 5
        assert (await client.get("/province/cases?measure=opened&first=x")).status_code == 404


async def test_dismissals_are_counted_by_week_and_stay_in_theirs(desk: Desk) -> None:
    """A bar and a line of the table; the case behind it, though it was seen again afterwards."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        await log_in(client, "viewer")
        before = (await client.get("/province")).text
        for command in (Review(), Dismiss("Giấy phép đã được gia hạn.")):
            await desk.cases.act(case, command, OFFICER, None)
        await desk.gatherer.gather([suspected("licence.valid", HOME, licence(), visit="next")])
        numbers = (await (await api_of(client, "auditor")).ask("GET", "/province?weeks=4")).json()
        assert [week["dismissed"] for week in numbers["by_week"]] == [0, 0, 0, 1]
        page = (await client.get("/province?weeks=4")).text
        week = numbers["by_week"][-1]
        link = f"measure=dismissed&amp;first={week['first']}&amp;last={week['last']}"
        assert f'<a href="/province/cases?{link}">1</a>' in page
        assert 'class="columns columns-dismissed" role="img" aria-label="Đã bác bỏ' in page
        assert "columns-dismissed" in before
        listed = await client.get(f"/province/cases?{link.replace('&amp;', '&')}")
        assert listed.text.count('class="row-link"') == 1


async def test_the_map_tells_suspicion_decision_and_silence_apart(
    desk: Desk, verdicts: VerdictStore
) -> None:
    """By name; a duty that nobody judged is no good mark, and reference sites stand nowhere."""
    said: dict[Duty, Verdict] = {"spam.adult": "pass", "disclosure.home_page": "inconclusive"}
    await verdicts.keep([assessed(site_id(PORTAL), PORTAL, utc_now(), said)])
    async with client_of(desk) as client:
        api = await api_of(client, "auditor")
        found = (await api.ask("GET", "/province/duties")).json()
    rows = {row["name"]: {c["duty"]: c["mark"] for c in row["cells"]} for row in found["rows"]}
    assert list(rows) == ["Cổng thông tin xã Bình Mẫu", "Tin Hoa Mới"]
    portal = rows["Cổng thông tin xã Bình Mẫu"]
    assert (portal["spam.adult"], portal["disclosure.home_page"]) == ("passed", "unclear")
    assert (portal["spam.gambling"], portal["licence.held"]) == ("suspected", "not_concerned")
    assert rows["Tin Hoa Mới"]["source.verbatim"] == "suspected"
    assert rows["Tin Hoa Mới"]["spam.adult"] == "not_looked"


async def test_an_operator_sees_its_own_site_and_no_province(desk: Desk) -> None:
    """Neither page nor number about others."""
    async with client_of(desk) as client:
        api = await api_of(client, "operator")
        assert (await api.ask("GET", f"/sites/{site_id(PORTAL)}/observed")).status_code == 404
        for path in ("/province", "/province/duties"):
            assert (await api.ask("GET", path)).status_code == 403
        await log_in(client, "operator")
        page = await client.get(f"/sites/{SITE}")
        assert page.status_code == 200
        assert 'href="/province"' not in page.text
        assert (await client.get("/province")).status_code == 403
