"""What the console and the API may ask of the licensees' reports, and nothing else."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor
from minhbach_case.domain.filings.deadlines import (
    STANDINGS,
    DueItem,
    DueStanding,
    items_of,
    next_year_due,
    yearly,
)
from minhbach_case.domain.filings.steps import Filed, Filings, Reminded, ReportKey, year_key
from minhbach_case.domain.register import Known
from minhbach_case.errors import NotFound, Wrong
from minhbach_case.filings.asking import Asker, licensees
from minhbach_case.filings.carrying import Courier
from minhbach_case.filings.commands import Ask, File, Withdraw
from minhbach_case.filings.filing import Filer
from minhbach_case.filings.filling import to_fill
from minhbach_case.filings.forms_file import Forms
from minhbach_case.filings.showing import due_view
from minhbach_case.filings.views import (
    Asked,
    DueView,
    FilingLine,
    FilingOverview,
    FormToFill,
    SiteFilings,
)
from minhbach_case.storage.filings import FilingStore, owner_of
from minhbach_case.storage.sites import SiteStore
from minhbach_case.storage.uploads import SentFile, Uploads
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_shared.clock import Clock
from minhbach_shared.events import SiteRecord

_NOTHING: Final = Filings()
OPEN_YEARS: Final = 6
YEARS_LISTED: Final = 9
AGGREGATORS: Final = SiteFilters(site_class="aggregator")


@dataclass(frozen=True, slots=True)
class Hands:
    """Who writes: takes reports in, asks for them, tells the register."""

    filer: Filer
    asker: Asker
    courier: Courier


class FilingDesk:
    """The licensees' reports: read, handed in, asked for."""

    def __init__(
        self,
        store: FilingStore,
        sites: SiteStore,
        uploads: Uploads,
        forms: Forms,
        hands: Hands,
        clock: Clock,
    ) -> None:
        self.forms = forms
        self._store = store
        self._sites = sites
        self._uploads = uploads
        self._hands = hands
        self._clock = clock

    @property
    def today(self) -> date:
        """The day at the agency."""
        return agency_day(self._clock())

    async def of_site(self, site: UUID, actor: Actor) -> SiteFilings:
        """A site's reports, as far as the actor may see them.

        Raises:
            NotFound: the site is not in the register, or is not an operator's own.
        """
        record = (await self._seen(site, actor)).record
        filings = (await self._store.load(site)).filings
        items = items_of(record, filings, self.forms.due, self.today)
        return SiteFilings(
            site_id=site,
            site_name=record.name,
            owed_since=record.reports.owed_since if record.reports else None,
            open_years=self._open_years(),
            due=tuple(due_view(item, filings, self.forms.due, actor.role) for item in items),
        )

    async def overview(
        self, year: int | None, standing: DueStanding | None, page: PageRequest
    ) -> FilingOverview:
        """How the reports on a year stand, of every licensee by name.

        Args:
            year: None for the one whose deadline passed last, or is open.

        Raises:
            Wrong: no reports are asked for that year yet.
        """
        rules, today = self.forms.due, self.today
        chosen = rules.current(today) if year is None else year
        if not rules.first_year <= chosen <= next_year_due(rules, today):
            raise Wrong(f"year: from {rules.first_year} to {today.year}.", "year")
        known = await self._store.of_year(chosen)
        records = await licensees(self._sites, AGGREGATORS)
        pairs = [
            (record, yearly(record, filings, rules, chosen, today), filings)
            for record in records
            for filings in (known.get(record.site_id, _NOTHING),)
            if record.active or filings.reports
        ]
        counts = Counter(item.standing for _, item, _ in pairs)
        lines = [_line(*one) for one in pairs if standing in (None, one[1].standing)]
        first = page.after_number or 0
        last = first + page.limit
        return FilingOverview(
            year=chosen,
            years=self.years(),
            due_on=rules.last_day(chosen),
            counts={one: counts[one] for one in STANDINGS},
            lines=tuple(lines[first:last]),
            next=str(last) if last < len(lines) else None,
        )

    def years(self) -> tuple[int, ...]:
        """The years whose reports can be looked at, the last one first."""
        rules, last = self.forms.due, next_year_due(self.forms.due, self.today)
        return tuple(range(last, max(rules.first_year, last - YEARS_LISTED) - 1, -1))

    async def to_fill(self, site: UUID, report: ReportKey | None, actor: Actor) -> FormToFill:
        """The form of a report that can be filed, with what stands in it to begin with.

        Args:
            report: None for the last year that is open.

        Raises:
            NotFound: as ``of_site``; or there is no such report that can be filed.
        """
        seen = await self.of_site(site, actor)
        wanted = report or year_key(seen.open_years[0])
        due = next((one for one in seen.due if one.report == wanted), None)
        if not _may_be_filed(wanted, due, seen):
            raise NotFound(f"site {site} has no report {wanted[:60]}")
        form = self.forms.current("requested" if due and due.request_id else "yearly")
        return to_fill(wanted, form, due, await self._seen(site, actor))

    async def file(self, site: UUID, command: File, actor: Actor) -> SiteFilings:
        """Takes a report in; the register tells at once that it came.

        Raises:
            ActRefused: one of its kinds; nothing was changed.
            Contended: others keep filing for the site.
        """
        known = await self._seen(site, actor)
        if known.record.site_class != "aggregator":
            raise Wrong("Only aggregators report.", "report")
        await self._hands.filer.file(site, command, actor)
        await self._hands.courier.carry(site)
        return await self.of_site(site, actor)

    async def ask(self, command: Ask, actor: Actor) -> Asked:
        """Asks for reports; see ``Asker.ask``."""
        return await self._hands.asker.ask(command, actor)

    async def withdraw(self, site: UUID, command: Withdraw, actor: Actor) -> SiteFilings:
        """Takes a request back; see ``Asker.withdraw``."""
        await self._hands.asker.withdraw(site, command, actor)
        return await self.of_site(site, actor)

    async def sent(self, site: UUID, sha256: str, actor: Actor) -> SentFile:
        """A file that came with a report.

        Raises:
            NotFound: there is none (any more), or it is not for this actor.
        """
        await self._seen(site, actor)
        filings = (await self._store.load(site)).filings
        if sha256 in _named(filings) and actor.role != "viewer":
            found = await self._uploads.get(owner_of(site), sha256)
            if found is not None:
                return found
        raise NotFound(f"site {site} has no file {sha256}")

    async def _seen(self, site: UUID, actor: Actor) -> Known:
        if actor.role == "operator" and actor.site_id != site:
            raise NotFound(f"site {site}")
        found = await self._sites.known([site])
        if site not in found:
            raise NotFound(f"There is no site {site} in the register.")
        return found[site][1]

    def _open_years(self) -> tuple[int, ...]:
        rules, today = self.forms.due, self.today
        years = range(today.year, today.year - OPEN_YEARS, -1)
        return tuple(year for year in years if rules.is_open(year, today))


def _may_be_filed(report: ReportKey, due: DueView | None, site: SiteFilings) -> bool:
    if due is not None and due.request_id is not None:
        return not due.withdrawn
    return report in {year_key(year) for year in site.open_years} or due is not None


def _line(record: SiteRecord, item: DueItem, filings: Filings) -> FilingLine:
    said = [step.body for step in filings.reminders if isinstance(step.body, Reminded)]
    return FilingLine(
        site_id=record.site_id,
        site_name=record.name,
        address=record.address,
        standing=item.standing,
        received_on=item.report.received_on if item.report else None,
        versions=len(item.report.versions) if item.report else 0,
        reminded_on=said[-1].on if said else None,
        unsent=said[-1].unsent if said else None,
    )


def _named(filings: Filings) -> set[str]:
    steps = (step for report in filings.reports.values() for step in report.versions)
    bodies = (step.body for step in steps)
    return {one.sha256 for body in bodies if isinstance(body, Filed) for one in body.uploads}
