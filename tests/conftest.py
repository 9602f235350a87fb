"""What every test can ask for. A server that cannot be started fails the run; none is skipped."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.stack import RunningStack, data_folder

_UNIT = Path(__file__).parent / "unit"

# A busy machine is no fault of the code: no deadline an example.
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """Apache Kafka and the store, started once for all tests of the real ring.

    Tests share them: take topics, groups and databases with names of your own.
    """
    with (
        data_folder(tmp_path_factory.mktemp("stack")) as folder,
        RunningStack(folder) as running,
    ):
        yield running


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """A unit test opens no socket; Unix socket pairs stay, since each event loop makes one."""
    for item in items:
        if _UNIT in item.path.parents:
            item.add_marker(pytest.mark.disable_socket)
