"""The classifier on the real broker and store: captures in, assessments and suspicions out."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import OffsetAndMetadata
from pydantic import SecretStr

from minhbach_classifier.main import create_app
from minhbach_classifier.settings import ClassifierSettings
from minhbach_shared.captures import CaptureStore
from minhbach_shared.delivery import Handler, Position, Producer, Publisher, Received
from minhbach_shared.events import (
    Assessed,
    Captured,
    Event,
    SiteVersion,
    Snapshot,
    Suspected,
    UncreditedEvidence,
    Withdrawn,
)
from minhbach_shared.provisioning import provision
from minhbach_shared.service import run_until
from minhbach_shared.store import connect, database
from minhbach_shared.topics import TOPICS, dead_letters_of
from tests.support.announced import read_events
from tests.support.captures import Captures, article_html, version_of
from tests.support.delivery import read_topic
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
            Captures(CaptureStore.open(settings.captures_url), NOON),
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


@asynccontextmanager
async def running(settings: ClassifierSettings) -> AsyncIterator[None]:
    """The classifier, stopped in its order at the end."""
    stop = asyncio.Event()
    service = asyncio.create_task(run_until(create_app(settings), stop))
    try:
        yield
    finally:
        stop.set()
        await service


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


async def test_a_copy_is_suspected_whichever_of_the_two_arrives_first(
    stack: RunningStack, tmp_path: Path
) -> None:
    """Copy before source, source before copy: one suspicion each, quoting both sides."""
    async with province(stack, "classifier_pairs", tmp_path) as it, running(it.settings):
        await it.register()
        first, second = await it.copy("Rạch-Một"), await it.copy("Rạch-Hai")
        await it.sender.publish([first])
        await seen(stack, it.copier, Assessed, bool)
        await it.sender.publish([await it.original("Rạch-Một"), await it.original("Rạch-Hai")])
        await it.sender.publish([second])
        suspicions = await seen(stack, it.copier, Suspected, lambda found: len(found) >= 2)
        assert {s.address for s in suspicions} == {first.address, second.address}
        for suspicion in suspicions:
            assert suspicion.duty == "source.credited"
            assert isinstance(suspicion.evidence, UncreditedEvidence)
            assert suspicion.evidence.source.site_name == "Báo Sông Tiền"
            assert suspicion.evidence.copied.text == suspicion.evidence.original.text
        assessed = await seen(stack, it.copier, Assessed, lambda found: len(found) >= 3)
        assert all(a.engine and a.capture for a in assessed)
        assert await read_events(stack.kafka, Assessed) == [
            a for a in await read_events(stack.kafka, Assessed) if a.site_id != it.source.site_id
        ]


async def test_a_suspicion_is_withdrawn_when_the_credited_source_arrives(
    stack: RunningStack, tmp_path: Path
) -> None:
    """The bare name beside the head credits a site whose article was not known yet."""
    async with province(stack, "classifier_withdrawn", tmp_path) as it, running(it.settings):
        await it.register()
        copy = await it.copy("Rạch-Ba", head="Nhật báo Miền Gò, 16/11/2026")
        await it.sender.publish([await it.original("Rạch-Ba")])
        await it.sender.publish([copy])
        (suspicion,) = await seen(stack, it.copier, Suspected, bool)
        await it.sender.publish([await it.original("Rạch-Ba", it.other)])
        (withdrawal,) = await seen(stack, it.copier, Withdrawn, bool)
        assert withdrawal.suspicion_id == suspicion.suspicion_id
        latest = (await read_events(stack.kafka, Assessed))[-1]
        assert latest.site_id == it.copier.site_id
        assert verdicts_of(latest)["source.credited"] == "pass"


async def test_failures_are_inconclusive_and_broken_captures_are_refused(
    stack: RunningStack, tmp_path: Path
) -> None:
    """No answer, an error page: no guilt. Another digest, no WARC: to the dead letters."""
    async with province(stack, "classifier_failures", tmp_path) as it, running(it.settings):
        await it.register()
        home = it.copier.address
        failed = it.captures.failed(it.copier, f"{home}hong")
        error = await it.captures.taken(it.copier, f"{home}loi", b"<p>503</p>", status=503)
        altered = await it.copy("Rạch-Sửa")
        assert isinstance(altered.result, Captured)
        wrong = altered.result.capture.model_copy(update={"payload_digest": "0" * 64})
        missing = await it.copy("Rạch-Mất")
        assert isinstance(missing.result, Captured)
        gone = missing.result.capture.model_copy(update={"warc": "warc/none.warc.gz"})
        await it.sender.publish(
            [
                failed,
                altered.model_copy(
                    update={"result": altered.result.model_copy(update={"capture": wrong})}
                ),
                missing.model_copy(
                    update={"result": missing.result.model_copy(update={"capture": gone})}
                ),
                error,
            ]
        )
        assessed = await seen(stack, it.copier, Assessed, lambda found: len(found) >= 2)
        # Neither is the home page, which alone the licence and the disclosure are read from.
        assert {a.address for a in assessed} == {failed.address, error.address}
        for told in map(verdicts_of, assessed):
            of_home = {duty for duty in told if duty.startswith(("licence.", "disclosure."))}
            assert {told[duty] for duty in of_home} == {"not_applicable"}
            assert {told[duty] for duty in told.keys() - of_home} == {"inconclusive"}
        letters = await read_topic(stack, dead_letters_of("classifier"))
        reasons = [dict(letter.headers) for letter in letters if letter.key]
        given = {v for headers in reasons for v in headers.values() if v}
        assert {b"capture_altered", b"capture_missing"} <= given


async def test_snapshots_wait_for_the_registers_version(
    stack: RunningStack, tmp_path: Path
) -> None:
    """A snapshot that overtakes its site's record is judged once the record is there."""
    async with province(stack, "classifier_waiting", tmp_path) as it, running(it.settings):
        copy = await it.copy("Rạch-Bốn")
        await it.sender.publish([copy])
        await asyncio.sleep(2)
        assert not [
            a for a in await read_events(stack.kafka, Assessed) if a.site_id == it.copier.site_id
        ]
        await it.register()
        (assessed,) = await seen(stack, it.copier, Assessed, bool)
        assert assessed.snapshot_id == copy.id


