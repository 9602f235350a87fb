"""Records in: the register's sites, and requests to look now."""

from collections.abc import Sequence
from dataclasses import dataclass

from minhbach_crawler.domain.addresses import is_address
from minhbach_crawler.domain.ports import Requests, Sites
from minhbach_shared.delivery import Received, Rejected
from minhbach_shared.events import SiteRecord, VisitRequest


@dataclass(frozen=True, slots=True)
class Intake:
    """Keeps what the crawler is told; the schedule finds it in the store."""

    sites: Sites
    requests: Requests

    async def handle(self, batch: Sequence[Received]) -> Sequence[Rejected]:
        """Keeps each record once; a site without an address that can be visited is refused."""
        rejected: list[Rejected] = []
        for received in batch:
            match received.event:
                case SiteRecord(address=address) if not is_address(address):
                    detail = f"address {address[:200]!r} is no http or https address with a host"
                    rejected.append(Rejected(received.position, "invalid", detail))
                case SiteRecord() as record:
                    await self.sites.put(record)
                case VisitRequest() as request:
                    await self.requests.put(request)
        return rejected
