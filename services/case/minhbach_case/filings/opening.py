"""The licensees' reports, put together: desk, courier and reminders over one store."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from minhbach_case.domain.filings.steps import Unsent
from minhbach_case.filings.asking import Asker
from minhbach_case.filings.carrying import Courier
from minhbach_case.filings.desk import FilingDesk, Hands
from minhbach_case.filings.filing import Filer, Random, Seal
from minhbach_case.filings.forms_file import load_forms
from minhbach_case.filings.reminding import Calendar, Post, Reminder, Wanted
from minhbach_case.sending import outbox
from minhbach_case.storage.filings import FILING_EVENTS, FilingStore
from minhbach_case.storage.sites import SiteStore
from minhbach_case.storage.uploads import Uploads
from minhbach_case.web.texts import show_date
from minhbach_shared.clock import Clock
from minhbach_shared.lease import Lease
from minhbach_shared.service import Step
from minhbach_shared.store import Database

LEASE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Means:
    """What the parts work with beside the store.

    Attributes:
        reminder_days: before the last day of a report its operator is reminded, so many.
    """

    sites: SiteStore
    uploads: Uploads
    seal: Seal
    random: Random
    reminder_days: Sequence[int]


class FilingParts:
    """Everything about the licensees' own reports."""

    def __init__(self, store: Database, means: Means, post: Post, clock: Clock) -> None:
        """Puts the parts together.

        Raises:
            Misconfigured: a form is broken.
        """
        forms = load_forms()
        self.store = FilingStore(store[FILING_EVENTS], means.uploads)
        self.courier = Courier(self.store, means.sites, clock)
        self.reminder = Reminder(
            self.store, means.sites, Calendar(forms.due, means.reminder_days), post, clock
        )
        filer = Filer(self.store, means.uploads, forms, means.seal, means.random, clock)
        asker = Asker(self.store, means.sites, means.seal, means.random, clock)
        hands = Hands(filer, asker, self.courier)
        self.desk = FilingDesk(self.store, means.sites, means.uploads, forms, hands, clock)
        self._leases = store["leases"]
        self._holder = means.random(8).hex()

    @property
    def tasks(self) -> tuple[Step, ...]:
        """What runs beside the consumers until the stop."""
        return (
            partial(self.courier.run, self._lease("case.filings")),
            partial(self.reminder.run, self._lease("case.report_reminders")),
        )

    def _lease(self, name: str) -> Lease:
        return Lease(self._leases, name, self._holder, LEASE_SECONDS)


@dataclass(frozen=True, slots=True)
class LetterPost:
    """Reminders as letters of the correspondence."""

    queue: Callable[[outbox.Reminder], Awaitable[UUID | Unsent]]

    async def remind(self, wanted: Wanted) -> UUID | Unsent:
        """Queues the letter; see ``Post.remind``."""
        asked_on = wanted.asked_on
        asked = f"theo yêu cầu ngày {show_date(asked_on)}" if asked_on else "theo yêu cầu"
        period = f"năm {wanted.year}" if wanted.year else asked
        fields = {"period": period, "day": show_date(wanted.due_on + timedelta(days=1))}
        about = f"{wanted.report}/{wanted.days}"
        return await self.queue(outbox.Reminder("report_reminder", wanted.site_id, about, fields))
