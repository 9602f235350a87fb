"""One run: every site visited once and the result said, or a watch that lasts until Ctrl-C."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

import orjson
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError
from rich.console import Console

from minhbach_local.running.case_api import Json
from minhbach_local.running.options import RunOptions
from minhbach_local.running.progress import Screen
from minhbach_local.running.result import compose
from minhbach_local.running.settling import Reading, Settling
from minhbach_local.running.starting import Running, started
from minhbach_local.running.tables import tables
from minhbach_shared.clock import utc_now
from minhbach_shared.delivery import Producer, Publisher
from minhbach_shared.events import CaseStep, VisitRequest
from minhbach_shared.ids import derived_id, iso

SETTLED: Final = 0
NOT_SETTLED: Final = 3
STOPPED: Final = 130
_CUT_OFF: Final = (
    "error: broker or store broke off while the run waited for them. Run it again: it goes on with "
    "this one's data"
)
_BETWEEN_READINGS: Final = 1.0


async def run(options: RunOptions) -> int:
    """Runs to the end (``--once``) or to Ctrl-C; the exit status.

    Raises:
        RunError, StackError, ProvinceError: it cannot run; the text says why and what to do.
    """
    screen = Screen(Console(stderr=True), Console(), quiet_output=options.json)
    work = asyncio.create_task(_run(options, screen))
    _stop_on_signals(work, screen)
    try:
        return await work
    except asyncio.CancelledError:
        if not work.cancelling():
            # Nobody asked for it: a client gave up on a connection that broke.
            screen.say(_CUT_OFF)
            return NOT_SETTLED
        screen.say("stopped; the next run goes on with this one's data")
        return STOPPED if options.once else SETTLED


def _stop_on_signals(work: "asyncio.Task[int]", screen: Screen) -> None:
    def stop() -> None:
        # Asked a second time, the orderly stop goes on: it is bounded anyway.
        if not work.cancelling():
            screen.say("stopping")
            work.cancel()

    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop)


async def _run(options: RunOptions, screen: Screen) -> int:
    async with started(options, screen) as running:
        session = _Session(options, screen, running)
        await session.import_register()
        return await (session.once() if options.once else session.watch())


class _Away(Exception):
    """Broker or store does not answer now."""


@contextmanager
def _bearing_restarts() -> Iterator[None]:
    """What broker and store bring about while they are started again, as ``_Away``."""
    try:
        yield
    except (KafkaError, PyMongoError) as error:
        raise _Away(f"broker or store does not answer ({type(error).__name__})") from error
    except asyncio.CancelledError as error:
        # The clients cancel what waits for a connection that broke; Ctrl-C cancels this task.
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise _Away("broker or store does not answer (connection lost)") from error


class _Session:
    def __init__(self, options: RunOptions, screen: Screen, running: Running) -> None:
        self._options = options
        self._screen = screen
        self._running = running
        self._tally = running.watcher.tally
        self._began = asyncio.get_running_loop().time()

    async def import_register(self) -> None:
        """Sends the register file and names the rows that stayed out."""
        report = await self._running.api.import_register(self._running.register)
        for row in report["rejected"]:
            column = f", column {row['column']}" if row["column"] else ""
            self._screen.say(
                f"{row['file']}:{row['line']}{column}: {row['problem']}; {row['remedy']}"
            )
        for column in report["unknown_columns"]:
            self._screen.say(f"{self._running.register}: column {column!r} is not known; left out")
        self._screen.say(
            f"register: {report['added']} sites added, {report['changed']} changed, "
            f"{report['unchanged']} as before, {len(report['rejected'])} rows left out"
        )

    async def once(self) -> int:
        """Every site of the register visited, whatever its schedule; then the result."""
        await self._settled_within(self._options.timeout, set())
        requested = await self._request_visits()
        reading = await self._settled_within(self._options.timeout, requested)
        result = await compose(self._running.api, self._tally, self._seconds)
        self._show(result)
        if not reading.quiet:
            self._screen.say(f"not settled after {self._seconds:.0f} s: {'; '.join(reading.to_do)}")
            return NOT_SETTLED
        return self._status(result, requested)

    async def watch(self) -> int:
        """The first round, its table, the console's address; then every case as it opens."""
        self._say_where()
        await self._settled_within(None, set())
        self._show(await compose(self._running.api, self._tally, self._seconds))
        if not self._tally.visits:
            self._screen.say("no site was due; `minhbach run --once` visits all of them now")
        self._say_where()
        while True:
            await self._poll()

    async def _request_visits(self) -> set[UUID]:
        now = utc_now()
        sites = [s for s in await self._running.api.sites() if s["active"]]
        requests = [
            VisitRequest(
                id=derived_id("visit_request", "run", site["site_id"], iso(now)),
                site_id=UUID(site["site_id"]),
                requested_at=now,
                reason="minhbach run --once",
            )
            for site in sites
        ]
        while True:
            if await self._published(requests):
                break
            await asyncio.sleep(_BETWEEN_READINGS)
        return {request.site_id for request in requests}

    async def _published(self, requests: list[VisitRequest]) -> bool:
        """Whether the broker took them all; sent again, they are the same by their ids."""
        publisher = Publisher(Producer(self._running.settings), "run")
        try:
            with _bearing_restarts():
                await publisher.publish(requests)
        except _Away:
            return False
        finally:
            await publisher.stop()
        return True

    async def _settled_within(self, seconds: float | None, requested: set[UUID]) -> Reading:
        """The reading that was like the one before and had nothing to do, or the last in time."""
        running = self._running
        settling = Settling(
            running.watcher, running.client, running.metrics, running.outboxes, requested
        )
        until = None if seconds is None else self._began + seconds
        before: Reading | None = None
        while True:
            await self._poll_for(_BETWEEN_READINGS)
            reading = await self._reading(settling)
            self._screen.count(self._tally, len(requested))
            late = until is not None and asyncio.get_running_loop().time() > until
            if late or (reading.quiet and reading == before):
                self._screen.done_counting()
                return reading
            before = reading

    async def _reading(self, settling: Settling) -> Reading:
        try:
            with _bearing_restarts():
                return await settling.read()
        except _Away as away:
            return Reading((), (str(away),))

    async def _poll_for(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < until:
            await self._poll()

    async def _poll(self) -> None:
        try:
            with _bearing_restarts():
                events = await self._running.watcher.poll()
        except _Away:
            await asyncio.sleep(_BETWEEN_READINGS)
            events = []
        for event in events:
            if isinstance(event, CaseStep) and event.act == "opened":
                site = self._tally.sites.get(event.site_id)
                self._screen.case_opened(event, site.name if site else str(event.site_id))

    def _status(self, result: Json, requested: set[UUID]) -> int:
        unvisited = requested - self._tally.visited_for(requested)
        return SETTLED if not unvisited and result["dead_letters"] == 0 else NOT_SETTLED

    def _show(self, result: Json) -> None:
        if self._options.json:
            print(orjson.dumps(result, option=orjson.OPT_INDENT_2).decode(), flush=True)
        else:
            for table in tables(result, self._screen.output.width):
                self._screen.output.print(table)
            self._screen.output.print(
                f"{len(result['cases'])} cases, {result['dead_letters']} dead letters, "
                f"{result['seconds']} s",
                highlight=False,
            )

    def _say_where(self) -> None:
        address = self._running.addresses["case"]
        self._screen.say(f"\nconsole  {address}/   (Ctrl-C stops everything)")
        for role, account in self._running.household.accounts.items():
            self._screen.say(f"  {role:<14} {account.user}  {account.password}")
        self._screen.say("")

    @property
    def _seconds(self) -> float:
        return asyncio.get_running_loop().time() - self._began
