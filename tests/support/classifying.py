"""The classifier on a real broker and store: a province of a test's own, and what it says."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import OffsetAndMetadata
from pydantic import SecretStr

from minhbach_classifier.main import create_app
from minhbach_classifier.settings import ClassifierSettings
from minhbach_shared.captures import CaptureStore
from minhbach_shared.delivery import Handler, Position, Producer, Publisher, Received
from minhbach_shared.events import Assessed, Event, SiteVersion, Snapshot
from minhbach_shared.provisioning import provision
from minhbach_shared.store import connect, database
from minhbach_shared.topics import TOPICS
from tests.support.announced import read_events
from tests.support.captures import Captures, article_html, version_of
from tests.support.serving import running_whole
from tests.support.stack import RunningStack

NOON: Final = datetime(2026, 11, 20, 5, tzinfo=UTC)
TITLE: Final = "Cầu Rạch Ông Cả thông xe sau mười bốn tháng thi công"
EventT = TypeVar("EventT", bound=Event)


TEXT: Final = """\
Sáng 16/11, cây cầu nối hai bờ kênh đã thông xe, giúp 1.200 hộ dân khỏi phải đi đò ngang mỗi \
ngày, kể cả những hôm nước lớn hay mưa gió như trước đây.
Cây cầu dài 164 m, rộng 7 m, do nhân dân trong xã góp một phần ba kinh phí, phần còn lại lấy \
từ quỹ xây dựng của xã. Trường học nhờ đó có thêm bốn mươi học sinh mới.
Trước đây, muốn sang trường ở phía bên kia, các em phải đi vòng 9,5 km. Mùa mưa, nhiều em nghỉ \
học vì đường trơn. Xã sẽ gắn thêm đèn chiếu sáng ở đầu cầu trước Tết."""


def paragraphs(name: str) -> list[str]:
    """An article's text; the name stands in every run of five words, so none is another's."""
    return [_told(line.split(), name) for line in TEXT.splitlines()]


def _told(words: list[str], name: str) -> str:
    thirds = [" ".join(words[at : at + 3]) for at in range(0, len(words), 3)]
    return f" {name} ".join(thirds)


def page(name: str, hour: int, credit: str = "", head: str = "") -> bytes:
    """An article of the day, published at an hour."""
    published = f"2026-11-16T{hour:02}:00:00+07:00"
    return article_html(f"{TITLE} ở {name}", paragraphs(name), published, credit, head)


@dataclass(frozen=True)
class Province:
    """An aggregator and two reference sites of a test's own, and where their captures go."""

    settings: ClassifierSettings
    captures: Captures
    copier: SiteVersion
    source: SiteVersion
    other: SiteVersion
    sender: Publisher

    @property
    def sites(self) -> tuple[SiteVersion, SiteVersion, SiteVersion]:
        """All three."""
        return self.copier, self.source, self.other

    async def register(self, sites: Iterable[SiteVersion] = ()) -> None:
        """Gives the sites salts, as the case service does, and announces them."""
        chosen = list(sites) or list(self.sites)
        client = connect(self.settings.mongodb_uri.get_secret_value())
        salts = database(client, self.settings.salts_database)["salts"]
        for site in chosen:
            document = {"_id": str(site.site_id), "salt": b"s" * 32}
            await salts.replace_one({"_id": document["_id"]}, document, upsert=True)
        await client.close()
        await self.sender.publish(chosen)

    async def copy(self, name: str, credit: str = "", head: str = "") -> Snapshot:
        """A capture of a copy on the aggregator."""
        address = f"{self.copier.address}{name}.html"
        return await self.captures.taken(self.copier, address, page(name, 10, credit, head))

    async def original(self, name: str, site: SiteVersion | None = None) -> Snapshot:
        """A capture of the article on a reference site."""
        where = site or self.source
        return await self.captures.taken(where, f"{where.address}{name}.html", page(name, 8))


@asynccontextmanager
async def province(stack: RunningStack, name: str, folder: Path) -> AsyncIterator[Province]:
    """A province under a name of its own; the classifier's groups begin at the topics' ends."""
    settings = ClassifierSettings.model_validate(
        {
            "kafka_servers": stack.kafka,
            "mongodb_uri": SecretStr(stack.mongodb),
            "mongodb_database": name,
            "salts_database": f"{name}_case",
            "captures_url": f"file://{folder}/captures",
            "secret": SecretStr("for tests only, not secret"),
            "stop_within_seconds": 5.0,
        }
    )
    await provision(settings, TOPICS, replication=1)
    await skip_to_ends(stack.kafka)
    sender = Publisher(Producer(settings), "test")
    host = name.replace("_", "-")
    try:
        yield Province(
            settings,
            Captures(CaptureStore.of(settings), NOON),
            version_of(f"https://tin.{host}.example/", "Tin Kênh Xáng", "aggregator", NOON),
            version_of(f"https://songtien.{host}.example/", "Báo Sông Tiền", "reference", NOON),
            version_of(f"https://miengo.{host}.example/", "Nhật báo Miền Gò", "reference", NOON),
            sender,
        )
    finally:
        await sender.stop()


async def skip_to_ends(kafka: str) -> None:
    """What other tests left on the topics is not for this one."""
    for group, topic in (
        ("classifier", Snapshot.topic),
        ("classifier.register", SiteVersion.topic),
    ):
        consumer = AIOKafkaConsumer(
            bootstrap_servers=kafka, group_id=group, enable_auto_commit=False
        )
        await consumer.start()
        await consumer._client.force_metadata_update()
        numbers = consumer._client.cluster.partitions_for_topic(topic) or ()
        partitions = [TopicPartition(topic, number) for number in numbers]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        await consumer.commit({p: OffsetAndMetadata(end, "") for p, end in ends.items()})
        await consumer.stop()


def running(settings: ClassifierSettings) -> AbstractAsyncContextManager[None]:
    """The classifier, stopped in its order at the end."""
    return running_whole(create_app(settings))


@asynccontextmanager
async def process(settings: ClassifierSettings) -> AsyncIterator[asyncio.subprocess.Process]:
    """The classifier as a process of its own; ended at the end if it still runs."""
    values = settings.model_dump(mode="python")
    environment = {
        f"MINHBACH_{name.upper()}": str(
            value.get_secret_value() if isinstance(value, SecretStr) else value
        )
        for name, value in values.items()
        if value is not None
    }
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "minhbach_classifier", env={**os.environ, **environment}
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


async def hand(handle: Handler, events: Sequence[Event]) -> None:
    """Hands a handler a batch, as the consuming loop does."""
    batch = [Received(event, Position("t", 0, at)) for at, event in enumerate(events)]
    assert list(await handle(batch)) == []


async def seen(
    stack: RunningStack,
    site: SiteVersion,
    kind: type[EventT],
    enough: Callable[[list[EventT]], object],
) -> list[EventT]:
    """Waits until enough events of a site stand on their topic; repeated ids once."""
    found: list[EventT] = []
    async with asyncio.timeout(60):
        while True:
            events = await read_events(stack.kafka, kind)
            found = list({e.id: e for e in events if e.key == site.site_id}.values())
            if enough(found):
                return found
            await asyncio.sleep(0.3)


def verdicts_of(assessed: Assessed) -> dict[str, str]:
    """The verdicts by duty."""
    return {a.duty: a.verdict for a in assessed.assessments}
