"""Where the broker's classes are kept ready: beside the jars that they are of, and nowhere else."""

from pathlib import Path

from minhbach_local.stack.broker import KafkaBroker
from minhbach_local.stack.jars import LOCK, archive_of
from minhbach_local.stack.settings import StackSettings


def test_other_jars_have_another_archive(tmp_path: Path) -> None:
    """A renewed lock never meets the classes of the one before."""
    renewed = tmp_path / "jgo.lock.toml"
    renewed.write_bytes(LOCK.read_bytes() + b"# renewed\n")
    assert archive_of(tmp_path, renewed) != archive_of(tmp_path)
    assert archive_of(tmp_path).parent == tmp_path


def test_a_broker_uses_the_archive_that_is_there(tmp_path: Path) -> None:
    """Without one it starts as it does anyway."""
    settings = StackSettings(data=tmp_path, jars=tmp_path)
    broker = KafkaBroker(tmp_path, settings, lambda _: None, port=1, controller=2)
    assert broker._ready_classes == []
    archive_of(tmp_path).write_bytes(b"")
    assert broker._ready_classes == [f"-XX:SharedArchiveFile={archive_of(tmp_path)}"]
