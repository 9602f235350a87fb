"""The composition root of the case service."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from argon2 import PasswordHasher

from minhbach_case.announcing import announce_case, announce_site
from minhbach_case.application import Acting, Cases, Register
from minhbach_case.backups.restoring import refuse_unfinished
from minhbach_case.counting import ProvinceNumbers
from minhbach_case.documents.typesetting import Press
from minhbach_case.dossiers.opening import open_dossiers
from minhbach_case.erasing import Eraser
from minhbach_case.filings.opening import Means
from minhbach_case.handlers import gathering, keeping
from minhbach_case.letters import Letters, letter_wording
from minhbach_case.observing import Observations
from minhbach_case.outgoing import Outgoing
from minhbach_case.pictures import open_pictures
from minhbach_case.portals.opening import open_portals
from minhbach_case.queueing import CaseQueue
from minhbach_case.reading import CaseReader
from minhbach_case.register_erasing import SiteEraser
from minhbach_case.reports.opening import reporting_of
from minhbach_case.sending.correspondence import Correspondence
from minhbach_case.settings import CaseSettings
from minhbach_case.statements import Statements
from minhbach_case.storage.audit import AUDIT, AuditTrail
from minhbach_case.storage.case_events import CASE_EVENTS, CaseFacts
from minhbach_case.storage.case_folds import CASES, CaseFolds
from minhbach_case.storage.clearing import Clearer
from minhbach_case.storage.due import DueCases
from minhbach_case.storage.filings import FILING_EVENTS, FilingStore
from minhbach_case.storage.gathering import Gatherer
from minhbach_case.storage.holds import Holds
from minhbach_case.storage.letters import LetterStore
from minhbach_case.storage.previews import PREVIEW_PARTS, PREVIEWS, PreviewStore
from minhbach_case.storage.province import ProvinceStore
from minhbach_case.storage.site_search import SiteSearch
from minhbach_case.storage.sites import SALTS, SITE_EVENTS, SITES, Salts, SiteStore
from minhbach_case.storage.standing import StandingReader
from minhbach_case.storage.statements import StatementReader
from minhbach_case.storage.uploads import UPLOADS, Uploads
from minhbach_case.storage.verdicts import VerdictStore
from minhbach_case.timekeeping import Timekeeper
from minhbach_case.web.accounts import Accounts, read_accounts_file
from minhbach_case.web.app import create_web
from minhbach_case.web.keeping import AccountKeeping
from minhbach_case.web.oidc_setup import oidc_of, provider_client
from minhbach_case.webhooks.opening import WebhookParts
from minhbach_shared.clock import Clock, utc_now
from minhbach_shared.delivery import Producer, Subscription
from minhbach_shared.eventlog import EventLog
from minhbach_shared.events import Assessed, Suspected, VisitCompleted, Withdrawn
from minhbach_shared.lease import Lease
from minhbach_shared.relay import Also, Announce, Relay
from minhbach_shared.service import Service
from minhbach_shared.store import Database, connect, database, guarded
from minhbach_shared.working_days import load_holidays

GROUP = "case"
Fold = Callable[[Sequence[UUID]], Awaitable[None]]


class Parts:
    """The service's parts over one database, each made once."""

    def __init__(
        self,
        settings: CaseSettings,
        store: Database,
        clock: Clock = utc_now,
        hasher: PasswordHasher | None = None,
    ) -> None:
        secret = settings.secret.get_secret_value().encode()
        self.case_log = EventLog(store[CASE_EVENTS])
        self.site_log = EventLog(store[SITE_EVENTS])
        self.facts = CaseFacts(store[CASE_EVENTS])
        self.site_search = SiteSearch(store[SITES])
        self.folds = CaseFolds(self.case_log, store[CASES], self.site_search.briefs, clock)
        self.queue = CaseQueue(self.folds, self.site_search, clock)
        self.sites = SiteStore(self.site_log, store[SITES])
        self.gatherer = Gatherer(
            self.case_log, self.facts, self.folds, clock, settings.terms(), self.sites.alike
        )
        salts = Salts(store[SALTS], secrets.token_bytes)
        self.previews = PreviewStore(store[PREVIEWS], store[PREVIEW_PARTS])
        self.site_eraser = SiteEraser(
            self.sites,
            salts,
            self.previews,
            Holds(store[CASES], self.folds).of_site,
            LetterStore(store),
            FilingStore(store[FILING_EVENTS], Uploads(store[UPLOADS])),
            clock,
        )
        self.register = Register(self.sites, salts, self.previews, secret, clock, self.site_eraser)
        acting = Acting(secret, settings.terms(), clock, secrets.token_bytes)
        self.statements = Statements(
            StatementReader(store[CASE_EVENTS], self.case_log, self.site_log),
            self.folds,
            settings.agency(),
            clock,
            settings.terms(),
        )
        self.letters = Letters(
            self.statements,
            letter_wording(settings.letter_templates),
            Press(settings.font_folders()),
            settings.seal(),
        )
        self.cases = Cases(
            self.case_log,
            self.folds,
            CaseReader(self.facts, self.sites),
            StandingReader(store[CASE_EVENTS], self.facts).standing,
            self.statements.with_digest,
            acting,
            self.queue,
        )
        self.uploads = Uploads(store[UPLOADS])
        self.eraser = Eraser(self.case_log, self.folds, self.uploads, LetterStore(store))
        self.due = DueCases(store[CASES])
        self.timekeeper = Timekeeper(
            self.case_log, self.folds, self.due, clock, settings.retention()
        )
        self.verdicts = VerdictStore(store, settings.verdict_days)
        self.clearer = Clearer(store, self.case_log, self.folds, clock)
        self.province = ProvinceStore(store, self.folds)
        self.observations = Observations(self.sites, self.verdicts, self.province, clock)
        self.numbers = ProvinceNumbers(self.province, clock)
        self.outgoing = Outgoing(
            store,
            clock,
            open_portals(settings, store, self.sites, self.province, clock),
            reporting_of(settings, acting.seal, clock, self.letters),
            Correspondence(store, self.cases, self.letters, self.register, settings.post(), clock),
            open_dossiers(
                settings,
                self.case_log,
                self.facts,
                self.folds,
                self.sites,
                self.letters,
                self.uploads,
            ),
            Means(
                self.sites,
                self.uploads,
                acting.seal,
                secrets.token_bytes,
                settings.report_reminder_days,
            ),
            WebhookParts(settings, store, clock),
        )
        self.accounts = Accounts(
            store,
            clock,
            hasher=hasher,
            session=timedelta(hours=settings.session_hours),
            with_passwords=settings.local_accounts,
        )
        self.trail = AuditTrail(store[AUDIT], acting.seal, clock)
        self.keeping = AccountKeeping(store, self.trail, clock, hasher=hasher)

    async def ensure_indexes(self) -> None:
        """Makes every index; harmless when they are there."""
        await self.facts.ensure_indexes()
        await self.folds.ensure_indexes()
        await self.due.ensure_indexes()
        await self.sites.ensure_indexes()
        await self.site_search.ensure_indexes()
        await self.previews.ensure_indexes()
        await self.verdicts.ensure_indexes()
        await self.clearer.ensure_indexes()
        await self.trail.ensure_indexes()
        await self.uploads.ensure_indexes()
        await self.outgoing.ensure_indexes()
        with guarded("indexes of the accounts"):
            await self.accounts.prepare()

    async def fold_sites(self, sites: Sequence[UUID]) -> None:
        """Brings the register's list up to date, and the lanes of the sites' cases with it."""
        await self.sites.fold(sites)
        await self.site_eraser.carry_out(sites)
        await self.folds.refile(sites)


