"""Ports on loopback: the last run's when still free, else ones found now."""

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import PortBusy

# Below every system's range for outgoing connections: a client that reconnects to a stopped
# server's port inside that range can meet itself, and then holds the port against the server.
_FIRST, _LAST = 18_000, 32_000


@dataclass(frozen=True)
class Ports:
    """The broker's client port, its controller's port, and the store's port."""

    kafka: int
    controller: int
    mongodb: int


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def choose(record: Path, kafka: int | None, mongodb: int | None) -> Ports:
    """Ports for this run, written to `record` for the next.

    Raises:
        PortBusy: a port given by number is taken.
    """
    last = _read(record)
    found = free_ports()
    ports = Ports(
        kafka=_one("broker", kafka, last.get("kafka"), found),
        controller=_one("broker", None, last.get("controller"), found),
        mongodb=_one("store", mongodb, last.get("mongodb"), found),
    )
    record.write_text(json.dumps(asdict(ports)), encoding="utf-8")
    return ports


def _one(part: str, wanted: int | None, known: int | None, found: Iterator[int]) -> int:
    if wanted is not None:
        if not is_free(wanted):
            raise PortBusy(part, wanted)
        return wanted
    if known is not None and is_free(known):
        return known
    return next(found)


def free_ports() -> Iterator[int]:
    """Walks the range once, from a place that differs by process so that two stacks spread."""
    span = _LAST - _FIRST
    start = os.getpid() * 37 % span
    for step in range(span):
        port = _FIRST + (start + step) % span
        if is_free(port):
            yield port


def _read(record: Path) -> dict[str, int]:
    try:
        return asdict(Ports(**json.loads(record.read_text(encoding="utf-8"))))
    except (FileNotFoundError, ValueError, TypeError):
        # A record cut short by a crash only costs the old port numbers.
        return {}
