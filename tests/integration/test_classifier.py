"""The classifier on the real broker and store: captures in, assessments and suspicions out."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from minhbach_classifier.main import create_app
from minhbach_shared.events import (
    Assessed,
    Captured,
    Event,
    Suspected,
    UncreditedEvidence,
    Withdrawn,
)
from minhbach_shared.store import connect, database
from minhbach_shared.topics import dead_letters_of
from tests.support.announced import read_events
from tests.support.classifying import Province, hand, process, province, running, seen, verdicts_of
from tests.support.delivery import read_topic
from tests.support.stack import RunningStack


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
        # Neither is the home page, with which alone these duties are judged.
        assert {a.address for a in assessed} == {failed.address, error.address}
        for told in map(verdicts_of, assessed):
            of_home = {
                duty for duty in told if duty.startswith(("licence.", "disclosure.", "report."))
            }
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
