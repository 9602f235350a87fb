"""FastStream's broker with our policies: manual, read-committed, from the earliest record."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from aiokafka import (
    AIOKafkaConsumer,
    ConsumerRebalanceListener,
    ConsumerRecord,
    TopicPartition,
)
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaMessage
from faststream.security import BaseSecurity, SASLScram512

from minhbach_shared.clock import utc_now
from minhbach_shared.delivery.consuming import ConsumingLoop
from minhbach_shared.errors import Unavailable
from minhbach_shared.logs import get_logger
from minhbach_shared.settings import ServiceSettings

SESSION_MS = 10_000
# How soon a consumer hears that another joins: until then the newcomer stands idle.
HEARTBEAT_MS = 1_000
# aiokafka takes the session's length unless told: too short for a batch to finish in.
REBALANCE_MS = 60_000
POLLED_LATELY_SECONDS = 60
# With the broker gone a client would wait for it for ever.
LEAVE_SECONDS = 10

log = get_logger(__name__)

Parse = Callable[[tuple[ConsumerRecord, ...]], Awaitable[KafkaMessage]]


class Consumers:
    """All consumers of one process: FastStream subscribers over our consuming loops."""

    def __init__(self, settings: ServiceSettings, loops: Sequence[ConsumingLoop]) -> None:
        self._loops = tuple(loops)
        self._stop_within = settings.stop_within_seconds
        self._broker = _broker(settings)
        self._subscribers = [self._subscribe(loop, settings.instance) for loop in loops]

    async def start(self) -> None:
        """Connects and begins to read.

        Raises:
            Unavailable: the broker does not answer, or a topic was not provisioned; start again.
        """
        try:
            await self._broker.start()
        except KafkaError as error:
            await self._leave()
            names = sorted({topic for loop in self._loops for topic in loop.subscription.topics})
            raise Unavailable(
                f"cannot read {', '.join(names)} ({type(error).__name__}): is the broker there, "
                "and were the topics provisioned?"
            ) from error

    async def stop(self) -> None:
        """Finishes the batches in hand within the set time, or gives them up; then leaves."""
        for loop in self._loops:
            loop.closing = True
        await asyncio.gather(*(loop.settle(self._stop_within) for loop in self._loops))
        await self._leave()

    async def _leave(self) -> None:
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self._broker.stop()
        except TimeoutError:
            # Nothing is lost by it: what was not committed is read again.
            log.warning("consumers_not_stopped", seconds=LEAVE_SECONDS)

    def problems(self) -> list[str]:
        """Why the process is not ready: empty when each group has partitions, polls and lag."""
        found: list[str] = []
        for loop, subscriber in zip(self._loops, self._subscribers, strict=True):
            what = loop.halted or _problem(subscriber.consumer)
            if what:
                found.append(f"{loop.subscription.group}: {what}")
        return found

    def lags(self) -> dict[tuple[str, str, int], int]:
        """Records not yet read, by group, topic and partition."""
        return {
            (loop.subscription.group, tp.topic, tp.partition): lag
            for loop, subscriber in zip(self._loops, self._subscribers, strict=True)
            if subscriber.consumer is not None
            for tp, lag in _lags(subscriber.consumer).items()
        }

    def _subscribe(self, loop: ConsumingLoop, instance: str | None) -> Any:
        subscription = loop.subscription
        subscriber = self._broker.subscriber(
            *subscription.topics,
            batch=True,
            group_id=subscription.group,
            group_instance_id=f"{instance}.{subscription.group}" if instance else None,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            max_records=subscription.batch,
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            rebalance_timeout_ms=REBALANCE_MS,
            listener=_SettleFirst(loop, self._stop_within),
            parser=_tolerant,
            decoder=_whole,
        )

        async def handle(message: KafkaMessage) -> None:
            records: Any = message.raw_message
            consumer: Any = message.consumer
            await loop.take(records, consumer)

        subscriber(handle)
        return subscriber


class _SettleFirst(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka has no types
    """Lets the batch in hand end before its partitions go to someone else."""

    def __init__(self, loop: ConsumingLoop, seconds: float) -> None:
        self._loop = loop
        self._seconds = seconds

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:  # noqa: ARG002
        await self._loop.settle(self._seconds)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Nothing to do: positions begin at what was committed."""


async def _tolerant(records: tuple[ConsumerRecord, ...], original: Parse) -> KafkaMessage:
    """FastStream's parser decodes every header as UTF-8: it is shown one record without any."""
    message = await original((replace(records[0], headers=()),))
    message.raw_message = records
    return message


async def _whole(message: KafkaMessage) -> KafkaMessage:
    """The handler gets the message itself: decoding is ours, per record."""
    return message


def _broker(settings: ServiceSettings) -> KafkaBroker:
    return KafkaBroker(
        settings.kafka_servers.split(","),
        security=_security(settings),
        consumer_only=True,
        allow_auto_create_topics=False,
        graceful_timeout=1.0,  # the loops have settled before
        apply_types=False,
        logger=None,
        client_id=f"minhbach-{settings.instance or 'service'}",
    )


def _security(settings: ServiceSettings) -> BaseSecurity | None:
    encrypted = settings.kafka_security.endswith("SSL")
    if settings.kafka_security.startswith("SASL"):
        password = settings.kafka_password.get_secret_value()
        return SASLScram512(settings.kafka_user, password, use_ssl=encrypted)
    return BaseSecurity(use_ssl=True) if encrypted else None


def _problem(consumer: AIOKafkaConsumer | None) -> str | None:
    if consumer is None:
        return "not started"
    assigned = consumer.assignment()
    if not assigned:
        return "no partitions assigned"
    idle = consumer._subscription.fetcher_idle_time  # noqa: SLF001 - as below
    if idle > POLLED_LATELY_SECONDS:
        return f"has not asked for records for {idle:.0f} s: one batch takes that long"
    polled = [consumer.last_poll_timestamp(tp) or 0 for tp in assigned]
    if utc_now().timestamp() - max(polled) / 1000 > POLLED_LATELY_SECONDS:
        return f"no answer from the broker for {POLLED_LATELY_SECONDS} s"
    if len(_lags(consumer)) < len(assigned):
        return "the lag of a partition is not known yet"
    return None


def _lags(consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
    lags: dict[TopicPartition, int] = {}
    for partition in consumer.assignment():
        end = consumer.last_stable_offset(partition)
        # The public position() waits for the broker; a scrape must not.
        state = consumer._subscription.subscription.assignment.state_value(partition)  # noqa: SLF001
        if end is not None and end >= 0 and state.has_valid_position:
            lags[partition] = max(0, end - state.position)
    return lags
