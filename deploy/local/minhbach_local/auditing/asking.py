"""Who verifies: the case service itself, asked over its API, or this process, at the store."""

import asyncio

from minhbach_case.verifying.answer import SignedVerification, signed
from minhbach_case.verifying.store import verify_store
from minhbach_local.jobs import file_of, wait_for
from minhbach_local.registering.service import Access, checked, client_of
from minhbach_shared.clock import utc_now
from minhbach_shared.store import connect, database


def by_service(access: Access, *, files: bool, digests: bool) -> SignedVerification:
    """The answer of a case service.

    Args:
        digests: with every entry's.

    Raises:
        RegisteringError: it refuses, or does not answer.
        JobFailed: it was stopped, or went wrong.
    """
    wanted = {"files": files, "digests": digests}
    with client_of(access) as client:
        started = checked(client.get("audit/verification", params=wanted))
        job = wait_for(client, started, "verifying every chain", checked)
        return SignedVerification.model_validate_json(file_of(client, job))


def at_store(uri: str, name: str, *, files: bool) -> SignedVerification:
    """The answer of this process, which reads the database itself; nobody signs it.

    Raises:
        Unavailable: the store does not answer.
    """

    async def verify() -> SignedVerification:
        client = connect(uri)
        try:
            store = database(client, name)
            verified = await verify_store(store, utc_now, files=files)
        finally:
            await client.close()
        return signed(verified.found, None, verified.passed)

    return asyncio.run(verify())
