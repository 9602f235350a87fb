"""The embedded broker: Apache Kafka, one node."""

import shutil
from functools import cached_property
from pathlib import Path
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from . import jars
from .java import find_java
from .part import Part, Progress, listens, within
from .process import Command
from .settings import StackSettings

_HERE: Final = Path(__file__).parent
# Sixteen bytes in base64, as Kafka wants a cluster's id. One folder is one cluster; none meet.
_CLUSTER: Final = "bWluaGJhY2gtbG9jYWwtMQ"
_ANSWER_SECONDS: Final = 5.0


class KafkaBroker(Part):
    """Apache Kafka on loopback, with its streams in the part's folder."""

    name = "broker"

    def __init__(
        self,
        folder: Path,
        settings: StackSettings,
        progress: Progress,
        *,
        port: int,
        controller: int,
    ) -> None:
        super().__init__(folder, settings, progress)
        self._port = port
        self._controller = controller

    @property
    def address(self) -> str:
        """host:port for clients."""
        return f"127.0.0.1:{self._port}"

    @property
    def _streams(self) -> Path:
        return self.folder / "streams"

    @cached_property
    def _java(self) -> str:
        return str(find_java())

    @cached_property
    def _classpath(self) -> str:
        return jars.as_argument(jars.classpath(self.settings.jars))

    async def _prepare(self) -> None:
        if not self._streams.exists():
            await self._format()
        self._write_properties("server.properties", self._streams)

    async def _format(self) -> None:
        """Formats beside, then renames: a format that was cut short leaves nothing behind."""
        self._progress("broker: preparing an empty data folder")
        fresh = self.folder / "streams.new"
        shutil.rmtree(fresh, ignore_errors=True)
        properties = self._write_properties("format.properties", fresh)
        arguments = ["format", "-t", _CLUSTER, "-c", str(properties)]
        status = await self.run_once(self._run_java("kafka.tools.StorageTool", *arguments))
        if status != 0:
            raise self.failure(f"could not prepare its data folder (exit status {status})")
        fresh.rename(self._streams)

    def _write_properties(self, name: str, logs: Path) -> Path:
        template = (_HERE / "kafka.properties").read_text(encoding="utf-8")
        properties = self.folder / name
        properties.write_text(
            template.format(
                kafka=self._port,
                controller=self._controller,
                logs=logs,
                largest=self.settings.largest_record_bytes,
            ),
            encoding="utf-8",
        )
        return properties

    def _command(self) -> Command:
        return self._run_java("kafka.Kafka", str(self.folder / "server.properties"))

    @property
    def _ready_classes(self) -> list[str]:
        archive = jars.archive_of(self.settings.jars)
        return [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []

    def _run_java(self, program: str, *arguments: str) -> Command:
        options = [
            *self._ready_classes,
            f"-Xmx{self.settings.broker_heap_megabytes}m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            f"-Dlog4j2.configurationFile={_HERE / 'log4j2.properties'}",
        ]
        return Command(
            [self._java, *options, "-cp", self._classpath, program, *arguments], self.folder, {}
        )

    async def _answers(self) -> bool:
        # The port is asked first: aiokafka logs an error for each connection that is refused.
        return await listens(self._port) and await within(_ANSWER_SECONDS, self._leads_all())

    async def _leads_all(self) -> bool:
        """Whether the node is registered and every partition has its leader again."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.address)
        try:
            await admin.start()
            cluster = await admin.describe_cluster()
            topics = await admin.describe_topics()
        except (KafkaError, OSError):
            return False
        finally:
            await admin.close()
        leaders = [p["leader"] for topic in topics for p in topic["partitions"]]
        return bool(cluster["brokers"]) and -1 not in leaders
