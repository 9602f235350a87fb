"""Asks licensees for reports by a day (Circular 09/2014 Article 9(1)(a)), and takes it back."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import TEXT_LIMIT, Actor
from minhbach_case.domain.filings.steps import (
    Apart,
    Filings,
    Requested,
    RequestWithdrawn,
    request_id,
    request_key,
)
from minhbach_case.domain.register_reports import owes
from minhbach_case.errors import Contended, Missing, NotAllowed, NotFound, Wrong, WrongState
from minhbach_case.filings.commands import Ask, Withdraw
from minhbach_case.filings.filing import SALT_BYTES, Random, Seal
from minhbach_case.filings.views import Asked
from minhbach_case.storage.filings import Draft, FilingStore
from minhbach_case.storage.sites import SiteStore
from minhbach_case.views import PageRequest, SiteFilters
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved
from minhbach_shared.events import SiteRecord
from minhbach_shared.ids import derived_id, digest_of

ATTEMPTS: Final = 10
LONGEST_DAYS: Final = 366
ASKERS: Final = frozenset(("officer", "supervisor"))
_SITES_AT_ONCE: Final = 200


class Asker:
    """Writes requests for reports."""

    def __init__(
        self, store: FilingStore, sites: SiteStore, seal: Seal, random: Random, clock: Clock
    ) -> None:
        self._store = store
        self._sites = sites
        self._seal = seal
        self._random = random
        self._clock = clock

    async def ask(self, command: Ask, actor: Actor) -> Asked:
        """Asks one site, or every licensed one of a class; the same twice is asked once.

        Raises:
            NotAllowed: the role asks for no reports.
            NotFound: the site is not in the register.
            Missing: no reason was given.
            Wrong: the day or the reason cannot be so, or the site owes no reports.
            Contended: others keep writing for the same site.
        """
        _check(command.reason, actor)
        today = agency_day(self._clock())
        if not today < command.due_on or (command.due_on - today).days > LONGEST_DAYS:
            raise Wrong("due_on: a day after today, within a year.", "due_on")
        sites = await self._asked(command)
        asked = sum([await self._ask_one(site.site_id, command, actor, today) for site in sites])
        return Asked(asked=asked, sites=len(sites))

    async def withdraw(self, site: UUID, command: Withdraw, actor: Actor) -> None:
        """Takes a request back that was not answered; done twice, nothing happens.

        Raises:
            NotAllowed, Missing, Wrong: as for asking.
            NotFound: there is no such request.
            WrongState: the report came already.
            Contended: others keep writing for the same site.
        """
        _check(command.reason, actor)
        for _ in range(ATTEMPTS):
            loaded = await self._store.load(site)
            if not _may_be_withdrawn(loaded.filings, command.request_id):
                return
            apart = self._apart(actor, command.reason)
            body = RequestWithdrawn(
                request_id=command.request_id, by=self._seal(actor.user), apart=_digest(apart)
            )
            cause = str(derived_id("report_request_withdrawn", command.request_id))
            try:
                draft = Draft(site, cause, self._clock(), body, apart)
                await self._store.append(draft, loaded.head)
            except (StreamMoved, AlreadyCaused):
                continue
            return
        raise Contended(f"site {site}: others keep writing; try again")

    async def _asked(self, command: Ask) -> list[SiteRecord]:
        if isinstance(command.to, UUID):
            found = await self._sites.known([command.to])
            if command.to not in found:
                raise NotFound(f"There is no site {command.to} in the register.")
            records = [found[command.to][1].record]
        else:
            records = await licensees(self._sites, SiteFilters(site_class=command.to))
        owing = [record for record in records if record.active and owes(record)]
        if not owing:
            raise Wrong("Only licensed aggregators in the register owe reports.", "to")
        return owing

    async def _ask_one(self, site: UUID, command: Ask, actor: Actor, today: date) -> int:
        asked = request_id(site, command.due_on, digest_of(command.reason.strip()))
        apart = self._apart(actor, command.reason)
        body = Requested(
            request_id=asked,
            due_on=command.due_on,
            asked_on=today,
            by=self._seal(actor.user),
            apart=_digest(apart),
        )
        for _ in range(ATTEMPTS):
            loaded = await self._store.load(site)
            if asked in loaded.filings.requests:
                return 0
            try:
                draft = Draft(site, str(asked), self._clock(), body, apart)
                await self._store.append(draft, loaded.head)
            except (StreamMoved, AlreadyCaused):
                continue
            return 1
        raise Contended(f"site {site}: others keep writing; try again")

    def _apart(self, actor: Actor, reason: str) -> Apart:
        salt = self._random(SALT_BYTES).hex()
        name = actor.name or actor.user
        return Apart(user=name, role=actor.role, reason=reason.strip(), salt=salt)


async def licensees(sites: SiteStore, filters: SiteFilters) -> list[SiteRecord]:
    """The records of a class, by name, those that left included; a province has hundreds."""
    records: list[SiteRecord] = []
    after: str | None = None
    while True:
        found, after = await sites.page(filters, PageRequest(limit=_SITES_AT_ONCE, after=after))
        records += found
        if after is None:
            return records


def _may_be_withdrawn(filings: Filings, asked: UUID) -> bool:
    if asked not in filings.requests:
        raise NotFound(f"There is no request {asked}.")
    reports: Mapping[str, object] = filings.reports
    if request_key(asked) in reports:
        raise WrongState("The report that was asked for came already.")
    return filings.requests[asked].withdrawn is None


def _check(reason: str, actor: Actor) -> None:
    if actor.role not in ASKERS:
        raise NotAllowed(f"The role {actor.role!r} asks for no reports: an officer does.")
    if not reason.strip():
        raise Missing("Say why.", "reason")
    if len(reason) > TEXT_LIMIT:
        raise Wrong(f"reason: at most {TEXT_LIMIT} characters.", "reason")


def _digest(apart: Apart) -> str:
    return digest_of(apart.model_dump(mode="json"))
