"""How a service runs: start in order, answer health and metrics, stop in order on SIGTERM."""

import asyncio
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

from minhbach_shared import logs
from minhbach_shared.clock import sleep, utc_now
from minhbach_shared.delivery.broker import Consumers
from minhbach_shared.delivery.consuming import ConsumingLoop, Subscription
from minhbach_shared.delivery.deadletters import DeadLetters, ShareGuard
from minhbach_shared.delivery.meters import Meters
from minhbach_shared.delivery.producer import Producer
from minhbach_shared.delivery.retrying import Patience
from minhbach_shared.errors import Misconfigured, Transient
from minhbach_shared.health import ASGIApp, HealthApp
from minhbach_shared.settings import ServiceSettings, SettingsT, load_or_exit

log = logs.get_logger(__name__)

Step = Callable[[], Awaitable[None]]


def new_registry() -> CollectorRegistry:
    """A registry with the process's own figures; each service makes one."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


@dataclass(frozen=True)
class Service:
    """What a composition root hands over.

    Attributes:
        prepare: run once before anything is read (indexes, accounts), retried while a
            dependency does not answer.
        tasks: run beside the consumers until the stop (relay, scheduler); each ends only by
            cancellation.
        close: run last, after consumers and tasks (clients to close).
        app: an ASGI application mounted at the root; health and metrics come before it, and it is
            asked for nothing until all is prepared.
    """

    name: str
    settings: ServiceSettings
    subscriptions: Sequence[Subscription] = ()
    prepare: Sequence[Step] = ()
    tasks: Sequence[Step] = ()
    close: Sequence[Step] = ()
    app: ASGIApp | None = None
    registry: CollectorRegistry = field(default_factory=new_registry)
    patience: Patience = field(default_factory=Patience)


async def run(service: Service) -> None:
    """Runs until SIGTERM or SIGINT; a batch in hand is finished or given up in time.

    Raises:
        Misconfigured: it cannot start as it is set.
    """
    logs.configure(service.name, service.settings.log_level)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await run_until(service, stop)


async def run_until(service: Service, stop: asyncio.Event) -> None:
    """Runs until ``stop`` is set; what ``run`` does, without logging and signals.

    Raises:
        Misconfigured: it cannot start as it is set.
        Exception: the fault of a task that ended by itself: the service then stops whole, and
            whoever runs it starts it again.
    """
    running = _Running(service)
    main = asyncio.create_task(running.main())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([main, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    main.cancel()
    (outcome,) = await asyncio.gather(main, return_exceptions=True)
    await running.end()
    if isinstance(outcome, Exception):
        raise outcome


class _Running:
    def __init__(self, service: Service) -> None:
        self.service = service
        self.prepared = False
        self.started = False
        settings = service.settings
        self._producer = Producer(settings)
        dead_letters = DeadLetters(self._producer, service.name, utc_now)
        meters = Meters(service.registry)
        self._consumers = Consumers(
            settings,
            [
                ConsumingLoop(
                    subscription,
                    dead_letters,
                    ShareGuard(settings.dead_letter_share, settings.dead_letter_window),
                    meters,
                    service.patience,
                    sleep,
                )
                for subscription in service.subscriptions
            ],
        )
        health = HealthApp(
            self.problems,
            lambda: self.prepared,
            self._consumers.lags,
            service.registry,
            service.app,
        )
        self._server = _Server(_config(health, settings.trusted_proxies))
        self._serving: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def problems(self) -> list[str]:
        return self._consumers.problems() if self.started else ["starting, or stopping"]

    async def main(self) -> None:
        listening = _listen(self.service.settings)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        for step in self.service.prepare:
            await _persistently(step, self.service.name)
        self.prepared = True
        await _persistently(self._start_consumers, self.service.name)
        self._tasks = [asyncio.create_task(_forever(task)) for task in self.service.tasks]
        self.started = True
        log.info("started", address=_address(listening))
        # Waited for, not gathered: what stops this wait must not cut short what is stopped in
        # order by ``end``, an answer to a person among it.
        work = [self._serving, *self._tasks]
        ended, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()

    async def end(self) -> None:
        log.info("stopping")
        self.started = False
        await self._consumers.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._producer.stop()
        self._server.should_exit = True
        if self._serving is not None:
            await asyncio.gather(self._serving, return_exceptions=True)
        for step in self.service.close:
            await step()
        log.info("stopped")

    async def _start_consumers(self) -> None:
        if self.service.subscriptions:
            await self._producer.start()
            await self._consumers.start()


async def _persistently(step: Step, service: str) -> None:
    """A dependency that is not there yet is waited for: start order is nobody's duty."""
    waited = 0.0
    while True:
        try:
            return await step()
        except Transient as error:
            log.warning("waiting_for_dependency", service=service, reason=str(error))
            waited = min(waited + 0.5, 5.0)
            await sleep(waited)


async def _forever(task: Step) -> None:
    await task()
    raise RuntimeError(f"{getattr(task, '__qualname__', task)} ended by itself; it must not")


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: the service stops it, in its order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(settings: ServiceSettings) -> socket.socket:
    try:
        return socket.create_server((settings.http_host, settings.http_port), backlog=512)
    except OSError as error:
        raise Misconfigured(
            f"{settings.http_host}:{settings.http_port} cannot be listened on ({error.strerror}); "
            "set MINHBACH_HTTP_PORT to a free port, or to 0 for any"
        ) from error


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{host}:{port}"


def _config(app: ASGIApp, trusted_proxies: str) -> uvicorn.Config:
    proxies = [proxy.strip() for proxy in trusted_proxies.split(",") if proxy.strip()]
    return uvicorn.Config(
        app,
        # Named ones only: uvicorn by itself would believe whoever comes from this machine.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        server_header=False,
    )


def main(settings: type[SettingsT], create_app: Callable[[SettingsT], Service]) -> int:
    """The body of every ``python -m minhbach_…``: status 0 stopped, 1 failed, 2 wrong settings.

    Args:
        create_app: the composition root; called inside the event loop.
    """
    loaded = load_or_exit(settings)

    async def composed() -> None:
        await run(create_app(loaded))

    try:
        asyncio.run(composed())
    except Misconfigured as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except Exception:
        log.exception("failed")
        return 1
    return 0
