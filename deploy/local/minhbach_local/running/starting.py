"""Everything started in order, and stopped in the opposite order, whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Final

import httpx
import orjson

from minhbach_local.province import Announcement
from minhbach_local.running.case_api import CaseApi
from minhbach_local.running.household import (
    Household,
    accounts_json,
    keep,
    keep_key,
    write_private,
)
from minhbach_local.running.options import Places, RunOptions
from minhbach_local.running.plans import HOST, database_of, plans
from minhbach_local.running.processes import ServicePlan, ServiceProcess
from minhbach_local.running.progress import Screen
from minhbach_local.running.register_file import first_site
from minhbach_local.running.tally import Tally
from minhbach_local.running.watching import Watcher
from minhbach_local.stack import EmbeddedStack, StackSettings
from minhbach_shared.eventlog import EventLog
from minhbach_shared.provisioning import provision
from minhbach_shared.settings import KafkaSettings
from minhbach_shared.store import connect, database
from minhbach_shared.topics import TOPICS

READY_SECONDS: Final = 60.0
_OUTBOXES: Final = ("case_events", "site_events")


@dataclass(frozen=True, slots=True)
class Running:
    """What a run holds while it runs; ``addresses`` is by service."""

    settings: KafkaSettings
    client: httpx.AsyncClient
    api: CaseApi
    watcher: Watcher
    outboxes: tuple[EventLog, ...]
    addresses: Mapping[str, str]
    household: Household
    register: Path

    @property
    def metrics(self) -> list[str]:
        """Each service's metrics address."""
        return [f"{address}/metrics" for address in self.addresses.values()]


@asynccontextmanager
async def started(options: RunOptions, screen: Screen) -> AsyncIterator[Running]:
    """A run whose services are ready and whose register can be imported.

    Raises:
        RunError, StackError, ProvinceError: it cannot run; the text says why and what to do.
    """
    async with AsyncExitStack() as undo:
        yield await _Start(options, screen, undo).run()


class _Start:
    def __init__(self, options: RunOptions, screen: Screen, undo: AsyncExitStack) -> None:
        self._options = options
        self._screen = screen
        self._undo = undo
        self._places = Places(options.data)

    async def run(self) -> Running:
        # A wrong register file is said before anything is started.
        operator = first_site(self._options.sites) if self._options.sites else None
        settings = StackSettings(data=self._places.stack)
        stack = await self._undo.enter_async_context(EmbeddedStack(settings, self._screen.say))
        self._keep(stack)
        self._places.logs.mkdir(parents=True, exist_ok=True)
        client = await self._undo.enter_async_context(httpx.AsyncClient())
        register = self._options.sites or await self._province()
        household = keep(self._places.household, operator or first_site(register))
        write_private(self._places.accounts, accounts_json(household.accounts))
        keep_key(self._places.dossier_key)
        kafka = KafkaSettings(kafka_servers=stack.kafka)
        await provision(kafka, TOPICS, replication=1)
        watcher = await self._watcher(stack.kafka)
        planned = self._plans(household, (stack.kafka, stack.mongodb))
        await self._services(planned, client)
        addresses = {plan.name: plan.address for plan in planned}
        self._say_where(household, stack, addresses)
        api = CaseApi(client, addresses["case"], household.accounts["administrator"])
        await api.log_in()
        outboxes = self._outboxes(stack.mongodb)
        return Running(kafka, client, api, watcher, outboxes, addresses, household, register)

    def _keep(self, stack: EmbeddedStack) -> None:
        keeper = asyncio.create_task(stack.keep())
        keeper.add_done_callback(self._tell_failure)

        async def leave() -> None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)

        self._undo.push_async_callback(leave)

    def _tell_failure(self, keeper: "asyncio.Task[None]") -> None:
        if not keeper.cancelled() and (error := keeper.exception()) is not None:
            self._screen.say(f"error: {error}")

    def _plans(self, household: Household, servers: tuple[str, str]) -> list[ServicePlan]:
        # The demo's own hosts stand on loopback; a register of one's own names its exceptions.
        demo = () if self._options.sites else (ip_network(f"{HOST}/32"),)
        allowed = (*self._options.allow_private, *demo)
        by_schedule = not self._options.once
        return plans(self._places, household, servers, allowed, by_schedule=by_schedule)

    async def _province(self) -> Path:
        folder = self._places.province.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        plan = ServicePlan("province", "minhbach_local.province", {}, "", ("--data", str(folder)))
        process = ServiceProcess(plan, self._places.logs, self._screen.say)
        self._undo.push_async_callback(process.stop)
        await process.start()
        self._screen.say("demo province: starting its 12 sites")

        async def announced() -> bool:
            found = Announcement.read(folder)
            return found is not None and process.owns(found.pid)

        await process.until(announced, READY_SECONDS)
        found = Announcement.read(folder)
        assert found is not None  # noqa: S101 - waited for just above
        return found.register_file

    async def _watcher(self, servers: str) -> Watcher:
        watcher = Watcher(servers, Tally())
        self._undo.push_async_callback(watcher.stop)
        await watcher.start()
        return watcher

    async def _services(self, planned: Sequence[ServicePlan], client: httpx.AsyncClient) -> None:
        processes = [ServiceProcess(plan, self._places.logs, self._screen.say) for plan in planned]
        for process in processes:
            self._undo.push_async_callback(process.stop)
            await process.start()
        for process in processes:
            await process.until_ready(client, READY_SECONDS)
            self._screen.say(f"{process.plan.name}: ready")

    def _outboxes(self, mongodb: str) -> tuple[EventLog, ...]:
        store = connect(mongodb)
        self._undo.push_async_callback(store.close)
        data = database(store, database_of("case"))
        return tuple(EventLog(data[name]) for name in _OUTBOXES)

    def _say_where(
        self, household: Household, stack: EmbeddedStack, addresses: Mapping[str, str]
    ) -> None:
        case = addresses["case"]
        where = {
            "console": f"{case}/",
            "api": f"{case}/api/v1",
            "openapi": f"{case}/openapi.json",
            "kafka": stack.kafka,
            "mongodb": stack.mongodb,
            "metrics": {name: f"{address}/metrics" for name, address in addresses.items()},
            "accounts": {
                role: {"user": account.user, "password": account.password}
                for role, account in household.accounts.items()
            },
        }
        file = self._places.run_file
        write_private(file, orjson.dumps(where, option=orjson.OPT_INDENT_2).decode())
        self._undo.callback(file.unlink, missing_ok=True)
