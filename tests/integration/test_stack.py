"""The embedded stack on the real thing: start, data kept, crashes, and what prevents a start."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from pydantic import ValidationError

from minhbach_local.stack import (
    EmbeddedStack,
    FolderInUse,
    JarsMissing,
    PartFailed,
    PortBusy,
    StackSettings,
    TooLittleSpace,
)
from minhbach_local.stack.folder import FolderClaim, check_idle
from minhbach_local.stack.process import end_leftover
from tests.support.stack import RunningStack
from tests.support.streams import (
    make_topic,
    read_documents,
    read_records,
    write_documents,
    write_records,
)

_PROGRAM = Path(__file__).parents[1] / "support" / "stack_process.py"
_VALUES = [f"record {n}".encode() for n in range(50)]
_IDS = [f"document {n:02}" for n in range(50)]


def settings(folder: Path, **others: object) -> StackSettings:
    """Settings of a test's own stack."""
    given = {"data": folder, "minimum_free_bytes": 100_000_000, **others}
    return StackSettings.model_validate(given)


async def fill(stack: EmbeddedStack | RunningStack, name: str) -> None:
    """Writes records and documents, each acknowledged."""
    await make_topic(stack.kafka, name)
    await write_records(stack.kafka, name, _VALUES)
    await write_documents(stack.mongodb, name, _IDS)


@pytest.fixture(scope="module")
def last_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a run that wrote records and documents and was stopped in order."""
    folder = tmp_path_factory.mktemp("last-run")
    with RunningStack(folder) as running:
        asyncio.run(fill(running, "kept"))
    return folder


async def test_a_second_start_goes_on_with_the_first_ones_data(last_run: Path) -> None:
    """After an orderly stop the next start has the same ports, records and documents.

    So it has when both parts were ended by `kill -9` and started again by whoever keeps them.
    """
    last = json.loads((last_run / "ports.json").read_text(encoding="utf-8"))
    said: list[str] = []
    async with EmbeddedStack(settings(last_run), said.append) as second:
        assert second.kafka.endswith(f":{last['kafka']}")
        assert f":{last['mongodb']}/" in second.mongodb
        assert await read_records(second.kafka, "kept") == _VALUES
        assert await read_documents(second.mongodb, "kept") == _IDS
        await _killed_and_kept(second, said)
        assert await read_records(second.kafka, "kept") == _VALUES
        assert await read_documents(second.mongodb, "kept") == _IDS


async def _killed_and_kept(stack: EmbeddedStack, said: list[str]) -> None:
    """Both parts are ended by `kill -9`; who keeps the stack starts them again."""
    keeper = asyncio.create_task(stack.keep())
    for pid in (stack.broker.pid, stack.store.pid):
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(60):
        while said.count("broker: ready") + said.count("store: ready") < 4:
            assert not keeper.done()
            await asyncio.sleep(0.05)
    keeper.cancel()
    await asyncio.gather(keeper, return_exceptions=True)


async def test_taken_ports_are_left_and_the_data_stays(last_run: Path) -> None:
    """When all of the last run's ports are taken, the data is served on others."""
    last = json.loads((last_run / "ports.json").read_text(encoding="utf-8"))
    with occupied(last["kafka"]), occupied(last["controller"]), occupied(last["mongodb"]):
        async with EmbeddedStack(settings(last_run)) as second:
            assert not second.kafka.endswith(f":{last['kafka']}")
            assert await read_records(second.kafka, "kept") == _VALUES
            assert await read_documents(second.mongodb, "kept") == _IDS


async def test_a_killed_broker_keeps_what_it_acknowledged(stack: RunningStack) -> None:
    """Records acknowledged before `kill -9` are read after the broker's next start."""
    await make_topic(stack.kafka, "broker-killed")
    await write_records(stack.kafka, "broker-killed", _VALUES)
    await asyncio.to_thread(stack.kill_broker)
    await asyncio.to_thread(stack.start_broker)
    assert await read_records(stack.kafka, "broker-killed") == _VALUES
    await write_records(stack.kafka, "broker-killed", [b"after"])


async def test_a_killed_store_keeps_what_it_acknowledged(stack: RunningStack) -> None:
    """Documents acknowledged before `kill -9` are there after the store's next start."""
    await write_documents(stack.mongodb, "store-killed", _IDS)
    await asyncio.to_thread(stack.kill_store)
    await asyncio.to_thread(stack.start_store)
    assert await read_documents(stack.mongodb, "store-killed") == _IDS


async def test_nothing_outlives_a_killed_parent(tmp_path: Path) -> None:
    """After `kill -9` of the whole run, the next start ends what is left and has the data."""
    with holding(tmp_path) as holder:
        parts = await asyncio.to_thread(parts_of, holder)
        holder.kill()
        holder.wait()
        async with EmbeddedStack(settings(tmp_path)) as stack:
            assert [part for part in parts if alive(part)] == []
            await fill(stack, "after-crash")


async def test_ctrl_c_reaches_the_parent_only(tmp_path: Path) -> None:
    """An interrupt of the terminal's whole process group ends in an orderly stop."""
    with holding(tmp_path) as holder:
        parts = await asyncio.to_thread(parts_of, holder)
        os.killpg(holder.pid, signal.SIGINT)
        output, _ = await asyncio.to_thread(holder.communicate)
        assert (output.strip(), holder.returncode) == ("stopped", 0)
        assert [part for part in parts if alive(part)] == []
        assert not list(tmp_path.glob("*/*.pid"))


