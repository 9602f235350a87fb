"""What reports count, made of casebooks and of a few words, without a store."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from minhbach_case.domain.clocks import AGENCY_ZONE
from minhbach_case.domain.commands import (
    Actor,
    Close,
    Command,
    Decide,
    DecideAppeal,
    Notify,
    Propose,
    RecordAppeal,
    RecordReply,
    Review,
)
from minhbach_case.domain.reports.assembling import Frame, assemble
from minhbach_case.domain.reports.counting_cases import CaseCounting, Taken
from minhbach_case.domain.reports.counting_sites import SiteCounting, SiteVersion, Visited
from minhbach_case.domain.reports.model import Audience, Number, Report
from minhbach_case.domain.reports.periods import period_named
from minhbach_case.domain.reports.windows import windows_of
from minhbach_case.domain.steps import Step
from minhbach_shared.ids import case_id
from minhbach_shared.vocabulary import LicenceStatus, SiteClass
from tests.support.casebook import Casebook
from tests.support.reports import AGENCY
from tests.support.suspicions import site_of, suspected

LONG_AFTER: Final = datetime(2027, 1, 20, tzinfo=UTC)
SITE = site_of("a")
CASE = case_id(SITE, "harmful_content", 1)
OFFICER = Actor("officer", "officer")
SUPERVISOR = Actor("supervisor", "supervisor")
ADMINISTRATOR = Actor("administrator", "administrator")


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """A moment by the agency's own clock."""
    return datetime(year, month, day, hour, tzinfo=AGENCY_ZONE).astimezone(UTC)


def book_of(*acts: tuple[datetime, Command], begins: datetime, window_days: int = 0) -> Casebook:
    """A case of one site that is suspected, then acted on at these moments."""
    book = Casebook(now=begins, window_days=window_days)
    book.gather(suspected(SITE, captured_at=begins - timedelta(hours=1)))
    for moment, command in acts:
        book.now = moment
        book.act(CASE, command, _who(command))
    return book


def _who(command: Command) -> Actor:
    match command:
        case Decide():
            return SUPERVISOR
        case DecideAppeal():
            return ADMINISTRATOR
        case _:
            return OFFICER


def notice(day: datetime) -> tuple[datetime, Command]:
    """A notice by post that day."""
    return day, Notify(day.date(), "post", citation_confirmed=True)


def to_decision() -> Casebook:
    """Opened in June, decided in August, appealed in September, upheld in October, closed."""
    return book_of(
        (at(2026, 6, 3), Review()),
        notice(at(2026, 6, 10)),
        (at(2026, 6, 20), RecordReply(date(2026, 6, 20), "Đã gỡ.")),
        (at(2026, 8, 3), Propose("confirmed", "Đủ căn cứ.")),
        (at(2026, 8, 5), Decide()),
        (at(2026, 9, 1), RecordAppeal(date(2026, 9, 1), "Không đồng ý.")),
        (at(2026, 10, 1), DecideAppeal("upheld", "Giữ nguyên.")),
        (at(2026, 10, 5), Close()),
        begins=at(2026, 6, 1),
        window_days=10,
    )


def taken(step: Step) -> Taken:
    """A step as the store hands it to a report."""
    body = step.body
    return Taken(
        case_id=step.case_id,
        site_id=body.site_id,
        kind=body.kind,
        at=step.at,
        type=body.type,
        before=body.before,
        state=body.state,
        deadlines=getattr(body, "deadlines", ()),
        outcome=getattr(body, "outcome", None),
        result=getattr(body, "result", None),
    )


def taken_of(*books: Casebook) -> Iterator[Taken]:
    """Every step of some books, case by case."""
    for book in books:
        for steps in book.steps.values():
            yield from map(taken, steps)


def version(
    site: str,
    moment: datetime,
    site_class: SiteClass = "aggregator",
    *,
    active: bool = True,
    status: LicenceStatus | None = "licensed",
    organisation: str | None = "Công ty Mẫu",
) -> SiteVersion:
    """A version of a site's record, the site by a short name."""
    return SiteVersion(site_of(site), moment, active, site_class, status, organisation)


def visit(site: str, moment: datetime, captured: int = 5, failed: int = 0) -> Visited:
    """A visit to a site by its short name."""
    return Visited(site_of(site), moment, captured, failed)


def counted(  # noqa: PLR0913 - what a report is made of, each with a default
    word: str,
    steps: Iterable[Taken] = (),
    versions: Iterable[SiteVersion] = (),
    visits: Iterable[Visited] = (),
    *,
    now: datetime = LONG_AFTER,
    records_from: date | None = date(2020, 1, 1),
    audience: Audience = "province",
    visits_kept: timedelta = timedelta(days=4000),
    closing_day: int = 0,
    behind: dict[str, list[UUID]] | None = None,
) -> Report:
    """A report as it is counted from records.

    Args:
        behind: takes the cases (or sites) behind each figure.
    """
    period = period_named(word, closing_day)
    frame = Frame(AGENCY, audience, period, now, records_from, visits_kept)
    windows = windows_of(period, frame.until)
    if behind is not None:
        windows.now.counts.keep = lambda key, one: behind.setdefault(key, []).append(
            one.case_id or one.site_id
        )
    sites = SiteCounting(windows)
    sites.take(v for v in versions if v.at < frame.until)
    sites.visited(visits)
    sites.close()
    cases = CaseCounting(windows)
    cases.take(step for step in steps if step.at < frame.until)
    cases.close()
    return assemble(frame, windows.now.counts, windows.before.counts)


def values(report: Report, *keys: str) -> tuple[Number | None, ...]:
    """The values of some figures."""
    figures = report.by_key
    return tuple(figures[key].now.value for key in keys)


def told(report: Report) -> dict[str, Number]:
    """Every figure that is not 0, total rows and columns of totals left out."""
    return {
        one.key: one.now.value
        for one in report.figures
        if one.now.value and one.row != "total" and one.column != "total"
    }
