"""``/livez``, ``/readyz`` and ``/metrics``; everything else goes to the service's own app."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import orjson
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Lags = Callable[[], dict[tuple[str, str, int], int]]


class HealthApp:
    """An ASGI application.

    Live: the process answers. Ready: every consumer group has its partitions, polled lately and
    knows its lag; a dead consumer behind a living broker is not ready. Until all is prepared the
    service's own app is not asked: it would call a password wrong whose account is on its way.
    """

    def __init__(
        self,
        problems: Callable[[], list[str]],
        is_prepared: Callable[[], bool],
        lags: Lags,
        registry: CollectorRegistry,
        app: ASGIApp | None,
    ) -> None:
        self._problems = problems
        self._is_prepared = is_prepared
        self._registry = registry
        self._app = app
        registry.register(_Lag(lags))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        match scope.get("path"):
            case "/livez":
                await _answer(send, 200, b'{"live":true}')
            case "/readyz":
                problems = self._problems()
                body = orjson.dumps({"ready": not problems, "problems": problems})
                await _answer(send, 503 if problems else 200, body)
            case "/metrics":
                await _answer(send, 200, generate_latest(self._registry), CONTENT_TYPE_LATEST)
            case _ if not self._is_prepared():
                await _answer(send, 503, b'{"problem":"starting; ask again in a few seconds"}')
            case _ if self._app is not None:
                await self._app(scope, receive, send)
            case _:
                await _answer(send, 404, b'{"problem":"there is /livez, /readyz and /metrics"}')


class _Lag(Collector):
    def __init__(self, lags: Lags) -> None:
        self._lags = lags

    def collect(self) -> Iterable[Metric]:
        """The lag of each partition, asked for at the scrape."""
        family = GaugeMetricFamily(
            "minhbach_consumer_lag_records",
            "Records not yet read",
            labels=["group", "topic", "partition"],
        )
        for (group, topic, partition), lag in self._lags().items():
            family.add_metric([group, topic, str(partition)], lag)
        return [family]


async def _answer(
    send: Send, status: int, body: bytes, content_type: str = "application/json"
) -> None:
    headers = [(b"content-type", content_type.encode()), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
