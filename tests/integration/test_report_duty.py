"""The yearly report on the real ring: absence is a suspicion, what arrives mends it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor, Notify, Review
from minhbach_case.main import Parts, create_app
from minhbach_case.settings import CaseSettings
from minhbach_case.views import CaseFilters, CaseSummary, PageRequest
from minhbach_shared.events import Assessed, ReportEvidence, SiteVersion
from minhbach_shared.store import connect, database
from tests.support.announced import read_events
from tests.support.classifying import Province, province, running, seen, verdicts_of
from tests.support.filings import filing
from tests.support.seeds import OFFICER
from tests.support.serving import running_whole
from tests.support.stack import RunningStack

HOME: Final = (
    "<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>Tin</title></head><body><ul>"
    + "".join(f"<li><a href='/bai-{n}'>Tin thứ {n} trong ngày của tỉnh</a></li>" for n in range(9))
    + "</ul><footer><p>Công ty Kênh Xáng</p></footer></body></html>"
).encode()


class Day:
    """A clock that stands where the test puts it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Now."""
        return self.at


@dataclass(frozen=True)
class Bench:
    """A province with the case service beside the classifier, on a clock of the test's."""

    it: Province
    stack: RunningStack
    clock: Day
    parts: Parts

    async def visit(self, at: datetime, version: int = 1) -> None:
        """The home page, captured at a moment under a version of the register."""
        site = self.it.copier.model_copy(update={"version": version})
        taken = await replace(self.it.captures, at=at).taken(site, site.address, HOME)
        await self.it.sender.publish([taken.model_copy(update={"found_by": "home"})])

    async def case(self, *, mended: bool) -> CaseSummary:
        """Waits for the one case of its kind to stand so."""
        async with asyncio.timeout(60):
            while True:
                found = await self.parts.cases.list(CaseFilters(kind="reporting"), PageRequest())
                if [one.remedy_proposed for one in found.items] == [mended]:
                    return found.items[0]
                await asyncio.sleep(0.2)

    async def verdicts(self, count: int) -> dict[datetime, str]:
        """What was said of each capture, once so many were judged."""
        said = await seen(self.stack, self.it.copier, Assessed, lambda found: len(found) >= count)
        return {one.assessed_of: verdicts_of(one)["report.yearly"] for one in said}


@asynccontextmanager
async def open_bench(stack: RunningStack, folder: Path) -> AsyncIterator[Bench]:
    """Both services run, and the register has one licensed aggregator."""
    clock = Day(datetime(2026, 12, 5, 3, tzinfo=UTC))
    async with province(stack, "report_duty", folder) as it:
        settings = CaseSettings.model_validate(
            {
                "kafka_servers": stack.kafka,
                "mongodb_uri": stack.mongodb,
                "mongodb_database": it.settings.salts_database,
                "captures_url": it.settings.captures_url,
                "secret": it.settings.secret,
                "reply_window_days": 0,
            }
        )
        client = connect(stack.mongodb)
        parts = Parts(settings, database(client, settings.mongodb_database), clock)
        async with running(it.settings), running_whole(create_app(settings, clock)):
            address = it.copier.address
            rows = f"name,address,class,status\nTin Kênh Xáng,{address},aggregator,licensed\n"
            await parts.register.import_file("sites.csv", rows.encode(), OFFICER)
            yield Bench(it, stack, clock, parts)
        await client.close()


async def test_absence_is_suspected_and_what_arrives_mends_it(
    stack: RunningStack, tmp_path: Path
) -> None:
    """Register, deadline, capture, case; then the report, a capture under its version, mended."""
    async with open_bench(stack, tmp_path) as bench:
        last_minute, midnight = (
            datetime(2027, 1, 14, *at, tzinfo=UTC) for at in ((16, 59), (17, 0))
        )
        bench.clock.at = datetime(2027, 1, 18, 3, tzinfo=UTC)
        await bench.visit(last_minute)
        await bench.visit(midnight)
        opened = await bench.case(mended=False)
        assert await bench.verdicts(2) == {last_minute: "not_applicable", midnight: "breach"}
        view = await bench.parts.cases.get(opened.case_id, PageRequest())
        (evidence,) = view.evidence.items
        assert evidence.evidence == ReportEvidence(
            year=2026, due_before="2027-01-15", owed_since="2026-12-05"
        )
        assert view.unverified == (evidence.basis.citation,)
        served = Notify(agency_day(bench.clock.at), "post", citation_confirmed=True)
        for command in (Review(), served):
            await bench.parts.cases.act(opened.case_id, command, OFFICER, None)

        bench.clock.at = datetime(2027, 1, 20, 3, tzinfo=UTC)
        site = bench.it.copier.site_id
        operator = Actor("operator", "operator", site)
        await bench.parts.outgoing.filings.desk.file(site, filing(2026), operator)
        await bench.visit(datetime(2027, 1, 21, 3, tzinfo=UTC), version=2)
        assert (await bench.case(mended=True)).case_id == opened.case_id
        versions = await read_events(stack.kafka, SiteVersion)
        (told,) = [v.reports for v in versions if (v.site_id, v.version) == (site, 2)]
        assert told is not None
        assert [one.year for one in told.received] == [2026]
