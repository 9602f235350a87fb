"""Records in, cases out."""

from collections.abc import Sequence
from typing import Final, cast

from minhbach_case.storage.clearing import Clearer
from minhbach_case.storage.gathering import Gatherer, Record
from minhbach_case.storage.portals import PortalStore
from minhbach_case.storage.verdicts import VerdictStore
from minhbach_shared.delivery import Handler, Received, Rejected
from minhbach_shared.eventlog import EVENT_BYTES
from minhbach_shared.events import Assessed, VisitCompleted
from minhbach_shared.ids import canonical
from minhbach_shared.vocabulary import kind_of

# What a step says beside the record: ids, ordinal, state.
_ROOM: Final = 2_000


def gathering(gatherer: Gatherer) -> Handler:
    """The handler of ``violations.suspected.v1``."""

    async def gather(batch: Sequence[Received]) -> Sequence[Rejected]:
        bad = [found for received in batch if (found := refused(received)) is not None]
        positions = {found.position for found in bad}
        good = [cast(Record, r.event) for r in batch if r.position not in positions]
        await gatherer.gather(good)
        return bad

    return gather


def keeping(verdicts: VerdictStore, portals: PortalStore, clearer: Clearer) -> Handler:
    """The handler of ``assessments.v1`` and ``visits.completed.v1``."""

    async def keep(batch: Sequence[Received]) -> Sequence[Rejected]:
        events = [received.event for received in batch]
        assessed = [event for event in events if isinstance(event, Assessed)]
        looks = await verdicts.keep(assessed)
        await portals.keep(assessed)
        await clearer.clear(looks)
        await verdicts.keep_visits([e for e in events if isinstance(e, VisitCompleted)])
        return ()

    return keep


def refused(received: Received) -> Rejected | None:
    """Why a record can never become a step; None where it can."""
    record = cast(Record, received.event)
    if record.kind != kind_of(record.duty):
        detail = f"kind {record.kind!r}: duty {record.duty!r} is heard as {kind_of(record.duty)!r}"
        return Rejected(received.position, "invalid", detail)
    size = len(canonical(record.model_dump(mode="json"))) + _ROOM
    if size > EVENT_BYTES:
        detail = f"{size} bytes as a step; at most {EVENT_BYTES} can be announced again"
        return Rejected(received.position, "too_large", detail)
    return None
