"""The parts of reports, joined over one store."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from minhbach_case.documents.reports.wording import report_texts
from minhbach_case.domain.reports.model import Agency
from minhbach_case.jobs import Jobs
from minhbach_case.letters import Letters
from minhbach_case.reports.desk import Reporting, Reports
from minhbach_case.reports.files import ReportFiles
from minhbach_case.reports.listing import ReportLists
from minhbach_case.reports.printing import Printing
from minhbach_case.settings import CaseSettings
from minhbach_case.storage.report_records import ReportRecords
from minhbach_case.storage.reports import IssuedReports, ReportDrafts
from minhbach_shared.clock import Clock
from minhbach_shared.store import Database


class ReportParts:
    """Everything about reports: ``desk`` drafts and issues, ``lists`` tells what there is,
    ``files`` makes PDF and XLSX."""

    def __init__(self, store: Database, jobs: Jobs, reporting: Reporting) -> None:
        self._drafts, self._issued = ReportDrafts(store), IssuedReports(store)
        records = ReportRecords(store)
        self.desk = Reports(records, self._drafts, self._issued, jobs, reporting)
        self.lists = ReportLists(records, self._drafts, self._issued)
        self.files = ReportFiles(self.desk.document, reporting.printing)

    async def ensure_indexes(self) -> None:
        """Makes every index; harmless when they are there."""
        await self._drafts.ensure_indexes()
        await self._issued.ensure_indexes()


def reporting_of(
    settings: CaseSettings, seal: Callable[[str], str], clock: Clock, letters: Letters
) -> Reporting:
    """What reports depend on, by the settings.

    Args:
        seal: an account as it travels.
        letters: their press and seal are the reports' as well: one bound for all that is set.
    """
    agency = settings.agency()
    return Reporting(
        agency=Agency(name=agency.name, parent=agency.parent, place=agency.place),
        seal=seal,
        clock=clock,
        token=secrets.token_bytes,
        visits_kept=timedelta(days=settings.verdict_days),
        printing=_printing(settings, letters),
        closing_day=settings.report_closing_day,
    )


def _printing(settings: CaseSettings, letters: Letters) -> Printing:
    return Printing(
        agency=settings.agency(),
        texts=report_texts(),
        press=letters.press,
        seal=letters.seal,
        address=settings.public_address.rstrip("/"),
    )
