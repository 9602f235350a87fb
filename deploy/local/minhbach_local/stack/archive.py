"""Apache Kafka's classes as Java keeps them ready (class data sharing): half the work of a start.

The archive is made once, when the jars are fetched, from what a first start loads. It is a
convenience: without it, or with one of another Java, the broker starts as it does anyway.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from . import jars, ports
from .broker import KafkaBroker
from .process import Command
from .settings import StackSettings

_KEPT: Final = "kafka-*.jsa"


class _Noting(KafkaBroker):
    """A broker that notes which classes it loads."""

    @property
    def noted(self) -> Path:
        """A line a class, written when the broker ends."""
        return self.folder / "classes.txt"

    def _command(self) -> Command:
        plain = super()._command()
        java, *arguments = plain.arguments
        noting = f"-XX:DumpLoadedClassList={self.noted}"
        return Command([java, noting, *arguments], plain.folder, plain.environment)

    async def keep(self, archive: Path) -> None:
        """Writes the archive of what was noted.

        Raises:
            PartFailed: Java could not.
        """
        fresh = self.folder / "classes.jsa"
        arguments = [
            "-Xshare:dump",
            "-XX:+UseSerialGC",
            f"-XX:SharedClassListFile={self.noted}",
            f"-XX:SharedArchiveFile={fresh}",
            *("-cp", self._classpath),
        ]
        if await self.run_once(Command([self._java, *arguments], self.folder, {})) != 0:
            raise self.failure("could not keep its classes ready")
        # Beside its place first: a start meanwhile finds a whole archive or none.
        beside = archive.with_suffix(".new")
        beside.write_bytes(fresh.read_bytes())
        beside.replace(archive)


async def make(repository: Path) -> None:
    """Makes the archive of the jars in a repository, where there is none yet.

    Raises:
        JarsMissing, PartFailed: the broker cannot be started, or Java cannot write the archive.
    """
    archive = jars.archive_of(repository)
    if archive.exists():
        return
    with TemporaryDirectory() as folder:
        data = Path(folder)
        free = ports.choose(data / "ports.json", None, None)
        broker = _Noting(
            data,
            StackSettings(data=data, jars=repository),
            lambda _: None,
            port=free.kafka,
            controller=free.controller,
        )
        await broker.start()
        await broker.stop()
        for old in repository.glob(_KEPT):
            old.unlink()
        await broker.keep(archive)
