"""The consuming loop: batches in, handler, dead letters, offsets last.

FastStream subscribes and polls; what it leaves to us, and why (each was seen to lose records):

- raw bytes in, decoding per record in our own code: one undecodable record, a null or a
  non-UTF-8 header would otherwise cost the whole batch;
- offsets are committed by partition and number, after handling: FastStream commits positions,
  so a batch whose handler raised is lost at the next commit;
- a transient fault is tried again in place; when that is used up for want of a dependency, the
  batch is *given back*: the consumer seeks to its first records and reads them again;
- a rebalance or a stop waits for the batch in hand, or gives it up; a batch given up is not
  committed, and whoever owns the partition next reads it;
- handling one by one is bounded: past its time the part that is done is committed and the rest
  read again, so that a batch of slow faults never outlives its rebalance without progress.
"""

import asyncio
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from minhbach_shared.clock import Sleep
from minhbach_shared.codec import Decoder, Undecodable
from minhbach_shared.delivery.deadletters import DeadLetters, ShareGuard, position_of
from minhbach_shared.delivery.meters import Meters
from minhbach_shared.delivery.records import Handler, Position, Received, Rejected
from minhbach_shared.delivery.retrying import Patience
from minhbach_shared.errors import MinhBachError, Refused, RejectReason, Transient, Unavailable
from minhbach_shared.events import Event
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

# Half of the rebalance's time, with room for one more record.
ONE_BY_ONE_SECONDS = 30.0

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


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The head part of a batch that is done, and those of it that were rejected."""

    done: Records
    rejected: Sequence[Rejected]


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
        one_by_one_seconds: float = ONE_BY_ONE_SECONDS,
    ) -> None:
        self._one_by_one_seconds = one_by_one_seconds
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
        group = self.subscription.group
        with self._meters.batch(group):
            try:
                outcome = await self._handled(records)
                self._check_share(outcome)
                await self._dead_letters.put(outcome.done, outcome.rejected)
            except TooManyDeadLetters as error:
                self._halt(records, consumer, error)
            except Exception as error:  # noqa: BLE001 - a batch is committed or read again
                await self._give_back(records, consumer, error)
            else:
                self._report(outcome)
                await self._commit(outcome.done, consumer)
                _seek_back(records[len(outcome.done) :], consumer)

    async def _handled(self, records: Records) -> _Outcome:
        good, bad = self._decoded(records)
        refused, last = await self._by_batch(good) if good else ((), None)
        cut = len(records)
        if last is not None:
            cut = 1 + next(n for n, record in enumerate(records) if position_of(record) == last)
        done = records[:cut]
        places = {position_of(record) for record in done}
        return _Outcome(done, [one for one in (*bad, *refused) if one.position in places])

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

    async def _by_batch(self, good: list[Received]) -> tuple[Sequence[Rejected], Position | None]:
        """The rejected ones, and the last that was handled where it is not the last of all."""
        try:
            return await self._patience.tried(lambda: self.subscription.handle(good)), None
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - any fault of a handler; found one by one
            log.warning("batch_failed", group=self.subscription.group, **_named(error))
        return await self._one_by_one(good)

    async def _one_by_one(self, good: list[Received]) -> tuple[Sequence[Rejected], Position | None]:
        now = asyncio.get_running_loop().time
        until = now() + self._one_by_one_seconds
        rejected: list[Rejected] = []
        for received in good:
            rejected += await self._alone(received)
            if now() > until:
                return rejected, received.position
        return rejected, None

    async def _alone(self, received: Received) -> Sequence[Rejected]:
        try:
            return await self._patience.tried(lambda: self.subscription.handle([received]))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the record is kept whole
            return [Rejected(received.position, _reason(error), f"{_named(error)}")]

    def _check_share(self, outcome: _Outcome) -> None:
        if self._guard.passed(len(outcome.done), len(outcome.rejected)):
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

    def _report(self, outcome: _Outcome) -> None:
        self._meters.handled(self.subscription.group, len(outcome.done))
        for one in outcome.rejected:
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
    if isinstance(error, MinhBachError):
        return {"error": type(error).__name__, "message": str(error)[:300]}
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "where": where}
