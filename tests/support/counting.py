"""What a page asks of the store: how many commands, how many documents, and by which plan."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from pymongo import monitoring

from minhbach_shared.store import Database

READS: Final = frozenset({"find", "aggregate", "count", "distinct"})
_WRITES: Final = frozenset({"insert", "update", "delete"})
# What the driver adds to every command, and explain does not take.
_ASIDE: Final = ("lsid", "$db", "$clusterTime", "$readPreference", "readConcern", "txnNumber")


@dataclass
class Asked:
    """The commands of one page.

    Attributes:
        reads: each with the documents that its answer brought, all its parts together.
        writes: how many commands changed something.
    """

    reads: list[tuple[dict[str, Any], int]] = field(default_factory=list)
    writes: int = 0

    @property
    def commands(self) -> int:
        """How many commands in all."""
        return len(self.reads) + self.writes

    def documents(self, *collections: str) -> int:
        """How many documents came out of these collections."""
        return sum(count for read, count in self.reads if _collection(read) in collections)


class QueryWatch(monitoring.CommandListener):
    """Notes commands while it counts. Register it before the client is made."""

    def __init__(self) -> None:
        self._asked: Asked | None = None
        self._begun: dict[int, dict[str, Any]] = {}

    @contextmanager
    def counting(self) -> Iterator[Asked]:
        """Counts what is asked inside."""
        self._asked = Asked()
        try:
            yield self._asked
        finally:
            self._asked = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Keeps the command until its answer comes."""
        if self._asked is not None:
            self._begun[event.request_id] = dict(event.command)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Counts it, with the documents of its answer."""
        command = self._begun.pop(event.request_id, None)
        if self._asked is None or command is None:
            return
        if event.command_name in _WRITES:
            self._asked.writes += 1
        elif event.command_name in READS:
            batch = event.reply.get("cursor", {}).get("firstBatch", ())
            self._asked.reads.append((command, len(batch)))
        elif event.command_name == "getMore":
            more = {"find": command["collection"]}
            self._asked.reads.append((more, len(event.reply["cursor"]["nextBatch"])))

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """A page's commands do not fail."""
        self._begun.pop(event.request_id, None)


async def scans(store: Database, command: Mapping[str, Any]) -> bool:
    """Whether the store looks at every document to answer a command.

    Of a filter with several clauses the embedded store walks the first that an index carries and
    checks the others on what it finds, as MongoDB does; only its explain does not say so.
    """
    said = {name: value for name, value in command.items() if name not in _ASIDE}
    if not await _scans(store, said):
        return False
    clauses = said.get("filter") or said.get("query") or {}
    alone = [said | {"filter": {name: clause}} for name, clause in clauses.items()]
    return not alone or all([await _scans(store, one) for one in alone])


async def _scans(store: Database, command: Mapping[str, Any]) -> bool:
    asked = {"explain": dict(command), "verbosity": "queryPlanner"}
    answer = await store.command(asked, codec_options=store.codec_options)
    return "COLLSCAN" in set(_stages(answer))


def _stages(found: Any) -> Iterator[str]:
    match found:
        case {"stage": str() as stage}:
            yield stage
            yield from (s for value in found.values() for s in _stages(value))
        case Mapping():
            yield from (s for value in found.values() for s in _stages(value))
        case list():
            yield from (s for value in found for s in _stages(value))
        case _:
            pass


def _collection(command: Mapping[str, Any]) -> str:
    return str(next(iter(command.values())))
