"""The consuming loop: batches in, handler, dead letters, offsets last.

FastStream subscribes and polls; what it leaves to us, and why (each was seen to lose records):

- raw bytes in, decoding per record in our own code: one undecodable record, a null or a
  non-UTF-8 header would otherwise cost the whole batch;
- offsets are committed by partition and number, after handling: FastStream commits positions,
  so a batch whose handler raised is lost at the next commit;
- a transient fault is tried again in place; when that is used up for want of a dependency, the
  batch is *given back*: the consumer seeks to its first records and reads them again;
- a rebalance or a stop waits for the batch in hand, or gives it up; a batch given up is not
  committed, and whoever owns the partition next reads it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from minhbach_shared.clock import Sleep
from minhbach_shared.codec import Decoder, Undecodable
from minhbach_shared.delivery.deadletters import DeadLetters, ShareGuard, position_of
from minhbach_shared.delivery.meters import Meters
from minhbach_shared.delivery.records import Handler, Received, Rejected
from minhbach_shared.delivery.retrying import Patience
from minhbach_shared.errors import MinhBachError, Refused, RejectReason, Transient, Unavailable
from minhbach_shared.events import Event
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

Records = Sequence[ConsumerRecord]


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a service reads.

    Attributes:
        group: the consumer group, one a purpose, never shared between services.
        events: the types that ``handle`` understands; any other goes to the dead letters.
        batch: at most so many records at once; all must be handled within the rebalance.
    """

    topics: tuple[str, ...]
    group: str
    events: tuple[type[Event], ...]
    handle: Handler
    batch: int = 200


class TooManyDeadLetters(MinhBachError):
    """Dead letters passed the set share: consumption of the group has stopped."""


class ConsumingLoop:
    """Handles the batches of one subscription, one at a time."""

    def __init__(
        self,
        subscription: Subscription,
        dead_letters: DeadLetters,
        guard: ShareGuard,
        meters: Meters,
        patience: Patience,
        sleep: Sleep,
    ) -> None:
        self.subscription = subscription
        self.halted: str | None = None
        self.closing = False
        self._decoder = Decoder(subscription.events)
        self._dead_letters = dead_letters
        self._guard = guard
        self._meters = meters
        self._patience = patience
        self._sleep = sleep
        self._in_hand: asyncio.Task[None] | None = None

    async def take(self, records: Records, consumer: AIOKafkaConsumer) -> None:
        """Handles a batch to its end, gives it back, or gives it up; raises for no record."""
        if self.closing:
            return
        work = self._stand_still() if self.halted else self._process(records, consumer)
        self._in_hand = task = asyncio.create_task(work)
        try:
            await asyncio.wait([task])
        finally:
            task.cancel()
            self._in_hand = None

    async def settle(self, seconds: float) -> None:
        """Waits for the batch in hand; past ``seconds`` it is given up, uncommitted."""
        task = self._in_hand
        if task is None:
            return
        done, _ = await asyncio.wait([task], timeout=0 if self.halted else seconds)
        if not done:
            log.warning("batch_given_up", group=self.subscription.group, seconds=seconds)
            task.cancel()
            await asyncio.wait([task], timeout=1)

    async def _process(self, records: Records, consumer: AIOKafkaConsumer) -> None:
        with self._meters.batch(self.subscription.group, len(records)):
            try:
                rejected = await self._handled(records)
                self._check_share(len(records), len(rejected))
                await self._dead_letters.put(records, rejected)
            except TooManyDeadLetters as error:
                self._halt(records, consumer, error)
            except Exception as error:  # noqa: BLE001 - a batch is committed or read again
                await self._give_back(records, consumer, error)
            else:
                self._report(rejected)
                await self._commit(records, consumer)

    async def _handled(self, records: Records) -> list[Rejected]:
        good, rejected = self._decoded(records)
        if good:
            rejected += await self._by_batch(good)
        return rejected

    def _decoded(self, records: Records) -> tuple[list[Received], list[Rejected]]:
        good: list[Received] = []
        bad: list[Rejected] = []
        for record in records:
            place = position_of(record)
            match self._decoder.decode(record.key, record.value, record.headers):
                case Undecodable(reason, detail):
                    bad.append(Rejected(place, reason, detail))
                case event:
                    good.append(Received(event, place))
        return good, bad

    async def _by_batch(self, good: list[Received]) -> Sequence[Rejected]:
        try:
            return await self._patience.tried(lambda: self.subscription.handle(good))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - any fault of a handler; found one by one
            log.warning("batch_failed", group=self.subscription.group, **_named(error))
        rejected: list[Rejected] = []
        for received in good:
            rejected += await self._alone(received)
        return rejected

    async def _alone(self, received: Received) -> Sequence[Rejected]:
        try:
            return await self._patience.tried(lambda: self.subscription.handle([received]))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the record is kept whole
            return [Rejected(received.position, _reason(error), f"{_named(error)}")]

    def _check_share(self, handled: int, rejected: int) -> None:
        if self._guard.passed(handled, rejected):
            raise TooManyDeadLetters(
                f"group {self.subscription.group}: too large a share of its records goes to the "
                "dead letters; consumption stopped. Mend the cause, then start the service again"
            )

    def _halt(self, records: Records, consumer: AIOKafkaConsumer, error: MinhBachError) -> None:
        self.halted = str(error)
        self._meters.halted(self.subscription.group)
        log.error("consumption_halted", group=self.subscription.group, reason=str(error))
        _seek_back(records, consumer)

    async def _give_back(
        self, records: Records, consumer: AIOKafkaConsumer, error: Exception
    ) -> None:
        log.warning("batch_given_back", group=self.subscription.group, **_named(error))
        self._meters.given_back(self.subscription.group)
        _seek_back(records, consumer)
        await self._sleep(self._patience.longest)

    async def _commit(self, records: Records, consumer: AIOKafkaConsumer) -> None:
        offsets = {TopicPartition(r.topic, r.partition): r.offset + 1 for r in records}
        try:
            await consumer.commit(offsets)
        except (KafkaError, IllegalStateError) as error:
            # The partition has a new owner, who reads the batch again and finds nothing to do.
            log.warning("commit_refused", group=self.subscription.group, **_named(error))

    def _report(self, rejected: Sequence[Rejected]) -> None:
        for one in rejected:
            self._meters.dead_letter(self.subscription.group, one.reason)
            log.warning(
                "dead_letter",
                group=self.subscription.group,
                topic=one.position.topic,
                partition=one.position.partition,
                offset=one.position.offset,
                reason=one.reason,
            )

    async def _stand_still(self) -> None:
        while True:
            await self._sleep(60)


def _seek_back(records: Records, consumer: AIOKafkaConsumer) -> None:
    first: dict[TopicPartition, int] = {}
    for record in records:
        first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
    for partition, offset in first.items():
        try:
            consumer.seek(partition, offset)
        except IllegalStateError:
            continue  # no longer ours: its new owner begins at what was committed


def _reason(error: Exception) -> RejectReason:
    match error:
        case Transient():
            return "retries_exhausted"
        case Refused():
            return "too_large"
        case _:
            return "handler_failed"


def _named(error: BaseException) -> dict[str, str]:
    # A driver's message may quote a document; the tree's own messages hold ids only.
    message = str(error)[:300] if isinstance(error, MinhBachError) else ""
    return {"error": type(error).__name__, "message": message}
