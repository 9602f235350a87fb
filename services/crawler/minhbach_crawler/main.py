"""The composition root: the one place where the crawler's parts are built."""

import logging
import os
import random
import socket
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from itertools import count
from uuid import UUID

import httpx

from minhbach_crawler.attending import Attendant, Habits
from minhbach_crawler.dialling import open_client
from minhbach_crawler.domain.frontier import Bounds
from minhbach_crawler.domain.retries import Retries
from minhbach_crawler.fetching import Fetcher, Limits
from minhbach_crawler.handlers import Intake
from minhbach_crawler.metering import Meters
from minhbach_crawler.scheduling import Rhythm, Schedule
from minhbach_crawler.settings import CrawlerSettings
from minhbach_crawler.storage.mongodb import (
    MongoRequests,
    MongoSites,
    MongoVisits,
    ensure_indexes,
)
from minhbach_crawler.visiting import Manners, Visitor
from minhbach_shared.captures import CaptureStore
from minhbach_shared.clock import sleep, utc_now
from minhbach_shared.delivery import Producer, Publisher, Subscription
from minhbach_shared.events import SiteRecord, VisitRequest
from minhbach_shared.ids import iso
from minhbach_shared.lease import Lease
from minhbach_shared.service import Service, new_registry
from minhbach_shared.store import Database, connect, database

NAME = "crawler"


def create_app(settings: CrawlerSettings) -> Service:
    """The crawler, ready to run.

    Raises:
        Misconfigured: the capture store cannot be opened.
    """
    # A sitemap that breaks off is an everyday thing: the library calls it an error.
    logging.getLogger("usp").setLevel(logging.CRITICAL)
    registry = new_registry()
    meters = Meters(registry)
    store = connect(settings.mongodb_uri.get_secret_value())
    data = database(store, settings.mongodb_database)
    client = _client(settings)
    publisher = Publisher(Producer(settings), NAME)
    attendant = _attendant(settings, data, client, publisher, meters)
    rhythm = Rhythm(settings.sites_at_once, settings.poll_seconds, settings.lease_seconds)
    schedule = Schedule(attendant, _leases(settings, data), rhythm, meters, utc_now, sleep)
    return Service(
        name=NAME,
        settings=settings,
        subscriptions=(_subscription(Intake(attendant.sites, attendant.requests)),),
        prepare=(lambda: ensure_indexes(data),),
        tasks=(schedule.run,),
        close=(client.aclose, publisher.stop, store.close),
        registry=registry,
    )


def _subscription(intake: Intake) -> Subscription:
    return Subscription(
        topics=(SiteRecord.topic, VisitRequest.topic),
        group=NAME,
        events=(SiteRecord, VisitRequest),
        handle=intake.handle,
    )


def _attendant(
    settings: CrawlerSettings,
    data: Database,
    client: httpx.AsyncClient,
    publisher: Publisher,
    meters: Meters,
) -> Attendant:
    return Attendant(
        sites=MongoSites(data["sites"]),
        requests=MongoRequests(data["requests"]),
        visits=MongoVisits(data["visits"]),
        visitor=_visitor(settings, client),
        captures=CaptureStore.of(settings),
        publisher=publisher,
        meters=meters,
        habits=Habits(
            interval=timedelta(seconds=settings.visit_interval_seconds),
            by_schedule=settings.visit_by_schedule,
            software=f"minhbach-crawler/{version('minhbach-crawler')}",
        ),
        clock=utc_now,
    )


def _visitor(settings: CrawlerSettings, client: httpx.AsyncClient) -> Visitor:
    limits = Limits(page_bytes=settings.page_bytes, seconds=settings.answer_seconds)
    manners = Manners(
        bounds=Bounds(pages=settings.visit_pages, depth=settings.visit_depth),
        retries=Retries(attempts=settings.attempts),
        seconds=settings.visit_seconds,
        least_delay=settings.least_delay_seconds,
        most_delay=settings.most_delay_seconds,
        agent=settings.user_agent.partition("/")[0],
    )
    chance = random.SystemRandom().random
    return Visitor(Fetcher(client, limits, utc_now), manners, utc_now, sleep, chance)


def _client(settings: CrawlerSettings) -> httpx.AsyncClient:
    timeout = httpx.Timeout(settings.answer_seconds, connect=min(10.0, settings.answer_seconds))
    return open_client(settings.allow_private, timeout, settings.user_agent)


def _leases(settings: CrawlerSettings, data: Database) -> Callable[[UUID], Lease]:
    worker = f"{settings.instance or socket.gethostname()}/{os.getpid()}/{iso(utc_now())}"
    numbers = count(1)

    def new_lease(site_id: UUID) -> Lease:
        holder = f"{worker}/{next(numbers)}"
        return Lease(data["leases"], str(site_id), holder, settings.lease_seconds)

    return new_lease