async def test_a_folder_serves_one_stack_at_a_time(stack: RunningStack) -> None:
    """A second stack on the same folder is refused, and the first is not disturbed."""
    before = (stack.broker_pid, stack.store_pid)
    with pytest.raises(FolderInUse, match=rf"process {os.getpid()}.*another folder"):
        async with EmbeddedStack(settings(stack.folder)):
            pytest.fail("two stacks on one folder")
    assert (stack.broker_pid, stack.store_pid) == before
    assert all(psutil.pid_exists(pid) for pid in before)


async def test_what_was_left_behind_is_ended(tmp_path: Path) -> None:
    """A recorded process of ours that outlived its run is ended at the next start."""
    record = tmp_path / "part.pid"
    with sleeping(tmp_path) as leftover:
        write_record(record, leftover, shift=0.0)
        assert await end_leftover(record, seconds=5.0)
        assert not psutil.pid_exists(leftover.pid)
        assert not record.exists()


async def test_another_programs_process_is_left_alone(tmp_path: Path) -> None:
    """A process id that went to another program since is not touched."""
    record = tmp_path / "part.pid"
    with sleeping(tmp_path) as stranger:
        write_record(record, stranger, shift=-3600.0)
        assert not await end_leftover(record, seconds=5.0)
        assert stranger.poll() is None


def test_a_folder_in_use_is_not_idle(tmp_path: Path) -> None:
    """What `make clean` asks before it removes data: a held folder is refused, a free one not."""
    check_idle(tmp_path)
    with FolderClaim(tmp_path / "stack"), pytest.raises(FolderInUse):
        check_idle(tmp_path)
    check_idle(tmp_path)


@pytest.mark.parametrize(("setting", "part"), [("kafka_port", "broker"), ("mongodb_port", "store")])
async def test_a_busy_port_is_named(tmp_path: Path, setting: str, part: str) -> None:
    """A port asked for by number that is taken stops the start with its number and part."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortBusy, match=rf"port {port} for the {part} is taken"):
            async with EmbeddedStack(settings(tmp_path, **{setting: port})):
                pytest.fail("started on a busy port")


async def test_a_full_disk_prevents_the_start(tmp_path: Path) -> None:
    """With less than the set space free, nothing is started and the sizes are said."""
    wanted = shutil.disk_usage(tmp_path).total * 2
    with pytest.raises(TooLittleSpace, match=rf"and {wanted // 1_000_000} MB are needed"):
        async with EmbeddedStack(settings(tmp_path, minimum_free_bytes=wanted)):
            pytest.fail("started without space")
    assert not (tmp_path / "broker").exists()


async def test_missing_jars_say_what_to_do(tmp_path: Path) -> None:
    """Without the broker's jars the error names the first one and the command that helps."""
    with pytest.raises(JarsMissing, match=r"kafka_2\.13.*make setup"):
        async with EmbeddedStack(settings(tmp_path / "data", jars=tmp_path / "jars")):
            pytest.fail("started without jars")
    assert not list((tmp_path / "data").glob("*/*.pid"))


async def test_a_part_that_dies_at_start_shows_its_log(tmp_path: Path) -> None:
    """A broker whose data is damaged ends the start with the last lines of its log."""
    streams = tmp_path / "broker" / "streams"
    streams.mkdir(parents=True)
    (streams / "meta.properties").write_text("version=1\ncluster.id=another\nnode.id=7\n")
    with pytest.raises(PartFailed, match=r"(?s)the broker ended at start.*broker\.log:\n.+node"):
        async with EmbeddedStack(settings(tmp_path)):
            pytest.fail("started on damaged data")


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """A port out of range and an unknown setting are refused by name."""
    with pytest.raises(ValidationError, match=r"(?s)kafka_port.*kafka_prot"):
        settings(tmp_path, kafka_port=70_000, kafka_prot=9092)


@contextmanager
def occupied(port: int) -> Iterator[None]:
    """Holds a port as another program would."""
    with socket.create_server(("127.0.0.1", port)):
        yield


@contextmanager
def sleeping(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process with the folder on its command line, as a part has."""
    waiting = [sys.executable, "-c", "import time; time.sleep(60)", str(folder)]
    with subprocess.Popen(waiting) as process:
        try:
            # The kernel shows a new program's command line a moment after it has begun.
            while str(folder) not in psutil.Process(process.pid).cmdline():
                time.sleep(0.01)
            yield process
        finally:
            process.kill()


def write_record(record: Path, process: subprocess.Popen[bytes], *, shift: float) -> None:
    """Records a process as a run does, `shift` seconds off its real start."""
    started = psutil.Process(process.pid).create_time() + shift
    record.write_text(json.dumps({"pid": process.pid, "started": started}), encoding="utf-8")


@contextmanager
def holding(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a stack on the folder, ended with the test at the latest."""
    program = [sys.executable, str(_PROGRAM), str(folder)]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as holder:
        try:
            yield holder
        finally:
            holder.kill()


def parts_of(holder: subprocess.Popen[str]) -> list[psutil.Process]:
    """The holder's broker and store, once both answer."""
    assert holder.stdout is not None
    return [psutil.Process(pid) for pid in json.loads(holder.stdout.readline()).values()]


def alive(process: psutil.Process) -> bool:
    """Whether it runs, and is not merely waiting to be buried."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
