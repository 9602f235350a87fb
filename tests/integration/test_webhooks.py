"""Webhooks against a real server: signed, in order, tried again, safe to dial, shown to people."""

import asyncio
import re
import socket
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from uuid import UUID

import orjson
import pytest
import pytest_asyncio
from fastapi.responses import Response
from standardwebhooks.webhooks import Webhook

from minhbach_case.announcing import announce_case
from minhbach_case.domain.webhooks import ATTEMPTS, CHOICES, Answered, Unanswered, WebhookRefused
from minhbach_case.views import PageRequest
from minhbach_case.webhooks.dialling import Poster
from minhbach_case.webhooks.keeping import Wanted
from minhbach_case.webhooks.views import Kept
from minhbach_shared.clock import utc_now
from minhbach_shared.delivery import Producer
from minhbach_shared.errors import Unavailable
from minhbach_shared.eventlog import LoggedEvent
from minhbach_shared.events import Confirmed
from minhbach_shared.lease import Lease
from minhbach_shared.provisioning import provision
from minhbach_shared.relay import Relay
from minhbach_shared.store import connect, database
from minhbach_shared.topics import TOPICS
from tests.support.clients import api_of, client_of, log_in, seal_in
from tests.support.console_pages import prepare
from tests.support.delivery import eventually
from tests.support.hooks import Receiver, Taken, Told, receiving, telling
from tests.support.seeds import database_of, seed, settings_of
from tests.support.stack import RunningStack
from tests.support.webhook_process import sender_of

_ALL = PageRequest(limit=200)


# One desk for all, so one loop.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(stack: RunningStack) -> AsyncIterator[Told]:
    """A desk whose webhooks may go to loopback, with cases in several states."""
    async with telling(stack, __name__) as opened:
        await seed(opened.desk)
        await prepare(opened.desk)
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def told(shared: Told) -> AsyncIterator[Told]:
    """The desk without subscribers, on time."""
    yield shared
    shared.ahead = timedelta()
    for one in await shared.parts.keeping.subscribers():
        await shared.parts.keeping.remove(one.subscriber_id)
    await shared.parts.sender.close()


async def _subscribe(told: Told, receiver: Receiver, *choices: str) -> Kept:
    """Before anything happened: whoever comes later is told of what happens from then on."""
    chosen = tuple(one for one in CHOICES if one in choices) or CHOICES[:3]
    told.ahead = timedelta(days=-1)
    made = await told.parts.keeping.make(Wanted("Thanh tra Sở", receiver.address, chosen))
    told.ahead = timedelta()
    return made


async def _empty(told: Told, kept: Kept) -> None:
    while await told.parts.sender.step(kept.subscriber.subscriber_id):
        pass


async def test_what_people_decided_is_told_as_it_stands_on_its_topic(told: Told) -> None:
    """The public event and nothing else, signed; taken by the standard's own library, once."""
    async with receiving(Receiver()) as receiver:
        kept = await _subscribe(told, receiver)
        steps = await told.steps()
        await told.parts.feeding.take(steps)
        await told.parts.feeding.take(steps)
        await _empty(told, kept)
    (one,) = receiver.taken
    public = [event for step in steps for event in announce_case(step)]
    (confirmed,) = [event for event in public if isinstance(event, Confirmed)]
    assert one.body == confirmed.model_dump_json().encode()
    assert one.headers["webhook-id"] == one.headers["ce-id"] == str(confirmed.id)
    assert one.headers["ce-type"] == "vn.minhbach.violation.confirmed.v1"
    assert kept.secret is not None
    assert Webhook(kept.secret).verify(one.body, one.headers) == orjson.loads(one.body)
    assert "Còn thiếu" not in one.body.decode()
    id_ = kept.subscriber.subscriber_id
    (delivery,) = (await told.parts.keeping.deliveries(id_, None, _ALL)).items
    (attempt,) = (await told.parts.keeping.attempts(id_, _ALL)).items
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 1, 204)
    assert (attempt.number, attempt.status, attempt.trouble) == (1, 204, None)
    assert (await told.parts.keeping.subscriber(id_)).delivered_at is not None


