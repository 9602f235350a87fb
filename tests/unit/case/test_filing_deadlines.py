"""What is due of a licensee and when it is reminded: around new year, in Viet Nam's days."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import pytest

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.filings.deadlines import (
    DueStanding,
    asked_for,
    due_reminder,
    items_of,
    next_year_due,
    yearly,
)
from minhbach_case.domain.filings.steps import (
    Filed,
    Filings,
    Reminded,
    Requested,
    RequestWithdrawn,
    Step,
    StepBody,
    Way,
    fold,
    request_key,
    year_key,
)
from minhbach_case.domain.register import (
    Known,
    Personal,
    SiteEntry,
    left_version,
    next_version,
    reported_version,
)
from minhbach_case.filings.forms_file import load_forms
from minhbach_shared.events import ReceivedReport, SiteRecord, YearlyReports
from minhbach_shared.vocabulary import LicenceStatus

DUE: Final = load_forms().due
SINCE: Final = datetime(2024, 3, 1, 3, tzinfo=UTC)
ASKED: Final = UUID(int=7)
_BY: Final = "0" * 64
_LEAP: Final = date(2028, 2, 29)


def entry(status: LicenceStatus = "licensed", issued: date | None = None) -> SiteEntry:
    """An aggregator of the register."""
    return SiteEntry(
        name="Tin Hoa Mới",
        address="http://tinhhoamoi.example/",
        site_class="aggregator",
        personal=Personal(),
        status=status,
        licence_issued_on=issued,
    )


def known(one: SiteEntry, at: datetime, before: Known | None = None) -> Known:
    """The register after an entry was imported."""
    version = next_version(one, before, lambda _, value: value, at)
    assert version is not None
    return Known(version.record, version.personal)


def licensee(since: datetime = SINCE, issued: date | None = None) -> SiteRecord:
    """A licensed aggregator that entered the register at a moment."""
    return known(entry(issued=issued), since).record


def filed(year: int, on: date, way: Way = "form", version: int = 1) -> Filed:
    """A report on a year, received on a day."""
    return Filed(
        report=year_key(year),
        version=version,
        year=year,
        form="aggregator_yearly/1",
        way=way,
        received_on=on,
        by=_BY,
        answers={},
    )


def requested(due_on: date, asked_on: date) -> Requested:
    """A request for a report."""
    return Requested(request_id=ASKED, due_on=due_on, asked_on=asked_on, by=_BY)


def filings(*bodies: StepBody) -> Filings:
    """What stands after these steps."""
    return fold(Step(n, SINCE, body) for n, body in enumerate(bodies, 1))


@pytest.mark.parametrize(
    ("at", "standing"),
    [
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), "open"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "open"),
        (datetime(2027, 1, 14, 16, 59, tzinfo=UTC), "open"),
        (datetime(2027, 1, 14, 17, 0, tzinfo=UTC), "late"),
    ],
)
def test_a_report_is_late_from_15_january_in_viet_nam(at: datetime, standing: DueStanding) -> None:
    """The last minute of the 14th in Viet Nam is 16:59 in UTC."""
    item = yearly(licensee(), Filings(), DUE, 2026, agency_day(at))
    assert (item.standing, item.due_on) == (standing, date(2027, 1, 14))


def test_years_open_in_december_and_the_next_deadline_is_known() -> None:
    """A report can be filed from 1 December; after 15 January the running year is next."""
    assert DUE.current(date(2026, 11, 30)) == 2025
    assert DUE.current(date(2026, 12, 1)) == 2026
    assert next_year_due(DUE, date(2027, 1, 14)) == 2026
    assert next_year_due(DUE, date(2027, 1, 15)) == 2027
    assert not DUE.is_open(2013, _LEAP)


@pytest.mark.parametrize("year", [2023, 2024, 2027, 2028])
def test_leap_years_have_the_same_days(year: int) -> None:
    """Nothing is counted by 365 days."""
    assert DUE.last_day(year) == date(year + 1, 1, 14)
    assert yearly(licensee(), Filings(), DUE, 2027, _LEAP).standing == "late"
    assert next_year_due(DUE, _LEAP) == 2028


@pytest.mark.parametrize(
    ("record", "standing"),
    [
        (licensee(datetime(2027, 1, 14, 16, 59, tzinfo=UTC)), "late"),
        (licensee(datetime(2027, 1, 14, 17, 0, tzinfo=UTC)), "not_owed"),
        (licensee(issued=date(2026, 12, 31)), "late"),
        (licensee(issued=date(2027, 1, 1)), "not_owed"),
        (known(entry("trial"), SINCE).record, "not_owed"),
    ],
)
def test_only_who_was_licensed_at_the_deadline_owes(
    record: SiteRecord, standing: DueStanding
) -> None:
    """The register decides, at the last moment of the last day."""
    item = yearly(record, Filings(), DUE, 2026, date(2027, 3, 1))
    assert item.standing == standing


def test_the_register_tells_since_when_reports_are_owed() -> None:
    """A changed phone changes nothing; a lost licence, or leaving, ends it; a new one begins."""
    first = known(entry(), SINCE)
    later = SINCE + timedelta(days=30)
    moved = known(replace_subject(entry()), later, first)
    assert first.record.reports == moved.record.reports
    assert moved.record.reports == YearlyReports(owed_since=date(2024, 3, 1))
    lost = known(entry("unlicensed"), later, moved)
    assert lost.record.reports == YearlyReports(owed_since=None)
    again = known(entry(), later + timedelta(days=1), lost)
    assert again.record.reports == YearlyReports(owed_since=date(2024, 4, 1))
    left = left_version(again, later)
    assert left is not None
    assert left.record.reports == YearlyReports(owed_since=None)


def replace_subject(one: SiteEntry) -> SiteEntry:
    """The same site with another registered subject."""
    return SiteEntry(**{**{n: getattr(one, n) for n in one.__slots__}, "field": "Thể thao"})


def test_the_register_tells_year_and_day_and_nothing_else() -> None:
    """The version after a report; told again, nothing changes."""
    before = known(entry(), SINCE)
    received = filings(filed(2026, date(2027, 1, 5))).received
    version = reported_version(before, received, SINCE + timedelta(days=1))
    assert version is not None
    assert version.record.version == 2
    assert version.record.reports == YearlyReports(
        owed_since=date(2024, 3, 1),
        received=(ReceivedReport(year=2026, received_on=date(2027, 1, 5)),),
    )
    after = Known(version.record, version.personal)
    assert reported_version(after, received, SINCE) is None


def test_a_record_from_before_reports_were_kept_owes_since_it_was_recorded() -> None:
    """What is not known longer is not held against the site."""
    old = known(entry(), SINCE)
    untold = Known(old.record.model_copy(update={"reports": None}), old.personal)
    version = reported_version(untold, {}, SINCE + timedelta(days=900))
    assert version is not None
    assert version.record.reports == YearlyReports(owed_since=date(2024, 3, 1))


def test_corrections_keep_the_first_day() -> None:
    """The agency first had it then; a paper's day can be put right by an officer."""
    in_time, late = date(2027, 1, 10), date(2027, 2, 1)
    assert filings(filed(2026, in_time), filed(2026, late, version=2)).received == {2026: in_time}
    paper = filings(filed(2026, late, "paper"), filed(2026, in_time, "paper", 2))
    assert paper.received == {2026: in_time}
    wrong = filings(filed(2026, in_time, "paper"), filed(2026, late, "paper", 2))
    assert wrong.received == {2026: late}
    both = filings(filed(2026, in_time), filed(2026, late, "paper", 2))
    assert both.received == {2026: in_time}


