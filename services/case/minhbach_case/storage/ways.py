"""The ways of a case as the store knows them: it takes no step that leads where none may.

Written from the same table that guards the acts, so that another program with access to the
database cannot take a case where the console and the API would not.
"""

from typing import Final

from pymongo.errors import CollectionInvalid

from minhbach_case.domain.states import TABLE, step_of_act
from minhbach_shared.store import Collection, Document, guarded

_GATHERED: Final = (
    "suspicion_added",
    "suspicion_counted",
    "suspicion_withdrawn",
    "fault_cleared",
    "clock_warned",
    "clock_overrun",
)


def ways() -> Document:
    """The condition that every stored step meets."""
    stays = {"type": {"$in": list(_GATHERED)}, "$expr": {"$eq": ["$body.before", "$body.state"]}}
    opening = {"type": "opened", "sequence": 1, "body.before": None, "body.state": "suspected"}
    steps: dict[tuple[str, str], set[str]] = {}
    for row in TABLE:
        steps.setdefault((step_of_act(row.act), row.target), set()).add(row.source)
    acts = [
        {"type": step, "body.state": target, "body.before": {"$in": sorted(sources)}}
        for (step, target), sources in steps.items()
    ]
    return {"$or": [stays, opening, *acts]}


async def ensure_ways(collection: Collection) -> None:
    """Makes the store hold new steps to the ways; harmless when it does."""
    store = collection.database
    with guarded("the ways of a case in the store"):
        try:
            await store.create_collection(collection.name, validator=ways())
        except CollectionInvalid:
            await store.command("collMod", collection.name, validator=ways())
