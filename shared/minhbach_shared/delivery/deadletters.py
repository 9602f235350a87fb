"""Dead letters: the record whole, with its own key and headers, the reason beside them.

A null header is kept as an empty one (aiokafka cannot send null) and named in ``dl_null_headers``.
"""

from collections import deque
from collections.abc import Sequence

from aiokafka import ConsumerRecord

from minhbach_shared.clock import Clock
from minhbach_shared.codec import Outgoing
from minhbach_shared.delivery.producer import Producer
from minhbach_shared.delivery.records import Position, Rejected
from minhbach_shared.ids import derived_id, iso
from minhbach_shared.topics import dead_letters_of

PREFIX = "dl_"


def position_of(record: ConsumerRecord) -> Position:
    """Where a record stands."""
    return Position(record.topic, record.partition, record.offset)


class DeadLetters:
    """Writes a service's dead letters, under ids made of topic, partition and offset."""

    def __init__(self, producer: Producer, service: str, clock: Clock) -> None:
        self._producer = producer
        self._service = service
        self._clock = clock

    async def put(self, records: Sequence[ConsumerRecord], rejected: Sequence[Rejected]) -> None:
        """Sends the rejected ones among ``records``.

        Raises:
            Unavailable: not all were acknowledged; their batch must not be committed.
        """
        whole = {position_of(record): record for record in records}
        await self._producer.send([self._letter(whole[r.position], r) for r in rejected])

    def _letter(self, record: ConsumerRecord, rejected: Rejected) -> Outgoing:
        place = rejected.position
        nulls = [name for name, value in record.headers if value is None]
        beside = {
            "id": str(derived_id("dead_letter", place.topic, place.partition, place.offset)),
            "reason": rejected.reason,
            "detail": rejected.detail[:1000],
            "service": self._service,
            "topic": place.topic,
            "partition": str(place.partition),
            "offset": str(place.offset),
            "at": iso(self._clock()),
            "null_headers": ",".join(nulls),
            "null_key": "1" if record.key is None else "",
            "null_value": "1" if record.value is None else "",
        }
        own = [(name, value or b"") for name, value in record.headers]
        added = [(PREFIX + name, text.encode()) for name, text in beside.items() if text]
        return Outgoing(dead_letters_of(self._service), record.key, record.value, (*own, *added))


class ShareGuard:
    """Tells when dead letters pass a set share of the last records.

    Args:
        share: above which consumption stops, in (0, 1].
        window: over how many records; no verdict before the window is full.
    """

    def __init__(self, share: float, window: int) -> None:
        self._share = share
        self._last: deque[bool] = deque(maxlen=window)
        self._window = window

    def passed(self, handled: int, rejected: int) -> bool:
        """Counts a batch; True when the share is passed."""
        self._last.extend([False] * (handled - rejected) + [True] * rejected)
        full = len(self._last) == self._window
        return full and sum(self._last) > self._share * self._window
