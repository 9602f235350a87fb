"""What leaves the house, and the long work that makes it: these parts, each made once.

Reports, dossiers, letters, webhooks and exports stand here, so that the composition root and the
web hand one thing on and not ten.
"""

import secrets

from minhbach_case.dossiers.making import Dossiers
from minhbach_case.filings.opening import FilingParts, LetterPost, Means
from minhbach_case.jobs import Jobs
from minhbach_case.portals.papers import PortalMeans, RankingPapers
from minhbach_case.reports.desk import Reporting
from minhbach_case.reports.opening import ReportParts
from minhbach_case.sending.correspondence import Correspondence
from minhbach_case.storage.jobs import JobStore
from minhbach_case.verifying.desk import Verifications
from minhbach_case.webhooks.opening import WebhookParts
from minhbach_shared.clock import Clock
from minhbach_shared.service import Step
from minhbach_shared.store import Database


class Outgoing:
    """The parts behind everything that is handed on."""

    def __init__(  # noqa: PLR0913, PLR0917 - one a part that the composition root joins
        self,
        store: Database,
        clock: Clock,
        portals: PortalMeans,
        reporting: Reporting,
        correspondence: Correspondence,
        dossiers: Dossiers,
        means: Means,
        webhooks: WebhookParts,
    ) -> None:
        self._job_store = JobStore(store)
        self.jobs = Jobs(self._job_store, clock, secrets.token_bytes)
        self.portals = portals.scores
        self.rankings = RankingPapers(portals, self.jobs)
        self.reports = ReportParts(store, self.jobs, reporting)
        self.correspondence = correspondence
        self.dossiers = dossiers
        self.filings = FilingParts(store, means, LetterPost(correspondence.outbox.queue), clock)
        self.webhooks = webhooks
        self.verifications = Verifications(store, clock, self.jobs, dossiers.sources.key)

    async def ensure_indexes(self) -> None:
        """Makes every index; harmless when they are there."""
        await self._job_store.ensure_indexes()
        await self.portals.store.ensure_indexes()
        await self.reports.ensure_indexes()
        await self.correspondence.store.ensure_indexes()
        await self.filings.store.ensure_indexes()
        await self.webhooks.store.ensure_indexes()

    @property
    def tasks(self) -> tuple[Step, ...]:
        """What runs beside the consumers until the stop."""
        return (
            self.jobs.run,
            self.correspondence.sender.run,
            *self.filings.tasks,
            self.webhooks.sender.run,
        )
