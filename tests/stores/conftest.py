"""The stores under contract: the embedded ones, or real ones that the environment names.

``MINHBACH_TEST_MONGODB`` is a connection string of a user who may make and drop databases whose
names begin with ``minhbach_test_``; ``MINHBACH_TEST_MONGODB_RESTART`` a command that restarts that
server. ``MINHBACH_TEST_CAPTURES`` is an address such as ``s3://bucket/prefix``, reached by the
``MINHBACH_S3_…`` settings that a service reads.
"""

import os
import shlex
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from minhbach_shared.captures import CaptureStore
from minhbach_shared.settings import ServiceSettings
from minhbach_shared.store import Database, connect, database
from tests.support.object_store import running_object_store

MONGODB: Final = os.environ.get("MINHBACH_TEST_MONGODB", "")
RESTART: Final = os.environ.get("MINHBACH_TEST_MONGODB_RESTART", "")
CAPTURES: Final = os.environ.get("MINHBACH_TEST_CAPTURES", "")


@dataclass(frozen=True)
class Served:
    """A MongoDB that answers, and how it is restarted."""

    uri: str
    restart: Callable[[], None]


@pytest.fixture(scope="session")
def served(request: pytest.FixtureRequest) -> Served:
    """The embedded store, or the one that the environment names."""
    if MONGODB:
        return Served(MONGODB, _restart_real)
    stack = request.getfixturevalue("stack")

    def restart() -> None:
        stack.kill_store()
        stack.start_store()

    return Served(stack.mongodb, restart)


def _restart_real() -> None:
    if not RESTART:
        pytest.fail("say how the server is restarted: MINHBACH_TEST_MONGODB_RESTART='…'")
    subprocess.run(shlex.split(RESTART), check=True, timeout=110)


@pytest.fixture
async def store(served: Served, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """A database of the test's own, dropped afterwards."""
    name = f"minhbach_test_{sha256(request.node.nodeid.encode()).hexdigest()[:12]}"
    client = connect(served.uri, timeout_seconds=5)
    await client.drop_database(name)
    yield database(client, name)
    await client.drop_database(name)
    await client.close()


@pytest.fixture(scope="module", params=["named"] if CAPTURES else ["folder", "s3"])
def captures(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CaptureStore]:
    """A folder and an S3 service, or the place that the environment names."""
    folder: Path = tmp_path_factory.mktemp("captures")
    match request.param:
        case "named":
            yield CaptureStore.of(settings_of(CAPTURES))
        case "folder":
            yield CaptureStore.of(settings_of(folder.as_uri()))
        case _:
            with running_object_store(folder) as reached:
                yield CaptureStore.of(settings_of(**reached))


def settings_of(captures_url: str, **reached: str) -> ServiceSettings:
    """The settings of a service with captures there."""
    # What is not given here the settings read from the environment, as a service does.
    return ServiceSettings.model_validate(
        {
            "kafka_servers": "127.0.0.1:1",
            "mongodb_uri": "mongodb://127.0.0.1:1",
            "mongodb_database": "none",
            "secret": "for tests only, not secret",
            "captures_url": captures_url,
            **reached,
        }
    )