async def load_calendar() -> None:
    """Loads the public holidays before anything is taken in.

    The library reads a country's holidays with the first question, which takes seconds: the
    first suspicions would wait for them with all that is read and shown meanwhile.
    """
    await asyncio.to_thread(load_holidays, utc_now().year)


def create_app(settings: CaseSettings, clock: Clock = utc_now) -> Service:
    """The service: suspicions in, cases and the register out, API and console at the root.

    Raises:
        Misconfigured: the accounts file cannot be read or is wrong, or the OpenID settings;
            the browser for pictures is not there.
    """
    client = connect(settings.mongodb_uri.get_secret_value())
    store = database(client, settings.mongodb_database)
    parts = Parts(settings, store, clock)
    entries = read_accounts_file(settings.accounts_file) if settings.accounts_file else {}
    relays = _relays(settings, store, parts)
    asking = provider_client()

    async def install_accounts() -> None:
        with guarded("installing the accounts"):
            await parts.accounts.install(entries)

    return Service(
        name="case",
        settings=settings,
        subscriptions=(_suspicions(parts), _verdicts(parts)),
        prepare=(
            partial(refuse_unfinished, store),
            parts.ensure_indexes,
            install_accounts,
            load_calendar,
        ),
        tasks=(
            *(relay.run for relay in relays),
            parts.queue.keep_counting,
            parts.timekeeper.run,
            *parts.outgoing.tasks,
        ),
        close=(client.close, asking.aclose),
        app=create_web(
            cases=parts.cases,
            register=parts.register,
            letters=parts.letters,
            observations=parts.observations,
            numbers=parts.numbers,
            accounts=parts.accounts,
            keeping=parts.keeping,
            trail=parts.trail,
            secret=settings.secret.get_secret_value().encode(),
            clock=clock,
            secure_cookies=settings.secure_cookies,
            oidc=oidc_of(settings, asking, clock),
            pictures=open_pictures(settings),
            uploads=parts.uploads,
            outgoing=parts.outgoing,
        ),
    )


def _suspicions(parts: Parts) -> Subscription:
    return Subscription(
        topics=(Suspected.topic,),
        group=GROUP,
        events=(Suspected, Withdrawn),
        handle=gathering(parts.gatherer),
    )


def _verdicts(parts: Parts) -> Subscription:
    return Subscription(
        topics=(Assessed.topic, VisitCompleted.topic),
        group=f"{GROUP}.verdicts",
        events=(Assessed, VisitCompleted),
        handle=keeping(parts.verdicts, parts.outgoing.portals.store, parts.clearer),
    )


def _relays(settings: CaseSettings, store: Database, parts: Parts) -> tuple[Relay, Relay]:
    # Of this process alone: one that was started again under the same name is somebody else.
    holder = secrets.token_hex(8)

    def relay(
        name: str, log: EventLog, announce: Announce, fold: Fold, also: Also | None = None
    ) -> Relay:
        # One id a database: whoever takes the lease next fences whoever lost it.
        transactional_id = f"{settings.mongodb_database}.{name}"
        return Relay(
            name,
            log,
            Lease(store["leases"], name, holder, settings.lease_seconds),
            lambda: Producer(settings, transactional_id),
            announce,
            fold,
            also=also,
        )

    told = parts.outgoing.webhooks.feeding.take
    return (
        relay("case.cases", parts.case_log, announce_case, parts.eraser.fold, told),
        relay("case.register", parts.site_log, announce_site, parts.fold_sites),
    )
