"""Records in, a call of what judges, records out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from minhbach_classifier.assessing import Assessor, Outcome
from minhbach_classifier.errors import CaptureAtFault
from minhbach_classifier.storage.register import Register
from minhbach_shared.delivery import Received, Rejected
from minhbach_shared.events import SiteVersion, Snapshot


@dataclass(frozen=True, slots=True)
class RegisterIntake:
    """Keeps every version of the register."""

    register: Register

    async def handle(self, batch: Sequence[Received]) -> Sequence[Rejected]:
        """Keeps each version once."""
        for received in batch:
            if isinstance(received.event, SiteVersion):
                await self.register.put(received.event)
        return ()


@dataclass(frozen=True, slots=True)
class SnapshotIntake:
    """Judges snapshots as they come."""

    assessor: Assessor

    async def handle(self, batch: Sequence[Received]) -> Sequence[Rejected]:
        """Judges each, then publishes all; a capture that is gone or altered is refused."""
        snapshots = [(r, r.event) for r in batch if isinstance(r.event, Snapshot)]
        await self.assessor.ready_for([snapshot for _, snapshot in snapshots])
        outcomes: list[Outcome] = []
        rejected: list[Rejected] = []
        for received, snapshot in snapshots:
            try:
                outcomes.append(await self.assessor.assess(snapshot))
            except CaptureAtFault as fault:
                rejected.append(Rejected(received.position, fault.reason, str(fault)))
            await asyncio.sleep(0)  # heartbeats go on between two pages
        await self.assessor.publish(outcomes)
        return rejected
