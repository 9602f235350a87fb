"""Sending: idempotent or transactional, never auto-creating, replaced after any failure.

A producer that failed is never used again: it may answer OutOfOrderSequenceNumber for ever, and
a fenced one may never answer at all. Every wait is therefore bounded.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from minhbach_shared.codec import Outgoing, encode
from minhbach_shared.delivery.kafka import connection
from minhbach_shared.errors import Refused, Unavailable
from minhbach_shared.events import Event
from minhbach_shared.logs import get_logger
from minhbach_shared.settings import KafkaSettings

T = TypeVar("T")
# Larger than any topic takes: each topic's own limit is the broker's to judge.
REQUEST_BYTES = 4 * 1024 * 1024

log = get_logger(__name__)


async def bounded(work: Awaitable[T], seconds: float, what: str) -> T:
    """The result, or ``Unavailable`` when it takes longer or the client fails."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except MessageSizeTooLargeError as error:
        raise Refused(f"{what}: the record is larger than its topic takes: {error}") from error
    except (TimeoutError, KafkaError) as error:
        reason = str(error) or type(error).__name__
        raise Unavailable(f"{what}: no answer from the broker: {reason}") from error


class Producer:
    """One Kafka producer, made on first use, thrown away after any failure.

    Args:
        transactional_id: fixed id that fences an older producer with the same id; None for a
            plain idempotent producer.
        wait: seconds that any one exchange with the broker may take.
    """

    def __init__(
        self, settings: KafkaSettings, transactional_id: str | None = None, wait: float = 30.0
    ) -> None:
        self._settings = settings
        self._transactional_id = transactional_id
        self._wait = wait
        self._client: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Connects (and, with a transactional id, fences whoever held it before).

        Raises:
            Unavailable: the broker does not answer.
        """
        async with self._starting:
            if self._client is None:
                client = self._new_client()
                try:
                    await bounded(client.start(), self._wait, "starting a producer")
                except BaseException:
                    # Also where it is cancelled on the way: its connections stand already.
                    await self._discard(client)
                    raise
                self._client = client

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Sends in order and waits until all are acknowledged (in one transaction, if it is one).

        Raises:
            Unavailable: not all were acknowledged; some may have been. Send all again.
            Refused: a record is larger than its topic takes.
        """
        if not records:
            return
        await self.start()
        client = self._client
        if client is None:
            raise Unavailable("the producer was replaced meanwhile; send again")
        try:
            await bounded(self._exchange(client, records), self._wait, f"sending {len(records)}")
        except BaseException:
            if self._client is client:
                self._client = None
            await self._discard(client)
            raise

    async def stop(self) -> None:
        """Closes the connection; bounded, and never raises."""
        client, self._client = self._client, None
        if client is not None:
            await self._discard(client)

    async def _exchange(self, client: AIOKafkaProducer, records: Sequence[Outgoing]) -> None:
        if not self._transactional_id:
            await self._send_all(client, records)
            return
        await client.begin_transaction()
        try:
            # A commit succeeds over a refused record: every future first, then the commit.
            await self._send_all(client, records)
            await client.commit_transaction()
        except BaseException:
            await self._abort(client)
            raise

    async def _abort(self, client: AIOKafkaProducer) -> None:
        """Ends a transaction: whoever reads what is committed waits behind an open one."""
        try:
            async with asyncio.timeout(5):
                await client.abort_transaction()
        except Exception as error:  # noqa: BLE001 - a fenced or broken one has nothing to end
            log.info("transaction_not_aborted", error=type(error).__name__)

    async def _send_all(self, client: AIOKafkaProducer, records: Sequence[Outgoing]) -> None:
        sent = [
            await client.send(r.topic, value=r.value, key=r.key, headers=list(r.headers))
            for r in records
        ]
        outcomes = await asyncio.gather(*sent, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _discard(self, client: AIOKafkaProducer) -> None:
        try:
            async with asyncio.timeout(5):
                await client.stop()
        except Exception as error:  # noqa: BLE001 - it is thrown away, whatever it says
            log.info("producer_discarded", error=type(error).__name__)

    def _new_client(self) -> AIOKafkaProducer:
        arguments: dict[str, Any] = connection(self._settings) | {
            "acks": "all",
            "enable_idempotence": True,
            "linger_ms": 0 if self._transactional_id else 5,
            "max_request_size": REQUEST_BYTES,
            "compression_type": "zstd",
            "request_timeout_ms": int(self._wait * 1000),
        }
        if self._transactional_id:
            arguments |= {"transactional_id": self._transactional_id}
        return AIOKafkaProducer(**arguments)


class Publisher:
    """Publishes events, each on its own topic under its own key, in the order given."""

    def __init__(self, producer: Producer, source: str) -> None:
        self._producer = producer
        self._source = source

    async def publish(self, events: Sequence[Event]) -> None:
        """Returns when all are acknowledged by all replicas in sync.

        Raises:
            Unavailable: not all were acknowledged; publish all again (ids are derived, so a
                record that arrives twice takes effect once).
            Refused: an event is larger than its topic takes.
        """
        await self._producer.send([encode(event, self._source) for event in events])

    async def stop(self) -> None:
        """Closes the connection."""
        await self._producer.stop()
