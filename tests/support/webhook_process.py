"""A sender of webhooks as a process of its own, so that it can be killed."""

import asyncio
import secrets
import sys
from datetime import timedelta
from ipaddress import ip_network

from minhbach_case.webhooks.dialling import Poster
from minhbach_case.webhooks.sending import Sender
from minhbach_case.webhooks.store import WebhookStore
from minhbach_shared.clock import utc_now
from minhbach_shared.lease import Lease
from minhbach_shared.store import Database, connect, database


def sender_of(store: Database) -> Sender:
    """A sender to loopback whose lease ends soon after its death."""
    poster = Poster((ip_network("127.0.0.0/8"),))
    lease = Lease(store["leases"], "killed", secrets.token_hex(8), 1.0)
    kept = WebhookStore(store, timedelta(days=1))
    return Sender(kept, poster, lease, utc_now, b"a secret of tests only", lambda: 0.5)


async def _main(mongodb: str, name: str) -> None:
    client = connect(mongodb)
    await sender_of(database(client, name)).run()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2]))
