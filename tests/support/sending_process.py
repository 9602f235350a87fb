"""A sender as a process of its own, so that it can be killed while the mail server holds it up."""

import asyncio
import sys

from minhbach_case.main import Parts
from minhbach_shared.store import connect, database
from tests.support.mailing import MailServerOfTests
from tests.support.seeds import settings_of


async def main(mongodb: str, name: str, port: int) -> None:
    """Looks once for letters that are due."""
    client = connect(mongodb, timeout_seconds=2)
    more = MailServerOfTests(port=port).settings | {"smtp_seconds": 60}
    parts = Parts(settings_of(mongodb, name, 0, more), database(client, name))
    await parts.outgoing.correspondence.sender.look()
    await client.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
