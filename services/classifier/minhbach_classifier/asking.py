"""Asking the crawler: wishes are kept first, then said, then marked; said twice counts once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from minhbach_classifier.domain.memory import WishMemory
from minhbach_classifier.domain.wishes import Wish
from minhbach_shared.clock import Clock, Sleep
from minhbach_shared.delivery import Publisher
from minhbach_shared.errors import Transient
from minhbach_shared.logs import get_logger

log = get_logger(__name__)

_AT_ONCE: Final = 200
_STALE: Final = timedelta(days=2)
"""No judgement waits for some looks: of captures that are older they are not worth a visit."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Says wishes as visit requests.

    Attributes:
        poll_seconds: between two looks at the wishes that wait for their time.
    """

    wishes: WishMemory
    publisher: Publisher
    clock: Clock
    sleep: Sleep
    poll_seconds: float

    async def ask(self, wishes: Iterable[Wish]) -> None:
        """Keeps the wishes that are new, and says those whose time has come.

        Raises:
            Unavailable: store or broker does not answer.
        """
        earliest = self.clock() - _STALE
        worth = (w for w in wishes if w.is_awaited or w.not_before >= earliest)
        if await self.wishes.keep(worth):
            await self.say_due()

    async def say_due(self) -> None:
        """Says every wish whose time has come.

        Raises:
            Unavailable: store or broker does not answer.
        """
        while due := await self.wishes.due(self.clock(), _AT_ONCE):
            await self.publisher.publish([wish.request(self.clock()) for wish in due])
            await self.wishes.said(wish.id for wish in due)

    async def run(self) -> None:
        """Says wishes when their time comes, until it is cancelled."""
        while True:
            try:
                await self.say_due()
            except Transient as error:
                log.warning("wishes_wait", reason=str(error))
            await self.sleep(self.poll_seconds)
