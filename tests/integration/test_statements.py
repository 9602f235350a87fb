"""Statements of reasons over the real store: bound by their steps, made again, shown and set."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.commands import Actor, Decide, Notify, Propose, RecordReply, Review
from minhbach_case.domain.statement import Statement, statement_digest
from minhbach_case.domain.statement_making import statement_of
from minhbach_case.domain.steps import Decided, Notified, Step
from minhbach_case.storage.case_events import CASE_EVENTS, step_of
from minhbach_shared.clock import utc_now
from minhbach_shared.eventlog import EventLog
from minhbach_shared.store import connect, database
from minhbach_shared.vocabulary import Role
from tests.support.clients import Api, client_of, log_in
from tests.support.seeds import (
    OFFICER,
    PASSWORDS,
    Desk,
    database_of,
    open_desk,
    seed,
)
from tests.support.stack import RunningStack

SUPERVISOR = Actor("supervisor", "supervisor")
REPLY = "Đơn vị đã bổ sung nguồn cho bài này."


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own, with a case for each kind of evidence."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        yield opened


async def _notify(desk: Desk, case: UUID) -> int:
    await desk.cases.act(case, Review(), OFFICER, None)
    notice = Notify(agency_day(utc_now()), "post", citation_confirmed=True)
    return (await desk.cases.act(case, notice, OFFICER, None)).summary.sequence


async def _decide(desk: Desk, case: UUID) -> int:
    await _notify(desk, case)
    reply = RecordReply(agency_day(utc_now()), REPLY)
    for command in (reply, Propose("confirmed", "Đủ căn cứ.")):
        await desk.cases.act(case, command, OFFICER, None)
    return (await desk.cases.act(case, Decide("Đồng ý."), SUPERVISOR, None)).summary.sequence


async def _steps(stack: RunningStack, test: str, case: UUID) -> list[Step]:
    client = connect(stack.mongodb)
    try:
        log = EventLog(database(client, database_of(test))[CASE_EVENTS])
        return [step_of(event) for event in await log.read(case)]
    finally:
        await client.close()


async def _token(client: httpx.AsyncClient, role: Role) -> dict[str, str]:
    entry = {"user": role, "password": PASSWORDS[role]}
    word = (await client.post("/api/v1/tokens", json=entry)).json()["token"]
    return {"authorization": f"Bearer {word}"}


async def test_a_step_keeps_the_digest_of_its_statement(
    stack: RunningStack, request: pytest.FixtureRequest, desk: Desk
) -> None:
    """Anybody with the steps makes the same statement again, as the API answers it."""
    case = await desk.only("unsourced_aggregation")
    decided = await _decide(desk, case)
    steps = await _steps(stack, request.node.nodeid, case)
    stating = [step for step in steps if isinstance(step.body, Notified | Decided)]
    assert [step.sequence for step in stating] == [4, decided]
    async with client_of(desk) as client:
        headers = await _token(client, "auditor")
        listed = (await client.get(f"/api/v1/cases/{case}/statements", headers=headers)).json()
        for step, entry in zip(stating, listed["items"], strict=True):
            assert isinstance(step.body, Notified | Decided)
            made = statement_of(steps, step.body, step.sequence)
            path = f"/api/v1/cases/{case}/statements/{step.sequence}"
            told = (await client.get(path, headers=headers)).json()
            assert Statement.model_validate(told["statement"]) == made
            digests = {told["digest"], told["kept_digest"], entry["statement_digest"]}
            assert digests == {step.body.statement_digest} == {statement_digest(made)}


async def test_a_letter_is_shown_and_kept_as_a_file(desk: Desk) -> None:
    """The page says what the statement says, in both languages; the file is the same twice."""
    case = await desk.only("unsourced_aggregation")
    sequence = await _decide(desk, case)
    async with client_of(desk) as client:
        await log_in(client, "supervisor")
        path = f"/cases/{case}/statements/{sequence}"
        page = (await client.get(path)).text
        assert all(words in page for words in ("QUYẾT ĐỊNH", "Công ty Hoa Mới", REPLY, "Đồng ý."))
        assert "Article 1." in (await client.get(f"{path}?lang=en")).text
        file = await client.get(f"{path}.pdf?lang=vi")
        assert f'href="{path}"' in (await client.get(f"/cases/{case}")).text
        assert (file.status_code, file.headers["content-type"]) == (200, "application/pdf")
        assert file.content.startswith(b"%PDF")
        assert (await client.get(f"{path}.pdf?lang=vi")).content == file.content
        headers = await _token(client, "viewer")
        same = await client.get(f"/api/v1{path}.pdf", headers=headers)
        assert same.content == file.content
        unknown = await client.get(f"/api/v1{path}.pdf?lang=fr", headers=headers)
    assert unknown.status_code == 422


async def test_a_draft_is_read_before_the_notice_and_never_after(desk: Desk) -> None:
    """An officer reads it, marked and without a number; an operator does not; then it is gone."""
    case = await desk.only("harmful_content")
    async with client_of(desk) as client:
        await log_in(client, "officer")
        draft = await client.get(f"/cases/{case}/drafts/notice")
        assert "DỰ THẢO" in draft.text
        assert "CHƯA ĐỐI CHIẾU" in draft.text
        assert "&lt;b onclick=alert(1)&gt;" in draft.text
        file = await client.get(f"/cases/{case}/drafts/notice.pdf")
        assert file.content.startswith(b"%PDF")
        await _notify(desk, case)
        assert (await client.get(f"/cases/{case}/drafts/notice")).status_code == 409
    async with client_of(desk) as client:
        await log_in(client, "operator")
        other = await desk.only("licence")
        assert (await client.get(f"/cases/{other}/drafts/notice")).status_code == 403


async def test_an_operator_reads_what_was_served_on_its_own_site(desk: Desk) -> None:
    """The notice of its case, once given; another site's is as if it were not."""
    own, other = await desk.only("licence"), await desk.only("harmful_content")
    async with client_of(desk) as client:
        document = (await client.get("/openapi.json")).json()
        headers = await _token(client, "operator")
        api = Api(client, document, headers["authorization"].removeprefix("Bearer "))
        assert (await api.ask("GET", f"/cases/{own}/statements/4")).status_code == 404
        sequence = await _notify(desk, own)
        await _notify(desk, other)
        told = await api.ask("GET", f"/cases/{own}/statements/{sequence}")
        assert told.json()["statement"]["form"] == "notice"
        assert (await api.ask("GET", f"/cases/{other}/statements")).status_code == 404
        assert (await api.ask("GET", f"/cases/{other}/statements/4")).status_code == 404
        assert (await api.ask("GET", f"/cases/{own}/statements/1")).status_code == 404
        await log_in(client, "operator")
        page = await client.get(f"/cases/{own}/statements/{sequence}")
        assert "Đây là nghi vấn, chưa phải là kết luận." in page.text
        assert (await client.get(f"/cases/{other}/statements/4.pdf")).status_code == 404
