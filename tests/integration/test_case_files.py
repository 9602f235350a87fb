"""Files that come with an operator's reply: taken by their content, given back to be saved."""

import hashlib
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Notify, Review
from minhbach_case.storage.uploads import UPLOADS
from minhbach_shared.clock import utc_now
from minhbach_shared.store import connect, database
from tests.support.clients import client_of, log_in, seal_in
from tests.support.seeds import OFFICER, Desk, database_of, open_desk, seed
from tests.support.stack import RunningStack

PDF = b"%PDF-1.7\n" + b"0" * 1000
ACTIVE = b"<script>alert(1)</script>"


@pytest.fixture
async def desk(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """A case service of the test's own; the operator was given notice of one case."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as opened:
        await seed(opened)
        case = await opened.only("disclosure")
        await opened.cases.act(case, Review(), OFFICER, None)
        notice = Notify(agency_day(utc_now()), "portal", citation_confirmed=True)
        await opened.cases.act(case, notice, OFFICER, None)
        yield opened


async def _reply(
    client: httpx.AsyncClient, case: UUID, *files: tuple[str, bytes], text: str = "Đã bổ sung."
) -> httpx.Response:
    page = await client.get(f"/cases/{case}")
    form = {"csrf": seal_in(page.text), "act": "reply", "seen": "99", "text": text}
    sent = [("files", file) for file in files] or [("files", ("", b""))]
    return await client.post(f"/cases/{case}/acts", data=form, files=sent)


async def test_a_reply_with_files_is_kept_and_given_back(desk: Desk) -> None:
    """The officer reads the words and saves the files; nothing of them is shown or run."""
    case = await desk.only("disclosure")
    digest = hashlib.sha256(ACTIVE).hexdigest()
    path = f"/cases/{case}/uploads/{digest}"
    async with client_of(desk) as client:
        await log_in(client, "operator")
        files = (("Công văn.pdf", PDF), ("ảnh.png", ACTIVE))
        assert (await _reply(client, case, *files)).headers["location"].endswith("?done=reply")
        assert path in (await client.get(f"/cases/{case}")).text
    async with client_of(desk) as client:
        await log_in(client, "officer")
        page = await client.get(f"/cases/{case}")
        assert "Đã bổ sung." in page.text
        assert path in page.text
        file = await client.get(path)
        assert file.content == ACTIVE
        assert file.headers["content-type"].startswith("text/plain")
        assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E1")
        assert file.headers["x-content-type-options"] == "nosniff"
        assert file.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert (await client.get(f"/cases/{case}/uploads/{'0' * 64}")).status_code == 404
        other = await desk.only("licence")
        assert (await client.get(f"/cases/{other}/uploads/{digest}")).status_code == 404
    async with client_of(desk) as client:
        await log_in(client, "viewer")
        assert (await client.get(path)).status_code == 403


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ((("a.pdf", b"MZ\x90\x00 a program"),), "không phải PDF"),
        (tuple((f"{n}.txt", b"a") for n in range(11)), "Tối đa 10 tệp"),
        ((("a.txt", b"a" * 10_000_001),), "lớn hơn 10 MB"),
    ],
    ids=["type", "number", "size"],
)
async def test_what_is_not_taken_is_told_at_its_field(
    desk: Desk, files: tuple[tuple[str, bytes], ...], told: str
) -> None:
    """By content and not by name; the words stay in the form, and nothing is recorded."""
    case = await desk.only("disclosure")
    async with client_of(desk) as client:
        await log_in(client, "operator")
        answer = await _reply(client, case, *files, text="Lời của chúng tôi.")
        assert answer.status_code == 422
        assert 'id="fault-reply-files"' in answer.text
        assert told in answer.text
        assert "Lời của chúng tôi." in answer.text
        assert "Đã thông báo, chờ phản hồi" in (await client.get(f"/cases/{case}")).text


async def test_a_refused_act_leaves_no_file(
    desk: Desk, stack: RunningStack, request: pytest.FixtureRequest
) -> None:
    """What came with a reply that the state does not take is dropped again."""
    case = await desk.only("licence")
    async with client_of(desk) as client:
        await log_in(client, "operator")
        assert (await _reply(client, case, ("a.pdf", PDF))).status_code == 409
    store = connect(stack.mongodb)
    try:
        kept = database(store, database_of(request.node.nodeid))[UPLOADS]
        assert await kept.count_documents({}) == 0
    finally:
        await store.close()
