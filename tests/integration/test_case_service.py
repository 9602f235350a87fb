"""The case service on the real broker and store: suspicions in, cases and the register out."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer

from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.commands import (
    Actor,
    Close,
    Command,
    Decide,
    Dismiss,
    Notify,
    Propose,
    Review,
)
from minhbach_case.errors import FourEyes, NotAllowed, NotFound, Stale
from minhbach_case.main import Parts, create_app
from minhbach_case.settings import CaseSettings
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.folds import Folds
from minhbach_case.storage.sites import SALTS, SITE_EVENTS
from minhbach_case.views import CaseFilters, PageRequest, SiteFilters
from minhbach_shared.clock import utc_now
from minhbach_shared.delivery import Producer, Publisher
from minhbach_shared.errors import Unavailable
from minhbach_shared.eventlog import EventLog, chain_digest
from minhbach_shared.events import Event, Suspected
from minhbach_shared.ids import case_id
from minhbach_shared.personal import keyed_digest
from minhbach_shared.provisioning import provision
from minhbach_shared.service import run_until
from minhbach_shared.store import Database, connect, database
from minhbach_shared.topics import TOPICS
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of, suspected, withdrawn

SECRET = "a secret of the tests"
OFFICER = Actor("lan", "officer")
SUPERVISOR = Actor("minh", "supervisor")
ADMINISTRATOR = Actor("hoa", "administrator")
KIND = "harmful_content"
CSV = """name,class,address,email,responsible_person,hobby
Báo Thử,reference,https://{0}-bao.example.vn/,,,
Tin Thử,aggregator,https://{0}-tin.example.vn,lan@example.vn,Nguyễn Thị Lan,
"""


@dataclass
class Bench:
    """The service's parts over a database of the test's own, and its settings."""

    settings: CaseSettings
    store: Database
    parts: Parts

    def again(self) -> Parts:
        """The parts of another replica on the same database."""
        return Parts(self.settings, self.store)

    async def act(self, case: UUID, *commands: Command) -> None:
        """Lets an officer act; a supervisor decides."""
        for command in commands:
            actor = SUPERVISOR if isinstance(command, Decide) else OFFICER
            await self.parts.cases.act(case, command, actor, None)


@pytest.fixture
async def bench(stack: RunningStack) -> AsyncIterator[Bench]:
    """A case service that is not running, on a database of its own."""
    name = f"case_{secrets.token_hex(4)}"
    settings = CaseSettings(
        kafka_servers=stack.kafka,
        mongodb_uri=stack.mongodb,  # type: ignore[arg-type]
        mongodb_database=name,
        captures_url="file:///nowhere",
        secret=SECRET,  # type: ignore[arg-type]
        reply_window_days=0,
    )
    client = connect(stack.mongodb)
    store = database(client, name)
    parts = Parts(settings, store)
    await parts.ensure_indexes()
    yield Bench(settings, store, parts)
    await client.close()


@pytest.fixture
def site() -> UUID:
    """A site that no other test has."""
    return site_of(secrets.token_hex(4))


def through_notice() -> Sequence[Command]:
    """Review and notice, today."""
    return Review(), Notify(agency_day(utc_now()), "post")


def to_the_end() -> Sequence[Command]:
    """From review to closing."""
    return (*through_notice(), Propose("confirmed", "Đủ chứng cứ."), Decide(), Close())


@asynccontextmanager
async def running(settings: CaseSettings) -> AsyncIterator[None]:
    """The whole service, from topics to relays, until the block ends."""
    stop = asyncio.Event()
    service = asyncio.create_task(run_until(create_app(settings), stop))
    try:
        yield
    finally:
        stop.set()
        await service


async def publish(settings: CaseSettings, *events: Event) -> None:
    """Publishes as the classifier does."""
    publisher = Publisher(Producer(settings), "classifier")
    try:
        await publisher.publish(events)
    finally:
        await publisher.stop()


@dataclass
class Heard:
    """What came on some topics: topic, key and value of each record."""

    records: list[tuple[str, str, bytes]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def of(self, *keys: object) -> list[tuple[str, bytes]]:
        """Topic and value of the records under these keys."""
        named = {str(key) for key in keys}
        return [(topic, value) for topic, key, value in self.records if key in named]

    async def until(self, count: int, *keys: object) -> None:
        """Waits until so many records came under these keys."""
        async with asyncio.timeout(40), self.changed:
            await self.changed.wait_for(lambda: len(self.of(*keys)) >= count)

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        """Keeps what comes."""
        async for record in consumer:
            async with self.changed:
                self.records.append((record.topic, record.key.decode(), record.value))
                self.changed.notify_all()


@asynccontextmanager
async def listening(kafka: str, *topics: str) -> AsyncIterator[Heard]:
    """Hears what is committed on topics, from their beginning."""
    consumer = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=kafka,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    await consumer.start()
    heard = Heard()
    task = asyncio.create_task(heard.listen(consumer))
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await consumer.stop()


async def test_suspicions_become_one_case_a_site_and_kind(bench: Bench, site: UUID) -> None:
    """The whole way over the broker: records in, one case each, every step announced once."""
    await provision(bench.settings, TOPICS, 1)
    other = site_of(secrets.token_hex(4))
    first = suspected(site)
    records = [
        first,
        suspected(site, fault="b"),
        suspected(site, capture=2),
        suspected(site, duty="licence.held"),
        suspected(other),
        first,
        withdrawn(first),
    ]
    cases = [case_id(site, KIND, 1), case_id(site, "licence", 1), case_id(other, KIND, 1)]
    kafka = bench.settings.kafka_servers
    async with listening(kafka, "cases.v1") as heard, running(bench.settings):
        await publish(bench.settings, *records)
        await publish(bench.settings, *records)
        await heard.until(6, *cases)
    assert len(heard.of(*cases)) == 6
    page = await bench.parts.cases.list(CaseFilters(), PageRequest())
    counted = {
        (c.site_id, c.kind): (c.faults, c.sightings, c.withdrawn)
        for c in page.items
        if c.site_id in (site, other)
    }
    assert counted == {
        (site, KIND): (2, 3, 1),
        (site, "licence"): (1, 1, 0),
        (other, KIND): (1, 1, 0),
    }


async def test_decision_is_announced(bench: Bench, site: UUID) -> None:
    """Two people decide; agencies read who was heard and over what, auditors every step."""
    await provision(bench.settings, TOPICS, 1)
    await bench.parts.gatherer.gather([suspected(site)])
    case = case_id(site, KIND, 1)
    await bench.act(case, *to_the_end())
    topics = ("cases.v1", "violations.confirmed.v1")
    kafka = bench.settings.kafka_servers
    async with listening(kafka, *topics) as heard, running(bench.settings):
        await heard.until(6, case)
        await heard.until(1, site)
    ((topic, decided),) = heard.of(site)
    assert topic == "violations.confirmed.v1"
    assert b'"standing":"confirmed"' in decided
    said = [value for _, value in heard.of(site, case)]
    assert not any("Đủ chứng cứ".encode() in value or b'minh"' in value for value in said)


async def test_redelivery_counts_nothing_twice(bench: Bench, site: UUID) -> None:
    """Neither to the same worker nor to one that starts with nothing in memory."""
    batch = [suspected(site), suspected(site, fault="b"), suspected(site, capture=2)]
    await bench.parts.gatherer.gather(batch)
    await bench.parts.gatherer.gather(batch)
    await bench.again().gatherer.gather(batch)
    (case,) = (await bench.parts.cases.list(CaseFilters(), PageRequest())).items
    assert (case.faults, case.sightings, case.sequence) == (2, 3, 3)


async def test_two_openers_of_a_case_meet(bench: Bench, site: UUID) -> None:
    """Four workers find a site at once: one case, every suspicion in it once, the chain whole."""
    workers = [bench.again().gatherer for _ in range(4)]
    batches = [[suspected(site, fault=f, capture=n) for f in "abc"] for n in range(4)]
    await asyncio.gather(
        *(w.gather(b) for w, b in zip(workers, batches, strict=True)),
        workers[0].gather(batches[3]),
    )
    (case,) = (await bench.parts.cases.list(CaseFilters(), PageRequest())).items
    assert (case.faults, case.sightings) == (3, 12)
    events = await EventLog(bench.store[CASE_EVENTS]).read(case.case_id)
    assert [event.sequence for event in events] == list(range(1, 13))
    assert [event.digest for event in events] == [chain_digest(event) for event in events]
    assert [event.previous for event in events[1:]] == [event.digest for event in events[:-1]]
    assert len({event.at for event in events}) == 12


async def test_store_killed_in_the_middle_of_a_batch(
    bench: Bench, site: UUID, stack: RunningStack
) -> None:
    """Whatever part of the batch was stored, handing it in again completes it."""
    faults = [suspected(site, fault=f"f{n}") for n in range(60)]
    again = [suspected(site, fault=f"f{n}", capture=2) for n in range(60)]
    await bench.parts.gatherer.gather(faults[:1])
    work = asyncio.create_task(bench.parts.gatherer.gather([*faults, *again]))
    try:
        await asyncio.sleep(0.05)
        await asyncio.to_thread(stack.kill_store)
        (outcome,) = await asyncio.gather(work, return_exceptions=True)
    finally:
        await asyncio.to_thread(stack.start_store)
    assert outcome is None or isinstance(outcome, Unavailable)
    for worker in (bench.parts, bench.again()):
        await worker.gatherer.gather([*faults, *again])
    view = await bench.parts.cases.get(case_id(site, KIND, 1), PageRequest())
    assert (view.summary.faults, view.summary.sightings) == (60, 120)
    events = await EventLog(bench.store[CASE_EVENTS]).read(view.summary.case_id)
    assert [event.previous for event in events[1:]] == [event.digest for event in events[:-1]]


async def test_worker_that_remembers_an_older_state_routes_anew(bench: Bench, site: UUID) -> None:
    """The notice went out since the worker last looked: a new fault opens the next case."""
    gatherer = bench.parts.gatherer
    await gatherer.gather([suspected(site)])
    await bench.act(case_id(site, KIND, 1), *through_notice())
    await gatherer.gather([suspected(site, fault="b"), suspected(site, capture=2)])
    view = await bench.parts.cases.get(case_id(site, KIND, 2), PageRequest())
    assert (view.previous_case, view.summary.faults) == (case_id(site, KIND, 1), 1)
    first = (await bench.parts.cases.get(case_id(site, KIND, 1), PageRequest())).summary
    assert (first.faults, first.sightings) == (1, 2)


async def test_redelivery_after_closing_changes_nothing(bench: Bench, site: UUID) -> None:
    """A record that comes again when its case is long closed is known; a later capture is not."""
    await bench.parts.gatherer.gather([suspected(site)])
    await bench.act(case_id(site, KIND, 1), *to_the_end())
    late = suspected(site, capture=2)
    new = suspected(site, capture=3, captured_at=utc_now() + timedelta(hours=1))
    for worker in (bench.parts, bench.again()):
        await worker.gatherer.gather([suspected(site), late, new])
    page = await bench.parts.cases.list(CaseFilters(), PageRequest())
    assert [(c.ordinal, c.state, c.sightings) for c in page.items] == [
        (2, "suspected", 1),
        (1, "closed", 2),
    ]


async def test_dismissed_fault_stays_dismissed(bench: Bench, site: UUID) -> None:
    """Counted where it was dismissed, until register or rule set changed."""
    await bench.parts.gatherer.gather([suspected(site), suspected(site, capture=2, site_version=2)])
    await bench.act(case_id(site, KIND, 1), Review(), Dismiss("Tin cũ."))
    for worker, capture in ((bench.parts, 3), (bench.again(), 4)):
        await worker.gatherer.gather([suspected(site, capture=capture, site_version=2)])
    await bench.parts.gatherer.gather([suspected(site, capture=5, site_version=3)])
    page = await bench.parts.cases.list(CaseFilters(), PageRequest())
    assert [(c.ordinal, c.state, c.sightings) for c in page.items] == [
        (2, "suspected", 1),
        (1, "dismissed", 4),
    ]


async def test_fault_withdrawn_before_the_notice_goes_to_the_next_case(
    bench: Bench, site: UUID
) -> None:
    """The notice did not name it, so it is heard in a case of its own."""
    gone = suspected(site, fault="b")
    await bench.parts.gatherer.gather([suspected(site), gone, withdrawn(gone)])
    await bench.act(case_id(site, KIND, 1), *through_notice())
    await bench.again().gatherer.gather([suspected(site, fault="b", capture=2)])
    view = await bench.parts.cases.get(case_id(site, KIND, 2), PageRequest())
    assert view.summary.faults == 1


async def test_more_cases_than_are_probed_at_once(bench: Bench, site: UUID) -> None:
    """The latest case of a site and kind is found however many there were."""
    for number in range(1, 19):
        await bench.again().gatherer.gather([suspected(site, fault=f"f{number}")])
        await bench.act(case_id(site, KIND, number), Review(), Dismiss("Tin cũ."))
    page = await bench.parts.cases.list(CaseFilters(site_id=site), PageRequest(limit=10))
    rest = await bench.parts.cases.list(
        CaseFilters(site_id=site), PageRequest(limit=10, after=page.next)
    )
    assert [c.ordinal for c in (*page.items, *rest.items)] == list(range(18, 0, -1))
    assert rest.next is None


async def test_acts_are_refused_by_name_and_clicked_twice_count_once(
    bench: Bench, site: UUID
) -> None:
    """The page that was seen decides what a click means."""
    await bench.parts.gatherer.gather([suspected(site)])
    cases, case = bench.parts.cases, case_id(site, KIND, 1)
    await cases.act(case, Review(), OFFICER, 1)
    again = await cases.act(case, Review(), OFFICER, 1)
    assert again.summary.sequence == 2
    with pytest.raises(Stale):
        await cases.act(case, Dismiss("x"), Actor("mai", "officer"), 1)
    await bench.act(case, through_notice()[1], Propose("confirmed", "Đủ."))
    with pytest.raises(FourEyes):
        await cases.act(case, Decide(), Actor(OFFICER.user, "supervisor"), None)
    with pytest.raises(NotFound):
        await cases.get(case_id(site, KIND, 9), PageRequest())


async def test_evidence_is_read_by_the_page(bench: Bench, site: UUID) -> None:
    """Each fault once, with how often it was seen; the steps of people with their words."""
    records: list[Suspected] = [suspected(site, fault=f"f{n}") for n in range(5)]
    seen_again = suspected(site, fault="f3", capture=2)
    await bench.parts.gatherer.gather([*records, seen_again, withdrawn(records[4])])
    case = case_id(site, KIND, 1)
    await bench.act(case, Review(), Dismiss("Tin cũ."))
    first = await bench.parts.cases.get(case, PageRequest(limit=3), OFFICER)
    after = PageRequest(limit=3, after=first.evidence.next)
    second = (await bench.parts.cases.get(case, after)).evidence
    shown = [*first.evidence.items, *second.items]
    assert [item.fault_id for item in shown] == [record.fault_id for record in records]
    assert [(item.sightings, item.withdrawn) for item in shown] == [
        (1, 0), (1, 0), (1, 0), (2, 0), (1, 1),
    ]  # fmt: skip
    assert second.next is None
    assert [(s.type, s.user, s.text) for s in first.steps] == [
        ("opened", None, None),
        ("reviewed", "lan", None),
        ("dismissed", "lan", "Tin cũ."),
    ]


async def test_folds_are_rebuilt_from_events(bench: Bench, site: UUID) -> None:
    """What is kept beside the events can be thrown away, and never goes back."""
    await bench.parts.gatherer.gather([suspected(site), suspected(site, fault="b")])
    before = await bench.parts.cases.list(CaseFilters(), PageRequest())
    stored = await bench.store["cases"].find_one({})
    assert stored is not None
    await Folds(bench.store["cases"], newest_first=True).write([stored | {"sequence": 1}])
    assert await bench.parts.cases.list(CaseFilters(), PageRequest()) == before
    await bench.store["cases"].drop()
    assert await bench.parts.cases.list(CaseFilters(), PageRequest()) == before


async def test_register_is_imported_and_announced(bench: Bench) -> None:
    """Both site topics carry the record; what is personal travels as keyed digests only."""
    await provision(bench.settings, TOPICS, 1)
    name = secrets.token_hex(4)
    data = CSV.format(name).encode()
    register = bench.parts.register
    bao, tin = site_of(f"{name}-bao"), site_of(f"{name}-tin")
    topics = ("sites.v1", "sites.history.v1")
    kafka = bench.settings.kafka_servers
    async with listening(kafka, *topics) as heard, running(bench.settings):
        report = await register.import_csv("a.csv", data, ADMINISTRATOR)
        await heard.until(4, bao, tin)
    assert (report.added, report.unknown_columns) == (2, ("hobby",))
    values = [value for _, value in heard.of(bao, tin)]
    salt = await bench.store[SALTS].find_one({"_id": str(tin)})
    assert salt is not None
    digest = keyed_digest(SECRET.encode(), salt["salt"], "email", "lan@example.vn")
    assert sum(digest.encode() in value for value in values) == 2
    assert not any(b"lan@" in value or "Nguyễn".encode() in value for value in values)
    view = await register.site(tin)
    assert view.personal is not None
    assert (view.personal.responsible_person, view.record.version) == ("Nguyễn Thị Lan", 1)


async def test_register_changes_only_by_what_is_new(bench: Bench) -> None:
    """The same file again changes nothing; a changed row is the next version, and so is back."""
    register = bench.parts.register
    data = CSV.format("x").encode("utf-8-sig")
    changed = data.replace(b"lan@example.vn", b"hoa@example.vn")
    reports = [
        await register.import_csv("a.csv", each, ADMINISTRATOR)
        for each in (data, data, changed, changed, data)
    ]
    told = [(report.added, report.changed, report.unchanged) for report in reports]
    assert told == [(2, 0, 0), (0, 0, 2), (0, 1, 1), (0, 0, 2), (0, 1, 1)]
    page = await register.sites(SiteFilters(), PageRequest())
    assert [(site.name, site.version) for site in page.items] == [("Báo Thử", 1), ("Tin Thử", 3)]
    assert await bench.store[SITE_EVENTS].count_documents({}) == 4


async def test_two_imports_at_once_make_one_version(bench: Bench) -> None:
    """Two people import the same file at the same moment."""
    data = CSV.format("y").encode()
    reports = await asyncio.gather(
        *(
            each.register.import_csv("a.csv", data, OFFICER)
            for each in (bench.again(), bench.again())
        )
    )
    assert sum(report.added for report in reports) >= 2
    assert await bench.store[SITE_EVENTS].count_documents({}) == 2
    assert await bench.store[SALTS].count_documents({}) == 2


async def test_register_is_kept_by_few(bench: Bench) -> None:
    """An auditor reads all and changes nothing."""
    with pytest.raises(NotAllowed):
        await bench.parts.register.import_csv("a.csv", b"", Actor("tam", "auditor"))
    with pytest.raises(NotFound):
        await bench.parts.register.site(site_of("unknown"))
