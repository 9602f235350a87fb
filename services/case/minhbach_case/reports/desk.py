"""Reports as people ask for them: drafted by counting, issued once, corrected by a new one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor
from minhbach_case.domain.reports.assembling import Frame, assemble
from minhbach_case.domain.reports.carrying import carried
from minhbach_case.domain.reports.checking import Mismatch, check, check_lists
from minhbach_case.domain.reports.corrections import (
    changes,
    digest_of_report,
    issue_of,
    reason_of,
    report_id,
    stream_of,
)
from minhbach_case.domain.reports.model import Agency, Audience, Document
from minhbach_case.domain.reports.periods import Period, period_named
from minhbach_case.errors import (
    DoesNotAdd,
    IssuedMeanwhile,
    NotFound,
    PeriodRunning,
    Unchanged,
    Wrong,
)
from minhbach_case.jobs import Job, Jobs, Made, Progress
from minhbach_case.reports.counting import Pass, Told
from minhbach_case.reports.lists import Lists
from minhbach_case.reports.printing import Printing
from minhbach_case.reports.views import DraftView, ReportView
from minhbach_case.storage.report_records import ReportRecords
from minhbach_case.storage.reports import Draft, IssuedReport, IssuedReports, ReportDrafts
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved

DRAFTS_KEPT: Final = timedelta(days=30)
# So many records are read in well under a second: nobody has to wait for a job.
AT_ONCE: Final = 1000
Obstacle = Literal["period_running", "does_not_add", "issued_meanwhile", "unchanged"]


@dataclass(frozen=True, slots=True)
class Reporting:
    """What reports depend on beside the records.

    Attributes:
        seal: an account as it travels.
        token: so many bytes that nobody can guess.
        closing_day: of the agency's reporting months; 0 for the calendar's.
        visits_kept: for how long a visit is kept after its end.
    """

    agency: Agency
    seal: Callable[[str], str]
    clock: Clock
    token: Callable[[int], bytes]
    visits_kept: timedelta
    printing: Printing
    closing_day: int = 0


class Reports:
    """Drafts and issues reports. Raises ``Unavailable`` where the store does not answer."""

    def __init__(
        self,
        records: ReportRecords,
        drafts: ReportDrafts,
        issued: IssuedReports,
        jobs: Jobs,
        reporting: Reporting,
    ) -> None:
        self._records = records
        self._drafts = drafts
        self._issued = issued
        self._jobs = jobs
        self._own = reporting

    @property
    def closing_day(self) -> int:
        """The last day of a reporting month; 0 for the calendar's."""
        return self._own.closing_day

    def period(self, word: str) -> Period:
        """The period that a word names.

        Raises:
            Wrong: it names none, or one that has not begun.
        """
        try:
            period = period_named(word, self._own.closing_day)
        except ValueError as error:
            raise Wrong(str(error), "period") from error
        if period.first > agency_day(self._own.clock()):
            raise Wrong(f"{word} has not begun", "period")
        return period

    async def draft(self, word: str, audience: Audience, actor: Actor) -> DraftView | Job:
        """Counts a report, at once where that is quick, else as a job that leads to the draft.

        Raises:
            Wrong: the period is none, or has not begun.
        """
        period = self.period(word)
        if await self._records.size() <= AT_ONCE:
            return await self._view(await self.count(period, audience, actor, _nobody_waits))

        async def make(progress: Progress) -> Made:
            draft = await self.count(period, audience, actor, progress.at)
            return Made(leads_to=f"/reports/drafts/{draft.draft_id}")

        return await self._jobs.start("report", actor, make)

    async def count(self, period: Period, audience: Audience, actor: Actor, told: Told) -> Draft:
        """Counts a report and keeps it as a draft, with the lists behind its figures."""
        now, draft_id = self._own.clock(), UUID(bytes=self._own.token(16), version=4)
        expires_at = now + DRAFTS_KEPT
        last = await self._issued.last(stream_of(audience, period))
        lists = Lists(self._drafts, draft_id, expires_at)
        work = Pass(self._records, period, min(period.ends, now), lists, told)
        await work.run()
        frame = Frame(
            agency=self._own.agency,
            audience=audience,
            period=period,
            now=now,
            records_from=work.records_from,
            visits_kept=self._own.visits_kept,
        )
        counted = assemble(frame, work.windows.now.counts, work.windows.before.counts)
        earlier = await self._issued.last(stream_of(audience, period.before))
        report = carried(counted, _document(last), _document(earlier))
        draft = Draft(
            draft_id=draft_id,
            by=self._own.seal(actor.user),
            made_at=now,
            report=report,
            digest=digest_of_report(report),
            behind=last.issue.ordinal if last else 0,
            listed=lists.listed,
        )
        await self._drafts.keep(draft, expires_at)
        return draft

    async def drafted(self, draft_id: UUID) -> DraftView:
        """A draft.

        Raises:
            NotFound: there is none (any more).
        """
        return await self._view(await self._draft(draft_id))

    async def issue(
        self, draft_id: UUID, digest: str, actor: Actor, reason: str = ""
    ) -> ReportView:
        """Issues a draft as it was read.

        Args:
            digest: of the draft that was read.
            reason: why, in the actor's words, where it corrects an issued report.

        Raises:
            NotFound: there is no such draft (any more).
            Missing: a correction without a reason.
            Wrong: the digest is another draft's; the reason is too long, or of a first report.
            PeriodRunning, DoesNotAdd, IssuedMeanwhile, Unchanged: nothing is issued.
        """
        draft = await self._draft(draft_id)
        if digest != draft.digest:
            raise Wrong("the digest is not that of this draft", "digest")
        stream = stream_of(draft.report.audience, draft.report.period)
        last = await self._issued.last(stream)
        _refuse(obstacle(draft, last))
        by, now = self._own.seal(actor.user), self._own.clock()
        why = reason_of(reason, correction=last is not None)
        issue = issue_of(draft.report, _document(last), by, now, why)
        document = Document(report=draft.report, issue=issue)
        # First: a report never stands without what is behind its figures.
        await self._drafts.keep_for_good(draft_id)
        try:
            await self._issued.append(stream, last, document, draft_id)
        except (StreamMoved, AlreadyCaused) as error:
            raise IssuedMeanwhile("another report on this period was issued first") from error
        return ReportView(issue=issue, report=draft.report, corrected_by=None)

    async def one(self, found: UUID) -> ReportView:
        """An issued report.

        Raises:
            NotFound: there is none.
        """
        issued = await self._get(found)
        report = issued.document.report
        following = report_id(report.audience, report.period, issued.issue.ordinal + 1)
        stands = await self._issued.stands({following})
        corrected_by = following if stands else None
        return ReportView(issue=issued.issue, report=report, corrected_by=corrected_by)

    async def document(self, found: UUID) -> Document:
        """A report to show or to print: an issued one, or a draft by its id.

        Raises:
            NotFound: there is none (any more).
        """
        issued = await self._issued.get(found)
        if issued is not None:
            return issued.document
        return Document(report=(await self._draft(found)).report, issue=None)

    async def _view(self, draft: Draft) -> DraftView:
        stream = stream_of(draft.report.audience, draft.report.period)
        last = await self._issued.last(stream)
        return DraftView(
            draft_id=draft.draft_id,
            made_at=draft.made_at,
            made_by=draft.by,
            digest=draft.digest,
            report=draft.report,
            mismatches=mismatches(draft),
            in_the_way=obstacle(draft, last),
            corrects=last.issue.report_id if last else None,
        )

    async def _draft(self, draft_id: UUID) -> Draft:
        draft = await self._drafts.get(draft_id)
        if draft is None:
            raise NotFound("there is no such draft (any more): make it again")
        return draft

    async def _get(self, found: UUID) -> IssuedReport:
        issued = await self._issued.get(found)
        if issued is None:
            raise NotFound("there is no such report")
        return issued


def mismatches(draft: Draft) -> tuple[Mismatch, ...]:
    """What of a draft does not re-add, its lists included."""
    return (*check(draft.report), *check_lists(draft.report, draft.listed))


def obstacle(draft: Draft, last: IssuedReport | None) -> Obstacle | None:
    """Why a draft cannot be issued behind the last report of its period; None where it can."""
    if draft.report.running:
        return "period_running"
    if mismatches(draft):
        return "does_not_add"
    if draft.behind != (last.issue.ordinal if last else 0):
        return "issued_meanwhile"
    if last is not None and not changes(last.document.report, draft.report):
        return "unchanged"
    return None


def _refuse(why: Obstacle | None) -> None:
    match why:
        case "period_running":
            raise PeriodRunning("the period was not over when this draft was made")
        case "does_not_add":
            raise DoesNotAdd("figures of this draft do not re-add")
        case "issued_meanwhile":
            raise IssuedMeanwhile("another report on this period was issued since the draft")
        case "unchanged":
            raise Unchanged("every figure is as in the report that was issued")
        case None:
            pass


def _document(issued: IssuedReport | None) -> Document | None:
    return issued.document if issued else None


async def _nobody_waits(done: int, total: int) -> None:
    """Of what is quick nothing is told."""