def _order(taken: list[Taken]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for one in taken:
        said = orjson.loads(one.body)
        found[said["case_id"]].append(said["sequence"])
    return found


async def test_a_case_is_told_in_order_and_none_waits_for_another(told: Told) -> None:
    """A step that is refused holds its own case up, until it was taken; other cases go on."""
    refused: list[str] = []

    def answer(one: Taken) -> Response:
        if not refused:
            refused.append(orjson.loads(one.body)["case_id"])
            return Response("nicht jetzt", status_code=503)
        return Response(status_code=200)

    async with receiving(Receiver(answer)) as receiver:
        kept = await _subscribe(told, receiver, "steps")
        steps = await told.steps()
        await told.parts.feeding.take(steps)
        await _empty(told, kept)
        first = _order(receiver.taken)
        told.ahead = timedelta(minutes=1)
        await _empty(told, kept)
    assert first[refused[0]] == [1]
    assert sum(map(len, first.values())) > 5
    expected = _order_of(steps)
    found = _order(receiver.taken)
    found[refused[0]].remove(1)
    assert found == expected
    assert len(receiver.ids) == len(steps) + 1


def _order_of(steps: Sequence[LoggedEvent]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for step in steps:
        found[str(step.stream)].append(step.sequence)
    return {case: sorted(numbers) for case, numbers in found.items()}


async def test_who_is_busy_is_left_alone_for_so_long(told: Told) -> None:
    """``Retry-After`` of one answer holds all back, what comes meanwhile too; then all goes."""
    busy = Response("bận", 429, headers={"Retry-After": "3600"})
    up: list[bool] = []
    async with receiving(Receiver(lambda _: Response() if up else busy)) as receiver:
        kept = await _subscribe(told, receiver, "steps")
        steps = await told.steps()
        await told.parts.feeding.take(steps[:1])
        await _empty(told, kept)
        await told.parts.feeding.take(steps)
        up.append(True)
        for minutes in (0, 59):
            told.ahead = timedelta(minutes=minutes)
            await _empty(told, kept)
        assert len(receiver.taken) == 1
        path = f"/webhooks/{kept.subscriber.subscriber_id}"
        async with client_of(told.desk) as client:
            api = await api_of(client, "administrator")
            listed = (await api.ask("GET", "/webhooks")).json()
            await log_in(client, "administrator")
            shown = (await client.get(path)).text
        told.ahead = timedelta(minutes=61)
        await _empty(told, kept)
    left = datetime.fromisoformat(listed["items"][0]["leave_until"]) - utc_now()
    assert timedelta(minutes=58) < left < timedelta(hours=1)
    assert listed["waiting"] == {str(kept.subscriber.subscriber_id): len(steps)}
    assert "đề nghị chờ (Retry-After)" in shown
    assert set(receiver.ids) == _public(steps) - _confirmed(steps)
    assert receiver.ids[0] in receiver.ids[1:]


async def _given_up(told: Told, kept: Kept, receiver: Receiver) -> None:
    """One event is tried to the end, over some days."""
    await told.parts.feeding.take((await told.steps())[:1])
    for _ in range(ATTEMPTS):
        await _empty(told, kept)
        told.ahead += timedelta(hours=29)
    await _empty(told, kept)
    assert len(receiver.taken) == ATTEMPTS
    assert len(set(receiver.ids)) == 1


async def test_who_fails_for_days_is_left_alone_until_a_person_looks(told: Told) -> None:
    """Ten attempts, each later than the one before; then stopped; on again, all of it goes out."""
    up: list[bool] = []
    hostile = "<script>alert(1)</script>"
    async with receiving(Receiver(lambda _: Response(hostile, 200 if up else 500))) as receiver:
        kept = await _subscribe(told, receiver, "steps")
        await _given_up(told, kept, receiver)
        page = f"/webhooks/{kept.subscriber.subscriber_id}"
        await told.parts.feeding.take(await told.steps())
        await _empty(told, kept)
        assert len(receiver.taken) == ATTEMPTS
        up.append(True)
        async with client_of(told.desk) as client:
            await log_in(client, "administrator")
            shown = (await client.get(page)).text
            assert "hệ thống đã dừng gửi" in shown
            assert "&lt;script&gt;alert(1)" in shown
            assert hostile not in shown
            (ended,) = re.findall(r'name="delivery" value="([^"]+)"', shown)
            form = {"csrf": seal_in(shown), "act": "resend", "delivery": ended}
            await client.post(page, data=form | {"act": "enable"})
            await _empty(told, kept)
            await client.post(page, data=form)
        await _empty(told, kept)
    steps = await told.steps()
    assert set(receiver.ids) == _public(steps) - _confirmed(steps)
    assert receiver.ids[-1] == receiver.ids[0]


async def test_only_what_may_be_dialled_is(told: Told) -> None:
    """A name of this machine, a redirect to it, an endless answer, none at all, another's TLS."""
    del told
    big = Response(b"x" * 2_000_000, media_type="text/plain")
    async with receiving(Receiver()) as inside:
        named = inside.address.replace("127.0.0.1", "localhost")
        outside = Poster(())
        for address in (inside.address, named, "http://[::1]:1/", "http://169.254.169.254/"):
            assert await outside.post(address, {}, b"{}") == Unanswered("refused_address")
        assert inside.taken == []
        may = Poster((ip_network("127.0.0.0/8"),), seconds=2.0)
        moved = Receiver(lambda _: Response(status_code=302, headers={"location": inside.address}))
        async with receiving(moved), receiving(Receiver(lambda _: big)) as endless:
            assert await may.post(moved.address, {}, b"{}") == Answered(302)
            assert inside.taken == []
            assert await may.post(endless.address, {}, b"{}") == Answered(200, "x" * 300)
            secure = moved.address.replace("http://", "https://")
            assert await may.post(secure, {}, b"{}") == Unanswered("tls")
        assert await may.post(moved.address, {}, b"{}") == Unanswered("connection")
        name = "http://no-such-host.invalid/"
        assert await may.post(name, {}, b"{}") == Unanswered("name_resolution")
        slow = Poster((ip_network("127.0.0.0/8"),), seconds=0.3)
        # The system takes the connection, and nobody ever answers.
        with socket.create_server(("127.0.0.1", 0)) as silent:
            address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            assert await slow.post(address, {}, b"{}") == Unanswered("timeout")
        for poster in (outside, may, slow):
            await poster.close()


async def test_an_administrator_keeps_the_subscribers(told: Told) -> None:
    """Over the API: made, told its secret once, changed, switched off, removed; nobody else."""
    body = {"name": "Thanh tra", "address": "https://agency.example/hook"}
    wrong: list[dict[str, object]] = [{"address": "https://10.0.0.1/"}, {"choices": []}]
    async with client_of(told.desk) as client:
        api, officer = await api_of(client, "administrator"), await api_of(client, "officer")
        made = (await api.ask("POST", "/webhooks", json=body)).json()
        one = f"/webhooks/{made['subscriber']['subscriber_id']}"
        refused = [await api.ask("POST", "/webhooks", json=body | part) for part in wrong]
        refused.append(await officer.ask("GET", "/webhooks"))
        everything = [(await api.ask("GET", "/webhooks")).text, (await api.ask("GET", one)).text]
        await log_in(client, "administrator")
        everything += [(await client.get("/webhooks")).text, (await client.get(one)).text]
        off = await api.ask("POST", f"{one}/acts", json={"act": "disable"})
        changed = await api.ask("PUT", one, json=body | {"choices": ["steps"]})
        removed = await api.ask("DELETE", one)
        gone = [await api.ask("GET", f"{one}/attempts"), await client.get(one)]
    assert made["subscriber"]["choices"] == ["confirmed", "corrected", "retracted"]
    assert made["secret"].startswith("whsec_")
    assert [answer.status_code for answer in refused] == [422, 422, 403]
    assert not [text for text in everything if "whsec_" in text]
    assert off.json()["subscriber"]["standing"] == "off"
    assert changed.json()["subscriber"]["choices"] == ["steps"]
    assert removed.status_code == 204
    assert [answer.status_code for answer in gone] == [404, 404]


async def test_two_secrets_sign_while_one_is_rotated(told: Told) -> None:
    """For a day; and what was sent can be sent again by a person, under its own id."""
    async with receiving(Receiver()) as receiver, client_of(told.desk) as client:
        api = await api_of(client, "administrator")
        kept = await _subscribe(told, receiver)
        one = f"/webhooks/{kept.subscriber.subscriber_id}"
        new = (await api.ask("POST", f"{one}/acts", json={"act": "rotate"})).json()
        await told.parts.feeding.take(await told.steps())
        await _empty(told, kept)
        told.ahead = timedelta(hours=25)
        api = await api_of(client, "administrator")
        (listed,) = (await api.ask("GET", f"{one}/deliveries")).json()["items"]
        path = f"{one}/deliveries/{listed['delivery_id']}/resend"
        answers = [(await api.ask("POST", path)).status_code for _ in range(2)]
        await _empty(told, kept)
    first, second = receiver.taken
    assert answers == [200, 409]
    assert len(first.headers["webhook-signature"].split()) == 2
    assert len(second.headers["webhook-signature"].split()) == 1
    for secret in (kept.secret or "", new["secret"]):
        Webhook(secret).verify(first.body, first.headers)
    at = datetime.fromtimestamp(int(second.headers["webhook-timestamp"]), UTC)
    signed = Webhook(new["secret"]).sign(second.headers["webhook-id"], at, second.body.decode())
    assert second.headers["webhook-signature"] == signed
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


async def test_who_is_off_or_gone_gets_nothing_new(told: Told) -> None:
    """Off: nothing is kept for it; 410: it is left alone at once; removed: nothing is left."""
    async with receiving(Receiver(lambda _: Response(status_code=410))) as receiver:
        kept = await _subscribe(told, receiver, "steps")
        id_ = kept.subscriber.subscriber_id
        await told.parts.keeping.switch(id_, on=False)
        steps = await told.steps()
        await told.parts.feeding.take(steps)
        assert await told.parts.keeping.waiting() == {}
        await told.parts.keeping.switch(id_, on=True)
        await told.parts.feeding.take(steps)
        waiting = (await told.parts.keeping.waiting())[id_]
        assert waiting == len(steps)
        await _empty(told, kept)
        assert (await told.parts.keeping.subscriber(id_)).standing == "failing"
        assert 0 < len(receiver.taken) < waiting
        await told.parts.keeping.remove(id_)
        assert await told.parts.keeping.waiting() == {}
        with pytest.raises(WebhookRefused):
            await told.parts.sender.step(id_)


async def test_a_killed_sender_loses_nothing(told: Told, stack: RunningStack) -> None:
    """``kill -9`` while an answer is awaited: another one takes over, and sends every event."""
    name = database_of(__name__)
    client = connect(stack.mongodb)
    try:
        async with receiving(Receiver()) as receiver:
            await _subscribe(told, receiver, "steps")
            steps = await told.steps()
            await told.parts.feeding.take(steps)
            program = ("-m", "tests.support.webhook_process", stack.mongodb, name)
            victim = await asyncio.create_subprocess_exec(sys.executable, *program)
            try:
                await eventually(lambda: receiver.taken, 60)
            finally:
                victim.kill()
                await victim.wait()
            heir = asyncio.create_task(sender_of(database(client, name)).run())
            expected = _public(steps) - _confirmed(steps)
            await eventually(lambda: set(receiver.ids) == expected, 60)
            heir.cancel()
            await asyncio.gather(heir, return_exceptions=True)
    finally:
        await client.close()
    once = {one.headers["webhook-id"]: one for one in receiver.taken}
    assert _order(list(once.values())) == _order_of(tuple(steps))


def _public(steps: Sequence[LoggedEvent]) -> set[str]:
    return {str(event.id) for step in steps for event in announce_case(step)}


def _confirmed(steps: Sequence[LoggedEvent]) -> set[str]:
    public = [event for step in steps for event in announce_case(step)]
    return {str(event.id) for event in public if isinstance(event, Confirmed)}


async def test_the_relay_queues_before_it_marks(told: Told, stack: RunningStack) -> None:
    """Cut off in between, it announces and queues again; each event is in the queue once."""
    async with receiving(Receiver()) as receiver:
        kept = await _subscribe(told, receiver, "steps")
    cut = [False, True]

    async def queue(events: Sequence[LoggedEvent]) -> None:
        await told.parts.feeding.take(events)
        if cut.pop():
            raise Unavailable("cut off behind the queue")

    settings = settings_of(stack.mongodb, database_of(__name__), 0)
    settings = settings.model_copy(update={"kafka_servers": stack.kafka})
    await provision(settings, TOPICS, 1)
    producer = Producer(settings, "hooks.test")
    client = connect(stack.mongodb)
    lease = Lease(database(client, database_of(__name__))["leases"], "relay", "test", 5.0)
    pending = await told.log.unannounced()
    await producer.start()
    try:
        for outcome in (pytest.raises(Unavailable), nullcontext()):
            assert await told.log.unannounced() == pending > 0
            relay = Relay("x", told.log, lease, lambda: producer, announce_case, _none, also=queue)
            with outcome:
                await relay.step(producer)
    finally:
        await producer.stop()
        await client.close()
    assert await told.log.unannounced() == 0
    waiting = await told.parts.keeping.waiting()
    assert waiting == {kept.subscriber.subscriber_id: pending}


async def _none(_: Sequence[UUID]) -> None:
    pass