def test_what_is_due_is_listed_newest_first() -> None:
    """Owed years, requests, and years that came without being owed; others are left out."""
    asked = requested(date(2026, 12, 20), date(2026, 12, 1))
    found = items_of(
        licensee(), filings(filed(2014, date(2015, 1, 2)), asked), DUE, date(2026, 12, 5)
    )
    assert [(item.key, item.standing) for item in found] == [
        (year_key(2026), "open"),
        (request_key(ASKED), "open"),
        (year_key(2025), "late"),
        (year_key(2024), "late"),
        (year_key(2014), "filed"),
    ]


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 12, 14), None),
        (date(2026, 12, 15), 30),
        (date(2027, 1, 1), 30),
        (date(2027, 1, 7), 7),
        (date(2027, 1, 14), 7),
        (date(2027, 1, 15), None),
    ],
)
def test_reminders_come_before_the_last_day(today: date, days: int | None) -> None:
    """After a standstill only the last one whose day has come; none once it is late."""
    item = yearly(licensee(), Filings(), DUE, 2026, today)
    found = due_reminder(item, (30, 7), today)
    assert (found.days if found else None) == days


def test_who_has_filed_is_not_reminded() -> None:
    """Nor who owes nothing, nor of a request that was taken back or asked only just now."""
    today = date(2027, 1, 10)
    done = filings(filed(2026, date(2027, 1, 9)))
    assert due_reminder(yearly(licensee(), done, DUE, 2026, today), (30, 7), today) is None
    trial = known(entry("trial"), SINCE).record
    assert due_reminder(yearly(trial, Filings(), DUE, 2026, today), (30, 7), today) is None
    for asked_on, back, days in ((date(2026, 12, 1), False, 7), (today, False, None)):
        asked = requested(date(2027, 1, 15), asked_on)
        (request,) = filings(asked).requests.values()
        found = due_reminder(asked_for(request, Filings(), today), (30, 7), today)
        assert (found.days if found else None) == days, back
    taken_back = filings(
        requested(date(2027, 1, 15), date(2026, 12, 1)),
        RequestWithdrawn(request_id=ASKED, by=_BY),
        Reminded(report=request_key(ASKED), year=None, days=30, on=today),
    )
    (request,) = taken_back.requests.values()
    assert asked_for(request, taken_back, today).standing == "not_owed"
    assert len(taken_back.reminders) == 1


def test_what_was_not_owed_is_never_late() -> None:
    """A report on a year before the site stood in the register came of its own accord."""
    record = licensee(datetime(2026, 11, 22, 3, tzinfo=UTC))
    came = date(2026, 11, 22)
    nothing = yearly(record, Filings(), DUE, 2025, came)
    assert nothing.standing == "not_owed"
    told = yearly(record, filings(filed(2025, came)), DUE, 2025, came)
    assert (told.standing, told.due_on) == ("filed", date(2026, 1, 14))
    owing = licensee(datetime(2025, 11, 22, 3, tzinfo=UTC))
    assert yearly(owing, filings(filed(2025, came)), DUE, 2025, came).standing == "filed_late"
