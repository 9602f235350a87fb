"""Long work over the real store: followed, kept for a while, and told as stopped when it was."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

import pytest

from minhbach_case.domain.commands import Actor
from minhbach_case.errors import NotFound, Wrong
from minhbach_case.jobs import KEPT, SILENT, Job, Jobs, Made, Progress
from minhbach_case.storage.jobs import JobStore
from minhbach_shared.clock import utc_now
from minhbach_shared.errors import Unavailable
from minhbach_shared.ids import site_id
from minhbach_shared.store import connect, database
from tests.support.clients import api_of, client_of, log_in
from tests.support.seeds import HOME, OFFICER, database_of, open_desk
from tests.support.stack import RunningStack

OTHER: Final = Actor(user="other", role="officer")


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def jobs(
    stack: RunningStack, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Jobs, JobStore, Watch]]:
    """Jobs over a database of the test's own."""
    client = connect(stack.mongodb, timeout_seconds=2)
    store = JobStore(database(client, database_of(request.node.nodeid)))
    watch = Watch()
    await store.ensure_indexes()
    made = Jobs(store, watch, secrets.token_bytes)
    yield made, store, watch
    await made.stop()
    await client.close()


async def ended(jobs: Jobs, job: Job) -> Job:
    """The job once it has ended."""
    async with asyncio.timeout(10):
        while job.state in ("waiting", "running"):
            await asyncio.sleep(0.01)
            job = await jobs.get(job.job_id, OFFICER)
    return job


async def test_a_job_tells_how_far_it_is_and_keeps_its_file(
    jobs: tuple[Jobs, JobStore, Watch],
) -> None:
    """A large file comes back whole; nobody else gets it; after a day it is gone."""
    work, store, watch = jobs
    told, go, content = asyncio.Event(), asyncio.Event(), bytes(range(256)) * 4000

    async def make(progress: Progress) -> Made:
        await progress.at(3, 10)
        told.set()
        await go.wait()
        return Made("hồ sơ.zip", "application/zip", BytesIO(content))

    job = await work.start("dossier", OFFICER, make)
    await told.wait()
    running = await work.get(job.job_id, OFFICER)
    assert (running.state, running.done, running.total) == ("running", 3, 10)
    go.set()
    job = await ended(work, job)
    assert (job.state, job.name, job.size) == ("done", "hồ sơ.zip", len(content))
    _, pieces = await work.file(job.job_id, OFFICER)
    assert b"".join([piece async for piece in pieces]) == content
    with pytest.raises(NotFound):
        await work.get(job.job_id, OTHER)
    watch.now += KEPT
    assert await store.drop_ended(watch.now) == 1
    assert await store.file(job.job_id) is None


async def test_a_job_that_fails_says_why(jobs: tuple[Jobs, JobStore, Watch]) -> None:
    """What was refused, what will pass, what is a fault of ours: each by its own word."""
    work, _, _ = jobs

    async def problem_of(error: Exception) -> tuple[object, object]:
        async def make(_: Progress) -> Made:
            raise error

        job = await ended(work, await work.start("export", OFFICER, make))
        return job.problem, job.detail

    assert await problem_of(Wrong("no such year", "year")) == ("refused", "no such year")
    assert await problem_of(Unavailable("away")) == ("unavailable", "away")
    assert await problem_of(ZeroDivisionError("x")) == ("internal", None)


async def test_a_job_whose_process_is_gone_is_told_as_stopped(
    jobs: tuple[Jobs, JobStore, Watch],
) -> None:
    """Stopped in order it says so itself; after a kill its silence does."""
    work, store, watch = jobs

    async def make(_: Progress) -> Made:
        await asyncio.Event().wait()
        raise AssertionError

    first = await work.start("report", OFFICER, make)
    await asyncio.sleep(0.05)
    await work.stop()
    assert (await work.get(first.job_id, OFFICER)).problem == "stopped"
    killed = await work.start("report", OFFICER, make)
    await asyncio.sleep(0.05)
    watch.now += SILENT + timedelta(seconds=1)
    elsewhere = Jobs(store, watch, secrets.token_bytes)
    told = await elsewhere.get(killed.job_id, OFFICER)
    assert (told.state, told.problem) == ("failed", "stopped")


async def test_a_job_in_the_console_and_over_the_api(
    stack: RunningStack, request: pytest.FixtureRequest
) -> None:
    """The page follows it and offers the file; the API gives the same."""
    async with open_desk(stack.mongodb, database_of(request.node.nodeid)) as desk:

        async def make(_: Progress) -> Made:
            return Made("báo cáo.txt", "text/plain", b"xong", leads_to="/province")

        async with client_of(desk) as client:
            api = await api_of(client, "officer")
            await log_in(client, "officer")
            job = await desk.outgoing.jobs.start("report", OFFICER, make)
            await ended(desk.outgoing.jobs, job)
            found = (await api.ask("get", f"/jobs/{job.job_id}")).json()
            page = (await client.get(f"/jobs/{job.job_id}")).text
            assert found["leads_to"] in page
            assert f"/jobs/{job.job_id}/file" in page
            for answer in (
                await api.ask("get", f"/jobs/{job.job_id}/file"),
                await client.get(f"/jobs/{job.job_id}/file"),
            ):
                assert answer.content == b"xong"
                assert answer.headers["content-type"] == "application/octet-stream"
                assert "b%C3%A1o%20c%C3%A1o.txt" in answer.headers["content-disposition"]
            assert (await client.get(f"/jobs/{site_id(HOME)}")).status_code == 404
