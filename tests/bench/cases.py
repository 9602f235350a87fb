"""Suspicions from their topic into cases, then the cases' events out of the relay."""

from dataclasses import dataclass
from typing import Final

from pymongo import monitoring

from minhbach_case.announcing import announce_case
from minhbach_case.handlers import gathering
from minhbach_case.main import Parts
from minhbach_case.settings import CaseSettings
from minhbach_shared.clock import sleep, utc_now
from minhbach_shared.delivery import Patience, Producer, Subscription
from minhbach_shared.delivery.broker import Consumers
from minhbach_shared.delivery.consuming import ConsumingLoop
from minhbach_shared.delivery.deadletters import DeadLetters, ShareGuard
from minhbach_shared.delivery.meters import Meters
from minhbach_shared.events import CaseStep, Suspected, Withdrawn
from minhbach_shared.lease import Lease
from minhbach_shared.relay import Relay
from minhbach_shared.service import new_registry
from minhbach_shared.store import Database, connect, database
from minhbach_shared.vocabulary import Duty
from tests.bench.measuring import StoreWatch, Stretch
from tests.support.delivery import eventually, make_topics, record_of, send, settings_for
from tests.support.stack import RunningStack
from tests.support.suspicions import site_of, suspected

SITES: Final = 60
DUTIES: Final[tuple[Duty, ...]] = ("source.credited", "source.verbatim", "spam.gambling")
SUSPICIONS: Final = 6_000
RUN: Final = 30


@dataclass(frozen=True)
class Gathered:
    """Suspicions into cases, and events out of the relay."""

    suspicions: Stretch
    events: Stretch


async def measure_cases(stack: RunningStack) -> Gathered:
    """Sends suspicions, gathers them all, then announces all of what was stored."""
    watch = StoreWatch()
    monitoring.register(watch)
    await make_topics(stack, 1, Suspected.topic)
    await make_topics(stack, 6, CaseStep.topic)
    await send(stack, [record_of(one, Suspected.topic) for one in _suspicions()])
    settings = CaseSettings.model_validate(settings_for(stack, "bench_cases").model_dump())
    client = connect(stack.mongodb)
    try:
        store = database(client, "bench_cases")
        parts = Parts(settings, store)
        await parts.ensure_indexes()
        with watch.stretch() as suspicions:
            suspicions.count = await _gather(settings, parts)
        with watch.stretch() as events:
            events.count = await _announce(settings, store, parts)
        return Gathered(suspicions, events)
    finally:
        await client.close()


def _suspicions() -> list[Suspected]:
    """Visit after visit, each with a run of its site; every third sighting is of a known fault."""
    found: list[Suspected] = []
    for number in range(SUSPICIONS):
        visit, place = divmod(number, RUN)
        around, site = divmod(visit, SITES)
        count = around * RUN + place
        fault = str(count - len(DUTIES) if place % 9 >= 6 else count)
        duty = DUTIES[place % len(DUTIES)]
        found.append(suspected(site_of(f"s{site}"), fault=fault, capture=count, duty=duty))
    return found


async def _gather(settings: CaseSettings, parts: Parts) -> int:
    producer = Producer(settings)
    loop = ConsumingLoop(
        Subscription(
            (Suspected.topic,), "bench-case", (Suspected, Withdrawn), gathering(parts.gatherer)
        ),
        DeadLetters(producer, "case", utc_now),
        ShareGuard(0.5, 200),
        Meters(new_registry()),
        Patience(),
        sleep,
    )
    consumers = Consumers(settings, [loop])
    await consumers.start()
    try:
        await eventually(lambda: [*consumers.lags().values()] == [0] and not loop._in_hand, 120)
    finally:
        await consumers.stop()
        await producer.stop()
    return SUSPICIONS


async def _announce(settings: CaseSettings, store: Database, parts: Parts) -> int:
    events = parts.case_log
    relay = Relay(
        "bench.cases",
        events,
        Lease(store["leases"], "bench", "bench", 10.0),
        lambda: Producer(settings, "bench.relay"),
        announce_case,
        parts.folds.fold,
    )
    producer = Producer(settings, "bench.relay")
    announced = 0
    step = await relay.step(producer)
    while step:
        announced += step
        step = await relay.step(producer)
    await producer.stop()
    return announced