async def judgements(it: Province, enough: int) -> None:
    """Waits until so many captures were judged."""
    client = connect(it.settings.mongodb_uri.get_secret_value())
    kept = database(client, it.settings.mongodb_database)["judgements"]
    async with asyncio.timeout(45):
        judged = {"revision": {"$gte": 1}}
        while await kept.count_documents(judged) < enough:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.02)
    await client.close()


@pytest.mark.slow
async def test_kill_9_loses_no_pair(stack: RunningStack, tmp_path: Path) -> None:
    """Killed in the middle of a batch, twice: every copied text is suspected, once."""
    async with province(stack, "classifier_killed", tmp_path) as it:
        await it.register()
        names = [f"Rạch-{number:02}" for number in range(24)]
        copies = [await it.copy(name) for name in names]
        originals = [await it.original(name) for name in names]
        mixed: Sequence[Event] = [e for pair in zip(copies, originals, strict=True) for e in pair]
        await it.sender.publish(mixed)
        for judged in (1, 15):
            async with process(it.settings) as alive:
                await judgements(it, judged)
                alive.kill()
        async with process(it.settings):
            found = await seen(stack, it.copier, Suspected, lambda s: len(s) >= len(names))
        assert sorted(s.address for s in found) == sorted(c.address for c in copies)
        assert {s.duty for s in found} == {"source.credited"}


async def test_two_that_arrive_at_once_meet(stack: RunningStack, tmp_path: Path) -> None:
    """Two workers judge a copy and its source at the same moment: at least one sees the pair."""
    async with province(stack, "classifier_at_once", tmp_path) as it:
        one, two = create_app(it.settings), create_app(it.settings)
        for step in (*one.prepare, *two.prepare):
            await step()
        client = connect(it.settings.mongodb_uri.get_secret_value())
        await it.register()
        await hand(one.subscriptions[0].handle, it.sites)
        names = [f"Rạch-{number}" for number in "ABCDEF"]
        pairs = [(await it.copy(name), await it.original(name)) for name in names]
        await asyncio.gather(
            *(hand(one.subscriptions[1].handle, [copy]) for copy, _ in pairs),
            *(hand(two.subscriptions[1].handle, [original]) for _, original in pairs),
        )
        found = await seen(stack, it.copier, Suspected, lambda s: len(s) >= len(names))
        assert sorted(s.address for s in found) == sorted(copy.address for copy, _ in pairs)
        kept = database(client, it.settings.mongodb_database)["judgements"]
        assert await kept.count_documents({"revision": {"$gte": 1}}) == len(names)
        for step in (*one.close, *two.close, client.close):
            await step()
