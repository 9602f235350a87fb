"""Sources that are not read yet, that are taken down, that come back; items gone too early."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from minhbach_classifier.main import create_app
from minhbach_shared.clock import utc_now
from minhbach_shared.events import (
    Assessed,
    Captured,
    GoneEvidence,
    Snapshot,
    Suspected,
    VisitRequest,
    Withdrawn,
)
from minhbach_shared.store import connect, database
from tests.support.announced import read_events
from tests.support.captures import Captures
from tests.support.classifying import Province, hand, page, province, running, seen, verdicts_of
from tests.support.stack import RunningStack

_ELSEWHERE: Final = "Theo <a href='https://bao.elsewhere.example/a.html'>Báo Xa</a>, 16/11/2026"


def looked_at(it: Province, later: timedelta) -> Captures:
    """Captures of another visit, so much later."""
    return replace(it.captures, at=it.captures.at + later)


def verdict(assessed: Sequence[Assessed], snapshot: Snapshot, duty: str) -> str:
    """The last verdict on a snapshot."""
    return verdicts_of([a for a in assessed if a.snapshot_id == snapshot.id][-1])[duty]


async def test_a_cited_source_that_was_not_read_is_asked_for_and_judged_when_it_comes(
    stack: RunningStack, tmp_path: Path
) -> None:
    """A link to a registered reference site: one request; until it is read, nothing is said."""
    async with province(stack, "classifier_cited", tmp_path) as it, running(it.settings):
        await it.register()
        link = f"{it.source.address}Rạch-Xa.html?utm_source=tin"
        credit = f"Theo <a href='{link}'>Báo Sông Tiền</a>, 08:00 16/11/2026"
        copy, elsewhere = await it.copy("Rạch-Xa", credit), await it.copy("Rạch-Là", _ELSEWHERE)
        await it.sender.publish([copy, elsewhere])
        first = await seen(stack, it.copier, Assessed, lambda found: len(found) >= 2)
        assert verdict(first, copy, "source.credited") == "inconclusive"
        assert verdict(first, elsewhere, "source.credited") == "not_applicable"
        (asked,) = await seen(stack, it.source, VisitRequest, bool)
        assert (asked.site_id, asked.cause) == (it.source.site_id, copy.id)
        assert asked.address is not None
        assert asked.address.startswith(it.source.address)
        came = (await it.original("Rạch-Xa")).model_copy(update={"found_by": "request"})
        await it.sender.publish([came])
        last = await seen(stack, it.copier, Assessed, lambda found: len(found) >= 3)
        for duty in ("source.credited", "source.verbatim", "source.alive", "source.delay"):
            assert verdict(last, copy, duty) == "pass"
        assert await read_events(stack.kafka, Suspected) == [
            s for s in await read_events(stack.kafka, Suspected) if s.site_id != it.copier.site_id
        ]


async def test_a_cited_address_that_holds_another_text_is_no_source(
    stack: RunningStack, tmp_path: Path
) -> None:
    """Once it was read, the copy has no earlier match: nothing to judge."""
    async with province(stack, "classifier_other_text", tmp_path) as it, running(it.settings):
        await it.register()
        address = f"{it.source.address}tin-khac.html"
        copy = await it.copy("Rạch-Riêng", f"Nguồn: <a href='{address}'>Báo Sông Tiền</a>")
        await it.sender.publish([copy])
        await seen(stack, it.source, VisitRequest, bool)
        other = await it.captures.taken(it.source, address, page("Rạch-Khác", 8))
        await it.sender.publish([other.model_copy(update={"found_by": "request"})])
        last = await seen(stack, it.copier, Assessed, lambda found: len(found) >= 2)
        assert verdict(last, copy, "source.credited") == "not_applicable"


async def test_a_copy_that_outlasts_its_source_is_suspected_until_the_source_is_back(
    stack: RunningStack, tmp_path: Path
) -> None:
    """Gone at the source; still here four hours later: a breach. Back again: withdrawn."""
    async with province(stack, "classifier_gone", tmp_path) as it, running(it.settings):
        await it.register()
        credit = "Theo Báo Sông Tiền, 08:00 16/11/2026"
        source, copy = await it.original("Rạch-Gỡ"), await it.copy("Rạch-Gỡ", credit)
        await it.sender.publish([source, copy])
        await seen(stack, it.copier, Assessed, bool)
        gone_at = looked_at(it, timedelta(hours=1))
        gone = await gone_at.taken(it.source, source.address, b"<p>404</p>", status=404)
        await it.sender.publish([gone])
        later = looked_at(it, timedelta(hours=5))
        body = page("Rạch-Gỡ", 10, credit)
        soon = await looked_at(it, timedelta(hours=2)).taken(it.copier, copy.address, body)
        still = await later.taken(it.copier, copy.address, body)
        await it.sender.publish([soon, still])
        (suspicion,) = await seen(stack, it.copier, Suspected, bool)
        assert isinstance(suspicion.evidence, GoneEvidence)
        assert isinstance(gone.result, Captured)
        assert suspicion.evidence.gone == gone.result.capture
        assert suspicion.evidence.how == "not_found"
        assert (suspicion.duty, suspicion.capture.captured_at) == ("source.alive", later.at)
        assessed = await seen(stack, it.copier, Assessed, lambda found: len(found) >= 3)
        assert verdict(assessed, copy, "source.alive") == "pass"
        assert verdict(assessed, soon, "source.alive") == "inconclusive"
        again = looked_at(it, timedelta(hours=6))
        await it.sender.publish([await again.taken(it.source, source.address, page("Rạch-Gỡ", 8))])
        (withdrawal,) = await seen(stack, it.copier, Withdrawn, bool)
        assert withdrawal.suspicion_id == suspicion.suspicion_id


async def test_copies_of_a_removed_source_are_asked_for_when_their_time_is_over(
    stack: RunningStack, tmp_path: Path
) -> None:
    """Not at once: the law leaves three hours; the source itself is looked at before."""
    async with province(stack, "classifier_revisits", tmp_path) as it:
        recent = replace(it, captures=replace(it.captures, at=utc_now() - timedelta(hours=2)))
        app, client = create_app(it.settings), connect(it.settings.mongodb_uri.get_secret_value())
        for step in app.prepare:
            await step()
        await recent.register()
        await hand(app.subscriptions[0].handle, it.sites)
        source = await recent.original("Rạch-Hẹn")
        copy = await recent.copy("Rạch-Hẹn", "Theo Báo Sông Tiền, 08:00 16/11/2026")
        seen_gone = looked_at(recent, timedelta(hours=1))
        gone = await seen_gone.taken(it.source, source.address, b"", status=410)
        await hand(app.subscriptions[1].handle, [source, copy, gone, gone])
        kept = database(client, it.settings.mongodb_database)["wishes"]
        wishes = [d async for d in kept.find().sort("not_before", 1)]
        assert [d["address"] for d in wishes] == [source.address, copy.address]
        allowed = seen_gone.at + timedelta(hours=3)
        assert abs(wishes[0]["not_before"] - allowed) < timedelta(minutes=10)
        assert wishes[1]["not_before"] > allowed
        assert not any(d["said"] for d in wishes)
        for step in (*app.close, client.close):
            await step()


async def test_an_item_that_is_gone_too_early_is_suspected(
    stack: RunningStack, tmp_path: Path
) -> None:
    """Ninety days are in force to 2026-06-30; an item whose source is gone too had to go."""
    async with province(stack, "classifier_retention", tmp_path) as it, running(it.settings):
        old = replace(it, captures=replace(it.captures, at=datetime(2026, 6, 1, 5, tzinfo=UTC)))
        await it.register()
        names = ("Rạch-Mất", "Rạch-Theo")
        bodies = [page(name, 10).replace(b"2026-11-16", b"2026-05-20") for name in names]
        source = page(names[1], 8).replace(b"2026-11-16", b"2026-05-20")
        addresses = [f"{it.copier.address}{name}.html" for name in names]
        posted = [
            await old.captures.taken(it.copier, address, body)
            for address, body in zip(addresses, bodies, strict=True)
        ]
        there = f"{it.source.address}goc.html"
        await it.sender.publish([await old.captures.taken(it.source, there, source)])
        await it.sender.publish(posted)
        await seen(stack, it.copier, Assessed, lambda found: len(found) >= 2)
        later = looked_at(old, timedelta(days=4))
        gone = [await later.taken(it.copier, address, b"", status=404) for address in addresses]
        await it.sender.publish(gone)
        assessed = await seen(stack, it.copier, Assessed, lambda found: len(found) >= 4)
        assert verdict(assessed, gone[1], "retention.90_days") == "inconclusive"
        assert verdict(assessed, gone[1], "source.alive") == "pass"
        assert verdict(assessed, gone[0], "spam.gambling") == "inconclusive"
        found = await seen(stack, it.copier, Suspected, bool)
        early = [s for s in found if s.duty == "retention.90_days"]
        assert [(s.address, s.kind) for s in early] == [(gone[0].address, "retention")]
        look = looked_at(old, timedelta(days=5))
        went = await look.taken(it.source, there, b"", status=404)
        await it.sender.publish([went.model_copy(update={"found_by": "request"})])
        last = await seen(
            stack,
            it.copier,
            Assessed,
            lambda all_: len([a for a in all_ if a.snapshot_id == gone[1].id]) >= 2,
        )
        assert verdict(last, gone[1], "retention.90_days") == "pass"
