"""Tests whose clock stands in the past: the store's own clock must not end what they keep."""

from minhbach_shared.store import Database


async def keep_what_has_ended(store: Database) -> None:
    """Drops every TTL index: a session or draft of last summer would be swept within a minute."""
    for name in await store.list_collection_names():
        for index, told in (await store[name].index_information()).items():
            if "expireAfterSeconds" in told:
                await store[name].drop_index(index)
