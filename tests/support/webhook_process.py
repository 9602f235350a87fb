"""A sender of webhooks as a process of its own, so that it can be killed."""

import asyncio
import secrets
import sys

from minhbach_case.webhooks.dialling import Poster
from minhbach_case.webhooks.opening import LEASE, WebhookParts
from minhbach_case.webhooks.sending import Sender
from minhbach_shared.clock import utc_now
from minhbach_shared.lease import Lease
from minhbach_shared.store import Database, connect, database
from tests.support.hooks import LOOPBACK
from tests.support.seeds import SECRET, settings_of


def sender_of(mongodb: str, name: str, store: Database) -> Sender:
    """A sender whose lease ends soon after its death."""
    settings = settings_of(mongodb, name, 0, LOOPBACK)
    parts = WebhookParts(settings, store, utc_now)
    poster = Poster(settings.webhook_networks)
    lease = Lease(store["leases"], LEASE, secrets.token_hex(8), 1.0)
    return Sender(parts.store, poster, lease, utc_now, SECRET.encode(), lambda: 0.5)


async def _main(mongodb: str, name: str) -> None:
    client = connect(mongodb)
    await sender_of(mongodb, name, database(client, name)).run()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2]))
