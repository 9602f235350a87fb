"""Long work: it goes on behind the answer, tells how far it is, and keeps what it made for a day.

A job runs in the process that was asked, two at a time. A process that dies takes its jobs with
it: they are told as stopped, and whoever asked starts them again. Nothing but the file depends on
a job, so nothing is lost.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final, Literal
from uuid import UUID

import structlog
from pydantic import AwareDatetime, Field

from minhbach_case.domain.commands import Actor
from minhbach_case.errors import ActRefused, NotFound, RefusalCode
from minhbach_case.storage.jobs import JobStore
from minhbach_shared.clock import Clock, Sleep, sleep
from minhbach_shared.errors import MinhBachError, Refused, Transient
from minhbach_shared.events import Value
from minhbach_shared.store import Document

JobKind = Literal["report", "dossier", "export", "ranking", "import", "verification"]
JobState = Literal["waiting", "running", "done", "failed"]
JobProblem = Literal["stopped", "unavailable", "refused", "internal"]

KEPT: Final = timedelta(days=1)
AT_ONCE: Final = 2
# A job that has not said a word for so long has died with its process.
SILENT: Final = timedelta(seconds=60)
TOLD_EVERY: Final = timedelta(seconds=0.5)
BEAT_SECONDS: Final = 15.0
SWEEP_SECONDS: Final = 600.0
_LOG: Final = structlog.get_logger(__name__)


class Job(Value):
    """A piece of long work; ``done`` of ``total`` units, 0 of 0 before it is known."""

    job_id: UUID
    kind: JobKind
    state: JobState
    done: int = 0
    total: int = 0
    problem: JobProblem | None = None
    code: RefusalCode | None = Field(default=None, description="Of what was refused, if it has one")
    detail: str | None = Field(default=None, description="What was refused, in English")
    name: str | None = Field(default=None, description="Of the file, once it is made")
    media_type: str | None = None
    size: int | None = Field(default=None, description="Bytes of the file")
    leads_to: str | None = Field(
        default=None, description="Where the console shows what was made, beside or for a file"
    )
    created_at: AwareDatetime
    expires_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Made:
    """What a job made: a file, or a page that it leads to, or both.

    Attributes:
        content: of the file; an open one is read from its start, and closed once it was kept.
        leads_to: path in the console, such as ``/reports/…``.
    """

    name: str | None = None
    media_type: str = "application/octet-stream"
    content: bytes | BinaryIO = b""
    leads_to: str | None = None


class Progress:
    """How far a job is; told at most twice a second."""

    def __init__(self, store: JobStore, job: UUID, clock: Clock) -> None:
        self._store = store
        self._job = job
        self._clock = clock
        self._told: datetime | None = None

    async def at(self, done: int, total: int) -> None:
        """Says that so many of so many units are done."""
        now = self._clock()
        if self._told is not None and now - self._told < TOLD_EVERY and done < total:
            return
        self._told = now
        await self._store.change(self._job, {"done": done, "total": total, "beat_at": now})


Make = Callable[[Progress], Awaitable[Made]]


class Jobs:
    """Starts long work and answers for it.

    Args:
        token: so many bytes that nobody can guess: a job's id is made of them.
    """

    def __init__(self, store: JobStore, clock: Clock, token: Callable[[int], bytes]) -> None:
        self._store = store
        self._clock = clock
        self._token = token
        self._few = asyncio.Semaphore(AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()
        self._wanted: dict[tuple[str, str], UUID] = {}

    async def start(self, kind: JobKind, actor: Actor, make: Make, wanted: str = "") -> Job:
        """Starts a job and answers at once; only ``actor`` can ask for it afterwards.

        Args:
            wanted: what is to be made, in words of the program's; while it is being made here,
                the same person who asks for it again gets the same job. Empty: always a new one.
        """
        same = self._wanted.get((actor.user, wanted)) if wanted else None
        if same is not None:
            return await self.get(same, actor)
        job, now = UUID(bytes=self._token(16), version=4), self._clock()
        document = {
            "kind": kind,
            "user": actor.user,
            "state": "waiting",
            "created_at": now,
            "beat_at": now,
            "expires_at": now + KEPT,
        }
        await self._store.add(job, document)
        task = asyncio.create_task(self._carry_out(job, make))
        self._keep(task, (actor.user, wanted), job)
        return self._told({"_id": job, **document})

    def _keep(self, task: asyncio.Task[None], wanted: tuple[str, str], job: UUID) -> None:
        self._running.add(task)
        self._wanted[wanted] = job

        def forget(ended: asyncio.Task[None]) -> None:
            self._running.discard(ended)
            if self._wanted.get(wanted) == job:
                del self._wanted[wanted]

        task.add_done_callback(forget)

    async def get(self, job_id: UUID, actor: Actor) -> Job:
        """A job of this person.

        Raises:
            NotFound: there is none (any more), or it is somebody else's.
        """
        found = await self._store.get(job_id)
        if found is None or found["user"] != actor.user or found["expires_at"] <= self._clock():
            raise NotFound("There is no such job of yours (any more): start it again.")
        return self._told(found)

    async def file(self, job_id: UUID, actor: Actor) -> tuple[Job, AsyncIterator[bytes]]:
        """What a job made.

        Raises:
            NotFound: there is no such job of this person, or no file of it (yet).
        """
        job = await self.get(job_id, actor)
        content = await self._store.file(job_id) if job.name else None
        if content is None:
            raise NotFound("This job has no file (yet).")
        return job, content

    async def run(self, pause: Sleep = sleep) -> None:
        """Drops what has ended, now and then, until it is cancelled; then stops what runs."""
        try:
            while True:
                try:
                    await self._store.drop_ended(self._clock())
                except Transient as error:
                    _LOG.warning("jobs_not_swept", error=str(error))
                await pause(SWEEP_SECONDS)
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Stops every job of this process; each is told as stopped."""
        running = [*self._running]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _carry_out(self, job: UUID, make: Make) -> None:
        beat = asyncio.create_task(self._beat(job))
        try:
            async with self._few:
                await self._store.change(job, {"state": "running", "beat_at": self._clock()})
                made = await make(Progress(self._store, job, self._clock))
                await self._finish(job, made)
        except asyncio.CancelledError:
            await self._fail(job, "stopped", None)
            raise
        except Transient as error:
            await self._fail(job, "unavailable", error)
        except Refused as error:
            await self._fail(job, "refused", error)
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it was
            _LOG.error("job_failed", job=str(job), exc_info=error)
            await self._fail(job, "internal", None)
        finally:
            beat.cancel()

    async def _finish(self, job: UUID, made: Made) -> None:
        changes: dict[str, object] = {"state": "done", "leads_to": made.leads_to}
        if made.name is not None:
            try:
                size = await self._store.keep_file(job, made.name, made.content)
            finally:
                if not isinstance(made.content, bytes):
                    made.content.close()
            changes |= {"name": made.name, "media_type": made.media_type, "size": size}
        await self._store.change(job, changes)

    async def _fail(self, job: UUID, problem: JobProblem, error: MinhBachError | None) -> None:
        changes = {
            "state": "failed",
            "problem": problem,
            "code": error.code if isinstance(error, ActRefused) else None,
            "detail": str(error) if error else None,
        }
        with suppress(Transient):
            await self._store.change(job, changes)

    async def _beat(self, job: UUID) -> None:
        while True:
            await sleep(BEAT_SECONDS)
            with suppress(Transient):
                await self._store.change(job, {"beat_at": self._clock()})

    def _told(self, found: Document) -> Job:
        fields = {name: found[name] for name in Job.model_fields if name in found}
        job = Job(job_id=found["_id"], **fields)
        silent = self._clock() - found["beat_at"] > SILENT
        if job.state in ("waiting", "running") and silent:
            return job.model_copy(update={"state": "failed", "problem": "stopped"})
        return job
