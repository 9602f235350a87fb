"""What the register's record says of a licensee's yearly reports: which came, and since when owed.

Only year and day of receipt travel; what a report says stays with the case service.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Protocol

from minhbach_case.domain.clocks import agency_day
from minhbach_shared.events import ReceivedReport, SiteRecord, YearlyReports
from minhbach_shared.ids import derived_id
from minhbach_shared.vocabulary import LicenceStatus, SiteClass

YEARS_KEPT: Final = 10


class Licensed(Protocol):
    """What says whether reports are owed: an entry of a register file, or a record."""

    @property
    def site_class(self) -> SiteClass:
        """The class of the site."""

    @property
    def status(self) -> LicenceStatus | None:
        """The standing of its licence."""


def owes(site: Licensed) -> bool:
    """Whether a site owes yearly reports: a licensed aggregator does (Circular 09/2014 Art 9)."""
    return site.site_class == "aggregator" and site.status == "licensed"


def reports_of(entry: Licensed, before: SiteRecord | None, now: datetime) -> YearlyReports | None:
    """What the next version says for an active site; None for a class that owes no reports.

    A record from before reports were kept is taken to have owed them since it was recorded.
    """
    if entry.site_class != "aggregator":
        return None
    known = before.reports if before else None
    received = known.received if known else ()
    if not owes(entry):
        return YearlyReports(owed_since=None, received=received)
    if before is None or not before.active or not owes(before):
        return YearlyReports(owed_since=agency_day(now), received=received)
    since = known.owed_since if known else agency_day(before.recorded_at)
    return YearlyReports(owed_since=since, received=received)


def stopped(reports: YearlyReports | None) -> YearlyReports | None:
    """For a site that leaves the register: nothing more is owed."""
    return reports.model_copy(update={"owed_since": None}) if reports else None


def reported_record(
    before: SiteRecord, received: Mapping[int, date], now: datetime
) -> SiteRecord | None:
    """The next version, which says which years' reports came and when; None where it says so.

    Args:
        received: by year the day on which the agency first had its report.
    """
    reports = reports_of(before, before, now) if before.active else stopped(before.reports)
    if reports is None:
        return None
    years = sorted(received)[-YEARS_KEPT:]
    came = tuple(ReceivedReport(year=year, received_on=received[year]) for year in years)
    reports = reports.model_copy(update={"received": came})
    if reports == before.reports:
        return None
    version = before.version + 1
    made = {
        "id": derived_id("site_record", before.site_id, version),
        "version": version,
        "recorded_at": now,
        "reports": reports,
    }
    return before.model_copy(update=made)
